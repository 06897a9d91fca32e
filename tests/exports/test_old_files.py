"""Export sheets in the old .xls, as some sellers' programs still save them: read like any other."""

import shutil
import subprocess
from pathlib import Path

import pytest

from hedan.exports.dialects import manner_of
from hedan.exports.orders import read_orders
from tests.exports.sheets import NOW, SAMPLES, grid, row, store, xlsx_file

SOFFICE = shutil.which("soffice")
SECONDS_MAX = 120

pytestmark = pytest.mark.skipif(
    SOFFICE is None,
    reason="LibreOffice (soffice) is not installed: apt-get install libreoffice-calc",
)


def sheet(platform: str) -> bytes:
    """Return a platform's sample as a workbook: ="…" around an id is a habit of .csv alone."""
    cells = {
        heading: value.removeprefix('="').removesuffix('"') if isinstance(value, str) else value
        for heading, value in row(platform).items()
    }
    return xlsx_file(grid([cells]))


def saved(folder: Path, platform: str, target: str) -> bytes:
    """Return a platform's sample sheet after LibreOffice opened it and saved it as the target."""
    assert SOFFICE is not None
    path = folder / f"{platform}.xlsx"
    path.write_bytes(sheet(platform))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [
            *(SOFFICE, profile, "--headless", "--norestore"),
            *("--convert-to", target, "--outdir", str(folder / target), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=SECONDS_MAX,
    )
    return (folder / target / f"{platform}.{target}").read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("old-sheets")


@pytest.mark.parametrize("platform", SAMPLES)
def test_an_old_file_tells_what_the_new_one_tells(folder: Path, platform: str) -> None:
    manner = manner_of(store(platform))
    data = saved(folder, platform, "xls")
    assert data.startswith(b"\xd0\xcf\x11\xe0")  # The old container, and no other by that name.
    old = read_orders(data, manner, NOW)
    new = read_orders(sheet(platform), manner, NOW)
    assert old.refusals == ()
    assert len(old.orders) == 1
    assert old.orders == new.orders
