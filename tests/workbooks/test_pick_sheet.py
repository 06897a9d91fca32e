"""The Pick sheet: text cells only, both languages, the same bytes, made to be printed."""

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.picking import Wanted, pick_list
from hedan.workbooks.cells import shown_text, unescape
from hedan.workbooks.pick_sheet import COLUMNS, FIRST_ROW, HEADING_ROW, pick_rows
from hedan.workbooks.pick_sheet import pick_sheet as picks_beside
from hedan.workbooks.reader import read_workbook
from hedan.workbooks.rows import PickRow, WorkbookHead
from hedan.workbooks.texts import PICK_SHEET, label
from hedan.workbooks.writer import write_workbook
from tests.workbooks.samples import HEAD, rows
from tests.workbooks.test_writer import ENGLISH, TEXTS

WANTED = st.builds(
    Wanted,
    parcel_id=st.sampled_from(["P1", "P2"]),
    sku=TEXTS,
    name=TEXTS,
    spec=TEXTS,
    units=st.integers(1, 10**6),
    shelf=TEXTS,
)


def written(picks: list[PickRow], head: WorkbookHead = HEAD) -> bytes:
    out = io.BytesIO()
    write_workbook(head, rows(4), out, [picks_beside(iter(picks), head.language)])
    return out.getvalue()


def pick_sheet(data: bytes) -> Worksheet:
    sheet = load_workbook(io.BytesIO(data)).worksheets[1]
    assert isinstance(sheet, Worksheet)
    return sheet


SOME = list(
    pick_rows(
        pick_list(
            [Wanted(f"P{n % 7}", f"SKU-{n % 3}", "杯", "红", n + 1, "A-1") for n in range(40)]
        )
    )
)


@settings(max_examples=40)
@given(st.lists(WANTED, max_size=5))
def test_every_cell_is_a_text_whatever_the_goods_are_called(wanted: list[Wanted]) -> None:
    made = list(pick_rows(pick_list(wanted)))
    sheet = pick_sheet(written(made))
    assert sheet.max_row == HEADING_ROW + len(made)
    for number, row in enumerate(made, start=FIRST_ROW):
        parcel = "合计" if row.is_total else row.parcel_id
        expected = (row.shelf, row.sku, row.name, row.spec, parcel, str(row.units), "")
        for cell, text in zip(sheet[number], expected, strict=True):
            assert unescape(str(cell.value or "")) == shown_text(text)
            assert (cell.data_type, cell.number_format) in (("s", "@"), ("n", "@"))
            assert not isinstance(cell.value, int | float)
    with zipfile.ZipFile(io.BytesIO(written(made))) as parts:
        xml = parts.read("xl/worksheets/sheet2.xml").decode()
    assert not re.search(r"<f[ >/]|<v>", xml.partition(f'<row r="{FIRST_ROW}"')[2])


@pytest.mark.parametrize("head", [HEAD, ENGLISH], ids=["zh", "en"])
def test_it_prints_on_a4_across_with_its_headings_on_every_page(head: WorkbookHead) -> None:
    book = load_workbook(io.BytesIO(written(SOME, head)))
    assert book.sheetnames[1] == PICK_SHEET[head.language]
    assert len(book.sheetnames) == 3
    sheet = pick_sheet(written(SOME, head))
    assert label("pick", head.language) in str(sheet["A1"].value)
    assert head.number in str(sheet["A1"].value)
    assert len([cell.value for cell in sheet[HEADING_ROW] if cell.value]) == len(COLUMNS)
    assert sheet.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet[FIRST_ROW][0].font.bold
    assert not sheet[FIRST_ROW + 1][0].font.bold


def test_reading_back_sees_the_ship_sheet_alone() -> None:
    returned = read_workbook(written(SOME), "back.xlsx")
    assert (len(returned.rows), returned.refusals, returned.number) == (4, (), HEAD.number)


def test_the_same_picks_make_the_same_bytes_and_no_place_holder_is_left() -> None:
    assert written(SOME) == written(SOME)
    with zipfile.ZipFile(io.BytesIO(written(SOME, ENGLISH))) as parts:
        for name in parts.namelist():
            assert "[[" not in parts.read(name).decode()


def test_a_workbook_without_picks_has_no_such_sheet_and_one_with_none_is_whole() -> None:
    out = io.BytesIO()
    write_workbook(HEAD, rows(2), out)
    assert len(load_workbook(io.BytesIO(out.getvalue())).sheetnames) == 2
    assert pick_sheet(written([])).max_row == HEADING_ROW
