"""The storm of refunds as a person wants to read it: how many, and how long each hop took."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from statistics import quantiles

from hedan.domain.stops import Stop
from infra.local.proof_storm import crossed, shipments, shipped_after_stop
from infra.local.scenes import Day
from infra.local.tables import heading, table

MILLISECONDS = 1000


def _told(stop: Stop) -> datetime | None:
    return min((telling.at for telling in stop.told), default=None)


HOPS: tuple[tuple[str, Callable[[Stop], datetime | None], Callable[[Stop], datetime | None]], ...]
HOPS = (
    ("seen to fenced", lambda stop: stop.seen_at, lambda stop: stop.fenced_at),
    ("fenced to told", lambda stop: stop.fenced_at, _told),
    ("seen to told", lambda stop: stop.seen_at, _told),
    ("told to acknowledged", _told, lambda stop: stop.acknowledged_at),
)


def print_storm(day: Day) -> None:
    """Print what happened, and the middle, the slow end and the slowest of each hop."""
    heading("The storm of refunds: the stops, milliseconds from hop to hop (emulated)")
    rows = []
    for name, begins, ends in HOPS:
        taken = sorted(_milliseconds(day.storm.stops, begins, ends))
        if taken:
            shown = (_at(taken, 50), _at(taken, 95), taken[-1])
            rows.append((name, str(len(taken)), *(f"{one:.0f}" for one in shown)))
    table(("hop", "stops", "p50", "p95", "max"), rows)
    moves = Counter(move.value for wish in day.storm.wishes for move in wish.moves)
    print(
        f"  {len(day.storm.wishes)} orders, {moves['ask']} refunds asked,"
        f" {moves['withdraw']} withdrawn, {len(day.storm.stops)} stops,"
        f" {len(shipments(day))} parcels taken;"
        f" told after their stop: {len(shipped_after_stop(day))}"
        f" (on their way to the platform when the refund came: {len(crossed(day))})"
    )
    ended = Counter(_end(stop) for stop in day.storm.stops)
    print("  stops: " + ", ".join(f"{count} {end}" for end, count in sorted(ended.items())))


def _milliseconds(
    stops: Sequence[Stop],
    begins: Callable[[Stop], datetime | None],
    ends: Callable[[Stop], datetime | None],
) -> list[float]:
    pairs = ((begins(stop), ends(stop)) for stop in stops)
    return [(end - begin).total_seconds() * MILLISECONDS for begin, end in pairs if begin and end]


def _at(taken: Sequence[float], percent: int) -> float:
    """Return a percentile of sorted measurements; of one, itself."""
    if len(taken) == 1:
        return taken[0]
    return quantiles(taken, n=100, method="inclusive")[percent - 1]


def _end(stop: Stop) -> str:
    if stop.answer is not None:
        return stop.answer.value
    return "withdrawn" if stop.withdrawn_at else "escalated" if stop.escalated_at else "open"
