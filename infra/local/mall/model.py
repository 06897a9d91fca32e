"""What a simulated mall keeps: merchants, orders of four shapes, refunds, shipments."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from infra.local.simulated.trade import ORDINARY, Goods, Person, Terms


class Shape(StrEnum):
    """How a purchase of several merchants is kept."""

    PARENT_CHILD = "parent_child"
    GROUP_CHILD = "group_child"
    FLAT = "flat"
    MERCHANT_ON_LINE = "merchant_on_line"


class Status(StrEnum):
    """Where an order or a line stands."""

    UNPAID = "unpaid"
    IN_REVIEW = "in_review"
    PAID = "paid"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REPLACED = "replaced"


class RefundStatus(StrEnum):
    """Where a refund stands."""

    REQUESTED = "requested"
    AGREED = "agreed"
    SUCCEEDED = "succeeded"
    REFUSED = "refused"
    CLOSED = "closed"


OPEN = frozenset({RefundStatus.REQUESTED, RefundStatus.AGREED})


@dataclass
class Mall:
    """One mall: its token, its shape, what it was told of stock."""

    app_key: str
    token: str
    shape: Shape
    currency: str
    masked: bool
    revoked: bool = False
    stock: dict[tuple[str, str], int] = field(default_factory=dict)
    products: dict[str, tuple[str, str]] = field(default_factory=dict)
    kept_answers: dict[tuple[str, str], tuple[bytes, dict[str, Any]]] = field(default_factory=dict)


@dataclass
class Merchant:
    """One merchant of a mall, and where its events go."""

    merchant_id: str
    name: str
    app_key: str
    callback_url: str | None = None
    callback_host: str | None = None
    secrets: tuple[str, ...] = ()
    disabled: bool = False  # Its address answered 410.


@dataclass
class Line:
    """One line of one order."""

    line_id: str
    merchant_id: str
    goods: Goods
    product_id: str
    variant_id: str
    shipped: int = 0
    refunded: int = 0
    cancelled: int = 0  # Paid back before they left: these will never travel.
    refund_status: str = "none"

    @property
    def left(self) -> int:
        """Pieces that are still to leave."""
        return self.goods.quantity - self.shipped - self.cancelled


@dataclass
class Shipment:
    """A parcel that the mall was told of."""

    shipment_id: str
    carrier_code: str
    tracking_no: str
    lines: dict[str, int]
    merged_with: list[str]
    created: datetime


@dataclass
class Order:
    """One order. merchant_id is None for a parent, and where the merchant stands on the line."""

    order_id: str
    app_key: str
    purchase_id: str
    merchant_id: str | None
    person: Person
    lines: list[Line]
    status: Status
    created: datetime
    updated: datetime
    paid: datetime | None
    message: str = ""
    version: int = 0
    siblings: list[str] = field(default_factory=list)
    replaces: list[str] = field(default_factory=list)
    replaced_by: list[tuple[str, str]] = field(default_factory=list)
    shipments: list[Shipment] = field(default_factory=list)
    memo: str = ""
    flag: int = 0
    terms: Terms = ORDINARY

    @property
    def merchants(self) -> list[str]:
        """Whose lines are in it."""
        return list(dict.fromkeys(line.merchant_id for line in self.lines))

    def lines_of(self, merchant_id: str) -> list[Line]:
        """The lines of one merchant."""
        return [line for line in self.lines if line.merchant_id == merchant_id]

    def line(self, line_id: object) -> Line | None:
        """The line of an id."""
        return next((line for line in self.lines if line.line_id == line_id), None)


@dataclass
class Refund:
    """Somebody wants money back for pieces of lines of one merchant."""

    refund_id: str
    order_id: str
    merchant_id: str
    pieces: dict[str, int]
    amount_minor: int
    before_shipping: bool
    status: RefundStatus
    created: datetime
    updated: datetime
    version: int = 1
    stop_answer: dict[str, Any] | None = None
    answer: bool | None = None
    intercepts: list[str] = field(default_factory=list)
    return_shipment: tuple[str, str] | None = None
