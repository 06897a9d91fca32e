"""The supplier workbook: one row per line, numbered, hashed, its predecessor named.

Every cell but the quantity is a text cell with text format, so no number loses a digit and
nothing is ever computed. Same head and rows, same bytes.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import BinaryIO
from zoneinfo import ZoneInfo

from hedan.domain.workbook_columns import Field
from hedan.workbooks.cells import key_text, shown_text, xml_text
from hedan.workbooks.columns import COLUMNS
from hedan.workbooks.heights import lines_of, points_for, room_in
from hedan.workbooks.pick_sheet import picks_xml
from hedan.workbooks.rows import Language, PickRow, WorkbookHead, WorkbookRow
from hedan.workbooks.ship_design import FIRST_ROW, carrier_place, ship_design
from hedan.workbooks.stream import Sample, put_in
from hedan.workbooks.texts import label

# As many as the reader takes back.
ROWS_MAX = 100_000
HASH_SHOWN = 16  # Hexadecimal digits of the content's SHA-256: to compare, not to sign.
TIME_SHOWN = "%Y-%m-%d %H:%M"
REPEATED_TEXTS_KEPT = 1_024
# The texts that may need several lines, and the room that a line of each has.
LONG = (
    *(Field.NAME, Field.SPEC, Field.REGION, Field.ADDRESS, Field.REMARKS, Field.REASONS),
    *(Field.PACKAGE, Field.INSERTS),
)
ROOMS = tuple(room_in(next(c.width for c in COLUMNS if c.field is field)) for field in LONG)
_ROW_NUMBER = "\x00"  # In a row's format; no text of ours or theirs can hold it.


@dataclass(frozen=True, slots=True)
class WrittenWorkbook:
    """What was written: where each row stands, and the hash of the file."""

    row_numbers: dict[str, int]  # Row key to the row's number in the sheet.
    row_count: int
    sha256: str


def write_workbook(
    head: WorkbookHead,
    rows: Iterable[WorkbookRow],
    out: BinaryIO,
    picks: Iterable[PickRow] | None = None,
) -> WrittenWorkbook:
    """Write the workbook; out need not be seekable, rows are read once and not kept.

    picks: the rows of the pick list, read after all the others; None: no such sheet.
    Raises ValueError when a row key comes twice or there are more rows than ROWS_MAX; what was
    written to out until then is no workbook.
    """
    design = ship_design(head.language, len(head.carriers), with_picks=picks is not None)
    writing = _Writing(head, design.samples)
    sha256 = put_in(
        design,
        writing.xml_of(rows),
        out,
        before=_words(head),
        after=writing.last_words,
        beside=picks_xml(picks or (), design.beside, head.language) if design.beside else (),
    )
    return WrittenWorkbook(writing.row_numbers, len(writing.row_numbers), sha256)


class _Writing:
    """One pass over the rows: makes their XML and remembers where each key went."""

    def __init__(self, head: WorkbookHead, samples: tuple[Sample, ...]) -> None:
        self.row_numbers: dict[str, int] = {}
        self._content = hashlib.sha256()
        self._formats = [_row_format(sample) for sample in samples]
        self._values = _values_for(head.language, ZoneInfo(head.time_zone))

    def xml_of(self, rows: Iterable[WorkbookRow]) -> Iterator[str]:
        """Yield every row as XML, each parcel in the other shade than the one before."""
        shade, parcel_id = 0, ""
        for number, row in enumerate(rows, start=FIRST_ROW):
            if row.parcel_id != parcel_id:
                shade, parcel_id = (shade + 1) % len(self._formats), row.parcel_id
            key = self._key(row, number)
            written = self._formats[shade].replace(_ROW_NUMBER, str(number))
            yield written % (*self._values(row), xml_text(key))

    def last_words(self) -> tuple[int, dict[str, str]]:
        """Return the last row's number and what the Read me sheet says about the rows."""
        count = len(self.row_numbers)
        words = {"rows": str(count), "hash": self._content.hexdigest()[:HASH_SHOWN]}
        return FIRST_ROW - 1 + max(count, 1), words

    def _key(self, row: WorkbookRow, number: int) -> str:
        if row.row_key in self.row_numbers:
            raise ValueError(f"row key {row.row_key} comes twice")
        if len(self.row_numbers) == ROWS_MAX:
            raise ValueError(f"more than {ROWS_MAX} rows")
        self.row_numbers[row.row_key] = number
        # In the order of columns.CHECKED_WITH_KEY, as the cells show them.
        name, phone = shown_text(row.receiver_name), shown_text(row.receiver_phone)
        key = key_text(row.row_key, row.parcel_id, row.order_id, name, phone)
        self._content.update(f"{key}\n".encode())
        return key


