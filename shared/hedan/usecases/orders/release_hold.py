"""A person's decision: one hold of an order is over. The order is looked at again at once."""

from datetime import datetime

from hedan.domain.base import OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.findings import Hold, release
from hedan.ports import Change, Desk
from hedan.usecases.again import until_settled


def release_hold(
    key: OrderKey, hold_id: str, by: str, *, desk: Desk, now: datetime
) -> tuple[Hold, ...]:
    """Close one hold and return those still open. Releasing it twice changes nothing."""
    return until_settled(lambda: _attempt(key, hold_id, by, desk, now))


def _attempt(key: OrderKey, hold_id: str, by: str, desk: Desk, now: datetime) -> tuple[Hold, ...]:
    file = desk.order_file(key)
    holds = release(file.holds, hold_id, by, now)
    if holds != file.holds:
        released = Event(
            kind=EventKind.HOLD_RELEASED,
            at=now,
            facts={"order": str(key), "hold": hold_id, "by": by},
        )
        puts = (holds,)
        desk.commit(Change(puts=puts, was=file.before(puts), events=((holds, released),)))
    return holds.open
