"""Days as remarks name them; told on Thursday, the first of October 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.checks.dates import wished_day
from hedan.domain.checks.words import plain

TOLD_ON = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5号发", date(2026, 10, 5)),
        ("5号后发", date(2026, 10, 6)),
        ("5日以后再发货", date(2026, 10, 6)),
        ("１５号之后再寄", date(2026, 10, 16)),
        ("10月8日发货", date(2026, 10, 8)),
        ("10.8发", date(2026, 10, 8)),
        ("2026-11-11发货", date(2026, 11, 11)),
        ("2027年1月2日后发", date(2027, 1, 3)),
        ("1月2日发", date(2027, 1, 2)),
        ("31号发", date(2026, 10, 31)),
        ("1号发", date(2026, 10, 1)),
        ("明天发", date(2026, 10, 2)),
        ("大后天再发", date(2026, 10, 4)),
        ("3天后发", date(2026, 10, 4)),
        ("周六发", date(2026, 10, 3)),
        ("周三再发", date(2026, 10, 7)),  # This week's is over.
        ("下周一发货", date(2026, 10, 5)),
        ("下个星期天发", date(2026, 10, 11)),
        ("please ship after the 5th", date(2026, 10, 6)),
        ("Ship it on Oct 9, thanks", date(2026, 10, 9)),
        ("send from 9 October", date(2026, 10, 9)),
    ],
)
def test_a_day_that_is_named(text: str, day: date) -> None:
    assert wished_day(plain(text), TOLD_ON) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "尽快发货",
        "5号前发",
        "3号楼发件柜",
        "2月30日发",
        "0号发",
        "2020-01-01发",
        "9999年1月1日发",
        "10月8日收货",
        "send 5 pieces",
    ],
)
def test_no_day_is_named(text: str) -> None:
    assert wished_day(plain(text), TOLD_ON) is None


def test_a_day_that_this_month_lacks_is_the_next_months() -> None:
    assert wished_day("31号发", date(2026, 11, 2)) == date(2026, 12, 31)


@given(
    st.text(alphabet="0123456789月号日后发年-./下周一天明 afterthship", max_size=20),
    st.dates(),
)
def test_any_text_on_any_day_can_be_read(text: str, told_on: date) -> None:
    day = wished_day(text, told_on)
    assert day is None or day >= told_on
