"""The Returns sheet: goods on their way back to a supplier, and those that were settled lately."""

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.returns import ReturnState, SupplierReturn
from hedan.texts import say
from hedan.texts.words import clean
from hedan.workbooks.beside import SampleRows, SheetBeside
from hedan.workbooks.other_columns import NOT_RECEIVED, OtherField, SheetKind
from hedan.workbooks.other_sheet import OtherRow, RowLook, draw_sheet, sheet_of
from hedan.workbooks.other_texts import answer_word
from hedan.workbooks.rows import Language
from hedan.workbooks.sheet_times import Clock

_ANSWERED = {ReturnState.RECEIVED: ReturnState.RECEIVED.value, ReturnState.LOST: NOT_RECEIVED}


def returns_sheet(
    returns: Sequence[SupplierReturn], language: Language, clock: Clock
) -> SheetBeside:
    """Return the sheet: what is expected, the longest first, then what is settled, newest first."""
    expected = sorted((one for one in returns if _is_expected(one)), key=_since)
    settled = sorted((one for one in returns if not _is_expected(one)), key=_settled, reverse=True)
    rows = [_row(one, language, clock) for one in (*expected, *settled)]
    return sheet_of(SheetKind.RETURNS, draw_returns, rows, language, clock.now)


def draw_returns(sheet: Worksheet, language: Language) -> SampleRows:
    """Draw the empty sheet."""
    return draw_sheet(SheetKind.RETURNS, sheet, language)


def _row(back: SupplierReturn, language: Language, clock: Clock) -> OtherRow:
    texts = {
        OtherField.WORKBOOK: back.workbook,
        OtherField.PARCEL: back.parcel_id,
        OtherField.ORDER: back.order.order_id,
        OtherField.GOODS: "\n".join(
            say(language, "goods", name=clean(one.name), quantity=one.quantity)
            for one in back.goods
        ),
        OtherField.QUANTITY: str(sum(one.quantity for one in back.goods)),
        OtherField.WHY: say(language, f"sheet.return.{back.cause.value}"),
        OtherField.WAY_BACK: clean(back.tracking.number) if back.tracking else "",
        OtherField.SINCE: clock.shown(back.expected_since),
        OtherField.TO_DO: _to_do(back, language, clock),
    }
    if _is_expected(back):
        return OtherRow(texts, back.return_id)
    if answer := _ANSWERED.get(back.state):
        texts[OtherField.RECEIVED] = answer_word(SheetKind.RETURNS, answer, language)
    condition = {OtherField.CONDITION: clean(back.condition)}
    return OtherRow(texts | condition, look=RowLook.OVER)


def _to_do(back: SupplierReturn, language: Language, clock: Clock) -> str:
    if _is_expected(back):
        return say(language, "sheet.return.do")
    at = clock.shown(back.settled_at) if back.settled_at else ""
    return say(language, f"sheet.return.{back.state.value}", at=at)


def _is_expected(back: SupplierReturn) -> bool:
    return back.state is ReturnState.EXPECTED


def _since(back: SupplierReturn) -> tuple[float, str]:
    return back.expected_since.timestamp(), back.return_id


def _settled(back: SupplierReturn) -> tuple[float, str]:
    return (back.settled_at or back.expected_since).timestamp(), back.return_id
