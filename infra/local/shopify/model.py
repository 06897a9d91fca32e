"""What a simulated Shopify shop keeps: orders, fulfilments, refunds, subscriptions."""

from dataclasses import dataclass, field
from datetime import datetime

from infra.local.simulated.trade import ORDINARY, Goods, Person, Terms


@dataclass
class App:
    """An application: its client secret, and the one before it for an hour."""

    app_key: str
    secret: str
    old_secret: str = ""
    rotated: datetime | None = None


@dataclass
class Shop:
    """One shop, opened by one access token."""

    shop_id: str  # Its domain, e.g. tea.myshopify.com.
    app_key: str
    token: str
    currency: str
    callback_url: str | None = None
    callback_host: str | None = None
    topics: set[str] = field(default_factory=set)  # Subscribed; one that fails is deleted.
    revoked: bool = False
    products: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass
class Line:
    """One line item."""

    line_id: int
    fulfillment_line_id: int
    product_id: int
    variant_id: int
    goods: Goods
    fulfilled: int = 0
    removed: int = 0  # Refunded before they left.
    refunded: int = 0

    @property
    def left(self) -> int:
        """Pieces that are still to leave."""
        return self.goods.quantity - self.fulfilled - self.removed


@dataclass
class Fulfillment:
    """A parcel."""

    fulfillment_id: int
    at: datetime
    company: str
    number: str
    pieces: dict[int, int]


@dataclass
class Refund:
    """Money that went back, and for how much of which line."""

    refund_id: int
    at: datetime
    pieces: dict[int, int]
    amounts: dict[int, int]


@dataclass
class Order:
    """One order."""

    order_id: int
    number: int
    shop_id: str
    person: Person
    lines: list[Line]
    created: datetime
    updated: datetime
    fulfillment_order_id: int
    note: str
    cancelled: datetime | None = None
    fulfillments: list[Fulfillment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    refund_wanted: bool = False  # Told to the seller by e-mail: the shop system knows nothing.
    terms: Terms = ORDINARY

    @property
    def total_minor(self) -> int:
        """What the buyer paid."""
        return sum(line.goods.paid_minor for line in self.lines)

    @property
    def refunded_minor(self) -> int:
        """What went back."""
        return sum(sum(refund.amounts.values()) for refund in self.refunds)

    @property
    def closed(self) -> bool:
        """Whether the default list leaves it out."""
        return self.cancelled is not None
