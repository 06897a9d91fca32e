"""What Shopify's REST Admin API answers: only the fields that we read.

The resource's shape is [memory]: the documents at hand told of webhooks only. Hence every field
that we can do without may be absent.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import StringConstraints

from hedan.platforms.calling.amounts import Amount, Currency
from hedan.platforms.calling.extras import ExtraRows, ExtraText
from hedan.platforms.calling.theirs import PlatformId, Theirs
from hedan.platforms.calling.times import Instant, Moment

RowId = Annotated[PlatformId, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\s#]+$")]


class Money(Theirs):
    """An amount in the shop's currency."""

    amount: Amount = Decimal(0)


class MoneySet(Theirs):
    """An amount in the shop's and in the buyer's currency; orders are booked in the shop's."""

    shop_money: Money = Money()


class Discount(Theirs):
    """A line's share of a discount."""

    amount: Amount = Decimal(0)


class Tax(Theirs):
    """A tax on a line."""

    price: Amount = Decimal(0)


class LineItem(Theirs):
    """One line of an order; price is for one unit, before discounts."""

    id: PlatformId
    sku: str = ""
    title: str = ""
    variant_title: str = ""
    product_id: PlatformId = ""
    variant_id: PlatformId = ""
    quantity: int
    current_quantity: int | None = None  # Less what was taken out of the order or refunded.
    price: Amount
    discount_allocations: tuple[Discount, ...] = ()
    tax_lines: tuple[Tax, ...] = ()
    fulfillment_status: str = ""
    requires_shipping: bool = True
    gift_card: bool = False


class ShippingLine(Theirs):
    """A way of shipping that the buyer chose."""

    title: ExtraText = ""


class ShippingAddress(Theirs):
    """Where it goes, in clear text."""

    name: str = ""
    company: str = ""
    phone: str = ""
    address1: str = ""
    address2: str = ""
    city: str = ""
    province: str = ""
    zip: str = ""
    country_code: str = ""


class Customer(Theirs):
    """Who bought."""

    id: PlatformId = ""


class RefundLine(Theirs):
    """Units of a line that a refund is about."""

    line_item_id: PlatformId
    quantity: int = 0


class Transaction(Theirs):
    """Money that went back."""

    kind: str = ""
    status: str = ""
    amount: Amount = Decimal(0)


class ShopifyRefund(Theirs):
    """A refund; the money is back, or never was taken."""

    id: RowId
    created_at: Moment
    note: str = ""
    refund_line_items: tuple[RefundLine, ...] = ()
    transactions: tuple[Transaction, ...] = ()


class FulfilledLine(Theirs):
    """Units of a line in a parcel."""

    id: PlatformId
    quantity: int = 0


class Fulfillment(Theirs):
    """A parcel that Shopify knows."""

    id: PlatformId
    status: str = ""
    tracking_number: str = ""
    tracking_company: ExtraText = ""
    line_items: tuple[FulfilledLine, ...] = ()


class ShopifyOrder(Theirs):
    """An order. Times with their offset."""

    id: PlatformId
    created_at: Moment
    updated_at: Moment
    processed_at: Instant = None
    cancelled_at: Instant = None
    currency: Currency
    financial_status: str = ""
    fulfillment_status: str = ""
    taxes_included: bool = False
    total_price: Amount
    total_outstanding: Amount = Decimal(0)
    total_discounts: Amount = Decimal(0)
    total_tip_received: Amount = Decimal(0)
    shipping_lines: ExtraRows = ()
    total_shipping_price_set: MoneySet = MoneySet()
    note: str = ""
    customer: Customer = Customer()
    shipping_address: ShippingAddress = ShippingAddress()
    line_items: tuple[LineItem, ...]
    fulfillments: tuple[Fulfillment, ...] = ()
    refunds: tuple[ShopifyRefund, ...] = ()


class OrderAnswer(Theirs):
    """GET orders/<id>.json."""

    order: ShopifyOrder


class ListAnswer(Theirs):
    """GET orders.json; rows are read one by one."""

    orders: tuple[object, ...]


class OrderRow(Theirs):
    """What a listing must tell of an order."""

    id: RowId
    created_at: Moment
    updated_at: Moment


class OpenLine(Theirs):
    """A line of a fulfilment order: what a location has still to ship of it."""

    id: PlatformId
    line_item_id: PlatformId
    fulfillable_quantity: int = 0


class FulfillmentOrder(Theirs):
    """What one location has to ship of an order."""

    id: PlatformId
    status: str = ""
    line_items: tuple[OpenLine, ...] = ()


class FulfillmentOrdersAnswer(Theirs):
    """GET orders/<id>/fulfillment_orders.json."""

    fulfillment_orders: tuple[FulfillmentOrder, ...]
