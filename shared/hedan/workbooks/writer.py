"""The supplier workbook: its Ship sheet and the others, numbered, hashed, predecessor named.

Every cell but the quantity is a text cell with text format, so no number loses a digit and
nothing is ever computed. Same head and rows, same bytes.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import BinaryIO
from zoneinfo import ZoneInfo

from hedan.domain.workbook_columns import Field
from hedan.workbooks.beside import SheetBeside, fillings, looks_of
from hedan.workbooks.cells import key_text, shown_text, shown_texts, xml_texts
from hedan.workbooks.layout import USUAL_LAYOUT, Layout, shown_heading
from hedan.workbooks.read_me import carrier_place
from hedan.workbooks.rows import WorkbookHead, WorkbookRow
from hedan.workbooks.ship_cells import local_text, maker_for, row_format
from hedan.workbooks.ship_design import (
    FIRST_ROW,
    TO_DO_ROWS,
    heading_place,
    ship_design,
    to_do_place,
)
from hedan.workbooks.ship_texts import TO_DO
from hedan.workbooks.stream import ROWS_AT_ONCE, Design, put_in
from hedan.workbooks.texts import label

# As many as the reader takes back.
ROWS_MAX = 100_000
HASH_SHOWN = 16  # Hexadecimal digits of the content's SHA-256: to compare, not to sign.


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
    beside: Sequence[SheetBeside] = (),
    *,
    layout: Layout = USUAL_LAYOUT,
) -> WrittenWorkbook:
    """Write the workbook; out need not be seekable, rows are read once and not kept.

    beside: the sheets between the Ship sheet and the Read me, in this order.
    Raises ValueError when a row key comes twice or there are more rows than ROWS_MAX; what was
    written to out until then is no workbook.
    """
    design = ship_design(head.language, layout, len(head.carriers), looks_of(beside))
    writing = _Writing(head, layout, design)
    sha256 = put_in(
        design,
        writing.xml_of(rows),
        out,
        before=_words(head, layout),
        after=writing.last_words,
        beside=fillings(beside, design.beside),
    )
    return WrittenWorkbook(writing.row_numbers, len(writing.row_numbers), sha256)


class _Writing:
    """One pass over the rows: makes their XML and remembers where each key went."""

    def __init__(self, head: WorkbookHead, layout: Layout, design: Design) -> None:
        self.row_numbers: dict[str, int] = {}
        self._content = hashlib.sha256()
        self._language = head.language
        self._formats = [row_format(sample, layout) for sample in design.samples]
        self._made = maker_for(layout, head.language, ZoneInfo(head.time_zone))
        self._has_name = Field.RECEIVER_NAME in layout.letters
        self._has_phone = Field.RECEIVER_PHONE in layout.letters

    def xml_of(self, rows: Iterable[WorkbookRow]) -> Iterator[str]:
        """Yield every row as XML, each parcel in the other shade than the one before."""
        formats, number = self._formats, FIRST_ROW
        shade, parcel_id = 0, ""
        for some in batched(rows, ROWS_AT_ONCE, strict=False):
            keys = self._keys(some, number)
            for row, values in zip(some, self._made(some, keys), strict=True):
                if row.parcel_id != parcel_id:
                    shade, parcel_id = (shade + 1) % len(formats), row.parcel_id
                yield str(number).join(formats[shade]) % values
                number += 1

    def last_words(self) -> tuple[int, dict[str, str]]:
        """Return the last row's number and what the file says about the rows."""
        count = len(self.row_numbers)
        content = self._content.hexdigest()[:HASH_SHOWN]
        told = f"{label('hash', self._language)} {content}"
        words = {"rows": str(count), "hash": content, "hash_told": told}
        return FIRST_ROW - 1 + max(count, 1), words

    def _keys(self, rows: Sequence[WorkbookRow], first: int) -> Sequence[str]:
        """Return the rows' key cells, and remember in which row each key stands."""
        for number, row in enumerate(rows, start=first):
            if self.row_numbers.setdefault(row.row_key, number) != number:
                raise ValueError(f"row key {row.row_key} comes twice")
        if len(self.row_numbers) > ROWS_MAX:
            raise ValueError(f"more than {ROWS_MAX} rows")
        # In the order of columns.CHECKED_WITH_KEY, as the cells show them; a column that is not
        # there counts as empty.
        names = shown_texts([row.receiver_name if self._has_name else "" for row in rows])
        phones = shown_texts([row.receiver_phone if self._has_phone else "" for row in rows])
        keys = [
            key_text(row.row_key, row.parcel_id, row.order_id, name, phone)
            for row, name, phone in zip(rows, names, phones, strict=True)
        ]
        self._content.update("".join(f"{key}\n" for key in keys).encode())
        return xml_texts(keys)


def _words(head: WorkbookHead, layout: Layout) -> dict[str, str]:
    language = head.language
    made_at = f"{local_text(head.made_at, ZoneInfo(head.time_zone))} ({head.time_zone})"
    predecessor = head.predecessor or label("first", language)
    info = (
        shown_text(head.supplier_name),
        f"{label('predecessor', language)} {predecessor}",
        f"{label('made_at', language)} {made_at}",
    )
    fill_in, hand_back = TO_DO[language]
    to_do = (fill_in, f"{hand_back} {shown_text(head.page_url)}".strip())
    carriers = {carrier_place(n): shown_text(name) for n, name in enumerate(head.carriers)}
    headings = {
        heading_place(position): shown_text(shown_heading(column, language))
        for position, column in enumerate(layout.columns, start=1)
    }
    return {
        **carriers,
        **headings,
        **{to_do_place(row): text for row, text in zip(TO_DO_ROWS, to_do, strict=True)},
        "title": f"{label('number', language)} {head.number}",
        "info": "    ".join(filter(None, info)),
        "supplier": shown_text(head.supplier_name),
        "predecessor": predecessor,
        "made_at": made_at,
        "page": shown_text(head.page_url),
    }
