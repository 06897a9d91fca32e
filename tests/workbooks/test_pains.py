"""What suppliers and their programs do to a workbook, by the numbers of the pains."""

import io
import time
import tracemalloc
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.workbook_columns import Field
from hedan.errors import WorkbookRefused
from hedan.workbooks.cells import MARKER
from tests.workbooks.corpus.raw import SHEET, compound
from tests.workbooks.samples import at, codes, edited, filled, read, row, rows, written

SF = "SF1234567890123"
CARRIER, NUMBER = at(Field.CARRIER), at(Field.NUMBER)
FILLED: Mapping[str, Any] = {CARRIER: "顺丰", NUMBER: SF}


def test_pn37_a_sku_that_looks_like_a_number_or_a_date_is_the_text_it_was() -> None:
    made = [row(n, sku=sku) for n, sku in enumerate(("22E1", "3-4", "1e5", "0012", "TRUE"))]
    sheet = load_workbook(io.BytesIO(written(made))).worksheets[0]
    cells = [sheet[at(Field.SKU, n)] for n in range(len(made))]
    assert [cell.value for cell in cells] == [one.sku for one in made]
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}
    assert read(written(made)).refusals == ()


def test_pn38_no_apostrophe_is_relied_on() -> None:
    data = written([row(0, receiver_name="=1+1", sku="0012"), row(1)])
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert 'quotePrefix="1"' not in parts.read("xl/styles.xml").decode()
        assert f"{MARKER}=1+1" in parts.read(SHEET).decode()
    typed = read(filled(data, {CARRIER: "顺丰", NUMBER: f"'{SF}"}))
    assert codes(typed) == [(NUMBER, "NUMBER_UNCLEAR")]


@pytest.mark.parametrize("cached", [f"<v>{SF}</v>", "<v/>", ""])
def test_pn40_a_formula_is_asked_back_whatever_it_showed_last(cached: str) -> None:
    data = filled(written(rows(1)), {**FILLED, NUMBER: "=A1"})
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        contents = {name: parts.read(name) for name in parts.namelist()}
    sheet = contents[SHEET].decode()
    assert "<f>A1</f>" in sheet
    contents[SHEET] = sheet.replace("<f>A1</f><v />", f"<f>A1</f>{cached}").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in contents.items():
            target.writestr(name, content)
    returned = read(out.getvalue())
    assert codes(returned) == [(NUMBER, "FORMULA")]
    assert returned.rows == ()


def test_pn41_merged_cells_count_within_a_parcel_and_are_refused_across_parcels() -> None:
    def merge(sheet: Worksheet, _: Workbook) -> None:
        for first in (0, 3):
            for field, value in ((Field.CARRIER, "顺丰"), (Field.NUMBER, SF)):
                sheet[at(field, first)] = value
                sheet.merge_cells(f"{at(field, first)}:{at(field, first + 1)}")

    returned = read(edited(written(rows(6)), merge))
    assert [one.number_text for one in returned.rows] == [SF, SF, "", ""]
    assert {code for _, code in codes(returned)} == {"MERGED_CELLS"}
    assert len({refusal.sheet_row for refusal in returned.refusals}) == 2


def test_pn41_without_the_parcels_nobody_knows_whose_rows_were_merged() -> None:
    def merge(sheet: Worksheet, _: Workbook) -> None:
        sheet[CARRIER], sheet[NUMBER] = "顺丰", SF
        sheet.merge_cells(f"{NUMBER}:{at(Field.NUMBER, 1)}")
        for number in range(2):
            sheet[at(Field.PARCEL, number)] = None

    returned = read(edited(written(rows(2)), merge))
    assert not any(one.number_text for one in returned.rows)


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (compound("EncryptionInfo", "EncryptedPackage"), "PASSWORD", "密码"),
        (compound("ET_Book"), "NOT_READABLE", ".xlsx"),
        (b"%PDF-1.7", "NOT_READABLE", ".xlsx"),
    ],
)
def test_pn47_what_cannot_be_read_is_told_what_to_do(data: bytes, code: str, said: str) -> None:
    if code == "NOT_READABLE" and data.startswith(b"%PDF"):
        data += b"\x00\xff"
    with pytest.raises(WorkbookRefused, match=said) as refused:
        read(data)
    assert refused.value.code == code


def test_pn48_a_file_far_too_large_is_refused_at_once_and_costs_no_memory() -> None:
    data = b"PK\x03\x04" + bytes(50_000_000)
    tracemalloc.start()
    begun = time.process_time()
    with pytest.raises(WorkbookRefused) as refused:
        read(data)
    taken = time.process_time() - begun
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.code == "TOO_LARGE"
    assert taken < 0.5
    assert peak < 1_000_000


def test_pn48_a_hundred_thousand_styled_blank_rows_are_read_in_little_memory() -> None:
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(100, 100_000))
    data = filled(written(rows(2)), FILLED)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == SHEET:
                content = content.replace(b"</sheetData>", f"{blank}</sheetData>".encode())
            target.writestr(name, content)
    tracemalloc.start()
    returned = read(out.getvalue())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [one.number_text for one in returned.rows] == [SF, ""]
    assert peak < 5_000_000
