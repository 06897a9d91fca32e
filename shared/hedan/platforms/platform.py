"""What we ask of a platform. One adapter per platform answers; nobody else knows the wire."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import Frozen, OrderKey
from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking


class Told[T](Frozen):
    """What a platform told: mapped, and as it came (JSON text), for when a mapping was wrong."""

    value: T
    raw: str


class Changed(Frozen):
    """A hint from a listing: this order, or this after-sale of it, changed at that instant."""

    order_id: str
    after_sale_id: str | None
    changed_at: datetime


class ShipLine(Frozen):
    """One line of a shipment."""

    order: OrderKey
    line_id: str
    quantity: int


class Shipment(Frozen):
    """One parcel as the platform must learn of it."""

    request_id: str  # The parcel's id: the same again must not ship twice.
    tracking: Tracking
    lines: tuple[ShipLine, ...]
    whole_order: bool  # One order, all of its lines.


class Platform(Protocol):
    """One store of one platform, seen through its API.

    Every call raises PlatformRejected for a final no, AccessEnded when the seller must act, and
    PlatformBusy when the same call may succeed later.
    """

    def read_order(self, order_id: str) -> Told[Order]:
        """Return the order as the platform sees it now."""
        ...

    def read_after_sale(self, after_sale_id: str) -> Told[AfterSale]:
        """Return the after-sale as the platform sees it now."""
        ...

    def changed_orders(self, since: datetime, until: datetime) -> Iterator[Changed]:
        """Yield every order that changed in the window, page by page."""
        ...

    def changed_after_sales(self, since: datetime, until: datetime) -> Iterator[Changed]:
        """Yield every after-sale that changed in the window, page by page."""
        ...

    def merge_groups(self, orders: Sequence[Order]) -> list[tuple[str, ...]]:
        """Return which of these orders may share a parcel, as groups of order ids.

        Orders that may not be merged with any other are in no group.
        """
        ...

    def ship(self, shipment: Shipment) -> None:
        """Tell the platform that a parcel left, by the call that fits it, at most once.

        Returns when the platform has the number, also when it had this very number before.
        """
        ...
