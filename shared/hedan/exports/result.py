"""The answer to an export sheet: the rows that were not taken, each with its cell and reason."""

import io

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from hedan.exports.orders import ReadExport
from hedan.workbooks.cells import shown_text

RESULT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "未导入 Refused"
HEADINGS = ("单元格 Cell", "内容 Value", "原因", "Reason", "代码 Code")
WIDTHS = (14, 30, 60, 60, 20)
REFUSED = PatternFill("solid", start_color="FFC7CE", end_color="FFC7CE")


def write_result(read: ReadExport) -> bytes:
    """Return the result workbook.

    It shows the refused cells only and no other part of their rows: those hold receivers.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDE", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_cell(sheet, text, bold=True) for text in HEADINGS])
    values = _values(read)
    for refusal in read.refusals:
        said = (refusal.cell, values.get(refusal.cell, ""), refusal.zh, refusal.en, refusal.code)
        cells = [_cell(sheet, text) for text in said]
        cells[1].fill = REFUSED
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> Cell:
    # Marked if a spreadsheet could take it for a formula: the file may come from anybody.
    cell: Cell = WriteOnlyCell(sheet, value=shown_text(str(text)))
    cell.number_format = "@"
    cell.font = Font(bold=bold)
    return cell


def _values(read: ReadExport) -> dict[str, str]:
    """Return what stands in the refused cells."""
    wanted = {refusal.cell for refusal in read.refusals}
    return {
        place: cell for row in read.export.rows() for place, cell in row.places() if place in wanted
    }
