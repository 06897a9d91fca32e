"""The settings workbook in somebody's hands: a value changed, a row added, as in Excel or WPS."""

from collections.abc import Mapping
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

type Cell = str | int | None

HEADINGS_ROW = 3
KEY_COLUMN, VALUE_COLUMN = 4, 2  # Of the sheet "General".


class SettingsBook:
    """A downloaded settings workbook, in English, open for editing."""

    def __init__(self, file: bytes) -> None:
        self._book: Workbook = load_workbook(BytesIO(file))

    def set(self, key: str, value: Cell) -> None:
        """Change one general value."""
        sheet = self._book["General"]
        sheet.cell(_row(sheet, KEY_COLUMN, key), VALUE_COLUMN, value)

    def change(self, sheet_name: str, entry: str, heading: str, value: Cell) -> None:
        """Change one cell of an entry, which is known by its first cell."""
        sheet = self._book[sheet_name]
        sheet.cell(_row(sheet, 1, entry), _column(sheet, heading), value)

    def add(self, sheet_name: str, cells: Mapping[str, Cell]) -> int:
        """Write an entry below the last one; return its row."""
        sheet = self._book[sheet_name]
        row = 1 + max(cell.row or 0 for cell in sheet["A"] if cell.value is not None)
        for heading, value in cells.items():
            sheet.cell(row, _column(sheet, heading), value)
        return row

    def saved(self) -> bytes:
        """Return the file as it is uploaded."""
        file = BytesIO()
        self._book.save(file)
        return file.getvalue()


def _row(sheet: Worksheet, column: int, text: str) -> int:
    for row in range(HEADINGS_ROW + 1, sheet.max_row + 1):
        if sheet.cell(row, column).value == text:
            return row
    raise KeyError(f"{sheet.title}: {text}")


def _column(sheet: Worksheet, heading: str) -> int:
    headings = [cell.value for cell in sheet[HEADINGS_ROW]]
    return 1 + headings.index(heading)
