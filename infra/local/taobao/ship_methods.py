"""The shipping calls: whole, part, several parcels, correction, carriers, trace.

A line with a refund in progress is refused, and with it the whole call that names it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from infra.local.taobao import carriers, flow
from infra.local.taobao.book import Book
from infra.local.taobao.calls import Call, Method
from infra.local.taobao.errors import Refused, business, ship_error
from infra.local.taobao.model import (
    BLOCKING_REFUNDS,
    Parcel,
    RefundStatus,
    Status,
    Trade,
)
from infra.local.taobao.params import Params, china_text
from infra.local.taobao.privacy import receiver_key

SUB_TIDS_MAX = 50
RESEND_WITHIN = timedelta(days=50)
ON_THE_ROAD_AFTER = timedelta(hours=12)


def offline_send(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """One waybill for a whole trade, or with is_split for some of its lines."""
    trade = book.shop_trade(call.shop_id, params.text("tid"))
    code, number = params.text("company_code"), params.text("out_sid")
    oids = params.names("sub_tid") if params.flag("is_split") else _unsent(trade)
    if len(oids) > SUB_TIDS_MAX:
        raise ship_error("S02", "子订单过多")
    lines = [(oid, trade.line(oid)) for oid in oids]
    pieces = {oid: line.left if line else 0 for oid, line in lines}
    _send(book, trade, code, number, pieces)
    return {"shipping": {"is_success": True}}


def dummy_send(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """All that is left of a trade, without a waybill. It knows no single lines."""
    trade = book.shop_trade(call.shop_id, params.text("tid"))
    pieces = {line.oid: line.left for line in trade.lines if line.left}
    _check_pieces(book, trade, pieces)
    if any(line.left and not line.goods.virtual for line in trade.lines):
        book.violate("goods_without_a_waybill", trade.tid, ",".join(pieces))
    flow.send_virtual(book, trade, pieces)
    return {"shipping": {"is_success": True}}


def ascp_send(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Several parcels, each with pieces of lines. A refusal stands inside the answer."""
    trade = book.shop_trade(call.shop_id, params.text("tid"))
    parcels = [
        (package.text("company_code"), package.text("out_sid"), package.objects("goods"))
        for package in params.objects("consign_pkgs")
    ]
    try:
        # All or nothing: a later parcel's mistake leaves the earlier ones unsent.
        _check_pieces(book, trade, _pieces(trade, [row for *_, rows in parcels for row in rows]))
        for code, number, _ in parcels:
            _check_number(code, number)
        for code, number, rows in parcels:
            _send(book, trade, code, number, _pieces(trade, rows))
    except Refused as refused:
        return {
            "result": {
                "success": False,
                "err_code": refused.sub_code,
                "err_message": refused.sub_msg,
            }
        }
    return {"result": {"success": True}}


