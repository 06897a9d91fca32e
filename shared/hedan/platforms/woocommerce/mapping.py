"""A WooCommerce shop's orders in our words; with Dokan's parents and children, WCFM's vendors.

Status values are the shop's own affair: plugins add some. Those that nobody named stand in
`unknown` and keep the order back; the seller names them in the store's options.
"""

from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from pydantic import ValidationError

from hedan.domain.base import OrderKey
from hedan.domain.orders import Line, Order, OrderStatus, Payment, Receiver
from hedan.errors import Malformed, OrderGone
from hedan.platforms.calling.addresses import address_id
from hedan.platforms.calling.amounts import minor
from hedan.platforms.calling.extras import readable
from hedan.platforms.calling.theirs import places
from hedan.platforms.woocommerce.payloads import (
    Address,
    LineItem,
    ShippingLine,
    WooOrder,
    meta_text,
    plain,
)
from hedan.platforms.woocommerce.vendors import DOKAN, Vendor
from hedan.settings import StoreSettings

PLATFORM = "woocommerce"

STATUS: dict[str, OrderStatus] = {
    "pending": OrderStatus.UNPAID,
    "checkout-draft": OrderStatus.UNPAID,
    "failed": OrderStatus.UNPAID,  # The payment failed; the buyer may try again.
    "processing": OrderStatus.TO_SHIP,
    "completed": OrderStatus.DONE,
    "cancelled": OrderStatus.CANCELLED,
    "refunded": OrderStatus.CANCELLED,
}
ON_HOLD = "on-hold"
ON_DELIVERY = "cod"  # payment_method
TRASH = "trash"
PARENT_LINE = "_dokan_parent_order_item_id"


class Read(NamedTuple):
    """An order with what had to be asked beside it."""

    order: WooOrder
    is_divided: bool = False  # Dokan made one order per vendor of it.
    children: tuple[WooOrder, ...] = ()  # Those of this store's vendor.
    # A refund of money that names no line and is not for everything: somebody must look.
    unclear_refunds: tuple[str, ...] = ()


def statuses_of(store: StoreSettings) -> dict[str, OrderStatus]:
    """Return what the shop's status values mean, the seller's own ones included."""
    named = dict(STATUS)
    for option, status in (
        ("statuses_to_ship", OrderStatus.TO_SHIP),
        ("statuses_shipped", OrderStatus.SHIPPED),
    ):
        words = store.options.get(option, "").split(",")
        named |= {word.strip(): status for word in words if word.strip()}
    return named


def order_of(read: Read, store: StoreSettings) -> Order:
    """Return the order. Raises Malformed with the place, OrderGone for another vendor's."""
    told, vendor = read.order, Vendor.of(store)
    if told.status == TRASH:
        raise OrderGone(f"order {told.id}: in the shop's trash")
    if not read.is_divided:
        vendor.check(told)
    own = vendor.own_lines(told)
    _no_negative(told, own)
    try:
        return _order(read, own, store)
    except ValidationError as exc:
        raise Malformed(f"order {told.id}: {places(exc)}") from None


def _no_negative(told: WooOrder, own: Sequence[LineItem]) -> None:
    for line in own:
        if min(line.subtotal, line.subtotal_tax, line.total, line.total_tax) < 0:
            raise Malformed(f"order {told.id}: line_items {line.id}: a negative amount")


def _order(read: Read, own: Sequence[LineItem], store: StoreSettings) -> Order:
    told = read.order
    statuses = statuses_of(store)
    status = OrderStatus.REPLACED if read.is_divided else _status(told, statuses)
    lines = tuple(_line(line, told.currency, status) for line in _counted(own, read.children))
    shared = len(own) < len(told.line_items)
    # Other plugins' orders have parents too, a subscription's for one: those stay what they were.
    parent = told.parent_id if told.created_via == DOKAN else ""
    shipping = minor(told.shipping_total + told.shipping_tax, told.currency)
    return Order(
        key=OrderKey(platform=PLATFORM, store=store.id, order_id=told.id),
        status=status,
        lines=lines,
        currency=told.currency,
        # With the vendor on the line, the order's amounts are everybody's: ours are our lines.
        paid_minor=sum(line.paid_minor for line in lines)
        if shared
        else minor(told.total, told.currency),
        postage_minor=0 if shared else shipping,
        # Fees are in the total and in no line: with one, the sum of the lines proves nothing.
        payable_minor=None if shared or told.fee_lines else minor(told.total, told.currency),
        payment=_payment(told, status),
        logistics_method=_chosen(told),
        buyer_id=told.customer_id,
        buyer_remark=told.customer_note,
        seller_memo="",  # The shop knows none; notes are read where they are needed.
        receiver=_receiver(told),
        created_at=told.date_created_gmt,
        paid_at=told.date_paid_gmt,
        changed_at=told.date_modified_gmt,
        purchase_id=told.id if read.is_divided else parent,
        replaced_by=tuple(child.id for child in read.children),
        replaces=(parent,) if parent else (),
        unknown=tuple(_unknown(read, statuses)),
    )


