"""What a simulated WooCommerce site keeps: orders, refunds, notes, webhooks, goods."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

from infra.local.simulated.trade import ORDINARY, Goods, Person, Terms

CHINA = timezone(timedelta(hours=8))


class Vendors(StrEnum):
    """How a site shares a purchase among several merchants."""

    NONE = "none"
    DOKAN = "dokan"  # An order per vendor below a parent, where there are several.
    WCFM = "wcfm"  # One order; the vendor stands on the line.


class Status(StrEnum):
    """Where an order stands."""

    PENDING = "pending"
    PROCESSING = "processing"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    FAILED = "failed"
    TRASH = "trash"


@dataclass
class Webhook:
    """One subscription: one topic, one address."""

    webhook_id: int
    topic: str
    url: str
    host: str | None
    secret: str
    active: bool = True
    failures: int = 0  # In a row.


@dataclass
class Site:
    """One WordPress installation, opened by one consumer key."""

    app_key: str
    app_secret: str
    vendors: Vendors
    currency: str
    tracking_extension: bool
    zone: timezone = CHINA
    revoked: bool = False
    webhooks: list[Webhook] = field(default_factory=list)
    stock: dict[tuple[int, int], int] = field(default_factory=dict)
    products: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass
class Line:
    """One line item. `parent_item` is the parent's line, in an order that Dokan made of it."""

    line_id: int
    vendor: str
    goods: Goods
    product_id: int
    variation_id: int
    parent_item: int | None = None


@dataclass
class Refund:
    """Money that went back, and for how much of which line."""

    refund_id: int
    at: datetime
    reason: str
    amount_minor: int
    lines: list[tuple[int, int, int]]  # line id, pieces, minor units


@dataclass
class Order:
    """One order of a site."""

    order_id: int
    site: str
    person: Person
    status: Status
    lines: list[Line]
    created: datetime
    modified: datetime
    paid: datetime | None
    note: str = ""
    completed: datetime | None = None
    parent_id: int = 0
    vendor: str = ""
    has_children: bool = False
    refunds: list[Refund] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    trackings: list[dict[str, Any]] = field(default_factory=list)
    meta: list[dict[str, Any]] = field(default_factory=list)
    refund_wanted: bool = False  # Told to the seller by e-mail: the shop system knows nothing.
    before_trash: Status | None = None
    terms: Terms = ORDINARY

    @property
    def total_minor(self) -> int:
        """What the buyer paid."""
        return sum(line.goods.paid_minor for line in self.lines)
