"""Any number of further sheets: in order, each with its own last row, drawn once, rows streamed."""

import io
import re
import zipfile
from collections.abc import Iterator

from openpyxl import load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from hedan.workbooks.beside import SampleRows, SheetBeside
from hedan.workbooks.layout import USUAL_LAYOUT
from hedan.workbooks.looks import write_cell
from hedan.workbooks.rows import Language
from hedan.workbooks.ship_design import FIRST_ROW, ship_design
from hedan.workbooks.stream import LAST_ROW, Cut, place
from hedan.workbooks.writer import write_workbook
from tests.workbooks.samples import HEAD, rows

FIRST = 3
DRAWN: list[str] = []


def draw(sheet: Worksheet, _: Language) -> SampleRows:
    """Draw a sheet whose area, filter and hint end with its last row."""
    DRAWN.append(sheet.title)
    write_cell(sheet, 1, 1, place("title"), Font())
    write_cell(sheet, 2, 1, place("word"), Font())
    write_cell(sheet, FIRST, 1, "", Font())
    sheet.print_area = f"A1:A{LAST_ROW}"
    sheet.auto_filter.ref = f"A2:A{LAST_ROW}"
    return SampleRows(FIRST, 1)


def sheet(title: str, count: int, asked: list[str] | None = None) -> SheetBeside:
    """Return a sheet that says its name in each of its rows."""

    def made(cut: Cut) -> Iterator[str]:
        if asked is not None:
            asked.append(title)
        (sample,) = cut.samples
        for number in range(FIRST, FIRST + count):
            style = sample.styles["A"]
            text = f"<is><t>{title}{number}</t></is>"
            yield f'<row r="{number}"><c r="A{number}" s="{style}" t="inlineStr">{text}</c></row>'

    return SheetBeside(title, draw, made, {"word": f"says {title} [[title]] &"})


def test_each_sheet_stands_in_its_place_with_its_rows_its_words_and_its_own_end() -> None:
    out, asked = io.BytesIO(), list[str]()
    beside = [sheet(title, count, asked) for title, count in (("Q", 4), ("R", 0), ("S", 700))]
    write_workbook(HEAD, rows(5), out, beside)
    assert asked == ["Q", "R", "S"]
    book = load_workbook(io.BytesIO(out.getvalue()))
    assert book.sheetnames == ["发货", "Q", "R", "S", "说明"]
    assert book["发货"].print_area == f"'发货'!$A$1:${USUAL_LAYOUT.last_seen}${FIRST_ROW + 4}"
    for title, last in (("Q", FIRST + 3), ("R", FIRST), ("S", FIRST + 699)):
        page = book[title]
        assert page.print_area == f"'{title}'!$A$1:$A${last}"
        assert page.auto_filter.ref == f"A2:A{last}"
        assert page["A1"].value == f"交接表编号 {HEAD.number}"
        assert page["A2"].value == f"says {title} [[title]] &", "a word is no place"
    assert [cell.value for (cell,) in book["S"][f"A{FIRST}:A{FIRST + 699}"]] == [
        f"S{number}" for number in range(FIRST, FIRST + 700)
    ]


def test_no_row_that_means_the_last_one_is_left_anywhere() -> None:
    out = io.BytesIO()
    write_workbook(HEAD, rows(2), out, [sheet("Q", 2), sheet("R", 3)])
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as parts:
        for name in parts.namelist():
            text = parts.read(name).decode()
            assert str(LAST_ROW) not in text, name
            assert not re.search(r"\[\[(?!title\]\] &amp;)", text), name


def test_a_design_is_drawn_once_for_the_same_sheets_and_again_for_others() -> None:
    ship_design.cache_clear()
    DRAWN.clear()
    for titles in (["Q", "R"], ["Q", "R"], ["R", "Q"], ["Q"]):
        write_workbook(HEAD, rows(1), io.BytesIO(), [sheet(title, 1) for title in titles])
    assert DRAWN == ["Q", "R", "R", "Q", "Q"]
    ship_design.cache_clear()
