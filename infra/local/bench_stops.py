"""From refund seen to stop published, hop by hop, out of the stops and the functions' logs."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles

from infra.local.bench_log import Invocation, milliseconds
from infra.local.bench_trade import Refunded

# Their durations are our own share; the rest is queue, stream and workflow.
OWN = ("TakeIn", "FollowEvents", "TellStop")


@dataclass(frozen=True)
class Hops:
    """The way of one stop, in seconds, each from the hop before.

    A step is stamped when it begins: what it does itself counts to the next hop.
    """

    to_callback: float  # The platform sends; the callback has it.
    to_fence: float  # Through the queue; take_in begins to fence.
    to_told: float  # Fence and stop are written, the stream is read, the stop workflow begins.
    to_published: float  # SNS has the notice.

    @property
    def seen_to_published(self) -> float:
        """What the budget is about."""
        return self.to_fence + self.to_told + self.to_published


@dataclass(frozen=True)
class Spread:
    """The middle and the slow end of some measurements."""

    p50: float
    p95: float


def spread(values: Iterable[float]) -> Spread:
    """Return median and 95th percentile; of one value, itself."""
    known = sorted(values)
    if len(known) == 1:
        return Spread(known[0], known[0])
    return Spread(median(known), quantiles(known, n=20, method="inclusive")[-1])


def hops(refunded: Iterable[Refunded], invocations: Sequence[Invocation]) -> list[Hops]:
    """Return the way of each stop. Raises KeyError for one whose notice no log shows."""
    published = dict(_published(invocations))
    return [_hops(one, published[one.stop.stop_id]) for one in refunded]


def own_share(invocations: Iterable[Invocation], emulator_ms: float) -> dict[str, Spread]:
    """Return the milliseconds of each of our handlers with their AWS calls, cold starts left out.

    One that reads a secret has just started, or has lived for five minutes.
    """
    taken = milliseconds(one for one in invocations if not _reads_a_secret(one))
    return {name: spread(max(0.0, one - emulator_ms) for one in taken[name]) for name in OWN}


def _reads_a_secret(invocation: Invocation) -> bool:
    return any(call.operation.startswith("secretsmanager.") for call in invocation.calls)


def _published(invocations: Iterable[Invocation]) -> Iterable[tuple[str, datetime]]:
    """Yield the id of each stop that was told, and when SNS had its notice."""
    for one in invocations:
        for call in one.calls:
            if one.function == "TellStop" and call.operation == "sns.Publish":
                yield _stop_id(one), call.at


def _stop_id(invocation: Invocation) -> str:
    (told,) = (line for line in map(json.loads, invocation.said) if "stop_id" in line)
    return str(told["stop_id"])


def _hops(refunded: Refunded, published_at: datetime) -> Hops:
    stop = refunded.stop
    told_at = stop.told[0].at
    return Hops(
        to_callback=_seconds(refunded.sent_at, stop.seen_at),
        to_fence=_seconds(stop.seen_at, stop.fenced_at),
        to_told=_seconds(stop.fenced_at, told_at),
        to_published=_seconds(told_at, published_at),
    )


def _seconds(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds()
