"""Files that people filled in: what is believed, what is refused, and with which cell."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.workbook_columns import Field
from hedan.errors import WorkbookRefused
from hedan.workbooks.columns import COLUMNS, LETTERS
from hedan.workbooks.files import read_tables
from hedan.workbooks.reader import UPLOAD_BYTES_MAX
from hedan.workbooks.repairs import repaired
from hedan.workbooks.rows import Language
from hedan.workbooks.ship_design import FIRST_ROW, HEADING_ROW
from hedan.workbooks.texts import heading
from tests.workbooks.samples import (
    HEAD,
    at,
    codes,
    edited,
    filled,
    manifest,
    read,
    row,
    rows,
    written,
)

SF = "SF1234567890123"
CARRIER, NUMBER, NOTE = at(Field.CARRIER), at(Field.NUMBER), at(Field.NOTE)
EXPECTED = at(Field.EXPECTED)
KEY = at(Field.KEY)


def test_a_filled_row_comes_back_with_its_key_and_its_cells() -> None:
    returned = read(filled(written(rows(3)), {CARRIER: "顺丰", NUMBER: SF, NOTE: "今天发"}))
    assert returned.refusals == ()
    assert returned.number == HEAD.number
    assert [one.row_key for one in returned.rows] == [one.row_key for one in rows(3)]
    first, second, _ = returned.rows
    assert (first.carrier_text, first.number_text, first.note) == ("顺丰", SF, "今天发")
    assert (first.parcel_id, first.order_id) == (row(0).parcel_id, row(0).order_id)
    assert first.sheet_row == FIRST_ROW
    assert first.cells["number"] == NUMBER
    assert first.is_answered
    assert not second.is_answered


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_untouched_file_comes_back_whole(language: Language) -> None:
    returned = read(written(rows(5), HEAD.but(language=language)))
    assert len(returned.rows) == 5
    assert returned.refusals == ()
    assert returned.number == HEAD.number


@settings(max_examples=60)
@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
@example("=1+1", "·王", "x\ny")
@example("\u3000王", "１３８", "a\u200bb")
def test_whatever_buyers_write_no_row_of_ours_is_refused(
    name: str, phone: str, remark: str
) -> None:
    made = [row(0, receiver_name=name, receiver_phone=phone, remarks=remark), row(1)]
    returned = read(written(made))
    assert returned.refusals == ()
    assert [one.row_key for one in returned.rows] == [one.row_key for one in made]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("ＳＦ１２３４５６７８９０１２３", SF),
        (" SF1234 5678 90123 \n", SF),
        ("sf1234567890123", SF),
        ("SF12345678\u200b90123", SF),
        (78123456789012, "78123456789012"),
        (78123456789012.0, "78123456789012"),
        ("0078123456789012", "0078123456789012"),
        ("JDVA00012345678-1-1-", "JDVA00012345678-1-1-"),
        ("7312 3456 7890 12", "73123456789012"),
    ],
)
def test_numbers_are_cleaned_of_what_nobody_meant(typed: object, number: str) -> None:
    returned = read(filled(written(rows(1)), {CARRIER: " 顺丰  速运 ", NUMBER: typed}))
    assert returned.refusals == ()
    assert returned.rows[0].number_text == number
    assert returned.rows[0].carrier_text == "顺丰 速运"


@pytest.mark.parametrize(
    ("cell", "typed", "code"),
    [
        (NUMBER, 1234567890123456789, "DIGITS_LOST"),
        (NUMBER, 10**15, "DIGITS_LOST"),
        (NUMBER, "7.3123E+13", "DIGITS_LOST"),
        (NUMBER, 12.5, "ODD_VALUE"),
        (NUMBER, "=A1&B1", "FORMULA"),
        (CARRIER, "=VLOOKUP(1,A:B,2)", "FORMULA"),
        (NOTE, "=1", "FORMULA"),
        (KEY, '="R00000000000"', "FORMULA"),
        (NUMBER, True, "ODD_VALUE"),
        (NUMBER, date(2026, 3, 4), "ODD_VALUE"),
        (NUMBER, "#N/A", "ODD_VALUE"),
        (NUMBER, "7312345678 9012345678", "TWO_NUMBERS"),
        (NUMBER, "SF1234567890123 73123456789012", "TWO_NUMBERS"),
        (NUMBER, "73123456789012/13", "NUMBER_UNCLEAR"),
        (NUMBER, "顺丰SF1234567890123", "NUMBER_UNCLEAR"),
        (NUMBER, "SF1234567890123 (2件)", "NUMBER_UNCLEAR"),
        (NUMBER, "缺货", "NUMBER_UNCLEAR"),
        (EXPECTED, "2026-11-30", "NUMBER_AND_SHORT"),
        (EXPECTED, "下周", "EXPECTED_UNCLEAR"),
        (EXPECTED, "不缺货", "EXPECTED_UNCLEAR"),
        (EXPECTED, "2026-01-01", "EXPECTED_PAST"),
        (EXPECTED, "=TODAY()", "FORMULA"),
        (NUMBER, "9" * 65, "TOO_LONG"),
        (CARRIER, "快" * 65, "TOO_LONG"),
        (KEY, "R00000000000", "KEY_DAMAGED"),
        (KEY, 12345, "KEY_DAMAGED"),
        (KEY, None, "KEY_MISSING"),
        (KEY, "R00000000001~RGX8", "ROW_MIXED"),
        (at(Field.PARCEL), "P99999999999", "ROW_MIXED"),
        (at(Field.ORDER), 6920123456789012345, "DIGITS_LOST"),
        (at(Field.RECEIVER_NAME), "李*", "ROW_MIXED"),
        (at(Field.RECEIVER_PHONE), "1********35", "ROW_MIXED"),
    ],
)
def test_what_cannot_be_believed_is_refused_with_its_cell(
    cell: str, typed: object, code: str
) -> None:
    cells = {CARRIER: "顺丰", NUMBER: SF, cell: typed}
    returned = read(filled(written(rows(2)), cells))
    told_at = KEY if code == "ROW_MIXED" else cell
    assert codes(returned) == [(told_at, code)]
    assert [one.row_key for one in returned.rows] == [row(1).row_key], "the other row stands"
    (refusal,) = returned.refusals
    assert refusal.sheet == "发货"
    assert refusal.sheet_row == FIRST_ROW
    for language in ("zh", "en"):
        assert refusal.message(language)


def test_one_column_sorted_alone_is_seen() -> None:
    def sort_keys(sheet: Worksheet, _: Workbook) -> None:
        cells = [sheet[at(Field.KEY, n)] for n in range(4)]
        values = [cell.value for cell in cells]
        for cell, value in zip(cells, reversed(values), strict=True):
            cell.value = value

    returned = read(edited(written(rows(4)), sort_keys))
    assert returned.rows == ()
    assert {code for _, code in codes(returned)} == {"ROW_MIXED"}


def test_all_columns_sorted_together_change_nothing_but_the_order() -> None:
    def sort(sheet: Worksheet, _: Workbook) -> None:
        table = [
            [cell.value for cell in line]
            for line in sheet[f"A{FIRST_ROW}:{LETTERS[Field.KEY]}{FIRST_ROW + 3}"]
        ]
        for number, values in enumerate(reversed(table), start=FIRST_ROW):
            for column, value in enumerate(values, start=1):
                sheet.cell(number, column).value = value

    returned = read(edited(written(rows(4)), sort))
    assert returned.refusals == ()
    assert [one.row_key for one in returned.rows] == [one.row_key for one in reversed(rows(4))]


def rearranged(sheet: Worksheet, book: Workbook) -> None:
    """Titles above, columns turned round and renamed, one of the supplier's own, a blank row."""
    other = book.create_sheet("另存")
    renamed = {"运单号": "快递 单号：", "快递公司": "物流公司（必填）", "行键（勿改）": "行键"}
    for number, line in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number < HEADING_ROW:
            continue
        values = [renamed.get(str(value), value) for value in reversed(line)]
        target = number + 5 + (number > HEADING_ROW + 1)
        for column, value in enumerate(["内部", *values], start=2):
            other.cell(target, column).value = value
    book.remove(sheet)


