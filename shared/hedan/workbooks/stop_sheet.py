"""The Stop sheet: what must not leave, from all workbooks of a supplier; answered ones below."""

from collections.abc import Sequence
from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.stops import Stop
from hedan.texts import say
from hedan.texts.stop_words import goods_in_words
from hedan.texts.words import row_numbers
from hedan.workbooks.beside import SampleRows, SheetBeside
from hedan.workbooks.other_columns import OtherField, SheetKind
from hedan.workbooks.other_sheet import OtherRow, RowLook, draw_sheet, sheet_of
from hedan.workbooks.other_texts import answer_word
from hedan.workbooks.rows import Language
from hedan.workbooks.sheet_times import Clock


class PlacedStop(NamedTuple):
    """A stop, and the rows of its lines in its workbook."""

    stop: Stop
    rows: tuple[int, ...]  # None where the workbook is not written.


def stop_sheet(stops: Sequence[PlacedStop], language: Language, clock: Clock) -> SheetBeside:
    """Return the sheet: unsettled stops by workbook and row, then the others, the newest first."""
    open_ones = sorted((one for one in stops if not one.stop.is_settled), key=_by_place)
    settled = sorted((one for one in stops if one.stop.is_settled), key=_newest_first)
    rows = [_row(one, language, clock) for one in (*open_ones, *settled)]
    return sheet_of(SheetKind.STOP, draw_stops, rows, language, clock.now)


def draw_stops(sheet: Worksheet, language: Language) -> SampleRows:
    """Draw the empty sheet."""
    return draw_sheet(SheetKind.STOP, sheet, language)


def why_stopped(stop: Stop, language: Language) -> str:
    """Say why goods are asked back."""
    if stop.after_sale_id:
        return say(language, "sheet.stop.refund")
    return say(language, f"stop.cause.{stop.cause.value}")


def goods_of(stop: Stop, language: Language) -> dict[OtherField, str]:
    """Return what every row about a stop says of it."""
    return {
        OtherField.WORKBOOK: stop.workbook,
        OtherField.PARCEL: stop.parcel_id,
        OtherField.ORDER: stop.order.order_id,
        OtherField.GOODS: "\n".join(goods_in_words(stop, language)),
    }


def _row(placed: PlacedStop, language: Language, clock: Clock) -> OtherRow:
    stop = placed.stop
    texts = goods_of(stop, language) | {
        OtherField.ROWS: row_numbers(placed.rows, language),
        OtherField.QUANTITY: str(sum(line.quantity for line in stop.lines)),
        OtherField.WHY: why_stopped(stop, language),
        OtherField.SINCE: clock.shown(stop.fenced_at),
        OtherField.TO_DO: say(language, _to_do(stop)),
    }
    if not stop.is_settled:
        return OtherRow(texts, stop.stop_id)
    if stop.answer is not None:
        answer = answer_word(SheetKind.STOP, stop.answer.value, language)
        texts[OtherField.STOP_ANSWER] = answer
    return OtherRow(texts, look=RowLook.OVER)


def _to_do(stop: Stop) -> str:
    if stop.withdrawn_at is not None:
        return "sheet.stop.lifted"
    if stop.answer is not None:
        return "sheet.stop.done"
    return "sheet.stop.do.printed" if stop.label_printed_at else "sheet.stop.do"


def _by_place(placed: PlacedStop) -> tuple[str, tuple[int, ...], str]:
    return placed.stop.workbook, placed.rows, placed.stop.stop_id


def _newest_first(placed: PlacedStop) -> tuple[float, str]:
    at = placed.stop.answered_at or placed.stop.withdrawn_at or placed.stop.fenced_at
    return -at.timestamp(), placed.stop.stop_id
