"""Ready: the reserved lines of an order wait for a wave of their suppliers from now on.

Virtual lines wait for no wave: their event sends them on their way at once (see ship_virtual).
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from hedan.domain.base import OrderKey, SupplierId
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState, LineWork
from hedan.ports import Change, Desk, OrderFile
from hedan.usecases.again import until_settled
from hedan.usecases.orders.stock_need import ACTIONS_FOR_LINES


def make_ready(
    key: OrderKey, *, desk: Desk, now: datetime, eager: Collection[SupplierId] = ()
) -> int:
    """Move the reserved lines on; return how many. Lines fenced meanwhile stay behind.

    eager: suppliers who may take them before their next cut-off; begin_wave hears of their lines.
    """
    count = 0
    while True:
        moved = until_settled(lambda: _attempt(key, desk, now, eager))
        count += moved
        if moved < ACTIONS_FOR_LINES:
            return count


def _attempt(key: OrderKey, desk: Desk, now: datetime, eager: Collection[SupplierId]) -> int:
    file = desk.order_file(key)
    if file.holds.of_order:
        return 0
    ready = [
        line.move(LineState.READY)
        for line in file.lines.values()
        if line.state is LineState.RESERVED
        and line.may_ship
        and line.supplier is not None
        and not file.holds.keeps(line.key.line_id)
    ][:ACTIONS_FOR_LINES]
    if ready:
        # Two messages may work on one order at once: a hold that the other opens stands.
        desk.commit(
            Change(
                puts=tuple(ready),
                unchanged=(file.holds,),
                events=tuple((ready[0], told) for told in _told(file, ready, now, eager)),
                was=file.before(ready),
            )
        )
    return len(ready)


def _told(
    file: OrderFile, ready: Sequence[LineWork], now: datetime, eager: Collection[SupplierId]
) -> list[Event]:
    facts = {
        "order": str(file.key),
        "lines": ",".join(f"{line.key.line_id}>{line.supplier}" for line in ready),
        "tags": ",".join(ready[0].tags),
    }
    told = [Event(kind=EventKind.LINES_READY, at=now, facts=facts)]
    lines = file.order.lines if file.order else ()
    virtual = {line.line_id for line in lines if line.is_virtual}
    if named := ",".join(line.key.line_id for line in ready if line.key.line_id in virtual):
        facts = {"order": str(file.key), "lines": named}
        told.append(Event(kind=EventKind.VIRTUAL_READY, at=now, facts=facts))
    awaiting = {line.supplier for line in ready if line.supplier in eager}
    if named := ",".join(sorted(supplier for supplier in awaiting if supplier)):
        facts = {"order": str(file.key), "suppliers": named, "at": now.isoformat()}
        told.append(Event(kind=EventKind.LINES_AWAITED, at=now, facts=facts))
    return told
