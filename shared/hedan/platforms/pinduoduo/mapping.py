"""Pinduoduo's orders in our words: one function that reads them.

What no table knows is never dropped: it stands in `unknown` as "field=value" and keeps the order
back until somebody has looked. So do the marks by which the platform itself keeps an order back.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import accumulate, pairwise

from pydantic import ValidationError

from hedan.domain.base import OrderKey, StoreId
from hedan.domain.orders import Line, Order, OrderStatus, Receiver
from hedan.errors import Malformed
from hedan.platforms.calling.theirs import places
from hedan.platforms.pinduoduo.money import Money, deposit_only, list_price, money_of
from hedan.platforms.pinduoduo.payloads import (
    GIFT_WITH_ORDER,
    OrderDetail,
    OrderInfo,
    gift_id,
    line_id,
)
from hedan.platforms.pinduoduo.tables import (
    AFTER_SALE_OVER,
    CURRENCY,
    FLAGS,
    KEEPS_BACK,
    KNOWN,
    LOTTERY,
    NO_AFTER_SALE,
    NO_REFUND,
    ORDER_STATUS,
    PLATFORM,
    REFUNDED,
    SHIPPED,
    SIGNED,
    STOCK_OUT,
    STOCK_OUT_SETTLED,
    TAGS_KEEP_BACK,
    TO_SHIP,
    WAITING,
)
from hedan.platforms.pinduoduo.wishes import carrier_wished, invoice_wished, logistics_method

# Of several verdicts the one that says least about shipping counts.
GRAVEST_FIRST = (
    OrderStatus.CANCELLED,
    OrderStatus.UNKNOWN,
    OrderStatus.UNPAID,
    OrderStatus.IN_REVIEW,
)


def order_of(data: object, store: StoreId, *, ships_lottery: bool = False) -> Order:
    """Return the order that an answer of pdd.order.information.get tells.

    ships_lottery=False keeps lottery orders back. Raises Malformed with the place.
    """
    detail = OrderInfo[OrderDetail].read(data, "pdd.order.information.get").order_info
    try:
        return _order(detail, store, ships_lottery=ships_lottery)
    except ValidationError as exc:
        raise Malformed(f"order {detail.order_sn}: {places(exc)}") from None


def _order(detail: OrderDetail, store: StoreId, *, ships_lottery: bool) -> Order:
    deadline = _deadline(detail)
    status = _status(detail)
    money = money_of(detail, status)
    waits = status not in (OrderStatus.SHIPPED, OrderStatus.DONE, OrderStatus.CANCELLED)
    return Order(
        key=OrderKey(platform=PLATFORM, store=store, order_id=detail.order_sn),
        status=status,
        lines=(*_items(detail, money), *_gifts(detail)),
        currency=CURRENCY,
        paid_minor=money.paid,
        postage_minor=money.postage,
        payable_minor=money.payable,
        discount_minor=money.discount,
        payment=money.payment,
        carrier_wished=carrier_wished(detail),
        logistics_method=logistics_method(detail),
        invoice_wished=invoice_wished(detail),
        # The platform does not tell the buyer: who they are shows in the address id alone.
        buyer_id="",
        buyer_remark=detail.buyer_memo,
        seller_memo=detail.remark,
        flag=detail.remark_tag,
        receiver=_receiver(detail),
        created_at=detail.created_time,
        paid_at=detail.pay_time or detail.confirm_time,
        changed_at=detail.updated_at,
        deadline=deadline if waits else None,
        not_before=_not_before(detail, deadline),
        left_under=tuple(dict.fromkeys(_numbers(detail))),
        unknown=tuple(dict.fromkeys(_unknown(detail, ships_lottery=ships_lottery))),
    )


def _items(detail: OrderDetail, money: Money) -> Iterator[Line]:
    shares = _paid(detail, money)
    for position, (item, paid) in enumerate(zip(detail.item_list, shares, strict=True), 1):
        yield Line(
            line_id=line_id(detail.order_sn, position),
            sku=item.outer_id,
            product_id=item.goods_id,
            name=item.goods_name,
            spec=item.goods_spec,
            quantity=item.goods_count,
            unit_price_minor=item.goods_price,
            paid_minor=paid,
            status=_status(detail),
            sku_id=item.sku_id,
            list_price_minor=list_price(item, paid, money),
            is_virtual=bool(detail.card_info_list),
            in_after_sale=_in_after_sale(detail),
            deadline=_deadline(detail),
        )


def _gifts(detail: OrderDetail) -> Iterator[Line]:
    """Yield the gifts that travel with this order; one with its own order comes with that."""
    if detail.gift_order_status != GIFT_WITH_ORDER:
        return
    bought = tuple(line_id(detail.order_sn, n) for n, _ in enumerate(detail.item_list, 1))
    for position, gift in enumerate(detail.gift_list, 1):
        yield Line(
            line_id=gift_id(detail.order_sn, position),
            sku=gift.outer_id,
            product_id=gift.goods_id,
            name=gift.goods_name,
            spec=gift.goods_spec,
            quantity=gift.goods_count,
            unit_price_minor=0,
            paid_minor=0,
            status=_status(detail),
            sku_id=gift.sku_id,
            is_gift=True,
            gift_of=bought,
            in_after_sale=_in_after_sale(detail),
            deadline=_deadline(detail),
        )


def _paid(detail: OrderDetail, money: Money) -> list[int]:
    """Divide what the goods cost the buyer over the items by their price, to the last fen."""
    goods = max(0, detail.pay_amount - money.postage)
    weights = [item.goods_price * item.goods_count for item in detail.item_list]
    if not sum(weights):
        weights = [1] * len(weights)
    bounds = [goods * upto // sum(weights) for upto in accumulate(weights, initial=0)]
    return [upper - lower for lower, upper in pairwise(bounds)]


def _status(detail: OrderDetail) -> OrderStatus:
    if detail.order_status != TO_SHIP:
        return ORDER_STATUS.get(detail.order_status, OrderStatus.UNKNOWN)
    verdicts = {
        known.get(getattr(detail, field), OrderStatus.UNKNOWN) for field, known in WAITING.items()
    }
    if deposit_only(detail):
        verdicts.add(OrderStatus.UNPAID)
    return next((grave for grave in GRAVEST_FIRST if grave in verdicts), OrderStatus.TO_SHIP)


def _in_after_sale(detail: OrderDetail) -> bool:
    """Tell whether a case is not over. What nobody knows counts as open: waiting costs less."""
    refund_over = detail.refund_status in (NO_REFUND, REFUNDED)
    case_over = detail.after_sales_status in AFTER_SALE_OVER | {NO_AFTER_SALE}
    return not (refund_over and case_over)


def _deadline(detail: OrderDetail) -> datetime | None:
    """Return the ship-by instant; what must be delivered by then must be shipped before."""
    promised = (detail.last_ship_time, detail.promise_delivery_time)
    return min((instant for instant in promised if instant), default=None)


def _not_before(detail: OrderDetail, deadline: datetime | None) -> datetime | None:
    """Return a presale's date, unless it is itself the date to ship by: which is not written."""
    due = detail.pre_sale_time if detail.is_pre_sale else None
    return due if due and deadline and due < deadline else None


