"""Which kind of spreadsheet a file is, by its content: names lie."""

from hedan.workbooks.csv_file import read_csv
from hedan.workbooks.ods import is_ods, read_ods
from hedan.workbooks.tables import Table, refused
from hedan.workbooks.xls import read_xls
from hedan.workbooks.xlsx import is_xlsx, read_xlsx
from hedan.workbooks.zipped import Parts

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"


def read_tables(data: bytes) -> list[Table]:
    """Read a file's sheets: .xlsx, .ods, .xls or .csv.

    Raises WorkbookRefused: not readable, protected by a password, unsafe to unpack, too large.
    """
    if data.startswith(OLE_MAGIC):
        return read_xls(data)
    if not data.startswith(ZIP_MAGIC):
        return [read_csv(data)]
    parts = Parts(data)
    if is_xlsx(parts):
        return read_xlsx(parts)
    if is_ods(parts):
        return read_ods(parts)
    raise refused("NOT_READABLE", "zip")
