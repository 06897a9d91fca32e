"""A workbook that is only read: plain sheets of headings and rows, written row by row.

For what is asked for once a month by one person; a supplier's workbook is made otherwise.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple  # A write-only sheet and its cells have no types of their own.

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from hedan.workbooks.cells import column_letters, shown_text
from hedan.workbooks.heights import lines_of, points_for, room_in
from hedan.workbooks.looks import FONT, HEADING, TEXT, fit_page

MONEY, INSTANT = "0.00", "yyyy-mm-dd hh:mm:ss"
_PLAIN = Font(name=FONT, size=10)
_HEAD = Font(name=FONT, size=10, bold=True, color="FFFFFF")
_FILL = PatternFill("solid", start_color=HEADING, end_color=HEADING)
_WRAP = Alignment(wrap_text=True, vertical="top")

type Value = str | int | Decimal | datetime | None
"""What a cell holds: an instant without a zone, money in major units."""


class PlainSheet(NamedTuple):
    """One sheet: its name, its headings with the widths of their columns, its rows."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Value]]


def plain_book(*sheets: PlainSheet) -> bytes:
    """Return the file of these sheets."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(book: Workbook, plain: PlainSheet) -> None:
    sheet: Any = book.create_sheet(plain.name)
    sheet.freeze_panes = "A2"
    fit_page(sheet)
    widths = [width for _, width in plain.columns]
    for position, width in enumerate(widths, start=1):
        sheet.column_dimensions[column_letters(position)].width = width
    sheet.append([_cell(sheet, heading, is_head=True) for heading, _ in plain.columns])
    for number, row in enumerate(plain.rows, start=2):
        sheet.row_dimensions[number].height = _height(row, widths)
        sheet.append([_cell(sheet, value) for value in row])


def _height(row: Sequence[Value], widths: Sequence[int]) -> float:
    texts = zip(row, widths, strict=False)
    return points_for(
        max(lines_of(one, room_in(width)) if isinstance(one, str) else 1 for one, width in texts)
    )


def _cell(sheet: Any, value: Value, *, is_head: bool = False) -> Any:
    shown: Any = shown_text(value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=shown)
    cell.font = _HEAD if is_head else _PLAIN
    cell.alignment = _WRAP
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", TEXT
    elif isinstance(value, Decimal):
        cell.number_format = MONEY
    elif isinstance(value, datetime):
        cell.number_format = INSTANT
    if is_head:
        cell.fill = _FILL
    return cell