def test_headings_are_found_wherever_they_stand_and_whatever_they_are_called() -> None:
    data = filled(written(rows(3)), {at(Field.NUMBER, 1): SF, at(Field.CARRIER, 1): "顺丰"})
    returned = read(edited(data, rearranged))
    assert returned.refusals == ()
    assert [one.row_key for one in returned.rows] == [one.row_key for one in rows(3)]
    assert [one.number_text for one in returned.rows] == ["", SF, ""]
    assert returned.number == HEAD.number, "the Read me sheet still tells"


def test_the_number_may_be_gone() -> None:
    def strip(sheet: Worksheet, book: Workbook) -> None:
        book.remove(book.worksheets[1])
        sheet.delete_rows(1, HEADING_ROW - 1)

    returned = read(edited(written(rows(2)), strip))
    assert returned.number == ""
    assert [one.sheet_row for one in returned.rows] == [2, 3]


def test_without_the_columns_beside_it_a_row_waits_for_the_manifest() -> None:
    def delete(sheet: Worksheet, _: Workbook) -> None:
        sheet.delete_cols(1)

    returned = read(edited(written(rows(2)), delete))
    assert returned.rows == ()
    assert [code for _, code in codes(returned)] == ["ROW_UNPROVED"] * 2
    proved = repaired(returned, manifest(2))
    assert (proved.refusals, proved.unproved) == ((), ())
    assert [one.parcel_id for one in proved.rows] == [one.parcel_id for one in rows(2)]


