"""Text that goes into a cell: nothing executes, nothing is lost that a person could read."""

import re
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hedan.workbooks.cells import (
    CELL_UNITS_MAX,
    MARKER,
    check_of,
    column_letters,
    key_text,
    shown_text,
    unescape,
    unmark,
    xml_text,
)

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
# What starts a formula in some program in some language.
STARTERS = "=+-@＝＋－＠﹦﹢﹣﹫\t\r\n"


@given(ANY_TEXT)
@example("_x0041_")
@example("=HYPERLINK(1)&<b>")
@example("\ud800=1")
def test_what_is_in_the_xml_is_what_the_cell_shows(text: str) -> None:
    for keep_lines in (False, True):
        xml = f"<t>{xml_text(text, keep_lines=keep_lines)}</t>"
        parsed = ElementTree.fromstring(xml).text or ""
        assert unescape(parsed) == shown_text(text, keep_lines=keep_lines)


@given(
    st.sampled_from(["", " ", "\u200b", "\u202e", "\x00", "\ufeff", "\u3000", "\u200d"]), ANY_TEXT
)
@example("\u200d", "\u200d =1")
def test_no_shown_text_can_be_executed(hidden: str, text: str) -> None:
    for starter in STARTERS:
        shown = shown_text(f"{hidden}{starter}{text}")
        assert not shown or unicodedata.normalize("NFKC", shown)[0] not in "=+-@\t\r\n", ascii(
            shown
        )


@given(ANY_TEXT)
def test_showing_twice_is_showing_once_after_the_mark_is_taken_off(text: str) -> None:
    shown = shown_text(text, keep_lines=True)
    assert shown_text(unmark(shown), keep_lines=True) == shown


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=60))
def test_visible_characters_all_survive(text: str) -> None:
    assert unmark(shown_text(text)) == text.strip()


@pytest.mark.parametrize("mark", [MARKER, MARKER * 2, "=1", f"{MARKER}=1"])
def test_a_text_that_looks_marked_is_told_from_a_marked_one(mark: str) -> None:
    assert shown_text(mark) == MARKER + mark
    assert unmark(shown_text(mark)) == mark


def test_lines_stay_where_they_are_wanted() -> None:
    assert shown_text("a\r\nb\u2028c\td") == "a b c d"
    assert shown_text("a\r\nb\u2028c\td", keep_lines=True) == "a\nb\nc d"


@pytest.mark.parametrize("sign", ["a", "字", "😀"])
def test_no_cell_is_longer_than_a_spreadsheet_takes_and_cutting_is_said(sign: str) -> None:
    shown = shown_text(sign * 40_000)
    assert len(shown.encode("utf-16-le")) // 2 <= CELL_UNITS_MAX
    assert shown.endswith("[cut]")


def test_a_check_ignores_what_programs_change_and_sees_what_people_change() -> None:
    check = check_of("R1", "P1", "6920", "王 先生", "138 1234 5678")
    assert check_of("R1", "P1", "6920", "王先生", "１３８１２３４５６７８") == check
    assert check_of("R1", "P1", "6920", f"{MARKER}王先生", "13812345678") == check
    others = {
        check_of("R2", "P1", "6920", "王先生", "13812345678"),
        check_of("R1", "P2", "6920", "王先生", "13812345678"),
        check_of("R1", "P1", "6921", "王先生", "13812345678"),
        check_of("R1", "P1", "6920", "李先生", "13812345678"),
        check_of("R1", "P1", "6920", "王先生", "13812345679"),
    }
    assert check not in others
    assert len(others) == 5


def test_the_check_is_the_same_for_ever() -> None:
    # Files are out there: a change of the algorithm would refuse them all.
    assert key_text("R00000000001", "P1", "6920", "王*", "1*34") == "R00000000001~RGX8"


@given(st.integers(1, 16_384))
def test_column_letters_count_in_twenty_six(position: int) -> None:
    letters = column_letters(position)
    assert re.fullmatch("[A-Z]{1,3}", letters)
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    assert number == position
