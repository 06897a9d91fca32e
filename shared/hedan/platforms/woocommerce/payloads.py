"""What a WooCommerce shop answers (REST API v3): only the fields that we read.

Amounts are decimal text in the order's currency; times are GMT without saying so.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import StringConstraints

from hedan.platforms.calling.amounts import Amount, Currency, SignedAmount
from hedan.platforms.calling.extras import ExtraRows, ExtraText
from hedan.platforms.calling.theirs import PlatformId, Theirs
from hedan.platforms.calling.times import GmtInstant, GmtMoment

RowId = Annotated[PlatformId, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\s#]+$")]


class Meta(Theirs):
    """A value that the shop or a plugin wrote beside a record; it may be of any shape."""

    key: str = ""
    value: object = None
    display_key: object = None
    display_value: object = None

    @property
    def text(self) -> str:
        """The value as text; empty where it is no text or number."""
        return plain(self.value)


def plain(value: object) -> str:
    """Return a text or a number as text, anything else as an empty one."""
    if isinstance(value, bool):
        return "1" if value else ""
    return str(value) if isinstance(value, str | int | Decimal) else ""


def meta_text(meta: tuple[Meta, ...], key: str) -> str:
    """Return what stands under a key, as text; empty where nothing does."""
    return next((one.text for one in meta if one.key == key and one.text), "")


class Address(Theirs):
    """Billing or shipping."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    address_1: str = ""
    address_2: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""


class LineItem(Theirs):
    """One line of an order, or of a refund, where quantity and amounts are negative."""

    id: PlatformId
    name: str = ""
    product_id: PlatformId = ""
    variation_id: PlatformId = ""
    quantity: int
    subtotal: SignedAmount = Decimal(0)
    subtotal_tax: SignedAmount = Decimal(0)
    total: SignedAmount
    total_tax: SignedAmount = Decimal(0)
    sku: str = ""
    meta_data: tuple[Meta, ...] = ()


class ShippingLine(Theirs):
    """A way of shipping that the buyer chose."""

    method_title: ExtraText = ""
    method_id: ExtraText = ""


class RefundHead(Theirs):
    """What an order says about a refund of it: a negative amount."""

    id: PlatformId
    total: SignedAmount


class WooOrder(Theirs):
    """GET /wp-json/wc/v3/orders/<id>."""

    id: PlatformId
    parent_id: PlatformId = ""
    created_via: str = ""
    status: str
    currency: Currency
    date_created_gmt: GmtMoment
    date_modified_gmt: GmtMoment
    date_paid_gmt: GmtInstant = None
    total: Amount
    shipping_total: Amount = Decimal(0)
    shipping_tax: Amount = Decimal(0)
    payment_method: ExtraText = ""
    shipping_lines: ExtraRows = ()
    fee_lines: ExtraRows = ()
    customer_id: PlatformId = ""
    customer_note: str = ""
    billing: Address = Address()
    shipping: Address = Address()
    line_items: tuple[LineItem, ...] = ()
    refunds: tuple[RefundHead, ...] = ()
    meta_data: tuple[Meta, ...] = ()


class WooRefund(Theirs):
    """A row of GET /wp-json/wc/v3/orders/<id>/refunds."""

    id: RowId
    date_created_gmt: GmtMoment
    amount: Amount
    reason: str = ""
    line_items: tuple[LineItem, ...] = ()


class OrderRow(Theirs):
    """What a listing must tell of an order."""

    id: RowId
    date_created_gmt: GmtMoment
    date_modified_gmt: GmtMoment


class Note(Theirs):
    """A row of GET /wp-json/wc/v3/orders/<id>/notes."""

    id: int
    note: str = ""


class TrackingRow(Theirs):
    """A row of the Shipment Tracking extension. [memory]: its documents were not at hand."""

    tracking_id: PlatformId = ""
    tracking_number: str = ""