def _numbers(detail: OrderDetail) -> Iterator[str]:
    """Yield the numbers under which it left. What is in which parcel the platform does not know."""
    if detail.order_status not in (SHIPPED, SIGNED):
        return
    parcels = (*detail.extra_delivery_list, *detail.gift_delivery_list)
    for number in (detail.tracking_number, *(parcel.tracking_number for parcel in parcels)):
        if number.strip():
            yield number.strip()


def _receiver(detail: OrderDetail) -> Receiver:
    """Return masks and names of regions; the ciphers stay in the payload that is kept."""
    return Receiver(
        address_id=detail.open_address_id,
        name=detail.receiver_name_mask,
        phone=detail.receiver_phone_mask,
        province=detail.province,
        city=detail.city,
        district=detail.town,
        street="",
        detail=detail.receiver_address_mask or detail.address_mask,
    )


def _unknown(detail: OrderDetail, *, ships_lottery: bool) -> Iterator[str]:
    if detail.remark_tag not in FLAGS:
        yield f"remark_tag={detail.remark_tag}"
    for field, values in KNOWN.items():
        value = getattr(detail, field)
        if value not in values:
            yield f"{field}={value}"
    if detail.order_status == TO_SHIP:
        yield from _kept_back(detail, ships_lottery=ships_lottery)


def _kept_back(detail: OrderDetail, *, ships_lottery: bool) -> Iterator[str]:
    for field, values in KEEPS_BACK.items():
        value = getattr(detail, field)
        if value in values:
            yield f"{field}={value}"
    if detail.is_lucky_flag == LOTTERY and not ships_lottery:
        yield f"is_lucky_flag={detail.is_lucky_flag}"
    if detail.is_stock_out == STOCK_OUT and detail.stock_out_handle_status != STOCK_OUT_SETTLED:
        yield f"is_stock_out={detail.is_stock_out}"
    for tag in detail.order_tag_list:
        if tag.name in TAGS_KEEP_BACK and tag.value:
            yield f"{tag.name}={tag.value}"
