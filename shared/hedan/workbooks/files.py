"""Which kind of spreadsheet a file is, by its content: names lie."""

from dataclasses import dataclass

from hedan.workbooks.csv_file import read_csv
from hedan.workbooks.ods import is_ods, read_ods
from hedan.workbooks.tables import Table, refused
from hedan.workbooks.xls import read_xls
from hedan.workbooks.xlsx import is_xlsx, read_xlsx
from hedan.workbooks.zipped import Parts

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"


# What such a name among the parts of a file tells: codes of texts.FILE_REMARKS. Nothing of it is
# run or opened, whoever reads the file; the supplier shall know that it does no good either.
REMARKS = {"xl/vbaProject.bin": "MACROS", "xl/externalLinks/": "LINKS", "Basic/": "MACROS"}


@dataclass(frozen=True, slots=True)
class FileRead:
    """The sheets of a file, and what was seen in it beside them."""

    tables: list[Table]
    remarks: tuple[str, ...] = ()


def read_tables(data: bytes) -> list[Table]:
    """Read a file's sheets: .xlsx, .ods, .xls or .csv.

    Raises WorkbookRefused: not readable, protected by a password, unsafe to unpack, too large.
    """
    return read_file(data).tables


def read_file(data: bytes) -> FileRead:
    """Read a file's sheets, and say what else is in it. Raises WorkbookRefused as read_tables."""
    if data.startswith(OLE_MAGIC):
        return FileRead(read_xls(data))
    if not data.startswith(ZIP_MAGIC):
        return FileRead([read_csv(data)])
    parts = Parts(data)
    if is_xlsx(parts):
        return FileRead(read_xlsx(parts), _remarks(parts))
    if is_ods(parts):
        return FileRead(read_ods(parts), _remarks(parts))
    raise refused("NOT_READABLE", "zip")


def _remarks(parts: Parts) -> tuple[str, ...]:
    seen = (
        code for begin, code in REMARKS.items() if any(n.startswith(begin) for n in parts.names)
    )
    return tuple(dict.fromkeys(seen))
