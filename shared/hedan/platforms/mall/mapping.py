"""A mall's orders in our words: four shapes of a purchase, one merchant's order out of each.

What is another merchant's never becomes an order of ours. Values that the contract does not name
stand in `unknown` as "field=value" and keep the order back until somebody has looked.
"""

from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from hedan.domain.base import OrderKey
from hedan.domain.orders import Line, Order, OrderStatus, Payment, Receiver
from hedan.errors import Malformed, OrderGone
from hedan.platforms.calling.addresses import address_id
from hedan.platforms.calling.theirs import places
from hedan.platforms.mall.payloads import MallLine, MallOrder, MallReceiver
from hedan.settings import StoreSettings

PLATFORM = "mall"

STATUS: dict[str, OrderStatus] = {
    "unpaid": OrderStatus.UNPAID,
    "in_review": OrderStatus.IN_REVIEW,
    "paid": OrderStatus.TO_SHIP,
    "partly_shipped": OrderStatus.PART_SHIPPED,
    "shipped": OrderStatus.SHIPPED,
    "completed": OrderStatus.DONE,
    "cancelled": OrderStatus.CANCELLED,
    "replaced": OrderStatus.REPLACED,
}
PAYMENT: dict[str, Payment] = {payment.value: payment for payment in Payment}
FLAGS = frozenset(range(6))
OPEN = frozenset({OrderStatus.TO_SHIP, OrderStatus.PART_SHIPPED, OrderStatus.IN_REVIEW})
UNDER_WAY = frozenset(
    {OrderStatus.TO_SHIP, OrderStatus.PART_SHIPPED, OrderStatus.SHIPPED, OrderStatus.DONE}
)
REFUND_OPEN = frozenset({"requested", "agreed"})
REFUND_OVER = frozenset({"", "none", "succeeded", "refused", "closed"})


def order_of(data: object, store: StoreSettings) -> Order:
    """Return the order that GET /orders/{id} tells.

    Raises Malformed with the place, OrderGone for an order in which nothing is this merchant's.
    """
    told = MallOrder.read(data, "order")
    lines = own_lines(told, store.shop_id)
    try:
        return _order(told, lines, store)
    except ValidationError as exc:
        raise Malformed(f"order {told.order_id}: {places(exc)}") from None


def own_lines(told: MallOrder, merchant: str) -> tuple[MallLine, ...]:
    """Return the merchant's lines. Raises OrderGone when there is nothing of the merchant's."""
    if told.merchant_id not in ("", merchant):
        raise _of_another(told.order_id, told.merchant_id, merchant)
    children = {child.merchant_id for child in told.replaced_by}
    if children and not children & {"", merchant}:
        raise _of_another(told.order_id, ", ".join(sorted(children)), merchant)
    # A line that names nobody is kept: `unknown` says so where its neighbours do name one.
    lines = tuple(line for line in told.lines if line.merchant_id in ("", merchant))
    if told.lines and not lines:
        others = sorted({line.merchant_id for line in told.lines})
        raise _of_another(told.order_id, ", ".join(others), merchant)
    return lines


def _of_another(order_id: str, theirs: str, ours: str) -> OrderGone:
    return OrderGone(f"order {order_id}: merchant {theirs}, this store is {ours}")


def _order(told: MallOrder, own: Sequence[MallLine], store: StoreSettings) -> Order:
    lines = tuple(_line(line, told) for line in own)
    shared = len(own) < len(told.lines)
    waiting = [line.deadline for line in lines if line.status in OPEN and line.deadline]
    due_from = [line.presale.ship_from for line in own if line.presale.ship_from]
    return Order(
        key=OrderKey(platform=PLATFORM, store=store.id, order_id=told.order_id),
        status=_shared_status(told, lines) if shared else _status(told.status),
        lines=lines,
        currency=told.currency,
        # In an order of several merchants the amounts may be everybody's: ours are the lines.
        paid_minor=sum(line.paid for line in own) if shared else told.amounts.paid,
        postage_minor=0 if shared else told.amounts.shipping,
        payable_minor=None if shared else told.amounts.payable,
        discount_minor=0 if shared else _beyond_lines(told, lines),
        payment=_payment(told),
        balance_due_at=told.balance_due_at,
        carrier_wished=told.carrier_wished,
        logistics_method=told.shipping_method,
        invoice_wished=told.invoice_wished,
        gift_wrap=told.gift_wrap,
        buyer_id=told.buyer.id,
        buyer_remark=told.buyer.message,
        seller_memo=told.seller_memo,
        flag=max(0, told.seller_flag),
        receiver=_receiver(told.receiver),
        created_at=told.created_at,
        paid_at=told.paid_at,
        changed_at=told.updated_at,
        deadline=min(waiting, default=None),
        not_before=told.not_before or max(due_from, default=None),
        purchase_id=told.purchase_id,
        replaced_by=tuple(
            child.order_id for child in told.replaced_by if child.merchant_id in ("", store.shop_id)
        ),
        replaces=told.replaces,
        unknown=tuple(dict.fromkeys(_unknown(told, own))),
    )


