"""Answers on the sheets beside the Ship sheet: each believed for its own row, or refused."""

import io
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.workbook_columns import Field
from hedan.errors import WorkbookRefused
from hedan.workbooks.columns import COLUMNS
from hedan.workbooks.other_columns import OTHER_COLUMNS, OtherField, SheetKind
from hedan.workbooks.other_sheet import FIRST_ROW
from hedan.workbooks.other_texts import ANSWER_WORDS, other_sheet
from hedan.workbooks.result import Verdict, write_result
from hedan.workbooks.rows import Language
from hedan.workbooks.texts import label
from tests.workbooks.other_samples import full_sheets, stop, written_with
from tests.workbooks.samples import at, codes, read

STOP = SheetKind.STOP
ANSWER = OtherField.STOP_ANSWER


def place(kind: SheetKind, field: OtherField, position: int = 0) -> str:
    """Return the address of a cell; the rows that ask come first."""
    position_of = [column.field for column in OTHER_COLUMNS[kind]].index(field)
    return f"{'ABCDEFGHIJKLMNOP'[position_of]}{FIRST_ROW + position}"


def changed(edit: Callable[[Workbook], object], language: Language = "zh") -> bytes:
    """Return a workbook with all sheets after somebody changed it."""
    book = load_workbook(io.BytesIO(written_with(full_sheets(language), language)))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def answered(kind: SheetKind, cells: Mapping[str, Any], language: Language = "zh") -> bytes:
    """Return a workbook with these cells of one sheet filled in."""

    def edit(book: Workbook) -> None:
        for address, value in cells.items():
            book[other_sheet(kind, language)][address] = value

    return changed(edit, language)


def test_pn49_a_file_with_only_the_stop_sheet_filled_in_is_an_answer() -> None:
    cells = {place(STOP, ANSWER): "已拦截", place(STOP, OtherField.NOTE): "在门口"}
    returned = read(answered(STOP, cells))
    assert returned.refusals == ()
    assert not any(row.is_answered for row in returned.rows)
    (answer,) = returned.others
    assert (answer.sheet, answer.subject_id) == (STOP, stop(3).stop_id)
    assert (answer.answer, answer.note) == ("stopped", "在门口")
    assert (answer.sheet_name, answer.cell) == ("截停", place(STOP, ANSWER))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", [SheetKind.STOP, SheetKind.CHANGED, SheetKind.RETURNS])
def test_each_word_of_the_lists_is_understood(kind: SheetKind, language: Language) -> None:
    fields = {
        SheetKind.STOP: ANSWER,
        SheetKind.CHANGED: OtherField.SEEN,
        SheetKind.RETURNS: OtherField.RECEIVED,
    }
    for canonical, words in ANSWER_WORDS[kind].items():
        cells = {place(kind, fields[kind]): f" {words[language].upper()}！"}
        returned = read(answered(kind, cells, language))
        assert returned.refusals == ()
        assert [(one.sheet, one.answer) for one in returned.others] == [(kind, canonical)]


def test_an_untouched_file_answers_nothing_although_settled_stops_show_their_answer() -> None:
    returned = read(changed(lambda book: None))
    assert (returned.others, returned.refusals) == ((), ())
    assert {sheet.kind for sheet in returned.other_sheets} == {
        *(SheetKind.STOP, SheetKind.CHANGED, SheetKind.RETURNS)
    }


@pytest.mark.parametrize(
    ("cells", "told_at", "code"),
    [
        ({place(STOP, ANSWER): "也许"}, place(STOP, ANSWER), "ANSWER_UNKNOWN"),
        ({place(STOP, ANSWER): "没拦住"}, place(STOP, ANSWER), "ANSWER_UNKNOWN"),
        ({place(STOP, ANSWER): '="已拦截"'}, place(STOP, ANSWER), "FORMULA"),
        ({place(STOP, OtherField.NOTE): "见面单"}, place(STOP, ANSWER), "ANSWER_MISSING"),
        (
            {place(STOP, ANSWER): "已拦截", place(STOP, OtherField.PARCEL): "P00000000000"},
            place(STOP, OtherField.KEY),
            "ROW_MIXED",
        ),
        (
            {place(STOP, ANSWER): "已拦截", place(STOP, OtherField.ORDER): 6919520338421700000},
            place(STOP, OtherField.ORDER),
            "DIGITS_LOST",
        ),
        (
            {place(STOP, ANSWER): "已拦截", place(STOP, OtherField.KEY): "S1"},
            place(STOP, OtherField.KEY),
            "KEY_DAMAGED",
        ),
    ],
)
def test_what_cannot_be_believed_is_refused_with_its_sheet_and_cell(
    cells: Mapping[str, object], told_at: str, code: str
) -> None:
    returned = read(answered(STOP, cells))
    assert returned.others == ()
    assert codes(returned) == [(told_at, code)]
    assert returned.refusals[0].place == f"截停!{told_at}"
    assert returned.refusals[0].message("en")


