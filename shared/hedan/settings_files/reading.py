"""A settings file of either kind becomes settings, or is refused with every place and reason."""

from pathlib import PurePath
from typing import Any

from hedan.errors import WorkbookRefused
from hedan.settings import Settings
from hedan.settings.problems import Path, Problem
from hedan.settings_files.book_reading import read_book
from hedan.settings_files.checked import judged
from hedan.settings_files.mistakes import Mistake, SettingsRefused, path_text
from hedan.settings_files.yaml_file import parse_yaml
from hedan.workbooks.files import OLE_MAGIC, ZIP_MAGIC, read_tables

FILE_BYTES_MAX = 20_000_000


def read_settings_file(data: bytes, file_name: str) -> Settings:
    """Return what a settings.yaml or a settings workbook says, told apart by content.

    Raises SettingsRefused, which names every mistake with its line or cell.
    """
    name = PurePath(file_name).name
    if len(data) > FILE_BYTES_MAX:
        raise _refused(name, "FILE_TOO_LARGE", str(FILE_BYTES_MAX // 1_000_000))
    if data.startswith((OLE_MAGIC, ZIP_MAGIC)):
        try:
            tables = read_tables(data)
        except WorkbookRefused as refused:
            raise _refused(name, "NOT_A_WORKBOOK", str(refused)) from refused
        raw, book = read_book(tables)
        settings, found = judged(raw)
        mistakes = [*book.mistakes, *(book.mistake(p) for p in found if not book.knows(p))]
    else:
        raw, places = parse_yaml(data, name)
        settings, found = judged(raw)
        told = sorted((*places.found, *found), key=places.line)
        mistakes = [places.mistake(problem) for problem in told]
    if mistakes or settings is None:
        raise SettingsRefused(name, mistakes)
    return settings


def checked_settings(raw: Any, name: str = "settings") -> Settings:
    """Return plain data as settings. Raises SettingsRefused, whose places are paths."""
    settings, found = judged(raw)
    if settings is None:
        raise SettingsRefused(name, [Mistake(_place(one.path, name), one) for one in found])
    return settings


def _place(path: Path, name: str) -> str:
    return path_text(path) or name


def _refused(name: str, code: str, why: str) -> SettingsRefused:
    return SettingsRefused(name, [Mistake(name, Problem((), code, {"why": why}))])
