"""Pacific time: both sides of daylight saving, and the hour that is written twice."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hedan.platforms.aliexpress.times import (
    asked_range,
    due_at,
    happened_at,
    instants,
    wall_of,
    within,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


# On 2026-11-01 the hour from 01:00 to 02:00 is written twice: 08:00 and 09:00 UTC.
FIRST, SECOND = at("2026-11-01 08:30"), at("2026-11-01 09:30")
TWICE = wall("2026-11-01 01:30")
AROUND_AUTUMN = st.integers(0, 8 * 3600).map(
    lambda s: at("2026-11-01 05:00") + timedelta(seconds=s)
)


def test_summer_and_winter() -> None:
    assert instants(wall("2026-09-30 19:03:00")) == (at("2026-10-01 02:03:00"),)
    assert instants(wall("2026-12-01 19:03:00")) == (at("2026-12-02 03:03:00"),)


def test_an_hour_is_written_twice() -> None:
    assert instants(TWICE) == (FIRST, SECOND)
    assert wall_of(FIRST) == wall_of(SECOND) == TWICE
    assert due_at(TWICE) == FIRST


def test_what_happened_is_never_in_the_future_if_it_can_be_helped() -> None:
    assert happened_at(TWICE, SECOND - timedelta(seconds=1)) == FIRST
    assert happened_at(TWICE, SECOND) == SECOND
    assert happened_at(TWICE, FIRST - timedelta(days=1)) == FIRST


@given(st.lists(AROUND_AUTUMN, min_size=2, max_size=8, unique=True), st.data())
def test_a_later_change_is_never_read_as_an_older_one(
    changes: list[datetime], data: st.DataObject
) -> None:
    """Whatever changes, and whenever it is read between two changes: what is read goes forward."""
    changes.sort()
    told = []
    for change, following in zip(
        changes, [*changes[1:], changes[-1] + timedelta(days=1)], strict=True
    ):
        span = int((following - change).total_seconds())
        seconds = data.draw(st.lists(st.integers(0, span - 1), max_size=3).map(sorted))
        told += [happened_at(wall_of(change), change + timedelta(seconds=s)) for s in seconds]
    assert told == sorted(told)


@given(AROUND_AUTUMN, st.integers(0, 4 * 3600), st.integers(0, 4 * 3600), st.sampled_from([0, 1]))
def test_a_window_loses_nothing(begin: datetime, length: int, when: int, fold: int) -> None:
    """Whichever of the two readings the platform takes for an ambiguous bound."""
    end = begin + timedelta(seconds=length)
    change = begin + timedelta(seconds=min(when, length))
    first, last = asked_range(begin, end)
    assert all(len(instants(bound)) == 1 for bound in (first, last))
    assert instants(first)[0] <= change <= instants(last)[0]
    assert first <= wall_of(change).replace(fold=fold) <= last
    found = within(wall_of(change), begin, end)
    assert found is not None
    assert begin.replace(microsecond=0) <= found <= end


def test_what_lies_outside_a_window_is_outside() -> None:
    assert within(wall("2026-09-30 19:03:00"), at("2026-10-01 02:03:01"), at("2026-10-02")) is None
    assert within(TWICE, FIRST - timedelta(hours=3), FIRST - timedelta(seconds=1)) is None


def test_a_window_elsewhere_is_asked_as_it_is() -> None:
    since = datetime(2026, 10, 1, 2, 3, 4, 999_999, tzinfo=UTC)
    assert asked_range(since, since + timedelta(minutes=5)) == (
        wall("2026-09-30 19:03:04"),
        wall("2026-09-30 19:08:04"),
    )
