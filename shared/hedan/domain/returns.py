"""Goods that come back to their supplier: expected, received, credited."""

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, NonNegativeInt, PositiveInt

from hedan.domain.base import Frozen, Id, LineKey, OrderKey, Sku, StoreId, SupplierId, short_id
from hedan.domain.parcels import Tracking


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
    tracking: Tracking | None = None  # The way back, where it is known.
    state: ReturnState = ReturnState.EXPECTED
    settled_at: AwareDatetime | None = None  # Received, lost or void since.
    settled_by: str = ""
    condition: str = ""  # In the supplier's words.
    version: NonNegativeInt = 0


def return_id(cause: ReturnCause, of: str, supplier: str) -> str:
    """Derive the id: the same cause (a stop's or an after-sale's id) is the same return."""
    return short_id("B", cause.value, of, supplier)
