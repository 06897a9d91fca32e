"""How long a stop waits at each level: as the settings say, or until its supplier is at work."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.calendars import works_at
from hedan.domain.stops import StopLevel
from hedan.settings import Settings, StopSettings, SupplierSettings
from hedan.settings.running import CLOSED_MAX
from hedan.usecases.stops.tell_stop import StopTold, tell_stop
from infra.local.places import ROOT
from tests.notices.builders import LINK
from tests.notices.builders import NOW as NOON
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, Stage
from tests.usecases.test_answer_stop import LADDER, asked

WAITS = StopSettings(reminder_seconds=600, escalation_seconds=1200, call_seconds=1800)
IN_HOURS = WAITS.but(in_working_hours=True)
FRIDAY_NIGHT = datetime(2026, 11, 13, 13, 55, tzinfo=UTC)  # 21:55 at the factory.
MONDAY_MORNING = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)  # 08:00.


def supplier(**changes: object) -> SupplierSettings:
    return SupplierSettings(id=SUPPLIER, name="厂", workdays=(1, 2, 3, 4, 5)).but(**changes)


def settings(waits: StopSettings) -> Settings:
    others = tuple(one for one in SETTINGS.suppliers if one.id != SUPPLIER)
    return SETTINGS.but(stop=waits, suppliers=(supplier(), *others))


def tell(stage: Stage, level: StopLevel, waits: StopSettings, now: datetime) -> StopTold:
    return tell_stop(
        SUPPLIER,
        stage.stop().stop_id,
        level,
        desk=stage.desk,
        archive=stage.archive,
        notices=stage.notices,
        settings=settings(waits),
        link_of=lambda _: LINK,
        now=now,
    )


def test_c132_each_level_waits_as_long_as_the_owner_says() -> None:
    stage = asked()
    told = [tell(stage, level, WAITS, stage.now) for level in LADDER]
    assert [(one.outcome, one.wait_seconds) for one in told] == [
        ("waiting", 600),
        ("waiting", 1200),
        ("waiting", 1800),
        ("escalated", 0),
    ]


def test_at_night_the_first_notice_goes_at_once_and_the_reminder_waits_for_the_morning() -> None:
    stage = asked()
    told = tell(stage, StopLevel.NOTICE, IN_HOURS, FRIDAY_NIGHT)
    assert len(stage.notices.published) == 1
    assert stage.stop().told[0].at == FRIDAY_NIGHT
    assert timedelta(seconds=told.wait_seconds) == MONDAY_MORNING - FRIDAY_NIGHT
    (notice,) = stage.notices.published
    assert "2026-11-16 08:00" in notice.email_body  # What is said is what is done.
    by_day = tell(stage, StopLevel.REMINDER, IN_HOURS, MONDAY_MORNING)
    assert by_day.wait_seconds == 1200


@given(
    at=st.integers(0, 525_600).map(lambda minute: FRIDAY_NIGHT + timedelta(minutes=minute)),
    level=st.sampled_from(LADDER[:3]),
)
def test_what_waits_for_working_hours_is_never_early_and_meets_somebody(
    at: datetime, level: StopLevel
) -> None:
    due = WAITS.louder_at(level, supplier(), at)
    later = IN_HOURS.louder_at(level, supplier(), at)
    assert due is not None
    assert later is not None
    assert due <= later <= due + CLOSED_MAX
    assert works_at(supplier(), later)
    assert 8 <= (later + timedelta(hours=8)).hour < 22


@pytest.mark.parametrize("level", [StopLevel.CALL, StopLevel.WITHDRAWN])
def test_after_the_call_and_after_the_end_nothing_grows_louder(level: StopLevel) -> None:
    assert WAITS.louder_at(level, supplier(), NOON) is None


def test_no_holiday_is_longer_than_the_workflow() -> None:
    """Who never opens is reminded all the same, and the owner hears before the workflow ends."""
    closed = tuple(NOON.date() + timedelta(days=day) for day in range(500))
    now = start = NOON
    for level in LADDER[:3]:
        later = IN_HOURS.louder_at(level, supplier(holidays=closed), now)
        assert later is not None
        now = later
    machine = json.loads((ROOT / "infra/statemachines/stop.asl.json").read_text())
    assert now - start < timedelta(seconds=machine["TimeoutSeconds"])


def test_the_ladder_s_first_level_is_not_told_by_the_calendar() -> None:
    """Whoever says a stop has no choice: there is no wait before the first notice."""
    machine = json.loads((ROOT / "infra/statemachines/stop.asl.json").read_text())
    first = machine["States"][machine["StartAt"]]
    assert machine["States"][first["Default"]]["Type"] == "Task"
