"""A spreadsheet as plain tables: its sheets as rows of text, whatever kind of file it was.

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
CELLS_READ_MAX = 3_000_000
SHEETS_READ_MAX = 50
VALUE_SHOWN_CHARACTERS = 80


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
    cells: int = 0  # How many were put, blank ones among them.

    def put(self, row: int, column: int, value: str) -> None:
        """Set one cell, counted from 1. Raises WorkbookRefused where no cell of ours can be."""
        self._count(1, row, column)
        cells = self.rows.setdefault(row, [])
        if len(cells) < column:
            cells.extend([""] * (column - len(cells)))
        cells[column - 1] = value

    def put_row(self, row: int, cells: list[str]) -> None:
        """Set one row. Raises WorkbookRefused where no row of ours can be."""
        self._count(len(cells), row, len(cells))
        self.rows[row] = cells

    def place(self, row: int, column: int) -> str:
        """Return where a cell is, as people write it."""
        return f"{self.name}!{column_letters(column)}{row}"

    def _count(self, cells: int, row: int, column: int) -> None:
        self.cells += cells
        if row > LAST_ROW_READ or column > LAST_COLUMN_READ or self.cells > CELLS_READ_MAX:
            raise refused("TOO_MANY_CELLS", self.place(row, column))


def refused(code: str, value: str = "") -> WorkbookRefused:
    """Make the error that refuses a whole file, said in both languages."""
    return WorkbookRefused(code, file_refusal_text(code, value[:VALUE_SHOWN_CHARACTERS]))
