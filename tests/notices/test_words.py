"""Single facts: rows, instants, spans and foreign text."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.texts.words import clean, clock, duration, moment, order_short, order_tail, row_numbers
from tests.notices.builders import NOW


@given(text=st.text(st.characters()), limit=st.integers(0, 50))
def test_cleaned_text_is_one_line_without_anything_invisible(text: str, limit: int) -> None:
    line = clean(text, limit)
    assert all(unicodedata.category(c)[0] != "C" for c in line)
    assert line == " ".join(line.split())
    assert not limit or len(line) <= limit
    assert clean(line, limit) == line


def test_cleaning_keeps_what_people_wrote() -> None:
    assert clean(" 马克杯 \n 红色\t350ml ") == "马克杯 红色 350ml"
    assert clean("a\u202eb\u200bc\x00d") == "abcd"
    assert clean("马克杯红色", 4) == "马克杯…"


@pytest.mark.parametrize(
    ("rows", "written"),
    [
        ((), ""),
        ((7,), "7"),
        ((8, 7), "7-8"),
        ((12, 7, 9, 8, 7), "7-9,12"),
    ],
)
def test_rows_are_written_in_order_with_neighbours_joined(
    rows: tuple[int, ...], written: str
) -> None:
    assert row_numbers(rows, "en") == written
    assert row_numbers(rows, "zh") == written.replace(",", "、")


def test_too_many_rows_say_how_many_are_left_out() -> None:
    assert row_numbers((7, 9, 11, 13, 14), "en", limit=8) == "7,9,11+2"
    assert row_numbers((100_000, 100_002), "en", limit=8) == "100000+1"


@given(rows=st.sets(st.integers(2, 100_001), min_size=1), limit=st.integers(12, 40))
def test_no_row_is_lost_without_being_counted(rows: set[int], limit: int) -> None:
    written = row_numbers(rows, "en", limit)
    named, _, left_out = written.partition("+")
    spans = [list(map(int, run.split("-"))) for run in named.split(",")]
    assert sum(run[-1] - run[0] + 1 for run in spans) + int(left_out or 0) == len(rows)
    assert all(set(range(run[0], run[-1] + 1)) <= rows for run in spans)


def test_instants_are_those_of_the_readers_wall_clock() -> None:
    assert moment(NOW, "Asia/Shanghai") == "2026-11-11 10:30 (UTC+08:00)"
    assert moment(datetime(2026, 7, 1, tzinfo=UTC), "America/New_York") == (
        "2026-06-30 20:00 (UTC-04:00)"
    )
    assert clock(NOW, "Asia/Shanghai") == "11-11 10:30"


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "0 秒", "0 seconds"),
        (1, "1 秒", "1 second"),
        (90, "90 秒", "90 seconds"),
        (600, "10 分钟", "10 minutes"),
        (3600, "1 小时", "1 hour"),
    ],
)
def test_spans_are_written_in_the_largest_whole_unit(seconds: int, zh: str, en: str) -> None:
    assert duration(seconds, "zh") == zh
    assert duration(seconds, "en") == en


def test_an_order_keeps_its_last_digits() -> None:
    assert order_tail("6920847123456789012") == "789012"
    assert order_short("6920847123456789012") == "6920..789012"
    assert order_short("SO-1001") == "SO-1001"
