"""The first scan: when it is looked for, who hears of it, what gives a number away."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.parcels import NumberChange, Parcel, Tracking
from hedan.domain.scans import (
    LOOK_AGAIN,
    Look,
    ScanFinding,
    first_look,
    look,
    told_at,
    watched_anew,
)
from hedan.settings import NumberSettings
from tests.notices.builders import PARCEL

TOLD = datetime(2026, 9, 28, 4, 0, tzinfo=UTC)
PAID = TOLD - timedelta(days=1)
TIMES = NumberSettings(first_scan_hours=24, warn_hours_before=6)
UPLOADED = PARCEL.but(accepted_at=TOLD, visible_at=TOLD, look_at=TOLD + timedelta(hours=18))
OTHER = Tracking(carrier="zto", number="78001122334456")


class Step(NamedTuple):
    """An entry of a parcel's way."""

    at: datetime
    code: str = "GOT"


def after(**time: float) -> datetime:
    """Return an instant so long after the platform took the number."""
    return TOLD + timedelta(**time)


def looked(now: datetime, *way: Step, parcel: Parcel = UPLOADED) -> Look:
    """Look at a way."""
    return look(parcel, way, paid_at=PAID, now=now, times=TIMES)


@pytest.mark.parametrize(
    ("visible", "tracks", "window", "expected"),
    [
        (False, True, None, LOOK_AGAIN),
        (False, False, None, LOOK_AGAIN),
        (True, False, None, None),
        (True, True, None, timedelta(hours=18)),
        (True, True, timedelta(days=50), timedelta(hours=18)),
        (True, True, timedelta(hours=20), timedelta(hours=14)),
        (True, True, timedelta(hours=4), timedelta(hours=2)),
    ],
)
def test_eb45_the_first_look_comes_while_the_number_can_be_changed(
    visible: bool, tracks: bool, window: timedelta | None, expected: timedelta | None
) -> None:
    at = first_look(TOLD, visible, tracks, TIMES, window)
    assert at == (None if expected is None else TOLD + expected)


def test_eb45_a_warning_longer_than_the_time_comes_at_half_time() -> None:
    times = NumberSettings(first_scan_hours=8, warn_hours_before=12)
    assert first_look(TOLD, True, True, times) == after(hours=4)


@pytest.mark.parametrize(
    ("now", "finding", "next_look"),
    [
        (after(hours=17, minutes=59), ScanFinding.NOTHING, after(hours=18)),
        (after(hours=18), ScanFinding.SOON, after(hours=24)),
        (after(hours=23, minutes=59), ScanFinding.SOON, after(hours=24)),
        (after(hours=24), ScanFinding.OVERDUE, after(days=3)),
        (after(days=3), ScanFinding.NO_RECORD, after(days=6)),
        (after(days=6), ScanFinding.NO_RECORD, after(days=10)),
        (after(days=10), ScanFinding.NO_RECORD, None),
    ],
)
def test_pn56_a_parcel_that_nobody_scans_is_told_of_step_by_step(
    now: datetime, finding: ScanFinding, next_look: datetime | None
) -> None:
    assert looked(now) == Look(finding, None, next_look)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (after(hours=20), "scan_warned_at"),
        (after(hours=30), "unscanned_at"),
        (after(days=4), "quiet_at"),
    ],
)
def test_pn56_nobody_hears_the_same_twice(now: datetime, told: str) -> None:
    assert looked(now, parcel=UPLOADED.but(**{told: now})).finding is ScanFinding.NOTHING


@pytest.mark.parametrize("code", ["CREATE", "CREATED", "CONSIGN", "consign"])
def test_pn56_a_label_is_no_scan(code: str) -> None:
    """The platform itself writes these; a fine is due although the way is not empty."""
    assert looked(after(hours=20), Step(TOLD, code)).finding is ScanFinding.SOON
    scanned = looked(after(hours=20), Step(TOLD, code), Step(after(hours=2)))
    assert scanned == Look(ScanFinding.NOTHING, after(hours=2), after(days=6))


@pytest.mark.parametrize(
    ("now", "next_look"),
    [
        (after(hours=18), after(days=6)),
        (after(days=6), after(days=10)),
        (after(days=10), after(days=60, hours=2)),
        (after(days=60), after(days=60, hours=2)),
    ],
)
def test_eb46_a_scanned_parcel_is_looked_at_after_six_and_ten_days(
    now: datetime, next_look: datetime
) -> None:
    assert looked(now, Step(after(hours=2))) == Look(ScanFinding.NOTHING, after(hours=2), next_look)