def _row_format(sample: Sample) -> str:
    """Return a %-format for one row: a %s per cell that we fill, in the order of the columns."""
    cells = []
    for column, (letters, style) in zip(COLUMNS, sample.styles.items(), strict=True):
        start = f'<c r="{letters}{_ROW_NUMBER}" s="{style}"'
        if column.fill_in:
            cells.append(f"{start}/>")
        elif column.number:
            cells.append(f"{start}><v>%s</v></c>")
        else:
            cells.append(f'{start} t="inlineStr"><is><t>%s</t></is></c>')
    return f'<row r="{_ROW_NUMBER}" ht="%s">{"".join(cells)}</row>'


def _values_for(language: Language, zone: ZoneInfo) -> Callable[[WorkbookRow], tuple[object, ...]]:
    """Return what makes a row's height and cells, the key apart, in the order of COLUMNS."""
    gift = label("gift", language)
    # Few different ones fill a whole sheet.
    often = lru_cache(maxsize=REPEATED_TEXTS_KEPT)(xml_text)
    local = lru_cache(maxsize=REPEATED_TEXTS_KEPT)(partial(_local, zone=zone))

    def values(row: WorkbookRow) -> tuple[object, ...]:
        return (
            _height(row),
            xml_text(row.parcel_id),
            often(row.part),
            often(row.sku),
            often(row.name),
            often(row.spec),
            row.quantity,
            gift if row.is_gift else "",
            xml_text(row.receiver_name),
            xml_text(row.receiver_phone),
            often(row.region),
            xml_text(row.address),
            xml_text(row.remarks, keep_lines=True),
            often(row.package),
            often(row.inserts),
            local(row.deadline),
            often(row.store_name),
            xml_text(row.order_id),
            xml_text(row.reasons),
        )

    return values


def _height(row: WorkbookRow) -> float:
    """Return the points that the row's longest text needs."""
    texts = (
        *(row.name, row.spec, row.region, row.address, row.remarks, row.reasons),
        *(row.package, row.inserts),
    )
    lines = 1
    for text, room in zip(texts, ROOMS, strict=True):
        # Most texts are short; asking here saves the call.
        if len(text) * 2 > room or "\n" in text:
            lines = max(lines, lines_of(text, room))
    return points_for(lines)


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime(TIME_SHOWN) if at else ""


def _words(head: WorkbookHead) -> dict[str, str]:
    language = head.language
    made_at = f"{_local(head.made_at, ZoneInfo(head.time_zone))} ({head.time_zone})"
    predecessor = head.predecessor or label("first", language)
    info = (
        f"{label('predecessor', language)} {predecessor}",
        f"{label('made_at', language)} {made_at}",
        label("fill", language),
        f"{label('page', language)} {head.page_url}" if head.page_url else "",
    )
    carriers = {carrier_place(n): shown_text(name) for n, name in enumerate(head.carriers)}
    return {
        **carriers,
        "title": f"{label('number', language)} {head.number}",
        "info": "    ".join(filter(None, info)),
        "supplier": shown_text(head.supplier_name),
        "predecessor": predecessor,
        "made_at": made_at,
        "page": shown_text(head.page_url),
    }


assert [column.field for column in COLUMNS if not column.fill_in] == [
    *(Field.PARCEL, Field.PART, Field.SKU, Field.NAME, Field.SPEC, Field.QUANTITY, Field.GIFT),
    *(Field.RECEIVER_NAME, Field.RECEIVER_PHONE, Field.REGION, Field.ADDRESS, Field.REMARKS),
    *(
        Field.PACKAGE,
        Field.INSERTS,
        Field.DEADLINE,
        Field.STORE,
        Field.ORDER,
        Field.REASONS,
        Field.KEY,
    ),
], "the values of a row are in another order than its columns"
