"""Writes the settings in force as files: `python -m infra.export_settings`.

settings.yaml and settings.xlsx say the same; either, edited, goes back by `make publish FILE=…`.
"""

import argparse
import sys
from pathlib import Path

import boto3

from hedan.settings import Settings
from hedan.settings_files.book_writing import settings_workbook
from hedan.settings_files.help_rows import condition_help
from hedan.settings_files.yaml_file import to_yaml
from infra.publish_settings import settings_table
from infra.stack import find_stack

EXPORTED = Path("exported")


def export(settings: Settings, folder: Path) -> tuple[Path, Path]:
    """Write both files into a folder and return where.

    Raises FileExistsError where one stands already: somebody may have edited it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    yaml_file, workbook = folder / "settings.yaml", folder / "settings.xlsx"
    for file in (yaml_file, workbook):
        if file.exists():
            raise FileExistsError(f"{file} exists: move it away first")
    yaml_file.write_text(to_yaml(settings), encoding="utf-8")
    workbook.write_bytes(settings_workbook(settings, more_help=condition_help(settings.language)))
    return yaml_file, workbook


def main() -> None:
    """Export from the command line."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("folder", type=Path, nargs="?", default=None)
    arguments.add_argument("--stack", default="hedan")
    arguments.add_argument("--version", type=int, default=0, help="an older version")
    given = arguments.parse_args()
    table = settings_table(find_stack(given.stack, boto3.Session()))
    settings = table.settings_version(given.version) if given.version else table.in_force()
    if settings is None:
        sys.exit("no settings were published yet")
    try:
        files = export(settings, given.folder or EXPORTED / f"version-{settings.version}")
    except FileExistsError as exists:
        sys.exit(str(exists))
    print(f"settings version {settings.version}: {', '.join(map(str, files))}")


if __name__ == "__main__":
    main()
