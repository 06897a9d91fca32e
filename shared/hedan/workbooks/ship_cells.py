"""From a row's values to the cells of its layout: what stands in each, and how high the row is.

Here a wave's time is spent: some hundred rows at once, column by column.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Final
from zoneinfo import ZoneInfo

from hedan.domain.workbook_columns import Field, RowPer
from hedan.workbooks.cells import xml_text, xml_texts
from hedan.workbooks.columns import Column
from hedan.workbooks.heights import lines_in, lines_of, points_for, room_in
from hedan.workbooks.layout import Layout
from hedan.workbooks.rows import Language, WorkbookRow
from hedan.workbooks.stream import Sample
from hedan.workbooks.texts import label

type Cells = tuple[Sequence[object], Sequence[int]]
"""What stands between the tags of a column's cells, and how many lines each takes."""
type Make = Callable[[Sequence[Any]], Cells]

ROW_NUMBER: Final = "\x00"  # In a row's format; no text of the seller can hold it.
# What a row that stands for several lines says of each of them, one below the other.
OF_EACH_LINE: Final = frozenset({Field.SKU, Field.NAME, Field.SPEC, Field.STORE})


def row_format(sample: Sample, layout: Layout) -> list[str]:
    """Return a %-format for one row, cut wherever the row's number belongs.

    It takes the row's height, then each cell that differs from row to row, from the left.
    """
    cells = []
    for column, (letters, style) in zip(layout.columns, sample.styles.items(), strict=True):
        start = f'<c r="{letters}{ROW_NUMBER}" s="{style}"'
        if column.field is None:
            cells.append(f"{start}{_tagged(xml_text(column.fixed).replace('%', '%%'))}")
        elif column.fill_in:
            cells.append(f"{start}/>")
        elif column.number:
            cells.append(f"{start}><v>%s</v></c>")
        else:
            cells.append(f"{start}{_tagged('%s')}")
    return f'<row r="{ROW_NUMBER}" ht="%s">{"".join(cells)}</row>'.split(ROW_NUMBER)


def maker_for(
    layout: Layout, language: Language, zone: ZoneInfo
) -> Callable[[Sequence[WorkbookRow], Sequence[str]], Iterable[tuple[object, ...]]]:
    """Return what makes of some rows and their keys what goes into each row's format.

    It works column by column: most columns of some hundred rows need no care at all, and asking
    that once costs as much as asking it of one cell.
    """
    varying = [column for column in layout.columns if column.field and not column.fill_in]
    *others, last = varying
    assert last.field is Field.KEY
    values_of = attrgetter(*(column.field.value for column in others if column.field))
    makes = [_make(column, layout.row_per, language, zone) for column in others]
    least = max(lines_of(column.fixed, room_in(column.width)) for column in layout.columns)

    def made(rows: Sequence[WorkbookRow], keys: Sequence[str]) -> Iterable[tuple[object, ...]]:
        columns = zip(*map(values_of, rows), strict=True)
        made = [make(values) for make, values in zip(makes, columns, strict=True)]
        cells, lines = zip(*made, strict=True)
        highest = map(max, *[[least] * len(rows)] * 2, *filter(None, lines))
        return zip(map(points_for, highest), *cells, keys, strict=True)

    return made


def _make(column: Column, row_per: RowPer, language: Language, zone: ZoneInfo) -> Make:
    """Return what makes the cells of one column; no lines: it never has more than one."""
    field, room = column.field, room_in(column.width)
    assert field
    if field is Field.QUANTITY:
        return lambda values: (values, ())
    if field is Field.GIFT:
        gift = label("gift", language)
        return lambda values: ([gift if is_gift else "" for is_gift in values], ())
    if field is Field.DEADLINE:
        return lambda values: _instants(values, zone, room)
    keeps_lines = field is Field.REMARKS or (row_per is not RowPer.LINE and field in OF_EACH_LINE)
    if not column.wrap or column.hidden:
        return lambda values: (xml_texts(values, keep_lines=keeps_lines), ())
    return lambda values: (xml_texts(values, keep_lines=keeps_lines), lines_in(values, room))


def _instants(values: Sequence[datetime | None], zone: ZoneInfo, room: int) -> Cells:
    known = {at: local_text(at, zone) if at else "" for at in set(values)}
    texts = [known[at] for at in values]
    return texts, lines_in(texts, room)


def local_text(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant as the people of a time zone write it, to the minute."""
    return at.astimezone(zone).replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")


def _tagged(text: str) -> str:
    return f' t="inlineStr"><is><t>{text}</t></is></c>'
