"""The result workbook: the same rows at the same places, each with its verdict."""

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.workbook_columns import Field
from hedan.workbooks.cells import column_letters
from hedan.workbooks.columns import COLUMNS
from hedan.workbooks.result import Verdict, write_result
from hedan.workbooks.rows import Language
from hedan.workbooks.ship_design import FIRST_ROW, HEADING_ROW
from tests.workbooks.samples import at, edited, filled, read, row, rows, written

SF = "SF1234567890123"
RESULT, REASON = (column_letters(len(COLUMNS) + more) for more in (1, 2))


def ship_sheet(data: bytes) -> Worksheet:
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def returned_cells() -> dict[str, object]:
    """A row that is right, one whose number lost digits, one with a formula, and a blank one."""
    return {
        at(Field.CARRIER, 0): "顺丰",
        at(Field.NUMBER, 0): SF,
        at(Field.CARRIER, 1): "顺丰",
        at(Field.NUMBER, 1): 1234567890123456789,
        at(Field.CARRIER, 2): "顺丰",
        at(Field.NUMBER, 2): "=1+1 ",
    }


def test_pn59_each_row_has_its_verdict_and_refused_cells_stand_out() -> None:
    cells = returned_cells() | {at(Field.NUMBER, 2): "SF1"}
    returned = read(filled(written(rows(4)), cells))
    verdicts = {
        FIRST_ROW: Verdict(True),
        FIRST_ROW + 2: Verdict(False, "NUMBER_PATTERN", "不是这家的格式", at(Field.NUMBER, 2)),
    }
    sheet = ship_sheet(write_result(returned, verdicts, "zh"))
    assert [sheet[f"{RESULT}{n}"].value for n in range(HEADING_ROW, FIRST_ROW + 4)] == [
        *("结果", "接受", "拒绝", "拒绝", "未填")
    ]
    assert str(sheet[f"{REASON}{FIRST_ROW + 1}"].value).startswith(f"{at(Field.NUMBER, 1)}: ")
    assert sheet[f"{REASON}{FIRST_ROW + 2}"].value == "不是这家的格式"
    plain = sheet[f"A{FIRST_ROW}"].fill.start_color.rgb
    refused = {sheet[at(Field.NUMBER, n)].fill.start_color.rgb for n in (1, 2)}
    assert len(refused) == 1
    assert plain not in refused
    assert sheet[at(Field.NUMBER, 0)].fill.start_color.rgb == plain
    title = str(sheet["A1"].value)
    assert title == "交接表编号 factory-a-000012   接受 1   拒绝 2   未填 1"


def test_rows_stay_where_they_were_and_can_be_handed_back() -> None:
    made = [row(0, receiver_name="=王"), row(1, receiver_name="·李"), row(2), row(3)]
    returned = read(filled(written(made), returned_cells()))
    result = write_result(returned, {FIRST_ROW: Verdict(True)}, "zh")
    again = read(filled(result, {at(Field.NUMBER, 1): SF, at(Field.NUMBER, 2): SF}))
    assert again.refusals == ()
    assert again.number == returned.number
    assert again.heading_row == returned.heading_row
    assert [one.sheet_row for one in again.rows] == [FIRST_ROW + n for n in range(4)]
    assert [one.row_key for one in again.rows] == [one.row_key for one in made]
    before, after = ship_sheet(written(made)), ship_sheet(result)
    for position in range(1, len(COLUMNS) + 1):
        for number in (HEADING_ROW, FIRST_ROW, FIRST_ROW + 1):
            was = before.cell(number, position).value
            filled_in = COLUMNS[position - 1].fill_in and number != HEADING_ROW
            assert filled_in or str(after.cell(number, position).value or "") == str(was or "")


def test_a_formula_does_not_live_on_in_the_result() -> None:
    returned = read(filled(written(rows(4)), {at(Field.NUMBER, 0): '=HYPERLINK("http://x.test")'}))
    result = write_result(returned, {}, "en")
    with zipfile.ZipFile(io.BytesIO(result)) as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name)
    assert ship_sheet(result)[f"{RESULT}{FIRST_ROW}"].value == "refused"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_room_above_the_headings_the_summary_goes_beside_them(language: Language) -> None:
    def strip(sheet: Worksheet, _: Workbook) -> None:
        sheet.delete_rows(1, HEADING_ROW - 1)

    returned = read(edited(written(rows(2)), strip))
    sheet = ship_sheet(write_result(returned, {2: Verdict(True)}, language))
    assert " 1   " in str(sheet[f"{REASON}1"].value)
    assert sheet["A1"].value == "包裹号"


def test_the_same_verdicts_make_the_same_bytes() -> None:
    returned = read(filled(written(rows(4)), returned_cells()))
    verdicts = {FIRST_ROW: Verdict(True, message="好")}
    assert write_result(returned, verdicts, "zh") == write_result(returned, verdicts, "zh")
