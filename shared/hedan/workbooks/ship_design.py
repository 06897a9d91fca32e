"""How the supplier workbook looks: openpyxl draws it once per language and length of list.

No word of the seller is in it, only places for them: none can be mistaken for a place.
"""

from functools import lru_cache

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.workbook_columns import Field
from hedan.workbooks.columns import COLUMNS, LETTERS, Column
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
from hedan.workbooks.pick_sheet import draw_picks
from hedan.workbooks.rows import Language
from hedan.workbooks.stream import LAST_ROW, Design, cut, place
from hedan.workbooks.texts import READ_ME, READ_ME_SHEET, SHIP_SHEET, heading, label

TITLE_ROW = 1
INFO_ROW = 2
HEADING_ROW = 3
FIRST_ROW = 4
# Parcels alternate between two shades, so that one sees where a parcel ends, on paper too.
SHADES = ("FFFFFF", "EFEFEF")
FILL_IN = "FFF2B3"
FILL_IN_HEADING = "FFC000"
WHOLE_NUMBER = "0"
READ_ME_WIDTH = 100.0
DESIGNS_KEPT = 32
WRAPPED = Alignment(vertical="center", wrap_text=True)


@lru_cache(maxsize=DESIGNS_KEPT)
def ship_design(language: Language, carriers: int, *, with_picks: bool = False) -> Design:
    """Draw the workbook with a list of so many carriers, ready for rows."""
    book = Workbook()
    ship: Worksheet = book.worksheets[0]
    ship.title = SHIP_SHEET[language]
    beside = draw_picks(book, language) if with_picks else None
    read_me = book.create_sheet(READ_ME_SHEET[language])
    list_range = _read_me(read_me, language, carriers)
    _top(ship, language)
    for row, shade in enumerate(SHADES, start=FIRST_ROW):
        _sample(ship, row, shade)
    if list_range:
        ship.add_data_validation(_carrier_list(list_range, language))
    _page(ship)
    _protect(ship)
    return cut(book, FIRST_ROW, len(SHADES), beside)


def carrier_place(position: int) -> str:
    """Return the name of the place where the list holds a carrier."""
    return f"carrier_{position}"


def _top(sheet: Worksheet, language: Language) -> None:
    write_cell(sheet, TITLE_ROW, 1, place("title"), Font(name=FONT, size=18, bold=True))
    write_cell(sheet, INFO_ROW, 1, place("info"), Font(name=FONT, size=10, color="404040"))
    sheet.row_dimensions[TITLE_ROW].height = 30
    sheet.row_dimensions[INFO_ROW].height = 18
    sheet.row_dimensions[HEADING_ROW].height = 32
    for position, column in enumerate(COLUMNS, start=1):
        font = Font(name=FONT, size=10, bold=True, color="000000" if column.fill_in else "FFFFFF")
        cell = write_cell(sheet, HEADING_ROW, position, heading(column.field, language), font)
        cell.fill = solid(FILL_IN_HEADING if column.fill_in else HEADING)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = EDGES
        sheet.column_dimensions[LETTERS[column.field]].width = column.width


def _sample(sheet: Worksheet, row: int, shade: str) -> None:
    for position, column in enumerate(COLUMNS, start=1):
        quiet = column.field is Field.KEY
        font = Font(name=FONT, size=8 if quiet else 10, color="808080" if quiet else "000000")
        cell = write_cell(sheet, row, position, "", font)
        cell.number_format = WHOLE_NUMBER if column.number else TEXT
        cell.fill = solid(FILL_IN if column.fill_in else shade)
        cell.alignment = _alignment(column)
        cell.border = EDGES
        cell.protection = Protection(locked=not column.fill_in)


def _alignment(column: Column) -> Alignment:
    return Alignment(
        horizontal="center" if column.centre else "left",
        vertical="center",
        wrap_text=column.wrap,
    )


def _carrier_list(list_range: str, language: Language) -> DataValidation:
    # A warning, not a stop: the names that the settings know as aliases are welcome too.
    letters = LETTERS[Field.CARRIER]
    return DataValidation(
        type="list",
        formula1=list_range,
        allow_blank=True,
        sqref=f"{letters}{FIRST_ROW}:{letters}{LAST_ROW}",
        errorStyle="warning",
        showErrorMessage=True,
        errorTitle=label("carrier_hint_title", language),
        error=label("carrier_hint", language),
    )


def _page(sheet: Worksheet) -> None:
    last_printed = LETTERS[Field.REASONS]  # The key beside it means nothing on paper.
    sheet.freeze_panes = f"{LETTERS[Field.SKU]}{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{LETTERS[Field.KEY]}{LAST_ROW}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    sheet.print_area = f"A1:{last_printed}{LAST_ROW}"
    fit_page(sheet)
    count_pages(sheet)


def _protect(sheet: Worksheet) -> None:
    """Against slips only, hence no password; filters and widths stay free."""
    protection = sheet.protection
    protection.sheet = True
    # In this element of the format, False is what allows.
    protection.autoFilter = False
    protection.sort = False
    protection.formatColumns = False
    protection.formatRows = False


def _read_me(sheet: Worksheet, language: Language, carriers: int) -> str:
    """Draw the Read me sheet and return where its list of carriers stands, or ''."""
    plain, bold = Font(name=FONT, size=11), Font(name=FONT, size=11, bold=True)
    sheet.column_dimensions["A"].width = 22
    sheet.column_dimensions["B"].width = READ_ME_WIDTH
    write_cell(sheet, 1, 1, place("title"), Font(name=FONT, size=24, bold=True))
    row = 2
    for name in ("supplier", "predecessor", "made_at", "rows", "hash", "page"):
        row += 1
        write_cell(sheet, row, 1, label(name, language), bold)
        write_cell(sheet, row, 2, place(name), plain)
    row += 1
    for left, right in READ_ME[language]:
        row += 1 if right else 2
        write_cell(sheet, row, 1, left, plain if right else bold)
        write_cell(sheet, row, 2, right, plain).alignment = WRAPPED
        sheet.row_dimensions[row].height = points_for(lines_of(right, room_in(READ_ME_WIDTH)))
    row += 2
    write_cell(sheet, row, 1, label("carriers", language), bold)
    first = row + 1
    for position in range(carriers):
        row += 1
        write_cell(sheet, row, 2, place(carrier_place(position)), plain)
    fit_page(sheet)
    sheet.protection.sheet = True
    return f"'{sheet.title}'!$B${first}:$B${row}" if carriers else ""
