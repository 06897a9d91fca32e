"""Row keys and ids that were damaged, cells that were merged, other programs."""

import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.workbook_columns import Field
from hedan.workbooks.cells import column_letters
from hedan.workbooks.ship_design import FIRST_ROW
from tests.workbooks.corpus.damage import edit, edits, outcome, put
from tests.workbooks.corpus.sheet_edits import (
    ALIKE,
    FILLED,
    FINE,
    MIDDLE,
    WIDTH,
    both,
    column,
    merged,
    turned_round,
    without,
)
from tests.workbooks.corpus.world import (
    COLUMN,
    ORDER_OF,
    PAIR,
    ZTO,
    Said,
    place,
    world,
)

# --- Row keys -----------------------------------------------------------------------------------

edit("row key cleared", outcome(lost={7}, codes="KEY_MISSING"))(put({place(Field.KEY, 7): None}))


def _key_of_7(text: Callable[[str], Any]) -> Callable[[Worksheet, Workbook], None]:
    """Change a row key, given what it was."""

    def change(sheet: Worksheet, _: Workbook) -> None:
        sheet[place(Field.KEY, 7)] = text(str(sheet[place(Field.KEY, 7)].value))

    return change


edits(
    "row key damaged",
    {
        "cut": _key_of_7(lambda key: key.partition("~")[0]),
        "a number": _key_of_7(lambda key: 12345),
        "only the check": _key_of_7(lambda key: f"~{key.partition('~')[2]}"),
    },
    outcome(lost={7}, codes="KEY_DAMAGED"),
)
edit("row key with another check", outcome(lost={7}, codes="ROW_MIXED"))(
    _key_of_7(lambda key: f"{key[:-4]}AAAA")
)
edit("row key computed", outcome(lost={7}, codes="FORMULA"), as_text=FINE)(
    lambda sheet, _: put({place(Field.KEY, 7): f'="{sheet[place(Field.KEY, 7)].value}"'})(sheet, _)
)
edit("row keys in full width, with spaces", FINE)(
    lambda sheet, _: [
        put({address: f" {str(sheet[address].value).replace('~', '～')} "})(sheet, _)
        for address in column(Field.KEY)
    ]
)

# --- Ids that lost their digits -----------------------------------------------------------------


def _as_numbers(sheet: Worksheet, _: Workbook) -> None:
    for address, order in zip(column(Field.ORDER), ORDER_OF, strict=True):
        if order.isdecimal():
            sheet[address] = float(int(order) // 10_000 * 10_000)  # Fifteen digits are kept.
            sheet[address].number_format = "0"


def _in_powers(sheet: Worksheet, _: Workbook) -> None:
    for address, order in zip(column(Field.ORDER), ORDER_OF, strict=True):
        if order.isdecimal():
            sheet[address] = f"{float(order):.5E}"


edits(
    "orders that lost digits, their parcels there",
    {"numbers": _as_numbers, "powers": _in_powers},
    FINE,
)
edits(
    "orders that lost digits, their parcels deleted",
    {
        "numbers": both(_as_numbers, without(Field.PARCEL)),
        "powers": both(_in_powers, without(Field.PARCEL)),
    },
    outcome(lost=FILLED & ALIKE, codes="DIGITS_LOST"),
)
edit(
    "orders that lost digits and row keys sorted alone",
    outcome(lost=FILLED - {MIDDLE}, codes="DIGITS_LOST ROW_MIXED"),
)(both(turned_round(Field.KEY), _as_numbers))

# --- Merged cells -------------------------------------------------------------------------------

edit(
    "number merged over the rows of a parcel",
    outcome(said={2: Said((ZTO.format(1),))}),
    as_text=FINE,
)(both(merged(Field.CARRIER, *PAIR), merged(Field.NUMBER, *PAIR)))
edit(
    "numbers merged over two parcels",
    outcome(lost={3, 4}, codes="MERGED_CELLS"),
    as_text=outcome(gone={4}, said={4: Said()}),
)(both(merged(Field.CARRIER, 3, 4), merged(Field.NUMBER, 3, 4)))
edit(
    "numbers merged over two parcels whose column is gone",
    outcome(lost={3, 4}, codes="MERGED_CELLS"),
    as_text=outcome(gone={4}),
)(both(without(Field.PARCEL), lambda sheet, _: _merge_left(sheet)))
edit("the parcel's own cells merged", FINE)(
    both(
        merged(Field.PARCEL, *PAIR), merged(Field.ORDER, *PAIR), merged(Field.RECEIVER_NAME, *PAIR)
    )
)
edit("two row keys merged", outcome(lost={4}, codes="KEY_MISSING"))(merged(Field.KEY, 3, 4))


def _merge_left(sheet: Worksheet) -> None:
    """Merge where the columns are after the first one was deleted."""
    for field in (Field.CARRIER, Field.NUMBER):
        letters = column_letters(COLUMN[field] - 1)
        sheet.merge_cells(f"{letters}{FIRST_ROW + 3}:{letters}{FIRST_ROW + 4}")


# --- Other programs -----------------------------------------------------------------------------


def numbers_export() -> bytes:
    """Return the file as Apple's Numbers exports it: its tables' names above, and as the tabs."""
    book = Workbook()
    summary = book.worksheets[0]
    summary.title = "导出摘要"
    summary["A1"] = "此文稿是从 Numbers 表格导出的。"
    summary["A3"], summary["B3"], summary["C3"] = (
        "Numbers 表格工作表名称",
        "表格名称",
        "Excel 工作表名称",
    )
    table = book.create_sheet("发货 - 表格 1")
    table.merge_cells(f"A1:{column_letters(WIDTH)}1")
    table["A1"] = "表格 1"
    source = load_workbook(io.BytesIO(world().filled)).worksheets[0]
    for number, line in enumerate(source.iter_rows(values_only=True), start=2):
        for position, value in enumerate(line, start=1):
            table.cell(number, position).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
