"""The workbook of a month's account: a row for each entry, and one for each day.

Written row by row: it is asked for once a month, by one person.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any  # A write-only sheet and its cells have no types of their own.

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill

from hedan.domain.bills import BillDay, BillEntry
from hedan.texts import Language, say
from hedan.workbooks.bill_sheet import amount_shown
from hedan.workbooks.cells import column_letters, shown_text
from hedan.workbooks.looks import FONT, HEADING, TEXT

MONEY = "0.00"
_PLAIN, _BOLD = Font(name=FONT, size=10), Font(name=FONT, size=10, bold=True)
_FILL = PatternFill("solid", start_color=HEADING, end_color=HEADING)
# Headings by their texts, with their widths.
ENTRIES = (
    *(("day", 12), ("entry", 14), ("parcel", 16), ("order", 24), ("sku", 18), ("quantity", 8)),
    *(("unit", 10), ("amount", 12), ("remark", 40)),
)
DAYS = (("day", 12), ("entries", 10), ("amount", 12), ("differences", 12))

type Value = str | int | Decimal


def bill_book(
    days: Sequence[BillDay], entries: Iterable[tuple[date, BillEntry]], language: Language
) -> bytes:
    """Return the file: first the days with their sum, then every entry."""
    book = Workbook(write_only=True)
    _sheet(book, "days", DAYS, _day_rows(days, language), language)
    _sheet(book, "entries", ENTRIES, _entry_rows(entries, language), language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(
    book: Workbook,
    name: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Value]],
    language: Language,
) -> None:
    sheet: Any = book.create_sheet(say(language, f"bill.sheet.{name}"))
    sheet.freeze_panes = "A2"
    for position, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[column_letters(position)].width = width
    sheet.append([_cell(sheet, say(language, f"bill.{one}"), is_head=True) for one, _ in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Value, *, is_head: bool = False) -> Any:
    shown: Any = shown_text(value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=shown)
    cell.font = _BOLD if is_head else _PLAIN
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", TEXT
    elif isinstance(value, Decimal):
        cell.number_format = MONEY
    if is_head:
        cell.fill = _FILL
    return cell


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