def test_pn43_answers_of_a_column_that_was_sorted_alone_are_refused() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["截停"]
        keys = [place(STOP, OtherField.KEY, n) for n in (0, 1)]
        first, second = (sheet[key].value for key in keys)
        sheet[keys[0]], sheet[keys[1]] = second, first
        sheet[place(STOP, ANSWER)] = "已拦截"

    returned = read(changed(edit))
    assert returned.others == ()
    assert codes(returned) == [(place(STOP, OtherField.KEY), "ROW_MIXED")]


def test_pn41_one_answer_merged_over_two_stops_is_asked_back() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["截停"]
        sheet[place(STOP, ANSWER)] = "已拦截"
        sheet.merge_cells(f"{place(STOP, ANSWER)}:{place(STOP, ANSWER, 1)}")

    returned = read(changed(edit))
    assert returned.others == ()
    assert codes(returned) == [(place(STOP, ANSWER, n), "MERGED_CELLS") for n in (0, 1)]


def test_two_rows_of_one_stop_that_contradict_each_other_are_both_refused() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["截停"]
        for column in range(1, len(OTHER_COLUMNS[STOP]) + 1):
            sheet.cell(FIRST_ROW + 1, column).value = sheet.cell(FIRST_ROW, column).value
        sheet[place(STOP, ANSWER)], sheet[place(STOP, ANSWER, 1)] = "已拦截", "已发出"

    returned = read(changed(edit))
    assert returned.others == ()
    assert {code for _, code in codes(returned)} == {"KEY_TWICE"}


def test_a_stop_sheet_alone_is_read_and_a_damaged_ship_sheet_beside_it_is_not_passed_over() -> None:
    def alone(book: Workbook) -> None:
        book["截停"][place(STOP, ANSWER)] = "已发出"
        book.remove(book["发货"])

    returned = read(changed(alone))
    assert [one.answer for one in returned.others] == ["gone"]
    assert returned.rows == ()

    def damaged(book: Workbook) -> None:
        ship = book["发货"]
        ship.delete_cols(ship[at(Field.NUMBER)].column)

    with pytest.raises(WorkbookRefused) as refused:
        read(changed(damaged))
    assert refused.value.code == "HEADINGS_MISSING"


def test_the_stop_sheet_twice_is_refused() -> None:
    with pytest.raises(WorkbookRefused) as refused:
        read(changed(lambda book: book.copy_worksheet(book["截停"])))
    assert refused.value.code == "TWO_SHEETS"


def result_sheet(data: bytes, name: str) -> Worksheet:
    """Return one sheet of a result."""
    sheet = load_workbook(io.BytesIO(data))[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_the_result_marks_every_sheet_at_its_own_cells_and_shows_how_headings_were_read() -> None:
    cells = {place(STOP, ANSWER): "已拦截", place(STOP, ANSWER, 1): "也许"}
    returned = read(answered(STOP, cells))
    result = write_result(
        returned, {}, "zh", {("截停", FIRST_ROW): Verdict(True, message="已记下")}
    )
    sheet = result_sheet(result, "截停")
    said = [sheet.cell(FIRST_ROW + n, len(OTHER_COLUMNS[STOP]) + 1).value for n in range(3)]
    assert said == [label(word, "zh") for word in ("accepted", "refused", "unanswered")]
    marked = sheet[place(STOP, ANSWER, 1)].fill.start_color.rgb
    assert marked != sheet[place(STOP, ANSWER)].fill.start_color.rgb
    again = read(result)
    assert [one.answer for one in again.others] == ["stopped"]
    assert [refusal.cell for refusal in again.refusals] == [place(STOP, ANSWER, 1)]
    headings = list(result_sheet(result, label("columns", "zh")).iter_rows(values_only=True))
    assert ("发货", "A", "包裹号", "包裹号") in [line[:4] for line in headings]
    assert ("截停", "J", "截停答复", "截停答复") in [line[:4] for line in headings]


def test_pn42_a_renamed_heading_stands_in_the_result_with_what_it_was_read_as() -> None:
    def rename(book: Workbook) -> None:
        for cell in next(book["发货"].iter_rows(min_row=5, max_row=5)):
            if cell.value == "运单号":
                cell.value = "快递 单号："
        book["发货"].cell(5, len(COLUMNS) + 1).value = "内部"

    result = write_result(read(changed(rename)), {}, "en")
    headings = list(result_sheet(result, label("columns", "en")).iter_rows(values_only=True))
    assert ("快递 单号：", "Tracking number") in [line[2:4] for line in headings]
    assert label("not_read", "en") in [line[3] for line in headings]
