"""The after-sale calls: increments, detail, the answer to a stop, the number of an exchange."""

from datetime import timedelta
from typing import Any

from infra.local.pinduoduo import carriers, exchange_flow, flow, views
from infra.local.pinduoduo.book import Book
from infra.local.pinduoduo.calls import Call, Method
from infra.local.pinduoduo.errors import Failed, bad_parameter, business
from infra.local.pinduoduo.model import OPEN_AFTER_SALES, AfterSale, OrderStatus, Parcel
from infra.local.pinduoduo.paging import Window, one_page
from infra.local.pinduoduo.params import Params
from infra.local.pinduoduo.ship_methods import check_number

WINDOW_MAX = timedelta(minutes=30)
ALL = 1  # For the type documented, for the status so in older SDKs and in live use.
KINDS = frozenset(range(1, 7))
STATUSES = frozenset({*range(19), 21, 22, 24, 25, 27, 31, 32, 33})
# Error codes inside an answer are in no source: these are ours.
COMPANY_DIFFERS, NUMBER_TAKEN = 103, 104
STOP_REFUSED = frozenset({1001, 1002, 1003})


def increments(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """After-sales by their last change; an order's id overrules all other filters."""
    status = params.choice("after_sales_status", STATUSES)
    kind = params.choice("after_sales_type", KINDS)
    window = Window.of(params, "start_updated_at", "end_updated_at", WINDOW_MAX)
    order_sn = params.text("order_sn", "")

    def rows() -> list[AfterSale]:
        if order_sn:
            return _of_order(book, call, order_sn)
        listed = book.changed_after_sales[call.shop_id].between(
            window.since, window.until, book.now()
        )
        found = [book.after_sales[key] for key in listed]
        return [
            record
            for record in found
            if status in {ALL, record.status}
            and kind in {ALL, record.kind + views.LIST_TYPE_OFFSET}
        ]

    answer = one_page(book, call, params, window, rows, book.touch_after_sale)
    listed_rows = [views.after_sale_row(book, record) for record in answer.pop("rows")]
    return {"refund_list": listed_rows, **answer}


def detail(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """One after-sale: the one named, else the newest of the order."""
    order = book.shop_order(call.shop_id, params.text("order_sn"))
    named = params.text("after_sales_id", "")
    if named:
        record = book.shop_after_sale(call.shop_id, named)
        if record.order_sn != order.order_sn:
            raise business("售后单与订单不符", "AFTER_SALE_NOT_FOUND")
        return views.after_sale_detail(book, record)
    newest = book.newest_after_sale(order)
    if newest is None:
        raise business("售后单不存在", "AFTER_SALE_NOT_FOUND")
    return views.after_sale_detail(book, newest)


def stop_answer(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """The seller says whether shipping was cancelled; a yes pays an unshipped order back."""
    told = params.object("param")
    order = book.shop_order(call.shop_id, told.text("tid"))
    record = book.shop_after_sale(call.shop_id, told.text("refund_id"))
    if record.order_sn != order.order_sn:
        raise business("售后单与订单不符", "AFTER_SALE_NOT_FOUND")
    told.number("operate_time")
    outcome = told.text("status")
    if outcome == "FAIL":
        told.choice("fail_reason_code", STOP_REFUSED)
        return {"is_success": True}
    if outcome != "SUCCESS":
        raise bad_parameter("status 取值 SUCCESS 或 FAIL")
    if told.number("refund_fee") != record.amount_fen:
        raise business("退款金额不符", "REFUND_FEE")
    if record.status not in OPEN_AFTER_SALES or order.status is not OrderStatus.TO_SHIP:
        raise business("售后单状态不允许", "AFTER_SALE_STATUS")
    flow.pay_back(book, record)
    return {"is_success": True}


def exchange_shipping(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """The number under which goods are sent instead of what came back.

    How it says no is in no source: here a wrong state is an error, and a wrong number says so
    inside an ordinary answer, as it does where orders are shipped.
    """
    told = params.object("request")
    order = book.shop_order(call.shop_id, told.text("order_sn"))
    record = book.shop_after_sale(call.shop_id, told.text("after_sales_id"))
    if record.order_sn != order.order_sn:
        raise business("售后单与订单不符", "AFTER_SALE_NOT_FOUND")
    parcel = Parcel(told.number("shipping_id"), told.text("tracking_number"), book.now())
    try:
        check_number(parcel.company_id, parcel.number)
        _check_instead(book, record, parcel, told.text("shipping_name"))
    except Failed as failed:
        return {"is_success": False, "error_code": failed.code, "error_msg": failed.why}
    try:
        exchange_flow.send_again(book, record, parcel)
    except flow.WrongState as wrong:
        raise business("售后单状态不允许", "AFTER_SALE_STATUS") from wrong
    book.by_number[parcel.number].add(order.order_sn)
    return {"is_success": True}


def _check_instead(book: Book, record: AfterSale, parcel: Parcel, name: str) -> None:
    if carriers.CARRIERS[parcel.company_id].name != name:
        raise Failed(COMPANY_DIFFERS, "快递公司名称与编号不符")
    others = (one.again for one in book.after_sales.values() if one is not record)
    if any(one and one.number == parcel.number for one in others):
        raise Failed(NUMBER_TAKEN, "快递单号已用于其他售后单")


def _of_order(book: Book, call: Call, order_sn: str) -> list[AfterSale]:
    order = book.orders.get(order_sn)
    if order is None or order.shop_id != call.shop_id:
        return []
    return [book.after_sales[key] for key in reversed(order.after_sale_ids)]


METHODS = {
    "pdd.refund.list.increment.get": Method(
        increments, "refund_increment_get_response", pages=True
    ),
    "pdd.refund.information.get": Method(detail, None),
    "pdd.rdc.pddgenius.sendgoods.cancel": Method(
        stop_answer, "rdc_pddgenius_sendgoods_cancel_response"
    ),
    # No source tells its wrapper; the detail of a case has none.
    "pdd.refund.exchange.shipping": Method(exchange_shipping, None),
}
