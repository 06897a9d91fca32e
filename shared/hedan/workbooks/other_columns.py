"""The sheets beside the Ship sheet: which columns each has, and which its reader fills in."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from hedan.domain.base import Frozen
from hedan.domain.returns import ReturnState
from hedan.domain.stops import StopAnswer


class SheetKind(StrEnum):
    """A sheet beside the Ship sheet, in the order in which they stand in the file."""

    STOP = "stop"
    CHANGED = "changed"
    RETURNS = "returns"
    BILL = "bill"

    __hash__ = str.__hash__


class OtherField(StrEnum):
    """What a column of such a sheet holds; the value is its name in code, not its heading."""

    WORKBOOK = "workbook"
    ROWS = "rows"
    PARCEL = "parcel_id"
    ORDER = "order_id"
    GOODS = "goods"
    QUANTITY = "quantity"
    WHY = "why"
    SINCE = "since"
    TO_DO = "to_do"
    CHANGE = "change"
    WAY_BACK = "way_back"
    DAY = "day"
    ENTRY = "entry"
    SKU = "sku"
    UNIT = "unit"
    AMOUNT = "amount"
    REMARK = "remark"
    STOP_ANSWER = "stop_answer"
    SEEN = "seen"
    RECEIVED = "received"
    CONDITION = "condition"
    NOTE = "note"
    KEY = "row_key"

    # Looked up for every cell, as workbook_columns.Field is.
    __hash__ = str.__hash__


class OtherColumn(Frozen):
    """One column of such a sheet."""

    field: OtherField
    width: float  # In digits of the standard font; a Chinese sign is two.
    fill_in: bool = False
    wrap: bool = False
    centre: bool = False


def _column(
    field: OtherField, width: float, *, wrap: bool = False, centre: bool = False
) -> OtherColumn:
    return OtherColumn(field=field, width=width, wrap=wrap, centre=centre)


def _fill_in(field: OtherField, width: float) -> OtherColumn:
    return OtherColumn(field=field, width=width, fill_in=True, wrap=True)


OTHER_COLUMNS: Final[MappingProxyType[SheetKind, tuple[OtherColumn, ...]]] = MappingProxyType(
    {
        SheetKind.STOP: (
            _column(OtherField.WORKBOOK, 17, wrap=True),
            _column(OtherField.ROWS, 9, wrap=True, centre=True),
            _column(OtherField.PARCEL, 15),
            _column(OtherField.ORDER, 20),
            _column(OtherField.GOODS, 30, wrap=True),
            _column(OtherField.QUANTITY, 6, centre=True),
            _column(OtherField.WHY, 18, wrap=True),
            _column(OtherField.SINCE, 16, centre=True),
            _column(OtherField.TO_DO, 26, wrap=True),
            _fill_in(OtherField.STOP_ANSWER, 13),
            _fill_in(OtherField.NOTE, 18),
            _column(OtherField.KEY, 20),
        ),
        SheetKind.CHANGED: (
            _column(OtherField.CHANGE, 24, wrap=True),
            _column(OtherField.WORKBOOK, 17, wrap=True),
            _column(OtherField.ROWS, 9, wrap=True, centre=True),
            _column(OtherField.PARCEL, 15),
            _column(OtherField.ORDER, 20, wrap=True),
            _column(OtherField.GOODS, 30, wrap=True),
            _column(OtherField.SINCE, 16, centre=True),
            _column(OtherField.TO_DO, 26, wrap=True),
            _fill_in(OtherField.SEEN, 10),
            _fill_in(OtherField.NOTE, 18),
            _column(OtherField.KEY, 20),
        ),
        SheetKind.RETURNS: (
            _column(OtherField.WORKBOOK, 17, wrap=True),
            _column(OtherField.PARCEL, 15),
            _column(OtherField.ORDER, 20),
            _column(OtherField.GOODS, 30, wrap=True),
            _column(OtherField.QUANTITY, 6, centre=True),
            _column(OtherField.WHY, 18, wrap=True),
            _column(OtherField.WAY_BACK, 18, wrap=True),
            _column(OtherField.SINCE, 16, centre=True),
            _column(OtherField.TO_DO, 26, wrap=True),
            _fill_in(OtherField.RECEIVED, 12),
            _fill_in(OtherField.CONDITION, 18),
            _column(OtherField.KEY, 20),
        ),
        SheetKind.BILL: (
            _column(OtherField.DAY, 12, centre=True),
            _column(OtherField.ENTRY, 14, wrap=True),
            _column(OtherField.PARCEL, 15),
            _column(OtherField.ORDER, 20),
            _column(OtherField.SKU, 18, wrap=True),
            _column(OtherField.QUANTITY, 6, centre=True),
            _column(OtherField.UNIT, 11, centre=True),
            _column(OtherField.AMOUNT, 12, centre=True),
            _column(OtherField.REMARK, 30, wrap=True),
        ),
    }
)

# The cell that says what happened, and the one for the words beside it. No such sheet without
# the first can be answered: the Bill sheet is only read.
ANSWER_OF: Final = MappingProxyType(
    {
        SheetKind.STOP: OtherField.STOP_ANSWER,
        SheetKind.CHANGED: OtherField.SEEN,
        SheetKind.RETURNS: OtherField.RECEIVED,
    }
)
NOTE_OF: Final = MappingProxyType(
    {
        SheetKind.STOP: OtherField.NOTE,
        SheetKind.CHANGED: OtherField.NOTE,
        SheetKind.RETURNS: OtherField.CONDITION,
    }
)

# The key cell is cells.key_text(subject id, *these cells). The subject is a stop (Stop, Changed)
# or a return (Returns). Only a row that waits for an answer has a key and cells to fill in; what
# else stands on the sheet is to be read, and whatever is written beside it answers nothing.
CHECKED_WITH_OTHER_KEY: Final = (OtherField.PARCEL, OtherField.ORDER)

SEEN: Final = "seen"
NOT_RECEIVED: Final = "not_received"  # Given up, in the supplier's eyes: ReturnState.LOST.
# What each answer is called in code; how people write it stands in other_texts.ANSWER_WORDS.
ANSWERS: Final[MappingProxyType[SheetKind, tuple[str, ...]]] = MappingProxyType(
    {
        SheetKind.STOP: tuple(answer.value for answer in StopAnswer),
        SheetKind.CHANGED: (SEEN,),
        SheetKind.RETURNS: (ReturnState.RECEIVED.value, NOT_RECEIVED),
    }
)
