"""A workbook in a supplier's spreadsheet program: its rows read, and cells of them written into."""

import io
from collections.abc import Callable, Mapping

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

SHIP, STOP, RETURNS, PICK = "发货", "截停", "退货", "拣货"
# What stands over a column that no row of headings is without, by sheet.
TELLING: Mapping[str, str] = {
    SHIP: "运单号",
    STOP: "截停答复",
    RETURNS: "收货答复",
    PICK: "货位",
}
HEADING_ROWS_SEARCHED = 20

type Row = dict[str, str]
type Says = Callable[[Row], Mapping[str, str]]
"""What a supplier writes into a row, by heading; nothing: it leaves the row as it is."""


def rows_of(content: bytes, sheet: str = SHIP) -> list[Row]:
    """Return the rows of a sheet by heading; none where the workbook has no such sheet."""
    book = load_workbook(io.BytesIO(content))
    if sheet not in book.sheetnames:
        return []
    return [row for _, row in _rows(book[sheet], sheet)]


def headings_of(content: bytes, sheet: str = SHIP) -> list[str]:
    """Return the headings of a sheet, from the left to the right."""
    return list(_headings(load_workbook(io.BytesIO(content))[sheet], sheet))


def written(content: bytes, says: Says, sheet: str = SHIP) -> bytes:
    """Return the workbook as a spreadsheet program saves it, after somebody wrote into a sheet."""
    book = load_workbook(io.BytesIO(content))
    page = book[sheet]
    columns = _headings(page, sheet)
    for number, row in _rows(page, sheet):
        for heading, text in says(row).items():
            page.cell(number, columns[heading]).value = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _headings(page: Worksheet, sheet: str) -> dict[str, int]:
    for row in page.iter_rows(min_row=1, max_row=HEADING_ROWS_SEARCHED):
        found = {str(cell.value): cell.column for cell in row if cell.value and cell.column}
        if TELLING[sheet] in found:
            return found
    raise RuntimeError(f"the sheet {sheet} has no headings")


def _rows(page: Worksheet, sheet: str) -> list[tuple[int, Row]]:
    """Return what stands below the headings, with its row; on a Ship sheet the rows of parcels."""
    headings = _headings(page, sheet)
    start = next(
        row[0].row for row in page.iter_rows() if any(cell.value == TELLING[sheet] for cell in row)
    )
    assert start is not None
    rows = []
    for row in page.iter_rows(min_row=start + 1):
        cells = {name: str(row[column - 1].value or "") for name, column in headings.items()}
        number = row[0].row
        if number and (sheet != SHIP or cells["包裹号"].startswith("P")):
            rows.append((number, cells))
    return rows
