"""A supplier's days by its own clock, over midnights, holidays and clocks that are put forward."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.calendars import (
    at_work,
    is_open,
    local_day,
    next_cut_off,
    next_open,
    next_opening,
    works_at,
)
from hedan.settings import SupplierSettings

WORKDAYS = (1, 2, 3, 4, 5)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
GOLDEN_WEEK = tuple(date(2026, 10, day) for day in range(1, 8))


def supplier(**changes: object) -> SupplierSettings:
    """A factory that works from Monday to Friday and sends at noon and at half past four."""
    return SupplierSettings(
        id="factory-a",
        name="厂",
        cut_offs=("16:30", "12:00"),
        workdays=WORKDAYS,
        holidays=GOLDEN_WEEK,
    ).but(**changes)


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
    """Return an instant that a clock of the zone shows so."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_weekends_and_holidays_are_closed() -> None:
    assert is_open(date(2026, 9, 30), WORKDAYS, GOLDEN_WEEK)
    assert not is_open(date(2026, 10, 1), WORKDAYS, GOLDEN_WEEK)
    assert not is_open(date(2026, 10, 10), WORKDAYS, GOLDEN_WEEK)  # A Saturday.


def test_the_next_open_day_is_the_day_itself_if_it_is_open() -> None:
    assert next_open(date(2026, 9, 30), WORKDAYS, GOLDEN_WEEK) == date(2026, 9, 30)
    assert next_open(date(2026, 10, 1), WORKDAYS, GOLDEN_WEEK) == date(2026, 10, 8)


def test_who_never_works_has_no_next_day() -> None:
    assert next_open(date(2026, 10, 1), (), ()) is None
    assert next_cut_off(supplier(workdays=()), at("2026-09-29 09:00")) is None
    assert next_opening(supplier(workdays=()), at("2026-09-29 09:00")) is None


@pytest.mark.parametrize(
    ("now", "cut_off"),
    [
        ("2026-09-29 11:59", "2026-09-29 12:00"),
        ("2026-09-29 12:00", "2026-09-29 16:30"),
        ("2026-09-29 16:30", "2026-09-30 12:00"),
        ("2026-09-30 17:00", "2026-10-08 12:00"),  # Over the holidays.
        ("2026-10-09 17:00", "2026-10-12 12:00"),  # Over the weekend.
    ],
)
def test_the_next_cut_off_lies_on_an_open_day(now: str, cut_off: str) -> None:
    assert next_cut_off(supplier(), at(now)) == at(cut_off)


def test_without_cut_offs_there_is_no_next_one() -> None:
    assert next_cut_off(supplier(cut_offs=()), at("2026-09-29 11:59")) is None


def test_the_day_is_that_of_the_suppliers_clock() -> None:
    instant = datetime(2026, 9, 29, 23, tzinfo=UTC)
    assert local_day(supplier(), instant) == date(2026, 9, 30)
    assert local_day(supplier(time_zone="America/Los_Angeles"), instant) == date(2026, 9, 29)


def test_a_clock_that_is_put_forward_moves_the_cut_off_not_its_hour() -> None:
    berlin = supplier(time_zone="Europe/Berlin", holidays=(), workdays=(1, 2, 3, 4, 5, 6, 7))
    before = next_cut_off(berlin, at("2026-03-28 17:00", "Europe/Berlin"))
    assert before == datetime(2026, 3, 29, 10, tzinfo=UTC)  # Summer time: noon is 10:00.


@given(
    now=st.integers(0, 729 * 24 * 60).map(lambda later: FIRST + timedelta(minutes=later)),
    workdays=st.sets(st.integers(1, 7), min_size=1),
    holidays=st.sets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=20),
    cut_offs=st.sets(st.times().map(lambda hour: f"{hour:%H:%M}"), min_size=1, max_size=3),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/Los_Angeles", "UTC"]),
)
def test_the_next_cut_off_is_ahead_open_and_the_first(
    now: datetime,
    workdays: set[int],
    holidays: set[date],
    cut_offs: set[str],
    zone: str,
) -> None:
    calendar = supplier(
        workdays=tuple(workdays),
        holidays=tuple(holidays),
        cut_offs=tuple(cut_offs),
        time_zone=zone,
    )
    found = next_cut_off(calendar, now)
    assert found is not None
    assert found > now
    assert works_at(calendar, found)
    assert next_cut_off(calendar, found - timedelta(seconds=1)) == found
    opening = next_opening(calendar, now)
    assert opening is not None
    assert opening > now
    assert works_at(calendar, opening)
    if local_day(calendar, found) != local_day(calendar, now):
        assert opening <= found


@pytest.mark.parametrize(
    ("asked", "works"),
    [
        ("2026-09-28 07:59", "2026-09-28 08:00"),  # A Monday.
        ("2026-09-28 08:00", "2026-09-28 08:00"),
        ("2026-09-28 21:59", "2026-09-28 21:59"),
        ("2026-09-28 22:00", "2026-09-29 08:00"),
        ("2026-09-25 23:00", "2026-09-28 08:00"),  # Over a weekend,
        ("2026-09-30 22:30", "2026-10-08 08:00"),  # and over the golden week.
    ],
)
def test_nobody_is_called_out_of_bed(asked: str, works: str) -> None:
    assert at_work(supplier(), at(asked)) == at(works)


def test_who_never_opens_is_never_at_work() -> None:
    every_day = tuple(FIRST.date() + timedelta(days=day) for day in range(500))
    assert at_work(supplier(holidays=every_day), FIRST) is None
