"""Doudian's orders in our words: the tables of its numbers, and one function that reads them.

Fen stay integers; its times are Unix seconds. A value that no table knows is never dropped: it
stands in `unknown` as "field=value" and keeps the order back until somebody has looked.
"""

from collections.abc import Iterator
from datetime import datetime

from pydantic import ValidationError

from hedan.domain.base import OrderKey, StoreId
from hedan.domain.orders import Line, Order, OrderStatus, Payment, Receiver
from hedan.errors import Malformed
from hedan.platforms.calling.extras import readable
from hedan.platforms.calling.theirs import places
from hedan.platforms.doudian.money import line_sums, money_of
from hedan.platforms.doudian.payloads import OrderDetail, OrderDetailData, SkuOrder, Tag

PLATFORM = "doudian"
CURRENCY = "CNY"

ORDER_STATUS: dict[int, OrderStatus] = {
    1: OrderStatus.UNPAID,
    105: OrderStatus.IN_REVIEW,
    2: OrderStatus.TO_SHIP,
    101: OrderStatus.PART_SHIPPED,
    3: OrderStatus.SHIPPED,
    4: OrderStatus.CANCELLED,
    5: OrderStatus.DONE,
}
# What main_status knows beyond order_status. It decides where it forbids shipping; 22 and 39 are
# refunds of what has left already.
MAIN_STATUS_DECIDES: dict[int, OrderStatus] = {
    103: OrderStatus.UNPAID,  # Only the deposit is paid.
    21: OrderStatus.CANCELLED,  # Refunded before it was shipped.
}
MAIN_STATUSES = frozenset({0, *ORDER_STATUS, *MAIN_STATUS_DECIDES, 22, 39})
OVER = frozenset({OrderStatus.SHIPPED, OrderStatus.DONE, OrderStatus.CANCELLED})

GOODS, VIRTUAL_GOODS = 0, 1
# 0 goods; 2 virtual, 4 e-voucher, 5 written off by a third party: nothing to put in a parcel.
VIRTUAL_ORDERS = frozenset({2, 4, 5})
ORDER_TYPES = VIRTUAL_ORDERS | {0}
PRE_SALE_TYPES = frozenset({0, 1, 2})
BY_POST = frozenset({0, 1})  # receive_type; 2 is fetched by the buyer, which we cannot serve.
GIFT = "FREE"
GIVEN_TYPES = frozenset({"", "MASTER", GIFT})
# after_sale_info.after_sale_status: which are not over, and which are.
AFTER_SALE_OPEN = frozenset({6, 7, 8, 11})
AFTER_SALE_OTHER = frozenset({0, 12, 13, 14, 27, 28, 29, 51, 53})
FLAGS = frozenset(range(6))  # seller_remark_stars
# The shop promises SF to the buyer. [third-party]: the tag's key was seen in sellers' tools only.
SF_PROMISED, SF = "sf_free_shipping", "顺丰"
# What is no plain parcel, in the platform's words: receive_type, and trade_type of a line.
RECEIVE_TYPES = {2: "自提"}
TRADE_TYPES = {18: "小时达"}
# The detail shows no more child orders than this: at the limit some may be missing.
SKU_ORDERS_SHOWN = 40


def order_of(data: object, store: StoreId) -> Order:
    """Return the order that data of order.orderDetail tells. Raises Malformed with the place."""
    detail = OrderDetailData.read(data, "order.orderDetail").shop_order_detail
    try:
        return _order(detail, store)
    except ValidationError as exc:
        raise Malformed(f"order {detail.order_id}: {places(exc)}") from None


def _order(detail: OrderDetail, store: StoreId) -> Order:
    status = _status(detail)
    money = money_of(detail, status)
    lines = tuple(_line(sku_order, detail, money.payment) for sku_order in detail.sku_order_list)
    waiting = [line.deadline for line in lines if line.status not in OVER and line.deadline]
    return Order(
        key=OrderKey(platform=PLATFORM, store=store, order_id=detail.order_id),
        status=status,
        lines=lines,
        currency=CURRENCY,
        paid_minor=money.paid,
        postage_minor=detail.post_amount,
        payable_minor=money.payable,
        discount_minor=money.discount,
        payment=money.payment,
        balance_due_at=money.balance_due_at,
        carrier_wished=_carrier_wished(detail),
        logistics_method=", ".join(dict.fromkeys(_methods(detail))),
        buyer_id=detail.doudian_open_id,
        buyer_remark=detail.buyer_words,
        seller_memo=detail.seller_words,
        flag=detail.seller_remark_stars,
        receiver=_receiver(detail),
        created_at=detail.create_time,
        paid_at=detail.pay_time,
        changed_at=_changed_at(detail),
        deadline=min(waiting, default=None),
        not_before=detail.appointment_ship_time or detail.recommend_start_ship_time,
        unknown=tuple(dict.fromkeys(_unknown(detail))),
    )


