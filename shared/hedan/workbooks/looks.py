"""How every sheet of ours looks: its font, its edges, its page."""

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

HEADING = "1F3864"
# Where somebody is to write. In greys it is darker than any row's shade: black-and-white paper
# tells the two apart as the screen does.
FILL_IN = "FFE08A"
FILL_IN_HEADING = "FFC000"
# Parcels alternate between two shades, so that one sees where a parcel ends, on paper too.
SHADES = ("FFFFFF", "EFEFEF")
LINE = Side(style="thin", color="BFBFBF")
EDGES = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
FONT = "Microsoft YaHei"  # On every Chinese Windows; others substitute their own.
TEXT = "@"
A4 = 9
MARGIN_INCHES = 0.4
# Below the rows is room for the footer; where they overlap, programs print none.
BELOW_INCHES = 0.6
FOOTER_INCHES = 0.25


def fit_page(sheet: Worksheet) -> None:
    """Print on A4 across, every column on the page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for side in ("left", "right", "top"):
        setattr(sheet.page_margins, side, MARGIN_INCHES)
    sheet.page_margins.bottom = BELOW_INCHES
    sheet.page_margins.header = sheet.page_margins.footer = FOOTER_INCHES


def count_pages(sheet: Worksheet, left: str = "", right: str = "") -> None:
    """Print the sheet's name and the page under every page; beside it what else is given."""
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.left is not None
    assert footer.center is not None
    assert footer.right is not None
    footer.left.text = left or None
    footer.center.text = "&A  &P / &N"
    footer.right.text = right or None


def write_cell(sheet: Worksheet, row: int, column: int, text: str, font: Font) -> Cell:
    """Write a text into a text cell of the design and return it."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    # The type is said, not guessed: nothing that starts with = becomes a formula here.
    cell.value = text
    cell.data_type = "s"
    cell.number_format = TEXT
    cell.font = font
    cell.alignment = Alignment(vertical="center")
    return cell


def solid(colour: str) -> PatternFill:
    """Return a fill of one colour."""
    return PatternFill("solid", start_color=colour, end_color=colour)