def merged(first: int, last: int) -> bytes:
    """Return a file whose number cells are merged from one row to another."""

    def merge(sheet: Worksheet, _: Workbook) -> None:
        for field, value in ((Field.CARRIER, "顺丰"), (Field.NUMBER, SF)):
            sheet[at(field, first)] = value
            sheet.merge_cells(f"{at(field, first)}:{at(field, last)}")

    return edited(written(rows(4)), merge)


def test_cells_merged_within_a_parcel_count_for_each_of_its_rows() -> None:
    returned = read(merged(0, 1))
    assert returned.refusals == ()
    assert [one.number_text for one in returned.rows] == [SF, SF, "", ""]


def test_cells_merged_across_parcels_are_refused_in_each_row() -> None:
    returned = read(merged(1, 2))
    assert codes(returned) == [
        (at(field, n), "MERGED_CELLS") for n in (1, 2) for field in (Field.CARRIER, Field.NUMBER)
    ]
    assert [one.row_key for one in returned.rows] == [row(0).row_key, row(3).row_key]


def copied(change: str) -> bytes:
    """Return a file whose first row stands a second time at the end, its number changed."""

    def copy(sheet: Worksheet, _: Workbook) -> None:
        sheet[CARRIER], sheet[NUMBER] = "顺丰", SF
        for column in range(1, len(COLUMNS) + 1):
            sheet.cell(FIRST_ROW + 2, column).value = sheet.cell(FIRST_ROW, column).value
        sheet[at(Field.NUMBER, 2)] = change

    return edited(written(rows(2)), copy)


def test_a_copied_row_that_says_the_same_counts_once() -> None:
    returned = read(copied(SF))
    assert returned.refusals == ()
    assert [one.sheet_row for one in returned.rows] == [FIRST_ROW, FIRST_ROW + 1]


def test_copied_rows_that_differ_are_all_refused() -> None:
    returned = read(copied("SF1234567890124"))
    assert codes(returned) == [(KEY, "KEY_TWICE"), (at(Field.KEY, 2), "KEY_TWICE")]
    assert [one.sheet_row for one in returned.rows] == [FIRST_ROW + 1]
    assert f"{FIRST_ROW}, {FIRST_ROW + 2}" in returned.refusals[0].message("en")


def test_notes_and_totals_of_the_supplier_below_the_rows_are_left_alone() -> None:
    returned = read(filled(written(rows(1)), {"A9": "合计", "F9": 2, "A11": "谢谢"}))
    assert returned.refusals == ()
    assert len(returned.rows) == 1


