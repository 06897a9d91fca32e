"""The Read me sheet: which file this is, what to do with it, and how carriers are written."""

from typing import Final

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from hedan.workbooks.heights import lines_of, points_for, room_in
from hedan.workbooks.looks import FONT, fit_page, write_cell
from hedan.workbooks.rows import Language
from hedan.workbooks.ship_texts import READ_ME
from hedan.workbooks.stream import place
from hedan.workbooks.texts import label

FACTS: Final = ("supplier", "predecessor", "made_at", "rows", "hash", "page")
TEXT_WIDTH: Final = 100.0


def draw_read_me(sheet: Worksheet, language: Language, carriers: int) -> str:
    """Draw the sheet and return where its list of so many carriers stands, or ''."""
    plain, bold = Font(name=FONT, size=11), Font(name=FONT, size=11, bold=True)
    sheet.column_dimensions["A"].width = 22
    sheet.column_dimensions["B"].width = TEXT_WIDTH
    write_cell(sheet, 1, 1, place("title"), Font(name=FONT, size=24, bold=True))
    row = 2
    for name in FACTS:
        row += 1
        write_cell(sheet, row, 1, label(name, language), bold)
        write_cell(sheet, row, 2, place(name), plain)
    row += 1
    for left, right in READ_ME[language]:
        row += 1 if right else 2
        write_cell(sheet, row, 1, left, plain if right else bold)
        cell = write_cell(sheet, row, 2, right, plain)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.row_dimensions[row].height = points_for(lines_of(right, room_in(TEXT_WIDTH)))
    row += 2
    write_cell(sheet, row, 1, label("carriers", language), bold)
    first = row + 1
    for position in range(carriers):
        row += 1
        write_cell(sheet, row, 2, place(carrier_place(position)), plain)
    fit_page(sheet)
    sheet.protection.sheet = True
    return f"'{sheet.title}'!$B${first}:$B${row}" if carriers else ""


def carrier_place(position: int) -> str:
    """Return the name of the place where the list holds a carrier."""
    return f"carrier_{position}"
