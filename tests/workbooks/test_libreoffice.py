"""The workbook in a real spreadsheet program: opened, saved again in each format, read back."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hedan.domain.workbook_columns import Field
from hedan.workbooks.cells import unmark
from hedan.workbooks.columns import LETTERS
from hedan.workbooks.files import read_tables
from hedan.workbooks.ship_design import FIRST_ROW, HEADING_ROW
from tests.workbooks.samples import HEAD, at, codes, filled, read, row, written

SOFFICE = shutil.which("soffice")
SECONDS_MAX = 120
CSV = "csv:Text - txt - csv (StarCalc):44,34,76"  # Comma, double quote, UTF-8.
FORMATS = ("xlsx", "xls", "ods", "csv")

pytestmark = pytest.mark.skipif(
    SOFFICE is None,
    reason="LibreOffice (soffice) is not installed: apt-get install libreoffice-calc",
)

HARD = (
    row(0, sku="0012", spec="3-4", receiver_name="=1+1", remarks="6920: 发顺丰\n6921: +8"),
    row(1, sku="22E1", spec="00123", receiver_phone="013800001111", name="=HYPERLINK(1)"),
    row(2, order_id="6920123456789012345", sku="1e5", spec="TRUE", receiver_phone="1********34"),
    row(3, order_id="0000123456789012345", sku="１２３", spec="1/2", address="-2+3 号"),
    row(4, order_id="9223372036854775807", sku="12:30", spec="50%", name="@SUM(A1:A9)"),
    row(5, order_id="123456789012345678", sku="￥100", spec="2026-11-22", remarks="'=1"),
)
NUMBERS = ("SF1234567890123", "0078123456789012", "731234567890123456", "JD0001-1-1-")


def convert(data: bytes, source: str, target: str, folder: Path) -> bytes:
    """Return the file after LibreOffice opened it (text as UTF-8) and saved it as the target."""
    assert SOFFICE is not None
    path = folder / f"in.{source}"
    path.write_bytes(data)
    out = folder / "out"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--norestore", "--infilter=CSV:44,34,76"]
    command = command if source == "csv" else command[:-1]
    subprocess.run(
        [*command, "--convert-to", target, "--outdir", str(out), str(path)],
        check=True,
        capture_output=True,
        timeout=SECONDS_MAX,
    )
    return (out / f"in.{target.partition(':')[0]}").read_bytes()


@pytest.fixture(scope="module")
def original() -> bytes:
    cells = {at(Field.NUMBER, n): number for n, number in enumerate(NUMBERS)}
    cells |= {at(Field.CARRIER, n): "顺丰速运" for n in range(len(NUMBERS))}
    return filled(written(HARD), cells)


@pytest.fixture(scope="module")
def saved(original: bytes, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The same file saved by LibreOffice in each format."""
    folder = tmp_path_factory.mktemp("libreoffice")
    return {
        target: convert(original, "xlsx", CSV if target == "csv" else target, folder)
        for target in FORMATS
    }


@pytest.mark.parametrize("target", FORMATS)
def test_a_file_saved_again_says_exactly_what_it_said(
    original: bytes, saved: Mapping[str, bytes], target: str
) -> None:
    returned = read(saved[target])
    assert returned.refusals == ()
    assert returned.number == HEAD.number
    assert returned.rows == read(original).rows
    assert [one.order_id for one in returned.rows] == [one.order_id for one in HARD]
    assert [one.row_key for one in returned.rows] == [one.row_key for one in HARD]
    assert [one.number_text for one in returned.rows] == [*NUMBERS, "", ""]


@pytest.mark.parametrize("target", FORMATS)
def test_every_cell_of_every_sheet_is_the_same_text(
    original: bytes, saved: Mapping[str, bytes], target: str
) -> None:
    before, after = read_tables(original), read_tables(saved[target])
    for sheet, again in zip(before, after, strict=target != "csv"):
        assert again.rows == sheet.rows, sheet.name
    texts = after[0].rows[FIRST_ROW + 3]
    assert unmark(texts[list(LETTERS).index(Field.ADDRESS)]) == "-2+3 号"


def test_libreoffice_sees_no_formula_and_no_link(saved: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(saved["ods"])) as parts:
        content = parts.read("content.xml").decode()
    body = content.partition("<office:body>")[2]
    assert "顺丰速运" in body
    # The list of carriers is a validation, above the sheet's cells.
    assert not re.search(r"table:formula|xlink:href|text:a[ >]", body)


def test_what_helps_to_fill_it_in_is_still_there(saved: Mapping[str, bytes]) -> None:
    sheet = load_workbook(io.BytesIO(saved["xlsx"])).worksheets[0]
    assert sheet.protection.sheet
    # Without a window LibreOffice writes no frozen panes, whoever made the file: not asked here.
    assert (
        sheet.auto_filter.ref == f"A{HEADING_ROW}:{LETTERS[Field.KEY]}{FIRST_ROW + len(HARD) - 1}"
    )
    assert not sheet[at(Field.NUMBER)].protection.locked
    assert sheet[at(Field.PARCEL)].protection.locked
    assert sheet[at(Field.NUMBER)].number_format == "@"
    found = {str(one.sqref).split(":")[0]: one for one in sheet.data_validations.dataValidation}
    assert found[at(Field.CARRIER)].type == "list"
    assert "2026-11-30" in found[at(Field.EXPECTED)].prompt


def test_digits_that_a_spreadsheet_lost_are_seen(
    saved: Mapping[str, bytes], tmp_path: Path
) -> None:
    # Opening a text table turns long digits into numbers; saving it makes the loss final.
    returned = read(convert(saved["csv"], "csv", "xlsx", tmp_path))
    believed = {one.row_key: one for one in returned.rows}
    for position, of in enumerate(HARD):
        if of.row_key in believed:
            assert believed[of.row_key].order_id == of.order_id
            number = NUMBERS[position] if position < len(NUMBERS) else ""
            assert believed[of.row_key].number_text in (number, number.lstrip("0"))
    lost = {cell for cell, code in codes(returned) if code == "DIGITS_LOST"}
    assert at(Field.NUMBER, 2) in lost
    assert HARD[2].row_key not in believed
    # Its order has lost digits as well: of a row that is refused one cell is named.
    assert at(Field.ORDER, 4) in lost or HARD[4].row_key not in believed


@pytest.mark.parametrize("target", ["xlsx", "xls", "ods"])
def test_formulas_and_merged_cells_are_seen_in_each_format(target: str, tmp_path: Path) -> None:
    cells = {at(Field.NUMBER, 0): '="SF"&"1234567890123"', at(Field.CARRIER, 0): "顺丰"}
    cells |= {at(Field.NUMBER, 2): "=1/0", at(Field.CARRIER, 2): "顺丰"}
    book = load_workbook(io.BytesIO(filled(written(HARD), cells)))
    sheet = book.worksheets[0]
    sheet[at(Field.NUMBER, 4)] = NUMBERS[0]
    sheet.merge_cells(f"{at(Field.NUMBER, 4)}:{at(Field.NUMBER, 5)}")
    changed = io.BytesIO()
    book.save(changed)
    returned = read(convert(changed.getvalue(), "xlsx", target, tmp_path))
    assert codes(returned) == [(at(Field.NUMBER, 0), "FORMULA"), (at(Field.NUMBER, 2), "FORMULA")]
    numbers = {one.row_key: one.number_text for one in returned.rows}
    assert numbers[HARD[4].row_key] == numbers[HARD[5].row_key] == NUMBERS[0]