def _counted(own: Sequence[LineItem], children: Sequence[WooOrder]) -> Sequence[LineItem]:
    """Return, of a divided order, the lines that our children were made of, if they say so."""
    wanted = {
        meta_text(line.meta_data, PARENT_LINE) for child in children for line in child.line_items
    }
    return [line for line in own if line.id in wanted] or own


def _payment(told: WooOrder, status: OrderStatus) -> Payment:
    if told.payment_method == ON_DELIVERY:
        return Payment.ON_DELIVERY
    return Payment.NONE if status is OrderStatus.UNPAID else Payment.FULL


def _chosen(told: WooOrder) -> str:
    chosen = readable(ShippingLine, told.shipping_lines) or ()
    return ", ".join(dict.fromkeys(line.method_title or line.method_id for line in chosen))


def _line(line: LineItem, currency: str, status: OrderStatus) -> Line:
    whole = minor(line.subtotal + line.subtotal_tax, currency)
    paid = minor(line.total + line.total_tax, currency)
    each = (line.subtotal + line.subtotal_tax) / max(1, line.quantity)
    adds_up = line.quantity > 0 and whole % line.quantity == 0 and whole >= paid
    return Line(
        line_id=line.id,
        sku=line.sku.strip(),
        product_id=line.product_id,
        name=line.name,
        spec="; ".join(_spec(line)),
        quantity=line.quantity,
        unit_price_minor=minor(each.quantize(Decimal("0.0001"), ROUND_DOWN), currency),
        paid_minor=paid,
        status=status,
        sku_id=line.variation_id,
        list_price_minor=whole // line.quantity if adds_up else None,
        discount_minor=max(0, whole - paid),
    )


def _spec(line: LineItem) -> Iterator[str]:
    """Yield the variant's properties; keys that begin with "_" are the shop's own notes."""
    for meta in line.meta_data:
        value = plain(meta.display_value) or meta.text
        if value and not meta.key.startswith("_"):
            yield f"{plain(meta.display_key) or meta.key}:{value}"


def _status(told: WooOrder, statuses: dict[str, OrderStatus]) -> OrderStatus:
    if told.status == ON_HOLD and ON_HOLD not in statuses:
        # Waits for the bank, or for the shop's own review of a payment that has come.
        return OrderStatus.IN_REVIEW if told.date_paid_gmt else OrderStatus.UNPAID
    return statuses.get(told.status, OrderStatus.UNKNOWN)


def _receiver(told: WooOrder) -> Receiver:
    to = told.shipping if told.shipping.address_1 or told.shipping.city else told.billing
    name = _name(to) or _name(told.billing)
    phone = to.phone or told.billing.phone
    parts = (to.country, to.postcode, to.state, to.city, to.address_1, to.address_2)
    return Receiver(
        address_id=address_id(name, phone, to.company, *parts) if to.address_1 else "",
        name=name,
        phone=phone,
        # A code of the shop's where the country has a list of them: its words are not told.
        province=to.state,
        city=to.city,
        district="",
        street="",
        detail=", ".join(part for part in (to.address_1, to.address_2, to.company) if part),
        country=to.country,
        postcode=to.postcode,
    )


def _name(address: Address) -> str:
    first, last = address.first_name.strip(), address.last_name.strip()
    blank = " " if (first + last).isascii() else ""
    return f"{first}{blank}{last}".strip()


def _unknown(read: Read, statuses: dict[str, OrderStatus]) -> Iterator[str]:
    told = read.order
    if told.status not in statuses and told.status != ON_HOLD:
        yield f"status={told.status}"
    for refund_id in read.unclear_refunds:
        yield f"refunds.line_items=none ({refund_id})"
