"""Ready: the reserved lines of an order wait for a wave of their suppliers from now on."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from hedan.domain.base import OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState
from hedan.ports import Change, Desk
from hedan.usecases.again import until_settled


def make_ready(
    key: OrderKey,
    suppliers: Mapping[str, str],
    tags: Sequence[str],
    *,
    desk: Desk,
    now: datetime,
) -> int:
    """Move the routed lines on; return how many. Lines that were fenced meanwhile stay behind."""
    return until_settled(lambda: _attempt(key, suppliers, tags, desk, now))


def _attempt(
    key: OrderKey, suppliers: Mapping[str, str], tags: Sequence[str], desk: Desk, now: datetime
) -> int:
    file = desk.order_file(key)
    if file.holds.open:
        return 0
    ready = [
        line.move(LineState.READY).but(supplier=suppliers[line.key.line_id], tags=tuple(tags))
        for line in file.lines.values()
        if line.state is LineState.RESERVED and line.may_ship and line.key.line_id in suppliers
    ]
    if ready:
        told = Event(
            kind=EventKind.LINES_READY,
            at=now,
            facts={
                "order": str(key),
                "lines": ",".join(f"{line.key.line_id}>{line.supplier}" for line in ready),
                "tags": ",".join(tags),
            },
        )
        # Two messages may work on one order at once: a hold that the other opens stands.
        change = Change(puts=tuple(ready), unchanged=(file.holds,), events=((ready[0], told),))
        desk.commit(change)
    return len(ready)
