"""The sheets beside the Ship sheet: text only, keys that hold, words that people answer with."""

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.stops import StopAnswer
from hedan.workbooks.cells import CHECK_PARTS, check_of, unescape
from hedan.workbooks.headings import plain
from hedan.workbooks.other_columns import (
    ANSWER_OF,
    ANSWERS,
    CHECKED_WITH_OTHER_KEY,
    NOTE_OF,
    OTHER_COLUMNS,
    OtherField,
    SheetKind,
)
from hedan.workbooks.other_sheet import FIRST_ROW, HEADING_ROW, HINT_ROW, ROWS_SHOWN_MAX
from hedan.workbooks.other_texts import (
    ANSWER_WORDS,
    HEADINGS_BESIDE,
    OTHER_ANSWER_WORDS,
    OTHER_HEADINGS_BESIDE,
    answer_word,
    other_heading,
    other_sheet,
)
from hedan.workbooks.rows import Language
from hedan.workbooks.stop_sheet import PlacedStop, stop_sheet
from tests.workbooks.other_samples import CLOCK, empty_sheets, full_sheets, stop, written_with
from tests.workbooks.samples import HEAD
from tests.workbooks.test_writer import TEXTS

LANGUAGES: tuple[Language, ...] = ("zh", "en")
KEYED = tuple(ANSWER_OF)


def sheet(data: bytes, kind: SheetKind, language: Language = "zh") -> Worksheet:
    found = load_workbook(io.BytesIO(data))[other_sheet(kind, language)]
    assert isinstance(found, Worksheet)
    return found


def column(kind: SheetKind, field: OtherField) -> int:
    """Return a column's place, counted from 0."""
    return [one.field for one in OTHER_COLUMNS[kind]].index(field)


@settings(max_examples=25)
@given(TEXTS)
def test_every_cell_is_a_text_whatever_the_goods_are_called(name: str) -> None:
    data = written_with(full_sheets(name=name))
    book = load_workbook(io.BytesIO(data))
    for kind in SheetKind:
        for row in book[other_sheet(kind, "zh")].iter_rows(min_row=FIRST_ROW):
            for cell in row:
                assert cell.data_type == "s" or cell.value is None
                assert cell.number_format == "@"
                assert not str(cell.value or "").startswith(("=", "+", "-", "@"))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for number in range(2, 6):
            xml = parts.read(f"xl/worksheets/sheet{number}.xml").decode()
            assert not re.search(r"<f[ >/]|<v>|hyperlink", xml.partition("<sheetData>")[2])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KEYED)
def test_every_row_that_asks_has_a_key_that_holds_and_cells_to_write_in(
    kind: SheetKind, language: Language
) -> None:
    page = sheet(written_with(full_sheets(language), language), kind, language)
    fill_ins = [at for at, one in enumerate(OTHER_COLUMNS[kind]) if one.fill_in]
    asked = 0
    for row in page.iter_rows(min_row=FIRST_ROW):
        key = unescape(str(row[column(kind, OtherField.KEY)].value or ""))
        is_asked = bool(key)
        asked += is_asked
        if is_asked:
            beside = (row[column(kind, field)].value for field in CHECKED_WITH_OTHER_KEY)
            subject, _, check = key.partition(CHECK_PARTS)
            assert check == check_of(subject, *map(str, beside))
        for at in fill_ins:
            assert row[at].protection.locked is not is_asked
            assert bool(row[at].value) is False or not is_asked
        assert row[0].protection.locked
    assert asked
    assert page.protection.sheet
    assert page.column_dimensions["L" if kind is not SheetKind.CHANGED else "K"].hidden


@pytest.mark.parametrize("language", LANGUAGES)
def test_empty_sheets_say_so_and_all_say_since_when_they_are_true(language: Language) -> None:
    data = written_with(empty_sheets(language), language)
    for kind in SheetKind:
        page = sheet(data, kind, language)
        assert page.max_row == FIRST_ROW
        assert page.cell(FIRST_ROW, 1).value == {"zh": "没有", "en": "Nothing"}[language]
        assert "2026-11-22 13:00 (UTC+08:00)" in str(page.cell(HINT_ROW, 1).value)
        assert HEAD.number in str(page.cell(1, 1).value)
        assert page.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
        assert (page.page_setup.orientation, page.page_setup.fitToWidth) == ("landscape", 1)
        headings = [cell.value for cell in page[HEADING_ROW]]
        assert headings == [other_heading(one.field, language) for one in OTHER_COLUMNS[kind]]


def test_the_list_of_answers_is_the_one_that_is_read_back() -> None:
    page = sheet(written_with(full_sheets()), SheetKind.STOP)
    (rule,) = page.data_validations.dataValidation
    assert rule.formula1 == '"已截停,已发出,已打单"'
    letter = "ABCDEFGHIJKL"[column(SheetKind.STOP, OtherField.STOP_ANSWER)]
    assert str(rule.sqref).startswith(f"{letter}{FIRST_ROW}")


def test_pn49_no_open_stop_is_left_out_however_many_there_are() -> None:
    many = [PlacedStop(stop(n), (n,)) for n in range(1, ROWS_SHOWN_MAX + 6)]
    over = [PlacedStop(stop(9999, answer=StopAnswer.GONE, answered_at=CLOCK.at), (1,))]
    page = sheet(written_with([stop_sheet([*over, *many], "zh", CLOCK)]), SheetKind.STOP)
    assert page.max_row == FIRST_ROW + len(many)  # And one that says what is missing.
    assert "1" in str(page.cell(page.max_row, 1).value)
    parcels = {page.cell(row, 3).value for row in range(FIRST_ROW, page.max_row)}
    assert parcels == {one.stop.parcel_id for one in many}


def test_the_same_news_makes_the_same_bytes_and_no_place_holder_is_left() -> None:
    assert written_with(full_sheets()) == written_with(full_sheets())
    with zipfile.ZipFile(io.BytesIO(written_with(full_sheets("en"), "en"))) as parts:
        for name in parts.namelist():
            assert "[[" not in parts.read(name).decode()


@pytest.mark.parametrize("kind", KEYED)
def test_no_answer_can_be_taken_for_another_one(kind: SheetKind) -> None:
    meant: dict[str, str] = {}
    for answer in ANSWERS[kind]:
        words = [*ANSWER_WORDS[kind][answer].values(), *OTHER_ANSWER_WORDS[kind][answer]]
        for word in words:
            assert meant.setdefault(plain(word) or word, answer) == answer, word
    assert set(ANSWER_WORDS[kind]) == set(OTHER_ANSWER_WORDS[kind]) == set(ANSWERS[kind])
    assert answer_word(kind, ANSWERS[kind][0], "en")


def test_no_heading_can_be_taken_for_another_one_and_each_sheet_is_known_by_its_answer() -> None:
    for kind in KEYED:
        meant: dict[str, OtherField] = {}
        for one in OTHER_COLUMNS[kind]:
            words = [
                *HEADINGS_BESIDE[one.field].values(),
                *OTHER_HEADINGS_BESIDE.get(one.field, ()),
            ]
            for word in words:
                assert meant.setdefault(plain(word), one.field) == one.field, (kind, word)
    assert len(set(ANSWER_OF.values())) == len(KEYED)
    for kind, field in ANSWER_OF.items():
        holders = [k for k, columns in OTHER_COLUMNS.items() if field in {c.field for c in columns}]
        assert holders == [kind]
        assert NOTE_OF[kind] in {one.field for one in OTHER_COLUMNS[kind] if one.fill_in}
