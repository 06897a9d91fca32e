"""Rows and columns that were moved, copied, deleted, renamed: what can be proved stands."""

from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.workbook_columns import Field
from hedan.workbooks.cells import column_letters, key_text
from hedan.workbooks.ship_design import FIRST_ROW, HEADING_ROW
from tests.workbooks.corpus.damage import edit, edits, outcome, put
from tests.workbooks.corpus.sheet_edits import (
    FILLED,
    FINE,
    LAST,
    MIDDLE,
    WIDTH,
    both,
    turned_round,
    without,
)
from tests.workbooks.corpus.world import (
    ORDER_OF,
    ROWS,
    SF,
    ZTO,
    place,
)
from tests.workbooks.samples import row

# --- Nothing wrong ------------------------------------------------------------------------------

edit("as it was filled in", FINE)(lambda sheet, book: None)


@edit("hidden columns", FINE)
def _(sheet: Worksheet, _: Workbook) -> None:
    for letters in "BCDEFGHIJKL":
        sheet.column_dimensions[letters].hidden = True


@edit("hidden rows", FINE)
def _(sheet: Worksheet, _: Workbook) -> None:
    for number in range(8, 12):
        sheet.row_dimensions[number].hidden = True


@edit("all columns sorted together", FINE)
def _(sheet: Worksheet, _: Workbook) -> None:
    lines = [[cell.value for cell in line] for line in sheet[f"A{FIRST_ROW}:{_last_cell()}"]]
    for number, values in enumerate(reversed(lines), start=FIRST_ROW):
        for position, value in enumerate(values, start=1):
            sheet.cell(number, position).value = value


def _last_cell() -> str:
    return f"{column_letters(WIDTH)}{LAST}"


@edit("columns turned round", FINE)
def _(sheet: Worksheet, _: Workbook) -> None:
    for number in range(HEADING_ROW, LAST + 1):
        values = [sheet.cell(number, position).value for position in range(1, WIDTH + 1)]
        for position, value in enumerate(reversed(values), start=1):
            sheet.cell(number, position).value = value


RENAMED = {
    "运单号": "快递 单号：",
    "快递公司": "物流公司（必填）",
    "行键（勿改）": "行键",
    "订单号": "平台订单号",
    "收件人": "收货人",
    "收件电话": "手机号",
    "供应商留言": "发货备注",
    "缺货/预计到货": "是否缺货",
}


def _renamed(sheet: Worksheet, _: Workbook) -> None:
    for position in range(1, WIDTH + 1):
        cell = sheet.cell(HEADING_ROW, position)
        cell.value = RENAMED.get(str(cell.value), cell.value)


def _titles_above(sheet: Worksheet, _: Workbook) -> None:
    sheet.insert_rows(1, 4)
    sheet["A1"], sheet["A2"], sheet["B3"] = "东莞一厂 10月", "仅供内部", "合计 11 件"


def _own_columns(sheet: Worksheet, _: Workbook) -> None:
    sheet.insert_cols(1, 2)
    sheet.cell(HEADING_ROW, 1).value, sheet.cell(HEADING_ROW, 2).value = "内部号", "单价"
    for number in range(FIRST_ROW, LAST + 1):
        sheet.cell(number, 1).value, sheet.cell(number, 2).value = number, 3.5


edits(
    "headings",
    {
        "renamed": _renamed,
        "titles above": _titles_above,
        "own columns before": _own_columns,
        "all of it": both(_renamed, _own_columns, _titles_above),
    },
    FINE,
)


@edit("blank rows and totals between and below", FINE)
def _(sheet: Worksheet, _: Workbook) -> None:
    sheet.insert_rows(FIRST_ROW + 3, 2)
    sheet.cell(LAST + 4, 1).value, sheet.cell(LAST + 4, 6).value = "合计", 11
    sheet.cell(LAST + 6, 1).value = "谢谢！"


@edit("styled blank rows to far below", FINE)
def _(sheet: Worksheet, _: Workbook) -> None:
    for number in range(LAST + 1, LAST + 400):
        sheet.cell(number, 3).fill = PatternFill("solid", start_color="FFFF00")


@edit("a sheet of the supplier's own before ours", FINE, saved_again=False)
def _(_: Worksheet, book: Workbook) -> None:
    own = book.create_sheet("库存", 0)
    own["A1"], own["B1"], own["A2"], own["B2"] = "订单号", "数量", "1", 2


# --- What was sorted or pasted ------------------------------------------------------------------

SORTED = {
    "row keys": (Field.KEY,),
    "parcels": (Field.PARCEL,),
    "orders": (Field.ORDER,),
    "orders and parcels": (Field.ORDER, Field.PARCEL),
    "row keys and carriers": (Field.KEY, Field.CARRIER),
}
for _what, _fields in SORTED.items():
    edit(
        f"sorted alone: {_what}",
        outcome(lost=FILLED - {MIDDLE}, codes="ROW_MIXED"),
    )(turned_round(*_fields))

edits(
    "receiver of one row changed",
    {
        "name": put({place(Field.RECEIVER_NAME, 7): "李四"}),
        "phone": put({place(Field.RECEIVER_PHONE, 7): "13800001111"}),
        "order": put({place(Field.ORDER, 7): ORDER_OF[8]}),
        "parcel": put({place(Field.PARCEL, 7): "P00000000000"}),
    },
    outcome(lost={7}, codes="ROW_MIXED"),
)