def _payment(told: MallOrder) -> Payment:
    unpaid = _status(told.status) is OrderStatus.UNPAID
    return PAYMENT.get(told.payment, Payment.NONE if unpaid else Payment.FULL)


def _beyond_lines(told: MallOrder, lines: Sequence[Line]) -> int:
    """Return what is off the order and off none of its lines."""
    whole = told.amounts.merchant_discount + told.amounts.platform_discount
    return max(0, whole - sum(line.discount_minor for line in lines))


def _line(line: MallLine, told: MallOrder) -> Line:
    adds_up = line.unit_price is not None and line.discount is not None and not line.is_gift
    return Line(
        line_id=line.line_id,
        sku=line.sku.strip(),
        product_id=line.product_id,
        name=line.title,
        spec=line.spec,
        quantity=line.quantity,
        unit_price_minor=line.paid // max(1, line.quantity)
        if line.unit_price is None
        else line.unit_price,
        paid_minor=line.paid,
        status=_line_status(line, told),
        sku_id=line.variant_id,
        list_price_minor=line.unit_price
        if adds_up and _payment(told) in (Payment.FULL, Payment.ON_DELIVERY)
        else None,
        discount_minor=line.discount or 0,
        is_gift=line.is_gift,
        is_virtual=line.virtual,
        gift_of=line.gift_of,
        # An unknown one counts as open: a parcel that waits costs less than one that is gone.
        in_after_sale=line.refund_status not in REFUND_OVER,
        deadline=line.ship_by or told.ship_by,
    )


def _status(value: str) -> OrderStatus:
    return STATUS.get(value, OrderStatus.UNKNOWN)


def _line_status(line: MallLine, told: MallOrder) -> OrderStatus:
    if line.status:
        return _status(line.status)
    status = _status(told.status)
    if status is not OrderStatus.PART_SHIPPED:
        return status
    if line.shipped_quantity >= line.quantity:
        return OrderStatus.SHIPPED
    return OrderStatus.PART_SHIPPED if line.shipped_quantity else OrderStatus.TO_SHIP


def _shared_status(told: MallOrder, lines: Sequence[Line]) -> OrderStatus:
    """Return how far our share of an order of several merchants is."""
    statuses = {line.status for line in lines}
    # What is cancelled says nothing about the rest of our share.
    rest = statuses - {OrderStatus.CANCELLED} or statuses
    if len(rest) == 1:
        return rest.pop()
    return OrderStatus.PART_SHIPPED if rest <= UNDER_WAY else _status(told.status)


def _receiver(receiver: MallReceiver) -> Receiver:
    return Receiver(
        address_id=receiver.fingerprint
        or address_id(
            receiver.name,
            receiver.phone,
            receiver.country,
            receiver.postcode,
            receiver.province,
            receiver.city,
            receiver.district,
            receiver.street,
            receiver.address,
        ),
        name=receiver.name,
        phone=receiver.phone,
        province=receiver.province,
        city=receiver.city,
        district=receiver.district,
        street=receiver.street,
        detail=receiver.address,
        country=receiver.country,
        postcode=receiver.postcode,
    )


def _unknown(told: MallOrder, own: Sequence[MallLine]) -> Iterator[str]:
    if told.status not in STATUS:
        yield f"status={told.status}"
    if told.payment and told.payment not in PAYMENT:
        yield f"payment={told.payment}"
    if told.seller_flag not in FLAGS:
        yield f"seller_flag={told.seller_flag}"
    nameless = [line for line in own if not line.merchant_id]
    if nameless and len(nameless) < len(told.lines) and not told.merchant_id:
        yield "lines.merchant_id=none"
    for line in own:
        if line.status and line.status not in STATUS:
            yield f"lines.status={line.status}"
        if line.refund_status not in REFUND_OPEN | REFUND_OVER:
            yield f"lines.refund_status={line.refund_status}"
