"""Changes that people make to a sheet, for the cases to put together."""

from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.workbook_columns import Field
from hedan.workbooks.ship_design import FIRST_ROW
from tests.workbooks.corpus.damage import outcome
from tests.workbooks.corpus.world import (
    COLUMN,
    FILLS,
    ORDER_OF,
    ROWS,
    place,
)

FILLED = frozenset(position for position, fill in enumerate(FILLS) if fill)
NUMBERED = frozenset(position for position, fill in enumerate(FILLS) if fill and fill.number)
MIDDLE = ROWS // 2  # Stays where it is when rows are turned round.
ALIKE = frozenset(at for at, order in enumerate(ORDER_OF) if order.startswith("692012345678901"))
LAST = FIRST_ROW + ROWS - 1
WIDTH = len(COLUMN)
FINE = outcome()


def column(field: Field) -> list[str]:
    """Return the addresses of a field in every row."""
    return [place(field, position) for position in range(ROWS)]


def turned_round(*fields: Field) -> Callable[[Worksheet, Workbook], None]:
    """Sort these columns alone: their cells stand the other way round."""

    def change(sheet: Worksheet, _: Workbook) -> None:
        for field in fields:
            values = [sheet[address].value for address in column(field)]
            for address, value in zip(column(field), reversed(values), strict=True):
                sheet[address] = value

    return change


def without(*fields: Field) -> Callable[[Worksheet, Workbook], None]:
    """Delete columns."""

    def change(sheet: Worksheet, _: Workbook) -> None:
        for position in sorted((COLUMN[field] for field in fields), reverse=True):
            sheet.delete_cols(position)

    return change


def merged(field: Field, first: int, last: int) -> Callable[[Worksheet, Workbook], None]:
    """Merge cells of a column; the first one's value is what remains."""

    def change(sheet: Worksheet, _: Workbook) -> None:
        sheet.merge_cells(f"{place(field, first)}:{place(field, last)}")

    return change


def both(
    *changes: Callable[[Worksheet, Workbook], object],
) -> Callable[[Worksheet, Workbook], None]:
    """Do one change after the other."""

    def change(sheet: Worksheet, book: Workbook) -> None:
        for one in changes:
            one(sheet, book)

    return change
