"""Writes rows as the file that a platform's bulk-shipping upload takes; the same rows, same bytes.

Every cell is text: a spreadsheet keeps 15 digits of a number, and order numbers have more.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from openpyxl import Workbook
from openpyxl.styles import Font

from hedan.bulk_files.rows import FileRow
from hedan.platforms.filed.formats import BulkFormat
from hedan.workbooks.cells import column_letters, shown_text, xml_text
from hedan.workbooks.stream import Design, cut, put_in

TEXT = "@"  # The number format of a text cell.
COLUMN_WIDTH = 26  # Characters: the longest order numbers stand on one line.
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


def write_bulk(rows: Iterable[FileRow], bulk: BulkFormat) -> bytes:
    """Return the file: headings, then the rows."""
    headings = tuple(column.heading for column in bulk.columns)
    return _csv(headings, rows, bulk) if bulk.kind == "csv" else _xlsx(headings, rows, bulk)


def _csv(headings: FileRow, rows: Iterable[FileRow], bulk: BulkFormat) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    # Not executable in a spreadsheet either: ids have come from a file that anybody could write.
    writer.writerows(tuple(map(shown_text, row)) for row in rows)
    return out.getvalue().encode(bulk.encoding)


def _xlsx(headings: FileRow, rows: Iterable[FileRow], bulk: BulkFormat) -> bytes:
    design = _design(bulk)
    out = io.BytesIO()
    put_in(design, _xml(headings, rows, design), out, before={}, after=lambda: (1, {}))
    return out.getvalue()


def _design(bulk: BulkFormat) -> Design:
    """Return the sheet around two sample rows: the headings, and one row below them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = bulk.sheet
    for position, column in enumerate(bulk.columns, start=1):
        sheet.cell(1, position, column.heading).font = Font(bold=True)
        sheet.cell(2, position, "x").number_format = TEXT
        sheet.column_dimensions[column_letters(position)].width = COLUMN_WIDTH
    sheet.freeze_panes = "A2"
    return cut(book, first_sample=1, samples=2)


def _xml(headings: FileRow, rows: Iterable[FileRow], design: Design) -> Iterator[str]:
    heading, below = design.samples
    yield _row(1, headings, heading.styles)
    for number, row in enumerate(rows, start=2):
        yield _row(number, row, below.styles)


def _row(number: int, texts: FileRow, styles: Mapping[str, str]) -> str:
    cells = "".join(
        f'<c r="{letters}{number}" s="{style}" t="inlineStr"><is><t>{xml_text(text)}</t></is></c>'
        for (letters, style), text in zip(styles.items(), texts, strict=True)
    )
    return f'<row r="{number}">{cells}</row>'