def _line(sku_order: SkuOrder, detail: OrderDetail, payment: Payment) -> Line:
    is_gift = sku_order.given_product_type == GIFT
    list_price, discount = line_sums(sku_order, detail, payment)
    mark = sku_order.after_sale_info.after_sale_status
    return Line(
        line_id=sku_order.order_id,
        sku=(sku_order.code or sku_order.out_sku_id).strip(),
        product_id=sku_order.product_id_str or sku_order.product_id,
        name=sku_order.product_name,
        spec="; ".join(
            f"{spec.name}:{spec.value}" if spec.name else spec.value for spec in sku_order.spec
        ),
        quantity=sku_order.item_num,
        unit_price_minor=sku_order.origin_amount,
        paid_minor=sku_order.pay_amount,
        status=_status(sku_order),
        sku_id="" if sku_order.sku_id == "0" else sku_order.sku_id,
        list_price_minor=None if is_gift else list_price,
        discount_minor=discount,
        is_gift=is_gift,
        is_virtual=sku_order.goods_type == VIRTUAL_GOODS or sku_order.order_type in VIRTUAL_ORDERS,
        gift_of=sku_order.master_sku_order_id_list,
        # An unknown one counts as open: a parcel that waits costs less than one that is gone.
        in_after_sale=mark not in AFTER_SALE_OTHER,
        deadline=sku_order.exp_ship_time or detail.exp_ship_time,
    )


def _status(order: OrderDetail | SkuOrder) -> OrderStatus:
    decided = MAIN_STATUS_DECIDES.get(order.main_status)
    return decided or ORDER_STATUS.get(order.order_status, OrderStatus.UNKNOWN)


def _carrier_wished(detail: OrderDetail) -> str:
    shown = (detail.shop_order_tag_ui, *(line.sku_order_tag_ui for line in detail.sku_order_list))
    tags = [tag for rows in shown for tag in readable(Tag, rows) or ()]
    return SF if any(tag.key == SF_PROMISED for tag in tags) else ""


def _methods(detail: OrderDetail) -> Iterator[str]:
    for sku_order in detail.sku_order_list:
        if method := TRADE_TYPES.get(sku_order.trade_type or 0):
            yield method
        if method := RECEIVE_TYPES.get(sku_order.receive_type):
            yield method


def _receiver(detail: OrderDetail) -> Receiver:
    """Return what may be shown. The clear fields are never read, should they ever be filled."""
    mask, plain = detail.mask_post_addr, detail.post_addr
    return Receiver(
        address_id=detail.open_address_id,
        name=detail.mask_post_receiver,
        phone=detail.mask_post_tel,
        province=mask.province.name or plain.province.name,
        city=mask.city.name or plain.city.name,
        district=mask.town.name or plain.town.name,
        street=mask.street.name or plain.street.name,
        detail=mask.detail,
    )


def _changed_at(detail: OrderDetail) -> datetime:
    """Return the newest change: a child order may change alone."""
    children = (sku_order.update_time for sku_order in detail.sku_order_list)
    return max((detail.update_time, *(moment for moment in children if moment)))


def _unknown(detail: OrderDetail) -> Iterator[str]:
    if detail.seller_remark_stars not in FLAGS:
        yield f"seller_remark_stars={detail.seller_remark_stars}"
    if len(detail.sku_order_list) >= SKU_ORDERS_SHOWN:
        yield f"sku_order_list.length={len(detail.sku_order_list)}"
    orders: tuple[OrderDetail | SkuOrder, ...] = (detail, *detail.sku_order_list)
    for order in orders:
        if order.order_status not in ORDER_STATUS:
            yield f"order_status={order.order_status}"
        if order.main_status not in MAIN_STATUSES:
            yield f"main_status={order.main_status}"
        if order.order_type not in ORDER_TYPES:
            yield f"order_type={order.order_type}"
    for sku_order in detail.sku_order_list:
        yield from _unknown_of_line(sku_order)


def _unknown_of_line(sku_order: SkuOrder) -> Iterator[str]:
    if sku_order.goods_type not in (GOODS, VIRTUAL_GOODS):
        yield f"goods_type={sku_order.goods_type}"
    if sku_order.pre_sale_type not in PRE_SALE_TYPES:
        yield f"pre_sale_type={sku_order.pre_sale_type}"
    if sku_order.receive_type not in BY_POST:
        yield f"receive_type={sku_order.receive_type}"
    if sku_order.given_product_type not in GIVEN_TYPES:
        yield f"given_product_type={sku_order.given_product_type}"
    mark = sku_order.after_sale_info.after_sale_status
    if mark not in AFTER_SALE_OPEN | AFTER_SALE_OTHER:
        yield f"after_sale_status={mark}"
