"""The stop's clock: each hop told once, by the event that makes it known, and never below zero."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.events import EventKind
from hedan.domain.stops import Stop, StopAnswer, StopCause, StopLevel, StopTelling
from hedan.settings import StopSettings
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.stops.stop_clock import MEASURED, METRICS, Hop, hops, learned, measures
from hedan.usecases.stops.tell_stop import tell_stop
from tests.domain.builders import NOW
from tests.domain.test_stops import STOP
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, Stage
from tests.usecases.test_answer_stop import LADDER, asked, say

FACTS = {hop.value for hop in Hop}


def tell(stage: Stage, level: StopLevel) -> str:
    told = tell_stop(
        SUPPLIER,
        stage.stop().stop_id,
        level,
        desk=stage.desk,
        archive=stage.archive,
        notices=stage.notices,
        settings=SETTINGS,
        link_of=lambda _: "https://a.example/a/x",
        now=stage.now,
    )
    return told.outcome


def measured(stage: Stage, targets: StopSettings = SETTINGS.stop) -> list[tuple[str, int]]:
    """Return what the stream's function publishes of everything that has happened."""
    return [
        (one.metric, one.value)
        for stored in stage.desk.events
        for one in measures(stored.event.kind, stored.event.facts, targets)
    ]


def borne(stage: Stage, kind: EventKind) -> list[Mapping[str, str]]:
    return [one.event.facts for one in stage.desk.events if one.event.kind is kind]


def test_c133_each_hop_is_published_once_when_it_becomes_known() -> None:
    stage = asked()
    stage.later(0.5)
    for _ in range(2):  # A retry of the workflow tells nothing twice.
        tell(stage, StopLevel.NOTICE)
    stage.later(2)
    say(stage, StopAnswer.LABEL_PRINTED)
    stage.later(3)
    for _ in range(2):
        say(stage, StopAnswer.STOPPED)
    assert dict(measured(stage)) == {
        "StopSeenToFenced": 0,
        "StopFencedToTold": 30_000,
        "StopSeenToTold": 30_000,
        "StopToldToAcknowledged": 120_000,
        "StopToldToSettled": 300_000,
    }
    assert len(measured(stage)) == len(Hop)


def test_what_is_slower_than_the_owner_s_targets_is_counted() -> None:
    stage = asked()
    stage.later(2)
    tell(stage, StopLevel.NOTICE)
    stage.later(31)
    say(stage, StopAnswer.GONE)
    late = {"StopToldLate", "StopSettledLate"}
    assert {name for name, _ in measured(stage)} >= late
    patient = StopSettings(told_target_seconds=120, settled_target_seconds=31 * 60)
    assert not {name for name, _ in measured(stage, patient)} & late


def test_escalations_and_calls_are_counted_with_their_end() -> None:
    stage = asked()
    for level in LADDER:
        tell(stage, level)
    counted = [name for name, _ in measured(stage) if name.startswith(("StopEsc", "StopCall"))]
    assert counted == ["StopEscalated", "StopCallDue"]
    say(stage, StopAnswer.STOPPED)
    assert [name for name, _ in measured(stage)].count("StopCallEnded") == 1
    assert [facts["level"] for facts in borne(stage, EventKind.STOP_TOLD)] == list(LADDER)


def test_a_stop_that_nobody_was_told_of_has_no_clock() -> None:
    stage = asked()
    stop = stage.stop()
    answer_stop(SUPPLIER, stop.stop_id, StopAnswer.STOPPED, "us", desk=stage.desk, now=stage.now)
    assert measured(stage) == []


def test_a_withdrawal_is_no_answer() -> None:
    told = STOP.but(told=(StopTelling(level=StopLevel.NOTICE, at=NOW),))
    assert learned(told, told.but(withdrawn_at=NOW)) == {}


def test_without_a_refund_nothing_was_fenced() -> None:
    stop = STOP.but(after_sale_id="", cause=StopCause.ADDRESS)
    told = stop.but(told=(StopTelling(level=StopLevel.NOTICE, at=NOW),))
    assert Hop.SEEN_TO_FENCED not in hops(told)
    assert set(hops(told)) == {Hop.FENCED_TO_TOLD, Hop.SEEN_TO_TOLD}


@given(st.lists(st.integers(-600_000, 86_400_000), min_size=4, max_size=4))
def test_clocks_that_disagree_make_no_negative_hop(skews: list[int]) -> None:
    """CloudWatch has no percentiles of a metric with a negative value."""
    fenced, told, heard, answered = (NOW + timedelta(milliseconds=skew) for skew in skews)
    opened: Stop = STOP.but(fenced_at=fenced)
    noticed = opened.but(told=(StopTelling(level=StopLevel.NOTICE, at=told),))
    acknowledged = noticed.but(acknowledged_at=heard)
    ended = acknowledged.but(answer=StopAnswer.STOPPED, answered_at=answered)
    steps = [opened, noticed, acknowledged, ended]
    told_of = [learned(before, after) for before, after in pairwise(steps)]
    facts = [name for one in told_of for name in one]
    assert sorted(facts) == sorted(FACTS)  # Each once.
    assert all(int(value) >= 0 for one in told_of for value in one.values())
    assert hops(ended)[Hop.TOLD_TO_SETTLED] == max(0, skews[3] - skews[1])


def test_other_events_measure_nothing() -> None:
    facts = {hop.value: "1" for hop in Hop} | {"level": "call", "call": "True"}
    for kind in set(EventKind) - MEASURED:
        assert not list(measures(kind, facts, StopSettings()))
    assert set(METRICS) == set(Hop)
