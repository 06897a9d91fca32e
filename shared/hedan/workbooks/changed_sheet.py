"""The Changed sheet: where the lists that a supplier holds are no longer true."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.goods_left import GoodsLeft
from hedan.domain.parcels import Doubt, Parcel, ParcelLine
from hedan.domain.workbook_files import WorkbookFile
from hedan.texts import say
from hedan.texts.words import clean, row_numbers
from hedan.workbooks.beside import SampleRows, SheetBeside
from hedan.workbooks.other_columns import SEEN, OtherField, SheetKind
from hedan.workbooks.other_sheet import OtherRow, RowLook, draw_sheet, sheet_of
from hedan.workbooks.other_texts import answer_word
from hedan.workbooks.rows import Language
from hedan.workbooks.sheet_times import Clock
from hedan.workbooks.stop_sheet import PlacedStop, goods_of, why_stopped


class LeftGoods(NamedTuple):
    """Goods that left a parcel, and the rows where they stood."""

    goods: GoodsLeft
    rows: tuple[int, ...]


class NumberInQuestion(NamedTuple):
    """A parcel whose number waits for a person's word, and its rows in its workbook."""

    parcel: Parcel
    rows: tuple[int, ...]


class Changes(NamedTuple):
    """All that has changed for a supplier."""

    withdrawn: Sequence[PlacedStop] = ()  # It ships after all; seen ones among them.
    left: Sequence[LeftGoods] = ()
    numbers: Sequence[NumberInQuestion] = ()
    void: Sequence[WorkbookFile] = ()


def changed_sheet(changes: Changes, language: Language, clock: Clock) -> SheetBeside:
    """Return the sheet: what nobody has seen yet, then numbers, goods that go anew, void files."""
    rows = [
        *(_withdrawn(one, language, clock) for one in sorted(changes.withdrawn, key=_by_place)),
        *(_number(one, language, clock) for one in sorted(changes.numbers, key=_by_number)),
        *(_left(one, language, clock) for one in sorted(changes.left, key=_newest_first)),
        *(_void(one, language, clock) for one in changes.void),
    ]
    return sheet_of(SheetKind.CHANGED, draw_changes, rows, language, clock.now)


def draw_changes(sheet: Worksheet, language: Language) -> SampleRows:
    """Draw the empty sheet."""
    return draw_sheet(SheetKind.CHANGED, sheet, language)


def _withdrawn(placed: PlacedStop, language: Language, clock: Clock) -> OtherRow:
    stop = placed.stop
    to_do = "lifted.seen" if stop.is_closed else "lifted.do"
    texts = goods_of(stop, language) | {
        OtherField.CHANGE: say(language, "sheet.change.lifted"),
        OtherField.ROWS: row_numbers(placed.rows, language),
        OtherField.SINCE: _shown(stop.withdrawn_at, clock),
        OtherField.TO_DO: say(language, f"sheet.change.{to_do}"),
    }
    if stop.is_closed:
        seen = {OtherField.SEEN: answer_word(SheetKind.CHANGED, SEEN, language)}
        return OtherRow(texts | seen, look=RowLook.OVER)
    return OtherRow(texts, stop.stop_id)


def _left(left: LeftGoods, language: Language, clock: Clock) -> OtherRow:
    stop = left.goods.stop
    cause = why_stopped(stop, language)
    return OtherRow(
        goods_of(stop, language)
        | {
            OtherField.CHANGE: say(language, "sheet.change.out", cause=cause),
            OtherField.ROWS: row_numbers(left.rows, language),
            OtherField.SINCE: _shown(stop.answered_at, clock),
            OtherField.TO_DO: say(
                language,
                f"sheet.change.out.{left.goods.whereto.value}",
                workbook=left.goods.workbook,
                parcel=left.goods.parcel_id,
            ),
        }
    )


def _number(one: NumberInQuestion, language: Language, clock: Clock) -> OtherRow:
    parcel = one.parcel
    change = parcel.change
    tracking = change.new if change else parcel.tracking
    number = clean(tracking.number) if tracking else ""
    doubts = [
        say(language, f"sheet.doubt.{doubt}", **_numbers(parcel)) for doubt in _doubts(parcel)
    ]
    told = "；".join(doubts) if language == "zh" else "; ".join(doubts)
    return OtherRow(
        {
            OtherField.CHANGE: say(language, "sheet.change.number", number=number),
            OtherField.WORKBOOK: parcel.workbook,
            OtherField.ROWS: row_numbers(one.rows, language),
            OtherField.PARCEL: parcel.parcel_id,
            OtherField.ORDER: "\n".join(order.order_id for order in parcel.orders),
            OtherField.GOODS: "\n".join(_goods(line, language) for line in parcel.rest),
            OtherField.SINCE: _shown(change.asked_at if change else None, clock),
            OtherField.TO_DO: say(language, "sheet.change.number.do", doubt=told),
        }
    )


def _doubts(parcel: Parcel) -> tuple[str, ...]:
    found = [doubt.code.value for doubt in parcel.doubts]
    if parcel.change is not None:
        found.append(Doubt.OTHER_NUMBER.value)
    return tuple(dict.fromkeys(found))


def _numbers(parcel: Parcel) -> dict[str, str]:
    """Return both numbers where there are two."""
    if parcel.change is None:
        number = clean(parcel.tracking.number) if parcel.tracking else ""
        return {"old": number, "new": number}
    return {"old": clean(parcel.change.old.number), "new": clean(parcel.change.new.number)}


def _goods(line: ParcelLine, language: Language) -> str:
    return say(language, "goods", name=clean(f"{line.name} {line.spec}"), quantity=line.quantity)


def _void(file: WorkbookFile, language: Language, clock: Clock) -> OtherRow:
    return OtherRow(
        {
            OtherField.CHANGE: say(language, "sheet.change.void"),
            OtherField.WORKBOOK: file.number,
            OtherField.SINCE: _shown(file.recalled_at, clock),
            OtherField.TO_DO: say(language, "sheet.change.void.do"),
        }
    )


def _shown(at: datetime | None, clock: Clock) -> str:
    return clock.shown(at) if at else ""


def _by_place(placed: PlacedStop) -> tuple[str, tuple[int, ...], str]:
    return placed.stop.workbook, placed.rows, placed.stop.stop_id


def _by_number(one: NumberInQuestion) -> tuple[str, tuple[int, ...], str]:
    return one.parcel.workbook, one.rows, one.parcel.parcel_id


def _newest_first(left: LeftGoods) -> tuple[float, str]:
    stop = left.goods.stop
    return -(stop.answered_at or stop.fenced_at).timestamp(), stop.stop_id
