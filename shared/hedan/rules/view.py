"""What a rule's condition may ask: an order as the seller speaks of it, with types.

The names in here are the names in the seller's conditions (`order.total`, `line.sku`): a change is
a change of the seller's language. Money is in minor units (fen, cents) of the order's currency.
"""

from datetime import datetime
from typing import NamedTuple


class LineView(NamedTuple):
    """One line: `line` in a rule of scope line, an element of `order.lines` everywhere."""

    id: str
    sku: str  # The seller's code as the platform tells it.
    skus: list[str]  # What it is in SKUs of ours: several for a combo, none if nobody knows.
    product_id: str
    name: str
    spec: str
    quantity: int
    unit_price: int
    list_price: int  # 0: not told.
    discount: int
    paid: int
    cost: int  # Of all its units; 0: not known.
    margin_percent: int  # Of what was paid; 100 when the cost is not known.
    weight_grams: int
    supplier: str  # By its SKU, before any rule routes it.
    is_gift: bool
    is_virtual: bool
    fixed_packing: bool


class OrderView(NamedTuple):
    """The order: only its lines that are still to be shipped."""

    id: str
    total: int  # Paid.
    payable: int
    postage: int
    discount: int
    currency: str
    payment: str  # none, deposit, part, full, on_delivery.
    units: int
    lines: list[LineView]
    skus: list[str]
    suppliers: list[str]
    tags: list[str]  # Our classes, and those that earlier rules gave.
    remark: str
    memo: str
    flag: int
    country: str  # Empty or CN at home.
    province: str
    city: str
    district: str
    postcode: str
    carrier_wished: str
    logistics_method: str
    invoice_wished: str
    gift_wrap: bool
    margin_percent: int
    weight_grams: int
    created: datetime
    paid: datetime
    has_deadline: bool
    deadline: datetime  # The year 9999 without one.
    hours_left: float  # To the deadline; 1e6 without one.


class StoreView(NamedTuple):
    """The store it came from."""

    id: str
    platform: str
    name: str


class BuyerView(NamedTuple):
    """Its buyer, by the orders that this store knows of; this order is not counted."""

    id: str
    is_new: bool
    orders: int
    orders_30_days: int
    paid: int
    cancelled: int
    open_orders: int  # Still to be shipped.
    hours_since_last: float  # Since the last order before this one; 1e6 without one.


class TimeView(NamedTuple):
    """Now, by the store's clock."""

    now: datetime
    date: str  # 2026-11-22
    hour: int
    minute: int
    weekday: int  # Monday is 1.
    day: int
    month: int


class View(NamedTuple):
    """All of it: one variable each, under these names."""

    order: OrderView
    store: StoreView
    buyer: BuyerView
    time: TimeView
