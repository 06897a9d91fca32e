"""The after-sale calls: increments, detail, and the seller's answer that the parcel was stopped."""

from datetime import timedelta
from typing import Any

from infra.local.pinduoduo import flow, views
from infra.local.pinduoduo.book import Book
from infra.local.pinduoduo.calls import Call, Method
from infra.local.pinduoduo.errors import bad_parameter, business
from infra.local.pinduoduo.model import OPEN_AFTER_SALES, AfterSale, OrderStatus
from infra.local.pinduoduo.paging import Window, one_page
from infra.local.pinduoduo.params import Params

WINDOW_MAX = timedelta(minutes=30)
ALL = 1  # For the type documented, for the status so in older SDKs and in live use.
KINDS = frozenset(range(1, 7))
STATUSES = frozenset({*range(19), 21, 22, 24, 25, 27, 31, 32, 33})
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
}
