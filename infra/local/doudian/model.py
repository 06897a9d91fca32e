"""What the simulated platform remembers: apps, shops, orders, after-sales, parcels.

Times are aware UTC datetimes cut to whole seconds, money is fen, ids are strings of digits.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from infra.local.doudian.signing import SignMode


class OrderStatus(IntEnum):
    """`order_status` of a shop order and of a sku order."""

    UNPAID = 1
    TO_SHIP = 2
    SHIPPED = 3
    CANCELLED = 4
    DONE = 5
    PARTLY_SHIPPED = 101
    RISK_REVIEW = 105


class AfterSaleType(IntEnum):
    """`after_sale_type`: what the buyer asks for."""

    RETURN = 0
    REFUND_ONLY = 1
    BEFORE_SHIPPING = 2
    EXCHANGE = 3
    RESEND = 7


class AfterSaleStatus(IntEnum):
    """`after_sale_status`: how far the request has come."""

    WAIT_SELLER = 6
    WAIT_RETURN = 7
    WAIT_SELLER_TO_SHIP = 8
    RETURNED = 11
    SUCCESS = 12
    SENT_AGAIN = 13
    RECEIVED_AGAIN = 14
    REFUSED = 27
    CLOSED = 28


class RefundStatus(IntEnum):
    """`refund_status`: how far the money has come."""

    WAIT = 1
    IN_PROGRESS = 2
    SUCCESS = 3


# While one of these stands, the lines it names may not be shipped.
OPEN_AFTER_SALES = frozenset(
    {
        AfterSaleStatus.WAIT_SELLER,
        AfterSaleStatus.WAIT_RETURN,
        AfterSaleStatus.WAIT_SELLER_TO_SHIP,
        AfterSaleStatus.RETURNED,
        AfterSaleStatus.SENT_AGAIN,
    }
)
# Of these goods leave a second time, and no money goes back.
SENT_TWICE = frozenset({AfterSaleType.EXCHANGE, AfterSaleType.RESEND})


@dataclass(frozen=True)
class Place:
    """One step of the administrative address: a name and the platform's code for it."""

    name: str
    id: str


@dataclass(frozen=True)
class Receiver:
    """Who gets the parcel, in clear. Only masks and cipher text of this ever leave the platform."""

    name: str
    tel: str
    province: Place
    city: Place
    town: Place
    street: Place
    detail: str


@dataclass(frozen=True)
class Item:
    """What a buyer puts into an order. Discounts are totals over the line, not per piece."""

    code: str
    name: str
    quantity: int
    unit_price_fen: int
    shop_discount_fen: int = 0
    platform_discount_fen: int = 0
    spec: tuple[tuple[str, str], ...] = ()
    pre_sale_type: int = 0
    goods_type: int = 0
    promised_discount_fen: int = 0  # Told to the buyer, and never taken off.
    bundle: tuple[tuple[str, int], ...] = ()  # Code and count of each member, where it is a set.

    @property
    def sum_fen(self) -> int:
        return self.quantity * self.unit_price_fen

    @property
    def discount_fen(self) -> int:
        return self.shop_discount_fen + self.platform_discount_fen

    @property
    def told_discount_fen(self) -> int:
        return self.discount_fen + self.promised_discount_fen

    @property
    def paid_fen(self) -> int:
        return self.sum_fen - self.discount_fen


@dataclass(frozen=True)
class Gift:
    """A free line that belongs to bought lines, named by their position in the order."""

    code: str
    name: str
    quantity: int = 1
    master_lines: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Terms:
    """What is unlike an ordinary order, as its buyer agreed to it."""

    deposit_fen: int = 0  # A presale in two payments: the first of them, over all lines.
    balance_due_at: datetime | None = None
    unpaid_rest_fen: int = 0  # The order counts as paid, and so much of it has not come in.
    by_sf: bool = False  # The shop promised this one carrier.


@dataclass
class App:
    """One application in the platform's console."""

    app_key: str
    app_secret: str
    sign_mode: SignMode


@dataclass
class Shop:
    """One shop and where its messages go."""

    shop_id: str
    name: str
    app_key: str
    callback_url: str | None = None
    callback_host: str | None = None
    review_address_changes: bool = True
    authorised: bool = True
    stock: dict[str, int] = field(default_factory=dict)
    stock_changes_seen: set[str] = field(default_factory=set)


@dataclass
class SkuOrder:
    """One line of a shop order, a gift included."""

    order_id: str
    item: Item
    sku_id: str
    product_id: str
    status: OrderStatus
    exp_ship_time: datetime
    update_time: datetime
    master_ids: tuple[str, ...] = ()
    is_gift: bool = False
    shipped_num: int = 0
    refunded_num: int = 0
    ship_time: datetime | None = None
    after_sale_id: str | None = None

    @property
    def left_to_ship(self) -> int:
        """Pieces that are neither shipped nor paid back."""
        return self.item.quantity - self.shipped_num - self.refunded_num


@dataclass
class Pack:
    """One parcel of one order, as `logistics_info` shows it. A merged parcel has one in each."""

    pack_id: str
    company_code: str
    logistics_code: str
    ship_time: datetime
    shipped: dict[str, int]
    whole_order: bool


@dataclass
class ShopOrder:
    """One order of one shop with its lines and everything that happened to it."""

    order_id: str
    shop_id: str
    buyer: str
    receiver: Receiver
    sku_orders: list[SkuOrder]
    status: OrderStatus
    create_time: datetime
    update_time: datetime
    exp_ship_time: datetime
    ship_within_seconds: int
    buyer_words: str = ""
    seller_words: str = ""
    seller_remark_stars: int = 0
    pay_time: datetime | None = None
    ship_time: datetime | None = None
    finish_time: datetime | None = None
    appointment_ship_time: datetime | None = None
    post_fen: int = 0
    cancel_reason: str = ""
    risk_review: bool = False
    platform_warehouse: bool = False
    order_type: int = 0
    trade_type: int = 0
    misreport_paid_by_fen: int = 0
    terms: Terms = Terms()
    deposit_time: datetime | None = None
    packs: list[Pack] = field(default_factory=list)
    wanted_receiver: Receiver | None = None

    def line(self, sku_order_id: str) -> SkuOrder | None:
        """The line of that id, or None if it is not of this order."""
        return next((line for line in self.sku_orders if line.order_id == sku_order_id), None)


@dataclass
class AfterSale:
    """One request for money, goods or both; it may name several lines of one order."""

    after_sale_id: str
    order_id: str
    shop_id: str
    lines: dict[str, int]
    type: AfterSaleType
    status: AfterSaleStatus
    amount_fen: int
    post_fen: int
    reason_code: int
    reason: str
    remark: str
    apply_time: datetime
    update_time: datetime
    status_deadline: datetime
    refund_status: RefundStatus = RefundStatus.WAIT
    before_shipping: bool = True
    apply_count: int = 1
    return_company: str = ""
    return_number: str = ""
    again_company: str = ""  # Of what was sent for it, instead or once more.
    again_number: str = ""
    send_cancelled_at: datetime | None = None
    intercepts: list[str] = field(default_factory=list)
    logs: list[tuple[datetime, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Shipment:
    """One parcel that the platform accepted, over all orders it names."""

    time: datetime
    method: str
    shop_id: str
    order_ids: tuple[str, ...]
    sku_orders: tuple[tuple[str, int], ...]
    pack_id: str
    company_code: str
    logistics_code: str
    request_id: str
    log_id: str


@dataclass(frozen=True)
class Violation:
    """Something the platform allows once and a careful seller never does."""

    time: datetime
    kind: str
    order_id: str
    detail: str
