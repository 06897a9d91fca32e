"""Goods that come back to their supplier: expected, received, credited."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, NonNegativeInt, PositiveInt

from hedan.domain.base import Frozen, Id, LineKey, OrderKey, Sku, StoreId, SupplierId, short_id
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Parcel, ParcelLine, Tracking
from hedan.domain.stops import Stop, StopAnswer


class ReturnCause(StrEnum):
    """Why goods come back."""

    TOO_LATE = "too_late"  # A stop came when the parcel had left: it is intercepted or refused.
    AFTER_SALE = "after_sale"  # The buyer sends them back.


class ReturnState(StrEnum):
    """How far they came."""

    EXPECTED = "expected"
    RECEIVED = "received"  # The supplier has them again.
    LOST = "lost"  # Somebody gave them up.
    VOID = "void"  # They stay with the buyer after all.


class ReturnedGoods(Frozen):
    """Units of one line."""

    key: LineKey
    sku: Sku
    name: str
    quantity: PositiveInt


class SupplierReturn(Frozen):
    """What one supplier gets back of one order for one cause."""

    return_id: Id
    cause: ReturnCause
    supplier: SupplierId
    store: StoreId
    order: OrderKey
    parcel_id: Id
    workbook: str
    goods: tuple[ReturnedGoods, ...]
    after_sale_id: Id | Literal[""] = ""
    stop_id: Id | Literal[""] = ""
    expected_since: AwareDatetime
    aged_at: AwareDatetime | None = None  # Since then the owner knows that they are not back.
    tracking: Tracking | None = None  # The way back, where it is known.
    state: ReturnState = ReturnState.EXPECTED
    settled_at: AwareDatetime | None = None  # Received, lost or void since.
    settled_by: str = ""
    condition: str = ""  # In the supplier's words.
    version: NonNegativeInt = 0


def return_id(cause: ReturnCause, of: str, supplier: str) -> str:
    """Derive the id: the same cause (a stop's or an after-sale's id) is the same return."""
    return short_id("B", cause.value, of, supplier)


def return_of_stop(
    stop: Stop, works: Iterable[LineWork], parcel: Parcel | None, now: datetime
) -> SupplierReturn | None:
    """Return what comes back after a stop that came too late; None when nothing does.

    works: the lines as the answer leaves them. Only what no platform heard of comes back this way:
    a line whose number is up travels to its buyer, and an after-sale of it says what follows.
    """
    if stop.answer is not StopAnswer.GONE or parcel is None:
        return None
    gone = {work.key for work in works if work.state is LineState.GONE}
    goods = tuple(_goods(line, line.quantity) for line in parcel.lines if line.key in gone)
    if not goods:
        return None
    return SupplierReturn(
        return_id=return_id(ReturnCause.TOO_LATE, stop.stop_id, stop.supplier),
        cause=ReturnCause.TOO_LATE,
        supplier=stop.supplier,
        store=stop.store,
        order=stop.order,
        parcel_id=stop.parcel_id,
        workbook=stop.workbook,
        goods=tuple(one for own in goods for one in own),
        after_sale_id=stop.after_sale_id,
        stop_id=stop.stop_id,
        expected_since=now,
        tracking=parcel.tracking,
    )


def goods_of(line: ParcelLine, units: int) -> tuple[ReturnedGoods, ...]:
    """Return so many units of a line in SKUs of ours: of a combo each of its pieces."""
    return _goods(line, min(units, line.quantity))


def _goods(line: ParcelLine, units: int) -> tuple[ReturnedGoods, ...]:
    counted: dict[str, int] = {}
    for part in line.contents:
        counted[part.sku] = counted.get(part.sku, 0) + part.quantity
    return tuple(_some(line, counted, units))


def _some(line: ParcelLine, counted: dict[str, int], units: int) -> Iterator[ReturnedGoods]:
    for sku, quantity in counted.items():
        own = quantity * units // line.quantity
        if own:
            yield ReturnedGoods(key=line.key, sku=sku, name=line.name, quantity=own)


def settled(
    back: SupplierReturn, state: ReturnState, condition: str, by: str, now: datetime
) -> SupplierReturn:
    """Return goods after somebody said what became of them; the first word stands."""
    if back.state is not ReturnState.EXPECTED:
        return back
    return back.but(state=state, condition=condition, settled_by=by, settled_at=now)
