"""The case of a past decision: put together again from the versions that it says it saw."""

from collections.abc import Iterable, Iterator

from hedan.domain.base import OrderKey
from hedan.domain.commits import HistoryBroken
from hedan.domain.decisions import Case, Decision
from hedan.domain.history import Member
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order
from hedan.ports import Desk
from hedan.usecases.orders.gather_facts import case_of
from hedan.usecases.orders.order_history import file_of, history_of, order_file_at


def past_case(key: OrderKey, decision: Decision, before: Iterable[Member], *, desk: Desk) -> Case:
    """Return what a decision looked at; before is what its order's history has for it.

    Raises HistoryBroken and TryAgain as order_file_at() does, also of the orders that it replaces.
    """
    file = file_of(key, before)
    if file.order is None:
        raise HistoryBroken(f"{key}: decided before anybody told us of it")
    predecessors = tuple(_predecessors(file.order, decision, desk))
    return case_of(file, decision.facts, predecessors, decision.at)


def _predecessors(order: Order, decision: Decision, desk: Desk) -> Iterator[LineWork]:
    """Yield our work on the orders that this one replaces, as it was then."""
    saw = decision.facts.saw
    for order_id in order.replaces:
        other = order.key.but(order_id=order_id)
        if saw is None:
            yield from order_file_at(other, decision.at, desk=desk).lines.values()
        elif order_id in saw:
            seen = history_of(other, desk=desk).seen(saw[order_id])
            yield from file_of(other, seen).lines.values()
