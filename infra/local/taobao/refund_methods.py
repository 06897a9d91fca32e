"""The refund calls: list by change, detail, and the seller's word that shipping was stopped."""

from datetime import timedelta
from typing import Any

from infra.local.taobao import flow, views
from infra.local.taobao.book import Book
from infra.local.taobao.calls import Call, Method
from infra.local.taobao.errors import business, invalid
from infra.local.taobao.model import OPEN_REFUNDS, Refund
from infra.local.taobao.paging import one_page, wrapped
from infra.local.taobao.params import Params

REACH = timedelta(days=90)


def received(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Refunds that buyers asked of this shop, by their last change, newest first."""
    fields, status = params.names("fields"), params.text("status", "")
    now = book.now()
    window = params.moment("start_modified", now - REACH), params.moment("end_modified", now)

    def rows() -> list[Refund]:
        listed = book.changed_refunds[call.shop_id].between(*window, now)
        found = [book.refunds[refund_id] for refund_id in listed]
        return [refund for refund in found if status in {"", refund.status}]

    found, told = one_page(book, call, params, window, rows, book.touch_refund)
    listed = [views.refund_view(book, refund, fields) for refund in found]
    return {**wrapped("refunds", "refund", listed), **told}


def detail(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """One refund, with the fields asked for."""
    fields = params.names("fields")
    refund = book.shop_refund(call.shop_id, params.text("refund_id"))
    return {"refund": views.refund_view(book, refund, fields)}


def shipping_cancelled(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """The seller says whether shipping was cancelled; a yes pays an unshipped line back."""
    told = params.object("param")
    refund = book.shop_refund(call.shop_id, told.text("refund_id"))
    trade = book.shop_trade(call.shop_id, told.text("tid"))
    line = trade.line(refund.oid)
    if refund.tid != trade.tid or line is None:
        raise business("refund-not-exist", "退款与交易不符")
    told.text("operate_time")
    outcome = told.text("status")
    if outcome not in {"SUCCESS", "FAIL"}:
        raise invalid("status", "is SUCCESS or FAIL")
    if outcome == "SUCCESS":
        if told.number("refund_fee") != refund.fee_fen:
            raise business("refund-fee-error", "退款金额不符")
        if refund.status not in OPEN_REFUNDS or line.sent:
            raise business("refund-status-error", "退款状态不允许")
        flow.pay_back(book, refund)
    return {"result": {"success": True}}


METHODS = {
    "taobao.refunds.receive.get": Method(received, pages=True),
    "taobao.refund.get": Method(detail),
    "taobao.rdc.aligenius.sendgoods.cancel": Method(shipping_cancelled),
}