def as_csv(encoding: str, separator: str = ",") -> bytes:
    """Return the filled sheet as a text table, as a spreadsheet saves it."""
    (ship, _) = read_tables(filled(written(rows(3)), {CARRIER: "顺丰", NUMBER: SF}))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    for number in range(1, max(ship.rows) + 1):
        writer.writerow(ship.rows.get(number, []))
    return out.getvalue().encode(encoding)


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_text_tables_are_read_in_every_usual_encoding(encoding: str, separator: str) -> None:
    returned = read(as_csv(encoding, separator))
    assert returned.refusals == ()
    assert returned.number == HEAD.number
    assert [one.number_text for one in returned.rows] == [SF, "", ""]
    assert [one.order_id for one in returned.rows] == [one.order_id for one in rows(3)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7.3123E+13", "DIGITS_LOST"),
        ("731234567890123000", "DIGITS_LOST"),
        ('"=""73123456789012"""', "FORMULA"),
    ],
)
def test_a_text_table_that_has_lost_digits_is_refused(typed: str, code: str) -> None:
    data = as_csv("utf-8").replace(SF.encode(), typed.encode())
    assert codes(read(data)) == [(NUMBER, code)]


def two_sheets(sheet: Worksheet, book: Workbook) -> None:
    book.copy_worksheet(sheet)


def two_columns(sheet: Worksheet, _: Workbook) -> None:
    sheet.cell(HEADING_ROW, len(COLUMNS) + 1).value = heading(Field.NUMBER, "zh")


def no_key(sheet: Worksheet, _: Workbook) -> None:
    sheet.delete_cols(len(COLUMNS))


@pytest.mark.parametrize(
    ("edit", "code", "said"),
    [
        (two_sheets, "TWO_SHEETS", "发货"),
        (two_columns, "HEADING_TWICE", "Tracking number"),
        (no_key, "HEADINGS_MISSING", "Row key"),
    ],
)
def test_a_sheet_that_cannot_be_understood_is_refused_whole(
    edit: Callable[[Worksheet, Workbook], None], code: str, said: str
) -> None:
    with pytest.raises(WorkbookRefused, match=said) as refused:
        read(edited(written(rows(2)), edit))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "EMPTY_FILE"),
        (b"x" * (UPLOAD_BYTES_MAX + 1), "TOO_LARGE"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "NOT_READABLE"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "NOT_READABLE"),
        (b"PK\x03\x04 and no more", "NOT_READABLE"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "NOT_READABLE"),
        ("订单,数量\n1,2\n".encode(), "HEADINGS_MISSING"),
    ],
)
def test_what_is_no_workbook_of_ours_is_refused_in_both_languages(data: bytes, code: str) -> None:
    with pytest.raises(WorkbookRefused, match=r"[\u4e00-\u9fff].* / .*[a-z]") as refused:
        read(data)
    assert refused.value.code == code


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_but_never_breaks_the_reader(data: st.DataObject) -> None:
    whole = bytearray(written(rows(2)))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        returned = read(bytes(whole))
    except WorkbookRefused:
        return
    known = {one.row_key for one in rows(2)}
    assert {one.row_key for one in returned.rows} <= known
    assert not any(one.is_answered for one in returned.rows)


def test_a_file_of_the_time_before_packages_had_a_column_is_read_as_ever() -> None:
    def without(sheet: Worksheet, _: Workbook) -> None:
        sheet.delete_cols([c.field for c in COLUMNS].index(Field.PACKAGE) + 1, 2)

    carrier, number = at(Field.CARRIER), at(Field.NUMBER)
    data = edited(filled(written(rows(2)), {carrier: "顺丰", number: "SF1234567890123"}), without)
    returned = read(data)
    assert (len(returned.rows), codes(returned)) == (2, [])
    assert [row.number_text for row in returned.rows] == ["SF1234567890123", ""]
    assert returned.rows[0].cells[Field.NUMBER.value] != number, "it stood two columns to the left"
