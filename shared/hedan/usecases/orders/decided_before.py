"""An order as it was when it was decided: the case of a decision, rebuilt from events."""

from collections.abc import Sequence

from hedan.domain.base import OrderKey
from hedan.domain.commits import HistoryBroken
from hedan.domain.decisions import Decision
from hedan.domain.history import History, Member
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order
from hedan.domain.snapshots import Snapshot
from hedan.ports import Desk
from hedan.usecases.orders.gather_facts import case_of
from hedan.usecases.orders.order_history import file_of, order_file_at


def decided_before(key: OrderKey, history: History, *, desk: Desk) -> Snapshot | None:
    """Return the last decision that had something to ship, or else the last; None without any.

    An order is looked at again when it has left, and then there is nothing to decide about it.
    Raises HistoryBroken and TryAgain as order_file_at() does, also of the orders that it replaces.
    """
    last: tuple[Decision, Sequence[Member]] | None = None
    for decision, before in history.decisions():
        if decision.lines or last is None or not last[0].lines:
            last = decision, before
    return None if last is None else _snapshot(key, *last, desk)


def _snapshot(key: OrderKey, decision: Decision, before: Sequence[Member], desk: Desk) -> Snapshot:
    file = file_of(key, before)
    if file.order is None:
        raise HistoryBroken(f"{key}: decided before anybody told us of it")
    predecessors = _predecessors(file.order, decision, desk)
    case = case_of(file, decision.facts, predecessors, decision.at)
    return Snapshot(case=case, decision=decision)


def _predecessors(order: Order, decision: Decision, desk: Desk) -> list[LineWork]:
    """Return our work on the orders that this one replaces, as it was then."""
    return [
        line
        for order_id in order.replaces
        for line in order_file_at(
            order.key.but(order_id=order_id), decision.at, desk=desk
        ).lines.values()
    ]
