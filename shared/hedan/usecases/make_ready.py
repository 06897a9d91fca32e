"""Ready: the reserved lines of an order wait for a wave of their suppliers from now on."""

from datetime import datetime

from hedan.domain.base import OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState
from hedan.ports import Change, Desk
from hedan.usecases.again import until_settled
from hedan.usecases.stock_need import ACTIONS_FOR_LINES


def make_ready(key: OrderKey, *, desk: Desk, now: datetime) -> int:
    """Move the reserved lines on; return how many. Lines fenced meanwhile stay behind."""
    count = 0
    while True:
        moved = until_settled(lambda: _attempt(key, desk, now))
        count += moved
        if moved < ACTIONS_FOR_LINES:
            return count


def _attempt(key: OrderKey, desk: Desk, now: datetime) -> int:
    file = desk.order_file(key)
    if file.holds.open:
        return 0
    ready = [
        line.move(LineState.READY)
        for line in file.lines.values()
        if line.state is LineState.RESERVED and line.may_ship and line.supplier is not None
    ][:ACTIONS_FOR_LINES]
    if ready:
        told = Event(
            kind=EventKind.LINES_READY,
            at=now,
            facts={
                "order": str(key),
                "lines": ",".join(f"{line.key.line_id}>{line.supplier}" for line in ready),
                "tags": ",".join(ready[0].tags),
            },
        )
        # Two messages may work on one order at once: a hold that the other opens stands.
        desk.commit(
            Change(
                puts=tuple(ready),
                unchanged=(file.holds,),
                events=((ready[0], told),),
                was=file.before(ready),
            )
        )
    return len(ready)
