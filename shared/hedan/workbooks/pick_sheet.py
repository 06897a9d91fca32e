"""The Pick sheet: what to fetch, by shelf and SKU, and the parcels that it is for.

For whoever walks along the shelves; nothing in it is read back. Every cell is text.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.picking import Pick
from hedan.domain.workbook_columns import Field
from hedan.workbooks.beside import SampleRows, SheetBeside
from hedan.workbooks.cells import column_letters, xml_text
from hedan.workbooks.heights import lines_of, points_for, room_in
from hedan.workbooks.looks import (
    EDGES,
    FONT,
    HEADING,
    TEXT,
    count_pages,
    fit_page,
    solid,
    write_cell,
)
from hedan.workbooks.rows import Language, PickRow
from hedan.workbooks.stream import Cut, Sample, place
from hedan.workbooks.texts import PICK_SHEET, heading, label

TITLE_ROW = 1
HINT_ROW = 2
HEADING_ROW = 3
FIRST_ROW = 4
TOTAL_SHADE: Final = "D9E2F3"
PARCEL_SHADE: Final = "FFFFFF"
REPEATED_TEXTS_KEPT: Final = 4_096
ROW_NUMBER: Final = "\x00"  # In a row's format; no text of ours or theirs can hold it.
QUIET: Final = "808080"  # What a row repeats of the total above it: for the top of the next page.


class _Column(NamedTuple):
    field: Field | str  # One of the Ship sheet's, or the name of a label.
    width: float
    centre: bool = False
    is_repeated: bool = False


COLUMNS: Final = (
    _Column("shelf", 12, is_repeated=True),
    _Column(Field.SKU, 20, is_repeated=True),
    _Column(Field.NAME, 38),
    _Column(Field.SPEC, 24),
    _Column(Field.PARCEL, 18),
    _Column(Field.QUANTITY, 8, centre=True),
    _Column("picked", 12),
)


def pick_rows(picks: Iterable[Pick]) -> Iterator[PickRow]:
    """Yield a row for each total, and below it one for each of its parcels."""
    for pick in picks:
        shelf, sku = pick.shelf, pick.sku
        yield PickRow(shelf, sku, pick.name, pick.spec, "", pick.units)
        for parcel_id, units in pick.parcels:
            yield PickRow(shelf, sku, "", "", parcel_id, units)


def pick_sheet(picks: Iterable[PickRow], language: Language) -> SheetBeside:
    """Return the sheet; the picks are read when it is written, after all rows before it."""
    return SheetBeside(
        PICK_SHEET[language], draw_picks, lambda sheet: picks_xml(picks, sheet, language)
    )


def draw_picks(sheet: Worksheet, language: Language) -> SampleRows:
    """Draw the sheet."""
    title = f"{label('pick', language)}  {place('title')}"
    write_cell(sheet, TITLE_ROW, 1, title, Font(name=FONT, size=18, bold=True))
    hint = Font(name=FONT, size=10, color="404040")
    write_cell(sheet, HINT_ROW, 1, label("pick_hint", language), hint)
    sheet.row_dimensions[TITLE_ROW].height = 30
    sheet.row_dimensions[HEADING_ROW].height = 24
    for position, column in enumerate(COLUMNS, start=1):
        font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
        cell = write_cell(sheet, HEADING_ROW, position, _heading(column, language), font)
        cell.fill = solid(HEADING)
        cell.alignment = Alignment(horizontal="center", vertical="center")
        cell.border = EDGES
        sheet.column_dimensions[column_letters(position)].width = column.width
    _sample(sheet, FIRST_ROW, TOTAL_SHADE, is_total=True)
    _sample(sheet, FIRST_ROW + 1, PARCEL_SHADE, is_total=False)
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    fit_page(sheet)
    count_pages(sheet)
    return SampleRows(FIRST_ROW, 2)


def picks_xml(rows: Iterable[PickRow], sheet: Cut, language: Language) -> Iterator[str]:
    """Yield every row of the pick list as XML."""
    of_total, of_parcel = map(_row_format, sheet.samples)
    total = label("total", language)
    often = lru_cache(maxsize=REPEATED_TEXTS_KEPT)(xml_text)
    height = lru_cache(maxsize=REPEATED_TEXTS_KEPT)(_height)
    for number, (shelf, sku, name, spec, parcel_id, units) in enumerate(rows, start=FIRST_ROW):
        written = (of_parcel if parcel_id else of_total).replace(ROW_NUMBER, str(number))
        parcel = often(parcel_id) if parcel_id else total
        cells = (often(shelf), often(sku), often(name), often(spec), parcel, units)
        yield written % (height(shelf, sku, name, spec), *cells)


def _heading(column: _Column, language: Language) -> str:
    if isinstance(column.field, Field):
        return heading(column.field, language)
    return label(column.field, language)


def _sample(sheet: Worksheet, row: int, shade: str, *, is_total: bool) -> None:
    for position, column in enumerate(COLUMNS, start=1):
        is_quiet = column.is_repeated and not is_total
        colour = QUIET if is_quiet else "000000"
        font = Font(name=FONT, size=10, bold=is_total, color=colour)
        cell = write_cell(sheet, row, position, "", font)
        cell.number_format = TEXT
        cell.fill = solid(shade)
        cell.alignment = Alignment(
            horizontal="center" if column.centre else "left", vertical="center", wrap_text=True
        )
        cell.border = EDGES


def _row_format(sample: Sample) -> str:
    """Return a %-format for one row: its height, and a text for every cell but the last."""
    *filled, (last, blank) = sample.styles.items()
    cells = "".join(
        f'<c r="{letters}{ROW_NUMBER}" s="{style}" t="inlineStr"><is><t>%s</t></is></c>'
        for letters, style in filled
    )
    tick = f'<c r="{last}{ROW_NUMBER}" s="{blank}"/>'
    return f'<row r="{ROW_NUMBER}" ht="%s" customHeight="1">{cells}{tick}</row>'


def _height(*texts: str) -> float:
    """Return the points that the longest of the first columns' texts needs."""
    return points_for(
        max(
            lines_of(text, room_in(column.width))
            for text, column in zip(texts, COLUMNS, strict=False)
        )
    )