def _copied(source: int, target: int, number: str = "") -> Callable[[Worksheet, Workbook], None]:
    """Copy a whole row over another place, perhaps with another number."""

    def change(sheet: Worksheet, _: Workbook) -> None:
        for position in range(1, WIDTH + 1):
            value = sheet.cell(FIRST_ROW + source, position).value
            sheet.cell(FIRST_ROW + target, position).value = value
        if number:
            sheet[place(Field.NUMBER, target)] = number

    return change


edit("a row pasted below", FINE)(_copied(10, ROWS))
edit("a row pasted over another", outcome(gone={7}))(_copied(10, 7))
edit("a row pasted below with another number", outcome(lost={10}, codes="KEY_TWICE"))(
    _copied(10, ROWS, ZTO.format(88))
)
edit(
    "a row pasted over another, with the other's number",
    outcome(lost={10}, gone={7}, codes="KEY_TWICE"),
)(_copied(10, 7, ZTO.format(7)))
edit("only a row key pasted", outcome(lost={7}, codes="ROW_MIXED"))(
    lambda sheet, _: sheet.__setitem__(place(Field.KEY, 7), sheet[place(Field.KEY, 10)].value)
)
edit(
    "a row with lost digits pasted below with another number",
    outcome(lost={10}, codes="DIGITS_LOST KEY_TWICE"),
)(
    both(
        _copied(10, ROWS, ZTO.format(88)),
        put({place(Field.NUMBER, 10): 780000000000100000}),
    )
)


@edit("rows deleted", outcome(gone={3, 4, 5}))
def _(sheet: Worksheet, _: Workbook) -> None:
    sheet.delete_rows(FIRST_ROW + 3, 3)


@edit("a row of another file pasted in", FINE)
def _(sheet: Worksheet, _: Workbook) -> None:
    other = row(3)
    said = {
        Field.PARCEL: other.parcel_id,
        Field.ORDER: other.order_id,
        Field.RECEIVER_NAME: other.receiver_name,
        Field.RECEIVER_PHONE: other.receiver_phone,
        Field.CARRIER: "中通",
        Field.NUMBER: ZTO.format(77),
        Field.KEY: key_text(
            *(other.row_key, other.parcel_id, other.order_id),
            *(other.receiver_name, other.receiver_phone),
        ),
    }
    for field, text in said.items():
        sheet[place(field, ROWS)] = text


def _shifted(position: int, by: int) -> Callable[[Worksheet, Workbook], None]:
    """Insert cells into one row, from its fill-ins on or from its beginning on."""

    def change(sheet: Worksheet, _: Workbook) -> None:
        row = FIRST_ROW + position
        values = [sheet.cell(row, at).value for at in range(1, WIDTH + 1)]
        for at in range(by, WIDTH + 2):
            sheet.cell(row, at).value = values[at - 2] if at > by else None

    return change


edits(
    "cells of a row shifted to the right",
    {f"from column {column_letters(at)}": _shifted(7, at) for at in (1, 4)},
    outcome(lost={7}, codes="KEY_DAMAGED EXPECTED_UNCLEAR NUMBER_UNCLEAR"),
)
edit(
    "fill-ins of a row shifted to the right",
    outcome(lost={7}, codes="NUMBER_UNCLEAR EXPECTED_UNCLEAR"),
)(
    put(
        {
            place(Field.CARRIER, 7): None,
            place(Field.NUMBER, 7): "SF Express",
            place(Field.EXPECTED, 7): SF.format(7),
        }
    )
)

# --- Columns that are gone ----------------------------------------------------------------------

edits(
    "deleted columns that the manifest makes up for",
    {
        "parcel": without(Field.PARCEL),
        "order": without(Field.ORDER),
        "receiver": without(Field.RECEIVER_NAME),
        "phone": without(Field.RECEIVER_PHONE),
        "receiver and phone": without(Field.RECEIVER_NAME, Field.RECEIVER_PHONE),
        "goods": without(Field.SKU, Field.NAME, Field.SPEC, Field.QUANTITY),
        "parcel and receiver": without(Field.PARCEL, Field.RECEIVER_NAME),
    },
    FINE,
)
edits(
    "deleted columns that nothing makes up for",
    {
        "parcel and order": without(Field.PARCEL, Field.ORDER),
        "parcel, order and phone": without(Field.PARCEL, Field.ORDER, Field.RECEIVER_PHONE),
    },
    outcome(lost=FILLED, codes="ROW_UNPROVED"),
)
edits(
    "deleted columns without which nothing can be read",
    {
        "row key": without(Field.KEY),
        "number": without(Field.NUMBER),
        "carrier": without(Field.CARRIER),
    },
    outcome(file="HEADINGS_MISSING"),
)
edit(
    "parcels deleted and orders sorted alone",
    outcome(lost=FILLED - {MIDDLE}, codes="ROW_UNPROVED"),
)(both(turned_round(Field.ORDER), without(Field.PARCEL)))
edit(
    "receivers deleted and row keys sorted alone",
    outcome(lost=FILLED - {MIDDLE}, codes="ROW_UNPROVED"),
)(both(turned_round(Field.KEY), without(Field.RECEIVER_NAME)))


@edit("no title rows and no other sheet", FINE, saved_again=False)
def _(sheet: Worksheet, book: Workbook) -> None:
    for other in book.worksheets[1:]:
        book.remove(other)
    sheet.delete_rows(1, HEADING_ROW - 1)


@edit("a heading twice", outcome(file="HEADING_TWICE"))
def _(sheet: Worksheet, _: Workbook) -> None:
    sheet.cell(HEADING_ROW, WIDTH + 1).value = "运单号"


@edit("the Ship sheet twice", outcome(file="TWO_SHEETS"), as_text=FINE)
def _(sheet: Worksheet, book: Workbook) -> None:
    book.copy_worksheet(sheet)
