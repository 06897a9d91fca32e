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
    known = desk.order_file(key).holds
    holds = release(known, hold_id, by, now)
    if holds != known:
        released = Event(
            kind=EventKind.HOLD_RELEASED,
            at=now,
            facts={"order": str(key), "hold": hold_id, "by": by},
        )
        desk.commit(Change(puts=(holds,), events=((holds, released),)))
    return holds.open
