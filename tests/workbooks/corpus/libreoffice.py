"""The corpus saved again by a real spreadsheet program: many files in one call for each kind."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.workbooks.corpus.damage import Case, saved

SOFFICE = shutil.which("soffice")
# Nobody waits so long; a machine with much else to do may need it.
SECONDS_MAX = 900
# Every case in every kind of file takes minutes: asked for by this variable.
WHOLE = "HEDAN_WHOLE_CORPUS"
# What a file is saved as. The numbers: comma, double quote, and UTF-8 or GBK.
KINDS: Mapping[str, tuple[str, str]] = {
    "xlsx": ("xlsx", "xlsx"),
    "xls": ("xls", "xls"),
    "ods": ("ods", "ods"),
    "csv, UTF-8": ("csv:Text - txt - csv (StarCalc):44,34,76", "csv"),
    "csv, GBK": ("csv:Text - txt - csv (StarCalc):44,34,61", "csv"),
}


def saved_again(cases: Sequence[Case], folder: Path) -> Iterator[Case]:
    """Yield each case as LibreOffice saves it, in one kind of file after the other.

    With the variable WHOLE set: each in every kind.
    """
    files = {}
    for number, case in enumerate(cases):
        path = folder / f"{number}.xlsx"
        path.write_bytes(case.make())
        files[path] = case
    for turn, (kind, (target, suffix)) in enumerate(KINDS.items()):
        whole = bool(os.environ.get(WHOLE))
        mine = [path for number, path in enumerate(files) if whole or number % len(KINDS) == turn]
        out = folder / kind.replace(", ", "-")
        _convert(mine, target, out, folder)
        for path in mine:
            data = (out / path.name).with_suffix(f".{suffix}").read_bytes()
            yield saved(files[path], kind, data)


def _convert(files: Sequence[Path], target: str, out: Path, folder: Path) -> None:
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--norestore", "--convert-to", target]
    subprocess.run(
        [*command, "--outdir", str(out), *map(str, files)],
        check=True,
        capture_output=True,
        timeout=SECONDS_MAX,
    )