@pytest.mark.parametrize("days", [0.75, 6, 10])
def test_eb46_a_scan_older_than_the_payment_gives_the_number_away(days: float) -> None:
    """A carrier may tell of the past late: the number is another parcel's all the same."""
    old = PAID - timedelta(seconds=1)
    honest = UPLOADED.but(scanned_at=after(hours=2))
    found = looked(after(days=days), Step(after(hours=2)), Step(old), parcel=honest)
    assert found.finding is ScanFinding.FAKE
    assert found.first_scan == old


def test_eb46_a_scan_at_the_moment_of_the_payment_is_believed() -> None:
    assert looked(after(hours=20), Step(PAID)).finding is ScanFinding.NOTHING


def test_eb46_a_scan_that_a_person_has_believed_is_not_doubted_again() -> None:
    old = PAID - timedelta(days=3)
    believed = UPLOADED.but(scanned_at=old)
    assert looked(after(days=6), Step(old), parcel=believed).finding is ScanFinding.NOTHING


def test_eb47_three_days_without_a_record_are_flagged_once() -> None:
    found = looked(after(days=3, minutes=5), parcel=UPLOADED.but(unscanned_at=after(days=1)))
    assert found.finding is ScanFinding.NO_RECORD
    flagged = UPLOADED.but(unscanned_at=after(days=1), quiet_at=after(days=3, minutes=5))
    assert looked(after(days=6), parcel=flagged) == Look(ScanFinding.NOTHING, None, after(days=10))


def test_eb47_a_longer_time_for_the_scan_is_not_called_silence_before_it_is_over() -> None:
    times = NumberSettings(first_scan_hours=24 * 5, warn_hours_before=6)
    at_four = look(UPLOADED, (), paid_at=PAID, now=after(days=4), times=times)
    assert at_four == Look(ScanFinding.NOTHING, None, after(days=4, hours=18))


def test_eb47_sixty_days_without_change_are_flagged_once() -> None:
    way = (Step(after(hours=2)), Step(after(days=1), "DEPARTURE"))
    still = looked(after(days=61), *way)
    assert still == Look(ScanFinding.NO_CHANGE, after(hours=2), None)
    assert looked(after(days=60, hours=23), *way).finding is ScanFinding.NOTHING
    flagged = UPLOADED.but(quiet_at=after(days=61))
    assert looked(after(days=70), *way, parcel=flagged) == Look(
        ScanFinding.NOTHING, after(hours=2), None
    )


def test_pn57_a_way_that_vanishes_is_no_missing_scan() -> None:
    """A platform that forgets what it told does not make the parcel unscanned."""
    scanned = UPLOADED.but(scanned_at=after(hours=2))
    assert looked(after(days=6), parcel=scanned) == Look(
        ScanFinding.NOTHING, after(hours=2), after(days=10)
    )


def test_the_clock_of_another_number_begins_when_the_platform_took_it() -> None:
    change = NumberChange(
        old=OTHER, new=OTHER, asked_at=TOLD, asked_by="a person", done_at=after(hours=5)
    )
    changed = UPLOADED.but(number_changes=(change,), scan_warned_at=after(hours=3))
    assert told_at(changed) == after(hours=5)
    anew = watched_anew(changed, after(hours=5), visible=True, tracks=True, times=TIMES)
    assert anew.look_at == after(hours=23)
    assert looked(after(hours=23), parcel=anew).finding is ScanFinding.SOON


def test_a_parcel_without_an_uploaded_number_has_no_clock() -> None:
    assert told_at(PARCEL) is None
    with pytest.raises(ValueError, match="no platform has its number"):
        look(PARCEL, (), paid_at=PAID, now=TOLD, times=TIMES)


@given(
    hours=st.lists(st.integers(0, 24 * 90), max_size=4),
    now_hours=st.integers(0, 24 * 90),
    first_scan_hours=st.integers(1, 24 * 7),
    warn_hours_before=st.integers(1, 24 * 7),
)
def test_every_look_is_followed_by_a_later_one_or_by_none(
    hours: list[int], now_hours: int, first_scan_hours: int, warn_hours_before: int
) -> None:
    """Whoever looks when told to comes to an end: a parcel is never due at once again."""
    times = NumberSettings(first_scan_hours=first_scan_hours, warn_hours_before=warn_hours_before)
    way = [Step(after(hours=one)) for one in hours if one <= now_hours]
    now, looks = after(hours=now_hours), 0
    while looks < 10:
        found = look(UPLOADED, way, paid_at=PAID, now=now, times=times)
        if found.next_look is None:
            return
        assert found.next_look > now
        now, looks = found.next_look, looks + 1
    raise AssertionError("it is looked at for ever")
