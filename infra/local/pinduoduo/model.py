"""The platform's own records: apps, shops, orders, after-sales, parcels. Money in fen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from infra.local.simulated.trade import ORDINARY, Goods, Person, Terms

SHIP_WITHIN = timedelta(hours=48)


class OrderStatus(IntEnum):
    """`order_status`."""

    TO_SHIP = 1
    SHIPPED = 2
    SIGNED = 3


class RefundStatus(IntEnum):
    """`refund_status` of an order."""

    NONE = 1
    OPEN = 2
    REFUNDING = 3
    REFUNDED = 4


class AfterSaleStatus(IntEnum):
    """`after_sales_status`, those that the simulated people reach."""

    ASKED = 2
    RETURN_ASKED = 3
    AGREED = 4
    REFUSED = 6
    RETURN_AGREED = 7
    REFUNDED = 10
    WITHDRAWN = 11
    EXCHANGE_SELLERS_TURN = 14  # To answer it; and again when the goods came back.
    EXCHANGE_BUYERS_TURN = 15
    EXCHANGE_DONE = 16
    EXCHANGE_SENT = 18  # The buyer is to confirm it.


class AfterSaleKind(IntEnum):
    """`after_sales_type` as the detail counts; the list's numbers are one higher."""

    REFUND_ONLY = 1
    RETURN = 2
    EXCHANGE = 3


OPEN_AFTER_SALES = frozenset(AfterSaleStatus) - {
    AfterSaleStatus.REFUNDED,
    AfterSaleStatus.WITHDRAWN,
    AfterSaleStatus.EXCHANGE_DONE,
}


@dataclass(frozen=True)
class App:
    """An application of the console."""

    client_id: str
    client_secret: str


@dataclass
class Shop:
    """A shop that authorised an application."""

    shop_id: str
    name: str
    client_id: str
    stock: dict[str, int] = field(default_factory=dict)  # By the seller's code.


@dataclass(frozen=True)
class Parcel:
    """A tracking number as the platform took it."""

    company_id: int
    number: str
    at: datetime


@dataclass
class Order:
    """One order and everything that happened to it."""

    order_sn: str
    shop_id: str
    group_order_id: int
    goods: Sequence[Goods]
    person: Person
    created: datetime
    paid: datetime
    updated: datetime
    confirmed: datetime | None = None  # None while its group is not complete.
    status: OrderStatus = OrderStatus.TO_SHIP
    refund_status: RefundStatus = RefundStatus.NONE
    after_sale_ids: list[str] = field(default_factory=list)
    in_review: bool = False
    ship_hold: bool = False
    post_fen: int = 0
    terms: Terms = ORDINARY
    balance_paid: bool = True
    buyer_memo: str = ""
    remark: str = ""
    remark_tag: int = 0
    remark_tag_name: str = ""
    parcel: Parcel | None = None
    extra: list[Parcel] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)  # Every number, corrected ones too.
    shipped: datetime | None = None
    received: datetime | None = None

    @property
    def goods_fen(self) -> int:
        """Price times count."""
        return sum(item.quantity * item.unit_price_minor for item in self.goods)

    @property
    def discount_fen(self) -> int:
        """All discounts together."""
        return sum(item.discount_minor for item in self.goods)

    @property
    def told_discount_fen(self) -> int:
        """All discounts together as the buyer was told of them."""
        return self.discount_fen + sum(item.promised_minor for item in self.goods)

    @property
    def paid_fen(self) -> int:
        """What the buyer paid."""
        return self.goods_fen - self.discount_fen + self.post_fen

    @property
    def ship_by(self) -> datetime:
        """`last_ship_time`."""
        return (self.confirmed or self.paid) + SHIP_WITHIN

    @property
    def shows_receiver(self) -> bool:
        """Receiver data exist only while the order waits to be shipped and is not in review."""
        return (
            self.status is OrderStatus.TO_SHIP
            and not self.in_review
            and self.refund_status is not RefundStatus.REFUNDED
        )


@dataclass
class AfterSale:
    """One request of a buyer."""

    id: str
    order_sn: str
    shop_id: str
    kind: AfterSaleKind
    status: AfterSaleStatus
    amount_fen: int
    reason: str
    created: datetime
    updated: datetime
    return_number: str = ""
    again: Parcel | None = None  # What was sent instead.
    by_role: int = 1  # refund_operator_role: 1 buyer, 2 seller.
