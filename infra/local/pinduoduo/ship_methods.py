"""The shipping calls: first number, correction, further parcels, printed label, carriers, trace.

What the platform does with a parcel over an open refund: it takes the number, and the loss is the
seller's. So here: taken, and remembered as careless.
"""

from datetime import timedelta
from typing import Any

from infra.local.pinduoduo import carriers, flow
from infra.local.pinduoduo.book import Book
from infra.local.pinduoduo.calls import Call, Method
from infra.local.pinduoduo.errors import Failed, bad_parameter, business
from infra.local.pinduoduo.model import Order, OrderStatus, Parcel, RefundStatus
from infra.local.pinduoduo.params import Params
from infra.local.pinduoduo.privacy import receiver_key
from infra.local.pinduoduo.views import china_text

FIRST, CHANGE = 1, 2
REDELIVERY = frozenset({FIRST, CHANGE})
EXTRA_TYPES = frozenset({1, 2, 3})
PRINTED = frozenset({1})
ON_THE_ROAD_AFTER = timedelta(hours=12)
# Error codes inside an answer are in no source: these are ours.
COMPANY_UNKNOWN, NUMBER_WRONG = 101, 102


def online_send(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """The first number of an order, or another in its place."""
    order = book.shop_order(call.shop_id, params.text("order_sn"))
    company_id, number = params.number("logistics_id"), params.text("tracking_number")
    change = params.choice("redelivery_type", REDELIVERY, FIRST) == CHANGE
    _check_state(order, change=change)
    try:
        check_number(company_id, number)
    except Failed as failed:
        return {"is_success": False, "error_code": failed.code, "error_msg": failed.why}
    _watch(book, order, number)
    flow.send(book, order, Parcel(company_id, number, book.now()))
    return {"is_success": True}


def extra_logistics(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Further parcels of an order that has its first number."""
    order = book.shop_order(call.shop_id, params.text("order_sn"))
    params.choice("extra_track_type", EXTRA_TYPES)
    if order.parcel is None:
        raise business("订单未发货,不能上传额外运单", "ORDER_NOT_SHIPPED")
    parcels = [
        Parcel(track.number("shipping_id"), track.text("tracking_number"), book.now())
        for track in params.objects("extra_track_list")
    ]
    for parcel in parcels:
        try:
            check_number(parcel.company_id, parcel.number)
        except Failed as failed:
            raise business(failed.why, "TRACKING_NUMBER") from failed
    for parcel in parcels:
        if parcel.number in order.taken:
            continue
        _watch(book, order, parcel.number)
        order.extra.append(parcel)
        flow.note_number(book, order, parcel.number)
    book.touch(order)
    return {"is_success": True}


def label_printed(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """The seller has printed a label: refunds know from now on."""
    order = book.shop_order(call.shop_id, params.text("order_sn"))
    params.number("logistics_id")
    params.text("waybill_no")
    params.choice("order_state", PRINTED)
    book.printed.add(order.order_sn)
    return {"is_success": True}


def companies(_book: Book, _call: Call, _params: Params) -> dict[str, Any]:
    """All carriers, closed ones too."""
    return {"logistics_companies": carriers.company_list()}


def order_trace(book: Book, _call: Call, params: Params) -> dict[str, Any]:
    """A parcel's way. The names of the steps' fields are in no source: they are ours."""
    codes = {carrier.code for carrier in carriers.CARRIERS.values()}
    if params.text("company_code") not in codes:
        raise bad_parameter("company_code 不存在")
    number = params.text("mail_no")
    steps = []
    for parcel in sorted(_parcels(book, number), key=lambda parcel: parcel.at)[:1]:
        scans = book.scans.of(number, parcel.at)
        steps += [_step(at, "GOT", "已揽收") for at in scans]
        if scans and book.now() - scans[-1] >= ON_THE_ROAD_AFTER:
            steps.append(_step(scans[-1] + ON_THE_ROAD_AFTER, "SENT_CITY", "运输中"))
    return {"company_code": params.text("company_code"), "mail_no": number, "trace_list": steps}


def _check_state(order: Order, *, change: bool) -> None:
    if order.confirmed is None:
        raise business("订单未成团", "ORDER_NOT_CONFIRMED")
    if order.in_review:
        raise business("订单风控审核中", "ORDER_IN_REVIEW")
    if order.refund_status is RefundStatus.REFUNDED:
        raise business("订单已退款", "ORDER_REFUNDED")
    if change and order.status is not OrderStatus.SHIPPED:
        raise business("订单未发货,不能修改运单", "ORDER_NOT_SHIPPED")
    if not change and order.status is not OrderStatus.TO_SHIP:
        raise business("订单已发货", "ORDER_SHIPPED")


def check_number(company_id: int, number: str) -> None:
    """The carrier may be used, and the number is one of its. Raises Failed."""
    carrier = carriers.CARRIERS.get(company_id)
    if carrier is None or not carrier.available:
        raise Failed(COMPANY_UNKNOWN, "快递公司不可用")
    if not carriers.fits(company_id, number):
        raise Failed(NUMBER_WRONG, "快递单号与快递公司不匹配")


def _watch(book: Book, order: Order, number: str) -> None:
    """What the platform lets pass and punishes later."""
    if order.refund_status in {RefundStatus.OPEN, RefundStatus.REFUNDING}:
        book.violate("shipped_over_refund", order.order_sn, number)
    if order.ship_hold:
        book.violate("shipped_on_hold", order.order_sn, number)
    others = (book.orders[order_sn] for order_sn in book.by_number[number])
    if any(receiver_key(other) != receiver_key(order) for other in others):
        book.violate("number_of_another_receiver", order.order_sn, number)


def _parcels(book: Book, number: str) -> list[Parcel]:
    orders = [book.orders[order_sn] for order_sn in book.by_number.get(number, ())]
    return [
        parcel
        for order in orders
        for parcel in (order.parcel, *order.extra, *_sent_instead(book, order))
        if parcel and parcel.number == number
    ]


def _sent_instead(book: Book, order: Order) -> list[Parcel | None]:
    return [book.after_sales[key].again for key in order.after_sale_ids]


def _step(at: Any, action: str, text: str) -> dict[str, str]:
    return {"action": action, "desc": text, "status_time": china_text(at)}


METHODS = {
    "pdd.logistics.online.send": Method(online_send, "logistics_online_send_response"),
    "pdd.order.upload.extra.logistics": Method(extra_logistics, "upload_extra_logistics_response"),
    "pdd.logistics.companies.get": Method(companies, "logistics_companies_get_response"),
    # No source tells the wrappers of these two.
    "pdd.logistics.ordertrace.get": Method(order_trace, "logistics_ordertrace_get_response"),
    "pdd.erp.order.sync": Method(label_printed, None),
}
