"""The parts of an order: which of its lines travel together, counted 1/3 2/3 3/3, and how far.

An order is whole when its last part has left. What has no parcel yet is a part as well, the rest:
nobody forgets it because it has no number.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import PositiveInt

from hedan.domain.base import Frozen, Id, OrderKey
from hedan.domain.line_work import LEFT, LineState, LineWork
from hedan.domain.orders import PAID_AND_OPEN, Line, Order, OrderStatus
from hedan.domain.parcels import Parcel, ParcelState

# The platform says that these have left, whoever sent them.
SENT = frozenset({OrderStatus.SHIPPED, OrderStatus.DONE})
# In these a line is in its parcel, whatever its fence says: nobody has taken it out.
IN_PARCEL = frozenset({LineState.CLAIMED, LineState.STOPPING, LineState.GONE, LineState.SHIPPED})


class PartState(StrEnum):
    """How far a part of an order is."""

    REST = "rest"  # In no parcel yet.
    CLAIMED = "claimed"  # In a parcel that has no number.
    ASKED_BACK = "asked_back"  # A line of it was stopped, and its supplier has not answered.
    NUMBERED = "numbered"  # It has a number that the platform does not have yet.
    HELD = "held"  # Its number waits for a person.
    SHIPPED = "shipped"  # The platform has its number, or knows that it left.


class OrderPart(Frozen):
    """Lines of an order that travel together."""

    number: PositiveInt
    of: PositiveInt
    parcel_id: Id | None  # None: the rest, or what somebody else has sent.
    line_ids: tuple[Id, ...]
    state: PartState

    def __str__(self) -> str:
        """How people read it: 2/3."""
        return f"{self.number}/{self.of}"


def parts_of(
    order: Order, works: Iterable[LineWork], parcels: Mapping[str, Parcel]
) -> tuple[OrderPart, ...]:
    """Return the parts of an order, those claimed first before the others, the rest at the end.

    A part keeps its number when later ones are planned. Lines that were refunded, cancelled or
    never paid for are in no part. parcels: those that the works name, by id.
    """
    by_line = {work.key.line_id: work for work in works if work.key.order == order.key}
    groups: dict[tuple[str | None, bool], list[Line]] = {}
    for line in order.lines:
        work = by_line.get(line.line_id)
        parcel_id = _parcel_of(work)
        if parcel_id is not None or line.status in SENT or _will_go(order, line, work):
            is_sent = parcel_id is None and line.status in SENT
            groups.setdefault((parcel_id, is_sent), []).append(line)
    places = {group: place for place, group in enumerate(groups)}

    def turn(group: tuple[str | None, bool]) -> tuple[bool, bool, datetime, int]:
        parcel_id, is_sent = group
        parcel = parcels.get(parcel_id or "")
        claimed_at = parcel.claimed_at if parcel else None
        never = datetime.max.replace(tzinfo=UTC)
        return not is_sent, parcel_id is None, claimed_at or never, places[group]

    ordered = sorted(groups, key=turn)
    return tuple(
        OrderPart(
            number=number,
            of=len(ordered),
            parcel_id=parcel_id,
            line_ids=tuple(line.line_id for line in groups[parcel_id, is_sent]),
            state=PartState.SHIPPED
            if is_sent
            else _state(parcels.get(parcel_id or ""), groups[parcel_id, False], by_line),
        )
        for number, (parcel_id, is_sent) in enumerate(ordered, start=1)
    )


def is_complete(parts: Sequence[OrderPart]) -> bool:
    """Tell whether the last part has left. An order of which nothing goes is not."""
    return bool(parts) and all(part.state is PartState.SHIPPED for part in parts)


def is_part_shipped(parts: Sequence[OrderPart]) -> bool:
    """Tell whether some of it has left and some has not."""
    return not is_complete(parts) and any(part.state is PartState.SHIPPED for part in parts)


def part_in(parts: Iterable[OrderPart], parcel_id: str) -> OrderPart | None:
    """Return the part that travels in a parcel."""
    return next((part for part in parts if part.parcel_id == parcel_id), None)


def part_orders(lines: Iterable[tuple[OrderKey, str]], orders: Iterable[Order]) -> list[OrderKey]:
    """Return the orders of which these lines are not everything that goes, as the orders come."""
    mine = set(lines)
    return [
        order.key
        for order in orders
        if any(
            (order.key, line.line_id) not in mine
            for line in order.lines
            if line.status in SENT or line.status in PAID_AND_OPEN
        )
    ]


def _parcel_of(work: LineWork | None) -> str | None:
    return work.parcel_id if work is not None and work.state in IN_PARCEL else None


def _will_go(order: Order, line: Line, work: LineWork | None) -> bool:
    """Tell whether a line without a parcel is still to travel."""
    is_open = order.status in PAID_AND_OPEN and line.status in PAID_AND_OPEN
    return is_open and (work is None or work.may_ship)


def _state(
    parcel: Parcel | None, lines: Iterable[Line], works: Mapping[str, LineWork]
) -> PartState:
    mine = [works[line.line_id].state for line in lines if line.line_id in works]
    if LineState.STOPPING in mine:
        return PartState.ASKED_BACK
    if mine and all(state in LEFT for state in mine):
        return PartState.SHIPPED
    if parcel is None:
        return PartState.REST
    if parcel.state is ParcelState.HELD:
        return PartState.HELD
    return PartState.CLAIMED if parcel.state is ParcelState.CLAIMED else PartState.NUMBERED
