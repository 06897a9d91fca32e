"""The stop's clock: how long each hop took, told once by the event that makes it known.

A stop that nobody was told of has no clock: whoever left its goods out ended it by that. A buyer
who takes a refund back ends a stop, and answers it for nobody: that is no hop either.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal, NamedTuple

from hedan.domain.events import EventKind
from hedan.domain.stops import Stop, StopLevel
from hedan.settings import StopSettings

MILLISECOND: Final = timedelta(milliseconds=1)


class Hop(StrEnum):
    """From one instant of a stop to another; the value is the fact of an event that bears it."""

    SEEN_TO_FENCED = "seen_to_fenced_ms"
    FENCED_TO_TOLD = "fenced_to_told_ms"
    SEEN_TO_TOLD = "seen_to_told_ms"
    TOLD_TO_ACKNOWLEDGED = "told_to_acknowledged_ms"
    TOLD_TO_SETTLED = "told_to_settled_ms"


METRICS: Final[Mapping[Hop, str]] = {
    Hop.SEEN_TO_FENCED: "StopSeenToFenced",
    Hop.FENCED_TO_TOLD: "StopFencedToTold",
    Hop.SEEN_TO_TOLD: "StopSeenToTold",
    Hop.TOLD_TO_ACKNOWLEDGED: "StopToldToAcknowledged",
    Hop.TOLD_TO_SETTLED: "StopToldToSettled",
}
TOLD_LATE: Final = "StopToldLate"
SETTLED_LATE: Final = "StopSettledLate"
ESCALATED: Final = "StopEscalated"
CALL_DUE: Final = "StopCallDue"
CALL_ENDED: Final = "StopCallEnded"
# The events that bear what is measured.
MEASURED: Final = frozenset(
    {
        EventKind.STOP_TOLD,
        EventKind.STOP_ACKNOWLEDGED,
        EventKind.STOP_ANSWERED,
        EventKind.STOP_WITHDRAWN,
    }
)


class Measure(NamedTuple):
    """One sample of one metric."""

    metric: str
    unit: Literal["Milliseconds", "Count"]
    value: int


def hops(stop: Stop) -> dict[Hop, int]:
    """Return every hop that is known, in milliseconds; nothing before the first notice.

    Two functions' clocks may disagree, and somebody may be quicker than the notice: no hop is below
    zero, for CloudWatch has no percentiles of a metric with a negative value.
    """
    told = (telling.at for telling in stop.told if telling.level is StopLevel.NOTICE)
    told_at = next(told, None)
    if told_at is None:
        return {}
    spans: dict[Hop, tuple[datetime, datetime | None]] = {
        Hop.FENCED_TO_TOLD: (stop.fenced_at, told_at),
        Hop.SEEN_TO_TOLD: (stop.seen_at, told_at),
        Hop.TOLD_TO_ACKNOWLEDGED: (told_at, stop.acknowledged_at),
        Hop.TOLD_TO_SETTLED: (told_at, stop.answered_at),
    }
    if stop.after_sale_id:  # Without one nothing was fenced: seen and fenced are one instant.
        spans[Hop.SEEN_TO_FENCED] = (stop.seen_at, stop.fenced_at)
    return {hop: _between(start, end) for hop, (start, end) in spans.items() if end is not None}


def learned(before: Stop, after: Stop) -> dict[str, str]:
    """Return the hops that this step of a stop makes known, as facts of its event."""
    known = hops(before)
    return {hop.value: str(took) for hop, took in hops(after).items() if hop not in known}


def measures(kind: EventKind, facts: Mapping[str, str], targets: StopSettings) -> Iterator[Measure]:
    """Yield what an event adds to the metrics. One stored before it bore its hops adds less."""
    if kind not in MEASURED:
        return
    took = {hop: int(facts[hop]) for hop in Hop if hop in facts}
    for hop, milliseconds in took.items():
        yield Measure(METRICS[hop], "Milliseconds", milliseconds)
    yield from (Measure(metric, "Count", 1) for metric in _counted(kind, facts, took, targets))


def _counted(
    kind: EventKind, facts: Mapping[str, str], took: Mapping[Hop, int], targets: StopSettings
) -> Iterator[str]:
    if took.get(Hop.SEEN_TO_TOLD, 0) > targets.told_target_seconds * 1000:
        yield TOLD_LATE
    if took.get(Hop.TOLD_TO_SETTLED, 0) > targets.settled_target_seconds * 1000:
        yield SETTLED_LATE
    match kind, facts.get("level"), facts.get("call"):
        case EventKind.STOP_TOLD, StopLevel.ESCALATION, _:
            yield ESCALATED
        case EventKind.STOP_TOLD, StopLevel.CALL, "True":
            yield CALL_DUE
        case EventKind.STOP_ANSWERED | EventKind.STOP_WITHDRAWN, _, "True":
            yield CALL_ENDED


def _between(start: datetime, end: datetime) -> int:
    return max(0, (end - start) // MILLISECOND)
