"""Any spreadsheet file as plain tables: what kind it is, and its sheets as rows of text.

Values are texts; what was not text in the file says so by its type (cells.Number, cells.Formula,
cells.Odd). Nothing is ever computed, and no type is guessed.
"""

from dataclasses import dataclass, field

from hedan.errors import WorkbookRefused
from hedan.workbooks.cells import column_letters
from hedan.workbooks.texts import file_refusal_text

# Rows of ours at most (writer.ROWS_MAX) and room for what people put above and below.
LAST_ROW_READ = 100_100
LAST_COLUMN_READ = 128
SHEETS_READ_MAX = 50

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells merged into one; rows and columns count from 1, both ends belong to it."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(slots=True)
class Table:
    """One sheet: its rows that hold something, each a list from column A on."""

    name: str
    rows: dict[int, list[str]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)

    def put(self, row: int, column: int, value: str) -> None:
        """Set one cell, counted from 1. Raises WorkbookRefused where no cell of ours can be."""
        if column > LAST_COLUMN_READ:
            raise refused("TOO_MANY_CELLS", self.place(row, column))
        cells = self.rows.get(row, [])
        if len(cells) < column:
            cells.extend([""] * (column - len(cells)))
        cells[column - 1] = value
        self.put_row(row, cells)

    def put_row(self, row: int, cells: list[str]) -> None:
        """Set one row. Raises WorkbookRefused where no row of ours can be."""
        if row > LAST_ROW_READ:
            raise refused("TOO_MANY_CELLS", self.place(row, len(cells)))
        self.rows[row] = cells

    def place(self, row: int, column: int) -> str:
        """Return where a cell is, as people write it."""
        return f"{self.name}!{column_letters(column)}{row}"


def read_tables(data: bytes) -> list[Table]:
    """Read a file's sheets, whatever its name says it is.

    Raises WorkbookRefused: not readable, protected by a password, unsafe to unpack, too large.
    """
    # Each kind is imported where it is met: a run sees one of them.
    if data.startswith(ZIP_MAGIC):
        from hedan.workbooks.zipped import read_zipped

        return read_zipped(data)
    if data.startswith(OLE_MAGIC):
        from hedan.workbooks.xls import read_xls

        return read_xls(data)
    from hedan.workbooks.csv_file import read_csv

    return [read_csv(data)]


def refused(code: str, value: str = "") -> WorkbookRefused:
    """Make the error that refuses a whole file, said in both languages."""
    return WorkbookRefused(code, file_refusal_text(code, value))
