"""What people write into the cells for stock, price and number, and what is asked back."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.workbooks.cells import Formula, Number, Odd
from hedan.workbooks.expected_cells import shortage_in
from hedan.workbooks.filled_cells import CellRefused, numbers_in, price_in

TODAY = date(2026, 11, 22)
LAST_OF_NOVEMBER = date(2026, 11, 30)
SF = ("SF1234567890123", "SF1234567890124")


@pytest.mark.parametrize(
    "typed",
    [
        *("2026-11-30", "2026/11/30", "2026.11.30", "2026年11月30日", "２０２６-11-30", "11/30"),
        *("11-30", "11.30到货", "11月30日", "11月30号到", "8天后", "in 8 days", "8 days"),
        *("缺货，预计11/30到货", "缺货 11月30日左右", "out until 2026-11-30", "八天后"),
        *("expected 2026-11-30", "available 11/30", Odd("46356"), Odd("2026-11-30 00:00:00")),
    ],
)
def test_a_day_is_understood_in_the_shapes_that_people_write(typed: str) -> None:
    assert shortage_in(typed, TODAY, month_first=True).expected == LAST_OF_NOVEMBER


@pytest.mark.parametrize("typed", ["缺货", "断货", "out", "Out of Stock", "OOS", "没货"])
def test_out_of_stock_without_a_day_is_an_answer(typed: str) -> None:
    said = shortage_in(typed, TODAY, month_first=True)
    assert (said.expected, said.text) == (None, typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("不缺货", "EXPECTED_UNCLEAR"),
        ("有货", "EXPECTED_UNCLEAR"),
        ("已发货", "EXPECTED_UNCLEAR"),
        ("下周", "EXPECTED_UNCLEAR"),
        ("-", "EXPECTED_UNCLEAR"),
        ("缺货3件", "EXPECTED_UNCLEAR"),
        ("2026-02-30", "EXPECTED_UNCLEAR"),
        ("20261130", "EXPECTED_UNCLEAR"),
        (Odd("TRUE"), "EXPECTED_UNCLEAR"),
        (Number("46356"), "EXPECTED_UNCLEAR"),
        ("2026-11-21", "EXPECTED_PAST"),
        ("2030-01-01", "EXPECTED_PAST"),
        ("10/1", "EXPECTED_PAST"),
        (Odd("44894"), "EXPECTED_PAST"),  # The same day by a Mac of old: four years off.
        (Formula("2026-11-30"), "FORMULA"),
    ],
)
def test_what_may_mean_something_else_is_asked_back(typed: str, code: str) -> None:
    with pytest.raises(CellRefused) as refused:
        shortage_in(typed, TODAY, month_first=True)
    assert refused.value.code == code


def test_a_day_that_may_be_two_days_is_asked_back_where_both_are_usual() -> None:
    assert shortage_in("12/5", TODAY, month_first=True).expected == date(2026, 12, 5)
    with pytest.raises(CellRefused):
        shortage_in("12/5", TODAY, month_first=False)
    assert shortage_in("30/11", TODAY, month_first=False).expected == LAST_OF_NOVEMBER
    assert shortage_in("12/12", TODAY, month_first=False).expected == date(2026, 12, 12)


def test_a_day_without_its_year_is_the_next_one() -> None:
    assert shortage_in("1/5", TODAY, month_first=True).expected == date(2027, 1, 5)


@given(st.dates(TODAY, date(2028, 11, 20)))
def test_every_day_in_reach_written_in_full_is_that_day(day: date) -> None:
    for typed in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"缺货 {day:%Y/%m/%d}"):
        assert shortage_in(typed, TODAY, month_first=False).expected == day


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader_of_a_fill_in(text: str) -> None:
    for reader in (
        lambda: shortage_in(text, TODAY, month_first=True),
        lambda: numbers_in(text),
        lambda: price_in(text, 2),
    ):
        with contextlib.suppress(CellRefused):
            reader()


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        *(("12.50", 1250), ("12.5", 1250), ("12", 1200), ("￥12.50", 1250), ("12.5元", 1250)),
        *((Number("12.5"), 1250), (Number("12.300000000000001"), 1230), ("1,234.50", 123450)),
        *(("CNY 3", 300), ("0", 0), (" １２.5 ", 1250)),
    ],
)
def test_a_price_is_exact(typed: str, minor: int) -> None:
    assert price_in(typed, 2) == minor


def test_a_currency_without_minor_units_has_none() -> None:
    assert price_in("120", 0) == 120
    with pytest.raises(CellRefused):
        price_in("12.50", 0)


@pytest.mark.parametrize(
    "typed",
    [
        *("12.345", "-1", "12,50", "12-15", "面议", "1e3", "", "99999999", Number("1E+20")),
        *(Formula("12.50"), Odd("46356"), Number("NaN"), "12.5/件"),
    ],
)
def test_what_is_no_price_is_asked_back(typed: str) -> None:
    with pytest.raises(CellRefused):
        price_in(typed, 2)


@pytest.mark.parametrize(
    "between", [",", "，", "、", ";", "；", "\n", "\r\n", " / ", "|", "+", "和", "与"]
)
def test_pn46_two_numbers_in_a_cell_are_two_boxes(between: str) -> None:
    assert numbers_in(between.join(SF)) == SF


def test_pn46_what_may_be_one_number_or_two_is_refused_with_proposals() -> None:
    with pytest.raises(CellRefused) as refused:
        numbers_in("7312345678 9012345678")
    assert refused.value.code == "TWO_NUMBERS"
    assert refused.value.more == "7312345678 / 9012345678"
    with pytest.raises(CellRefused) as refused:
        numbers_in("顺丰SF1234567890123 (2件)")
    assert (refused.value.code, refused.value.more) == ("NUMBER_UNCLEAR", SF[0])


def test_a_list_of_numbers_is_no_cell_of_one_parcel() -> None:
    with pytest.raises(CellRefused) as refused:
        numbers_in(",".join(f"SF12345678901{n:02d}" for n in range(11)))
    assert refused.value.code == "TOO_LONG"