def resend(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Another waybill in the place of the one that a trade was shipped with."""
    trade = book.shop_trade(call.shop_id, params.text("tid"))
    code, number = params.text("company_code"), params.text("out_sid")
    oids = set(params.names("sub_tid")) if params.flag("is_split") else None
    old = [parcel for parcel in trade.parcels if oids is None or oids & set(parcel.oids)]
    _correct(book, trade, old, code, number)
    return {"shipping": {"is_success": True}}


def ascp_modify(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Another waybill in the place of the one that is named."""
    trade = book.shop_trade(call.shop_id, params.text("tid"))
    named = params.text("old_company_code"), params.text("old_out_sid")
    old = [parcel for parcel in trade.parcels if (parcel.company_code, parcel.number) == named]
    code, number = params.text("new_company_code"), params.text("new_out_sid")
    try:
        _correct(book, trade, old, code, number)
    except Refused as refused:
        problem = {"err_code": refused.sub_code, "err_message": refused.sub_msg}
        return {"result": {"success": False, **problem}}
    return {"result": {"success": True}}


def companies(_book: Book, _call: Call, params: Params) -> dict[str, Any]:
    """The carriers, each with the shape of its numbers."""
    rows = carriers.company_list(params.names("fields"))
    return {"logistics_companies": {"logistics_company": rows}}


def trace(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """A parcel's way. The state above the steps says "signed" at once: only steps count."""
    trade = book.shop_trade(call.shop_id, params.text("tid"))
    oids = set(params.names("sub_tid")) if params.flag("is_split") else None
    found = [parcel for parcel in trade.parcels if oids is None or oids & set(parcel.oids)]
    if not found:
        raise business("logistics-trace-error:CD11", "物流订单不存在")
    parcel = found[0]
    scans = book.scans.of(parcel.number, parcel.at)
    steps = [_step(at, "GOT", "已揽收") for at in scans]
    if scans and book.now() - scans[-1] >= ON_THE_ROAD_AFTER:
        steps.append(_step(scans[-1] + ON_THE_ROAD_AFTER, "DEPARTURE", "运输中"))
    return {
        "out_sid": parcel.number,
        "company_name": carriers.CARRIERS[parcel.company_code].name,
        "tid": int(trade.tid),
        "status": "对方已签收",
        "trace_list": {"transit_step_info": steps},
    }


def _send(book: Book, trade: Trade, code: str, number: str, pieces: Mapping[str, int]) -> None:
    _check_pieces(book, trade, pieces)
    _check_number(code, number)
    _watch(book, trade, number, pieces)
    flow.send(book, trade, Parcel(code, number, book.now(), tuple(pieces)), pieces)


def _check_pieces(book: Book, trade: Trade, pieces: Mapping[str, int]) -> None:
    if trade.status not in {Status.WAIT_SELLER_SEND_GOODS, Status.SELLER_CONSIGNED_PART}:
        raise ship_error("B04", f"交易状态不允许发货: {trade.status}")
    if not pieces:
        raise ship_error("B04", "没有可发货的子订单")
    for oid, wanted in pieces.items():
        line = trade.line(oid)
        if line is None:
            raise ship_error("S01", f"子订单 {oid} 不属于该交易")
        if line.status is Status.TRADE_CLOSED:
            raise ship_error("B60", f"子订单 {oid} 已退款关闭")
        if not 1 <= wanted <= line.left:
            raise ship_error("B04", f"子订单 {oid} 已发货或数量超限")
        if book.refund_status(trade, oid) in BLOCKING_REFUNDS:
            raise ship_error("B60", f"子订单 {oid} 退款中,不能发货")


def _correct(book: Book, trade: Trade, old: list[Parcel], code: str, number: str) -> None:
    if not old:
        raise ship_error("B01", "没有可修改的运单")
    if book.now() - old[0].at > RESEND_WITHIN:
        raise ship_error("B03", "发货超过 50 天,不能修改")
    _check_number(code, number)
    for parcel in old:
        trade.parcels[trade.parcels.index(parcel)] = replace(
            parcel, company_code=code, number=number
        )
    flow.note_number(book, trade, number)
    book.touch(trade)


def _check_number(code: str, number: str) -> None:
    if code not in carriers.CARRIERS:
        raise ship_error("S05", f"物流公司 {code} 不存在")
    if not carriers.fits(code, number):
        raise ship_error("B150", "运单号不符合规则")


def _watch(book: Book, trade: Trade, number: str, pieces: Mapping[str, int]) -> None:
    """What the platform lets pass and punishes later."""
    held = [name for name, value in trade.holds.items() if value]
    if held:
        book.violate("shipped_on_hold", trade.tid, ",".join(held))
    if any(book.refund_status(trade, oid) is RefundStatus.SELLER_REFUSE_BUYER for oid in pieces):
        book.violate("shipped_over_refund", trade.tid, number)
    others = (book.trades[tid] for tid in book.by_number[number])
    if any(receiver_key(other.person) != receiver_key(trade.person) for other in others):
        book.violate("number_of_another_receiver", trade.tid, number)


def _unsent(trade: Trade) -> list[str]:
    return [line.oid for line in trade.lines if line.left]


def _pieces(trade: Trade, goods: list[Params]) -> dict[str, int]:
    """Pieces per line; without a number all that are left."""
    pieces: Counter[str] = Counter()
    for row in goods:
        oid = row.text("sub_tid")
        line = trade.line(oid)
        pieces[oid] += row.number("num", line.left if line else 0)
    return pieces


def _step(at: datetime, action: str, text: str) -> dict[str, str]:
    return {"status_time": china_text(at), "status_desc": text, "action": action}


METHODS = {
    "taobao.logistics.offline.send": Method(offline_send),
    "taobao.logistics.dummy.send": Method(dummy_send),
    "alibaba.ascp.logistics.offline.send": Method(ascp_send),
    "taobao.logistics.consign.resend": Method(resend),
    "alibaba.ascp.logistics.consign.modify": Method(ascp_modify),
    "taobao.logistics.companies.get": Method(companies, session=False),
    "taobao.logistics.trace.search": Method(trace),
}
