"""What is told of lines that move with a parcel: beside each order, for that is its history."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from hedan.domain.base import OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineWork


def told_of_lines(
    kind: EventKind, lines: Iterable[LineWork], facts: Mapping[str, str], now: datetime
) -> Iterator[tuple[LineWork, Event]]:
    """Yield one event for each order, beside the first of its lines: these moved, and why."""
    of_order: dict[OrderKey, list[LineWork]] = {}
    for line in lines:
        of_order.setdefault(line.key.order, []).append(line)
    for order, moved in of_order.items():
        named = ",".join(line.key.line_id for line in moved)
        yield (
            moved[0],
            Event(kind=kind, at=now, facts={"order": str(order), "lines": named, **facts}),
        )
