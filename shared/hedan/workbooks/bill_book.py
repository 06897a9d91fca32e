"""The workbook of a month's account: a row for each entry, and one for each day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from hedan.domain.bills import BillDay, BillEntry
from hedan.texts import Language, say
from hedan.workbooks.bill_sheet import amount_shown
from hedan.workbooks.plain_book import PlainSheet, Value, plain_book

# Headings by their texts, with their widths.
ENTRIES = (
    *(("day", 12), ("entry", 14), ("parcel", 16), ("order", 24), ("sku", 18), ("quantity", 8)),
    *(("unit", 10), ("amount", 12), ("remark", 40)),
)
DAYS = (("day", 12), ("entries", 10), ("amount", 12), ("differences", 12))


def bill_book(
    days: Sequence[BillDay], entries: Iterable[tuple[date, BillEntry]], language: Language
) -> bytes:
    """Return the file: first the days with their sum, then every entry."""
    return plain_book(
        _sheet("days", DAYS, _day_rows(days, language), language),
        _sheet("entries", ENTRIES, _entry_rows(entries, language), language),
    )


def _sheet(
    name: str,
    columns: Iterable[tuple[str, int]],
    rows: Iterable[Sequence[Value]],
    language: Language,
) -> PlainSheet:
    heads = [(say(language, f"bill.{one}"), width) for one, width in columns]
    return PlainSheet(say(language, f"bill.sheet.{name}"), heads, rows)


def _day_rows(days: Sequence[BillDay], language: Language) -> Iterator[tuple[Value, ...]]:
    for day in days:
        yield day.day.isoformat(), day.entry_count, _money(day.amount_minor), day.differences
    yield (
        say(language, "sheet.entry.total"),
        sum(day.entry_count for day in days),
        _money(sum(day.amount_minor for day in days)),
        sum(day.differences for day in days),
    )


def _entry_rows(
    entries: Iterable[tuple[date, BillEntry]], language: Language
) -> Iterator[tuple[Value, ...]]:
    for day, entry in entries:
        yield (
            day.isoformat(),
            say(language, f"sheet.entry.{entry.kind.value}"),
            entry.parcel_id,
            entry.line.order.order_id if entry.line else "",
            entry.sku,
            entry.quantity,
            "" if entry.unit_minor is None else _money(entry.unit_minor),
            _money(entry.amount_minor),
            "; ".join(_remarks(entry, language)),
        )


def _remarks(entry: BillEntry, language: Language) -> Iterator[str]:
    if entry.line is not None and entry.unit_minor is None:
        yield say(language, "sheet.entry.no_price")
    if entry.asked_minor is not None and entry.asked_minor != entry.unit_minor:
        yield say(language, "bill.asked", asked=amount_shown(entry.asked_minor))
    if entry.paid_by:
        yield say(language, f"sheet.entry.paid_by.{entry.paid_by}")


def _money(minor: int) -> Decimal:
    return Decimal(minor) / 100
