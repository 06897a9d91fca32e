"""An order as it was when it was decided: the case of a decision, rebuilt from events."""

from hedan.domain.base import OrderKey
from hedan.domain.decisions import Decision
from hedan.domain.history import History, Member
from hedan.domain.snapshots import Snapshot
from hedan.ports import Desk
from hedan.usecases.orders.past_case import past_case


def decided_before(key: OrderKey, history: History, *, desk: Desk) -> Snapshot | None:
    """Return the last decision that had something to ship, or else the last; None without any.

    An order is looked at again when it has left, and then there is nothing to decide about it.
    Raises HistoryBroken and TryAgain as order_file_at() does, also of the orders that it replaces.
    """
    last: tuple[Decision, tuple[Member, ...]] | None = None
    for decision, before in history.decisions():
        if decision.lines or last is None or not last[0].lines:
            last = decision, before
    if last is None:
        return None
    decision, before = last
    return Snapshot(case=past_case(key, decision, before, desk=desk), decision=decision)
