"""The Bill sheet: the closed days of a supplier's account, the newest first; only to be read."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.bills import BillDay, BillEntry
from hedan.texts import say
from hedan.workbooks.beside import SampleRows, SheetBeside
from hedan.workbooks.other_columns import OtherField, SheetKind
from hedan.workbooks.other_sheet import OtherRow, RowLook, draw_sheet, sheet_of
from hedan.workbooks.rows import Language
from hedan.workbooks.sheet_times import Clock

MINOR_PER_MAJOR = 100
# No hyphen: a text that begins with one is marked, since it could be taken for a formula.
MINUS = "\N{MINUS SIGN}"


class BilledDay(NamedTuple):
    """One closed day with its entries."""

    day: BillDay
    entries: Sequence[BillEntry]


def bill_sheet(days: Sequence[BilledDay], language: Language, clock: Clock) -> SheetBeside:
    """Return the sheet: the sum of all days, then each day's sum above its entries."""
    newest_first = sorted(days, key=lambda one: one.day.day, reverse=True)
    rows = [row for one in newest_first for row in _rows(one, language)]
    if days:
        rows.insert(0, _total([one.day for one in days], language))
    return sheet_of(SheetKind.BILL, draw_bill, rows, language, clock.now)


def draw_bill(sheet: Worksheet, language: Language) -> SampleRows:
    """Draw the empty sheet."""
    return draw_sheet(SheetKind.BILL, sheet, language)


def _total(days: Sequence[BillDay], language: Language) -> OtherRow:
    first, last = min(one.day for one in days), max(one.day for one in days)
    return OtherRow(
        {
            OtherField.DAY: _span(first, last),
            OtherField.ENTRY: say(language, "sheet.entry.total"),
            OtherField.AMOUNT: amount_shown(sum(one.amount_minor for one in days)),
            OtherField.REMARK: _differences(sum(one.differences for one in days), language),
        },
        look=RowLook.SUM,
    )


def _span(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first:%m-%d} ~ {last:%m-%d}"


def _rows(billed: BilledDay, language: Language) -> Iterator[OtherRow]:
    day = billed.day
    yield OtherRow(
        {
            OtherField.DAY: day.day.isoformat(),
            OtherField.ENTRY: say(language, "sheet.entry.day"),
            OtherField.AMOUNT: amount_shown(day.amount_minor),
            OtherField.REMARK: _differences(day.differences, language),
        },
        look=RowLook.SUM,
    )
    for entry in billed.entries:
        yield _row(day.day, entry, language)


def _row(day: date, entry: BillEntry, language: Language) -> OtherRow:
    return OtherRow(
        {
            OtherField.DAY: day.isoformat(),
            OtherField.ENTRY: say(language, f"sheet.entry.{entry.kind.value}"),
            OtherField.PARCEL: entry.parcel_id,
            OtherField.ORDER: entry.line.order.order_id if entry.line else "",
            OtherField.SKU: entry.sku,
            OtherField.QUANTITY: str(entry.quantity) if entry.quantity else "",
            OtherField.UNIT: "" if entry.unit_minor is None else amount_shown(entry.unit_minor),
            OtherField.AMOUNT: amount_shown(entry.amount_minor),
            OtherField.REMARK: "\n".join(_remarks(entry, language)),
        }
    )


def _remarks(entry: BillEntry, language: Language) -> Iterator[str]:
    if entry.is_difference and entry.unit_minor is None:
        yield say(language, "sheet.entry.no_price")
    if entry.is_difference and entry.asked_minor is not None:
        yield say(language, "sheet.entry.asked", asked=amount_shown(entry.asked_minor))
    if entry.paid_by:
        yield say(language, f"sheet.entry.paid_by.{entry.paid_by}")


def _differences(count: int, language: Language) -> str:
    return say(language, "sheet.entry.differences", count=count) if count else ""


def amount_shown(minor: int) -> str:
    """Write an amount as people do: 1250 is 12.50, a credit has its sign."""
    whole, rest = divmod(abs(minor), MINOR_PER_MAJOR)
    return f"{MINUS if minor < 0 else ''}{whole}.{rest:02d}"
