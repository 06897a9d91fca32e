"""A Shopify shop's orders in our words. [memory]: see payloads.py.

Whether an order may be shipped is said by two values together, and by the date of its end.
"""

from collections.abc import Iterator
from decimal import Decimal

from pydantic import ValidationError

from hedan.domain.base import OrderKey
from hedan.domain.orders import Line, Order, OrderStatus, Payment, Receiver
from hedan.errors import Malformed
from hedan.platforms.calling.addresses import address_id
from hedan.platforms.calling.amounts import minor
from hedan.platforms.calling.extras import readable
from hedan.platforms.calling.theirs import places
from hedan.platforms.shopify.payloads import LineItem, ShippingAddress, ShippingLine, ShopifyOrder
from hedan.settings import StoreSettings

PLATFORM = "shopify"

PAID: dict[str, OrderStatus] = {
    "pending": OrderStatus.UNPAID,
    "authorized": OrderStatus.IN_REVIEW,  # The money is promised; the seller takes it or not.
    "partially_paid": OrderStatus.UNPAID,
    "paid": OrderStatus.TO_SHIP,
    "partially_refunded": OrderStatus.TO_SHIP,
    "refunded": OrderStatus.CANCELLED,
    "voided": OrderStatus.CANCELLED,
}
PAYMENT: dict[str, Payment] = {
    "pending": Payment.NONE,
    "authorized": Payment.NONE,
    "partially_paid": Payment.PART,
    "voided": Payment.NONE,
}
FULFILLED: dict[str, OrderStatus] = {
    "fulfilled": OrderStatus.SHIPPED,
    "partial": OrderStatus.PART_SHIPPED,
    "restocked": OrderStatus.CANCELLED,
}
NOT_EVEN_PAID = frozenset({OrderStatus.UNPAID, OrderStatus.IN_REVIEW, OrderStatus.UNKNOWN})


def order_of(
    told: ShopifyOrder, store: StoreSettings, unclear_refunds: tuple[str, ...] = ()
) -> Order:
    """Return the order. Raises Malformed with the place.

    unclear_refunds are ids of refunds of money that name no line: somebody must look.
    """
    try:
        return Order(
            key=OrderKey(platform=PLATFORM, store=store.id, order_id=told.id),
            status=_status(told),
            lines=tuple(_line(line, told) for line in told.line_items),
            currency=told.currency,
            paid_minor=minor(_come_in(told), told.currency),
            payable_minor=_payable(told),
            payment=PAYMENT.get(told.financial_status, Payment.FULL),
            logistics_method=_chosen(told),
            postage_minor=minor(told.total_shipping_price_set.shop_money.amount, told.currency),
            buyer_id=told.customer.id,
            buyer_remark=told.note,
            seller_memo="",
            receiver=_receiver(told.shipping_address),
            created_at=told.created_at,
            paid_at=told.processed_at if _paid(told) not in NOT_EVEN_PAID else None,
            changed_at=told.updated_at,
            unknown=tuple(dict.fromkeys(_unknown(told, unclear_refunds))),
        )
    except ValidationError as exc:
        raise Malformed(f"order {told.id}: {places(exc)}") from None


def _paid(told: ShopifyOrder) -> OrderStatus:
    return PAID.get(told.financial_status, OrderStatus.UNKNOWN)


def _come_in(told: ShopifyOrder) -> Decimal:
    part = PAYMENT.get(told.financial_status) is Payment.PART
    return max(Decimal(0), told.total_price - told.total_outstanding) if part else told.total_price


def _payable(told: ShopifyOrder) -> int | None:
    """Return what is to be paid, where it is the sum of lines and shipping alone."""
    of_lines = sum(map(_off, told.line_items), Decimal(0))
    if told.total_tip_received or told.total_discounts not in (0, of_lines):
        return None  # A tip, or a discount of the shipping.
    return minor(told.total_price, told.currency)


def _off(line: LineItem) -> Decimal:
    return sum((discount.amount for discount in line.discount_allocations), Decimal(0))


def _chosen(told: ShopifyOrder) -> str:
    chosen = readable(ShippingLine, told.shipping_lines) or ()
    return ", ".join(dict.fromkeys(line.title for line in chosen if line.title))


def _status(told: ShopifyOrder) -> OrderStatus:
    if told.cancelled_at:
        return OrderStatus.CANCELLED
    return _with_money(told, told.fulfillment_status)


def _line_status(line: LineItem, told: ShopifyOrder) -> OrderStatus:
    if told.cancelled_at:
        return OrderStatus.CANCELLED
    if line.current_quantity == 0 and not line.fulfillment_status:
        return OrderStatus.CANCELLED  # The seller took it out of the order.
    return _with_money(told, line.fulfillment_status)


def _with_money(told: ShopifyOrder, fulfilled: str) -> OrderStatus:
    shipped = FULFILLED.get(fulfilled, OrderStatus.UNKNOWN) if fulfilled else OrderStatus.TO_SHIP
    paid = _paid(told)
    if shipped is OrderStatus.SHIPPED:
        return shipped  # What has left has left, whatever became of the money.
    return shipped if paid is OrderStatus.TO_SHIP else paid


def _line(line: LineItem, told: ShopifyOrder) -> Line:
    whole = line.price * line.quantity
    off = _off(line)
    # Where prices include the tax, adding it would count it twice.
    tax = 0 if told.taxes_included else sum(tax.price for tax in line.tax_lines)
    return Line(
        line_id=line.id,
        sku=line.sku.strip(),
        product_id=line.product_id,
        name=line.title,
        spec=line.variant_title,
        quantity=line.quantity,
        unit_price_minor=minor(line.price, told.currency),
        paid_minor=minor(whole - off + tax, told.currency),
        status=_line_status(line, told),
        sku_id=line.variant_id,
        list_price_minor=None if tax or off > whole else minor(line.price, told.currency),
        discount_minor=minor(off, told.currency),
        is_virtual=line.gift_card or not line.requires_shipping,
    )


def _receiver(to: ShippingAddress) -> Receiver:
    parts = (to.country_code, to.zip, to.province, to.city, to.address1, to.address2)
    return Receiver(
        address_id=address_id(to.name, to.phone, to.company, *parts) if to.address1 else "",
        name=to.name,
        phone=to.phone,
        province=to.province,
        city=to.city,
        district="",
        street="",
        detail=", ".join(part for part in (to.address1, to.address2, to.company) if part),
        country=to.country_code,
        postcode=to.zip,
    )


def _unknown(told: ShopifyOrder, unclear_refunds: tuple[str, ...]) -> Iterator[str]:
    if told.financial_status not in PAID:
        yield f"financial_status={told.financial_status or 'none'}"
    for value in (told.fulfillment_status, *(line.fulfillment_status for line in told.line_items)):
        if value and value not in FULFILLED:
            yield f"fulfillment_status={value}"
    for refund_id in unclear_refunds:
        yield f"refund_line_items=none ({refund_id})"
