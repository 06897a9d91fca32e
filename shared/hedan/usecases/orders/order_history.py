"""What an order was at any instant, and everything that happened to it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from pydantic import AwareDatetime

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import Frozen, OrderKey
from hedan.domain.commits import HistoryBroken
from hedan.domain.decisions import Decision
from hedan.domain.edits import Edits
from hedan.domain.events import EventKind
from hedan.domain.findings import Holds
from hedan.domain.history import History, Member
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order
from hedan.errors import VersionConflict
from hedan.ports import Desk, OrderFile
from hedan.usecases.again import until_settled


class Moment(Frozen):
    """One thing that happened to an order, for people."""

    at: AwareDatetime
    kind: EventKind
    facts: Mapping[str, str]
    # What was written: "LINE#1.state" is a field that changed, "LINE#1" what was not there before.
    # Names only: what a receiver's fields said is nobody's business here.
    written: tuple[str, ...] = ()


def order_file_at(key: OrderKey, at: datetime, *, desk: Desk) -> OrderFile:
    """Return all that was kept of an order after every commit up to an instant.

    Raises HistoryBroken when its events do not lead to what is stored of it, TryAgain when it
    keeps changing meanwhile.
    """
    return file_of(key, history_of(key, desk=desk).at(at))


def timeline(key: OrderKey, *, desk: Desk) -> tuple[Moment, ...]:
    """Return everything that happened to an order, the oldest first. Raises as order_file_at()."""
    return moments(history_of(key, desk=desk))


def moments(history: History) -> tuple[Moment, ...]:
    """Return a history for people."""
    return tuple(
        Moment(
            at=stored.event.at, kind=stored.event.kind, facts=stored.event.facts, written=written
        )
        for stored, written in history.events
    )


def history_of(key: OrderKey, *, desk: Desk) -> History:
    """Return the history of an order as it is now. Raises as order_file_at()."""
    return until_settled(lambda: _attempt(key, desk))


def _attempt(key: OrderKey, desk: Desk) -> History:
    file = desk.order_file(key)
    events = desk.history(key)
    try:
        return History(file.members, events)
    except HistoryBroken as broken:
        if desk.order_file(key) != file:  # Something was written between the two reads.
            raise VersionConflict(str(broken)) from broken
        raise


def file_of(key: OrderKey, members: Iterable[Member]) -> OrderFile:
    """Put together what is kept of an order."""
    order: Order | None = None
    decision: Decision | None = None
    holds, edits = Holds(order=key), Edits(order=key)
    lines: dict[str, LineWork] = {}
    again: dict[str, LineWork] = {}
    after_sales: dict[str, AfterSale] = {}
    for one in members:
        match one:
            case Order():
                order = one
            case Decision():
                decision = one
            case Holds():
                holds = one
            case Edits():
                edits = one
            case LineWork():
                (again if one.instead else lines)[one.key.line_id] = one
            case AfterSale():
                after_sales[one.after_sale_id] = one
    return OrderFile(
        key=key,
        order=order,
        lines=lines,
        after_sales=after_sales,
        holds=holds,
        edits=edits,
        decision=decision,
        again=again,
    )
