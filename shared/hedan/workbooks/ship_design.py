"""How the supplier workbook looks: openpyxl draws it once per layout and length of list.

No word of the seller is in it, only places for them: none can be mistaken for a place.
"""

from functools import lru_cache

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.workbook_columns import Field
from hedan.workbooks.beside import Look, draw_beside
from hedan.workbooks.cells import column_letters
from hedan.workbooks.layout import Layout
from hedan.workbooks.looks import (
    EDGES,
    FILL_IN,
    FILL_IN_HEADING,
    FONT,
    HEADING,
    SHADES,
    TEXT,
    count_pages,
    fit_page,
    solid,
    write_cell,
)
from hedan.workbooks.read_me import draw_read_me
from hedan.workbooks.rows import Language
from hedan.workbooks.ship_texts import EXPECTED_HINT
from hedan.workbooks.stream import LAST_ROW, Design, cut, place
from hedan.workbooks.texts import READ_ME_SHEET, SHIP_SHEET, label

TITLE_ROW = 1
INFO_ROW = 2
TO_DO_ROWS = (3, 4)
HEADING_ROW = 5
FIRST_ROW = 6
WHOLE_NUMBER = "0"
DESIGNS_KEPT = 64


@lru_cache(maxsize=DESIGNS_KEPT)
def ship_design(
    language: Language, layout: Layout, carriers: int, beside: tuple[Look, ...] = ()
) -> Design:
    """Draw the workbook with a list of so many carriers, ready for rows."""
    book = Workbook()
    ship: Worksheet = book.worksheets[0]
    ship.title = SHIP_SHEET[language]
    samples_beside = draw_beside(book, beside, language)
    list_range = draw_read_me(book.create_sheet(READ_ME_SHEET[language]), language, carriers)
    _top(ship)
    _headings(ship, layout)
    for row, shade in enumerate(SHADES, start=FIRST_ROW):
        _sample(ship, layout, row, shade)
    _validate(ship, layout, list_range, language)
    _page(ship, layout)
    _protect(ship)
    return cut(book, FIRST_ROW, len(SHADES), samples_beside)


def heading_place(position: int) -> str:
    """Return the name of the place for the heading of a column, the first one being 1."""
    return f"heading_{position}"


def to_do_place(row: int) -> str:
    """Return the name of the place for what to do, in a row of TO_DO_ROWS."""
    return f"to_do_{row}"


def _top(sheet: Worksheet) -> None:
    write_cell(sheet, TITLE_ROW, 1, place("title"), Font(name=FONT, size=20, bold=True))
    write_cell(sheet, INFO_ROW, 1, place("info"), Font(name=FONT, size=10, color="404040"))
    sheet.row_dimensions[TITLE_ROW].height = 30
    sheet.row_dimensions[INFO_ROW].height = 18
    for row in TO_DO_ROWS:
        write_cell(sheet, row, 1, place(to_do_place(row)), Font(name=FONT, size=11, bold=True))
        sheet.row_dimensions[row].height = 18


def _headings(sheet: Worksheet, layout: Layout) -> None:
    sheet.row_dimensions[HEADING_ROW].height = 34
    for position, column in enumerate(layout.columns, start=1):
        font = Font(name=FONT, size=10, bold=True, color="000000" if column.fill_in else "FFFFFF")
        cell = write_cell(sheet, HEADING_ROW, position, place(heading_place(position)), font)
        cell.fill = solid(FILL_IN_HEADING if column.fill_in else HEADING)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = EDGES
        dimension = sheet.column_dimensions[column_letters(position)]
        dimension.width = column.width
        dimension.hidden = column.hidden


def _sample(sheet: Worksheet, layout: Layout, row: int, shade: str) -> None:
    for position, column in enumerate(layout.columns, start=1):
        cell = write_cell(sheet, row, position, "", Font(name=FONT, size=10))
        cell.number_format = WHOLE_NUMBER if column.number else TEXT
        cell.fill = solid(FILL_IN if column.fill_in else shade)
        cell.alignment = Alignment(
            horizontal="center" if column.centre else "left",
            vertical="center",
            wrap_text=column.wrap,
        )
        cell.border = EDGES
        cell.protection = Protection(locked=not column.fill_in)


def _validate(sheet: Worksheet, layout: Layout, list_range: str, language: Language) -> None:
    """Offer the carriers, and say how to say that goods are out of stock."""
    if list_range and Field.CARRIER in layout.letters:
        # A warning, not a stop: the names that the settings know as aliases are welcome too.
        _add(
            sheet,
            layout.letters[Field.CARRIER],
            DataValidation(
                type="list",
                formula1=list_range,
                allow_blank=True,
                errorStyle="warning",
                showErrorMessage=True,
                errorTitle=label("carrier_hint_title", language),
                error=label("carrier_hint", language),
            ),
        )
    if Field.EXPECTED in layout.letters:
        title, hint = EXPECTED_HINT[language]
        _add(
            sheet,
            layout.letters[Field.EXPECTED],
            DataValidation(showInputMessage=True, promptTitle=title, prompt=hint),
        )


def _add(sheet: Worksheet, letters: str, validation: DataValidation) -> None:
    validation.add(f"{letters}{FIRST_ROW}:{letters}{LAST_ROW}")
    sheet.add_data_validation(validation)


def _page(sheet: Worksheet, layout: Layout) -> None:
    sheet.freeze_panes = f"{column_letters(layout.frozen + 1)}{FIRST_ROW}"
    # Over the hidden columns too, so that whoever sorts takes them along.
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{layout.last}{LAST_ROW}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    sheet.print_area = f"A1:{layout.last_seen}{LAST_ROW}"
    fit_page(sheet)
    count_pages(sheet, left=place("title"), right=place("hash_told"))


def _protect(sheet: Worksheet) -> None:
    """Against slips only, hence no password; filters and widths stay free."""
    protection = sheet.protection
    protection.sheet = True
    # In this element of the format, False is what allows.
    protection.autoFilter = False
    protection.sort = False
    protection.formatColumns = False
    protection.formatRows = False
