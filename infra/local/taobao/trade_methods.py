"""The trade calls: increments, list by creation, detail, memo, which trades may be merged."""

from datetime import datetime, timedelta
from typing import Any

from infra.local.taobao import topics, views
from infra.local.taobao.book import Book
from infra.local.taobao.calls import Call, Method
from infra.local.taobao.errors import business, invalid
from infra.local.taobao.model import Status, Trade
from infra.local.taobao.paging import one_page, wrapped
from infra.local.taobao.params import Params, china_text
from infra.local.taobao.privacy import receiver_key

REACH = timedelta(days=90)
INCREMENT_MAX = timedelta(days=1)
MEMO_BYTES_MAX = 1000
FLAGS = range(6)
MERGE_MAX = 100


def increments(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Trades by their last change, newest first: rows move up while somebody pages."""
    window = params.moment("start_modified"), params.moment("end_modified")
    if not timedelta(0) <= window[1] - window[0] <= INCREMENT_MAX:
        raise invalid("end_modified", "is more than a day after start_modified")

    def rows() -> list[Trade]:
        listed = book.changed_trades[call.shop_id].between(*window, book.now())
        return _known(book, listed, params)

    return _listing(book, call, params, window, rows, forwards_loses=True)


def sold(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Trades by the time they were made, newest first."""
    now = book.now()
    window = params.moment("start_created", now - REACH), params.moment("end_created", now)

    def rows() -> list[Trade]:
        listed = book.created_trades[call.shop_id].between(*window, now)
        return _known(book, listed, params)

    return _listing(book, call, params, window, rows)


def detail(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """One trade, with the fields asked for."""
    fields = params.names("fields")
    trade = book.shop_trade(call.shop_id, params.text("tid"))
    return {"trade": views.trade_view(book, trade, fields, listed=False)}


def memo(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Overwrite memo and flag: no memo leaves the old one, no flag means grey."""
    trade = book.shop_trade(call.shop_id, params.text("tid"))
    text, flag = params.text("memo", ""), params.number("flag", 0)
    if len(text.encode()) > MEMO_BYTES_MAX or flag not in FLAGS:
        raise business("invalid-parameter:memo", "备注过长或旗帜不存在")
    if text or params.flag("reset"):
        trade.memo = text
    trade.flag = flag
    book.touch(trade)
    book.tell(topics.MEMO, trade)
    return {"trade": {"tid": int(trade.tid), "modified": china_text(trade.modified)}}


def oaid_merge(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Trades by their true receiver; a stale oaid belongs to nobody's group."""
    asked = params.objects("merge_list")
    if not 1 <= len(asked) <= MERGE_MAX:
        raise invalid("merge_list", f"has 1 to {MERGE_MAX} elements")
    groups: dict[str, list[str]] = {}
    for row in asked:
        trade = book.shop_trade(call.shop_id, row.text("tid"))
        current = book.sealer.oaid(book.shops[trade.shop_id], trade)
        key = receiver_key(trade.person) if row.text("oaid") == current else trade.tid
        groups.setdefault(key, []).append(trade.tid)
    return {"tid_list": {"string": [",".join(group) for group in groups.values()]}}


def _listing(
    book: Book,
    call: Call,
    params: Params,
    window: tuple[datetime, datetime],
    rows: Any,
    *,
    forwards_loses: bool = False,
) -> dict[str, Any]:
    fields = params.names("fields")
    found, told = one_page(
        book, call, params, window, rows, book.touch, forwards_loses=forwards_loses
    )
    listed = [views.trade_view(book, trade, fields, listed=True) for trade in found]
    return {**wrapped("trades", "trade", listed), **told}


def _known(book: Book, tids: list[str], params: Params) -> list[Trade]:
    status = params.text("status", "")
    if status and status not in set(Status):
        raise invalid("status")
    horizon = book.now() - REACH
    found = (book.trades[tid] for tid in tids)
    return [trade for trade in found if trade.created >= horizon and status in {"", trade.status}]


METHODS = {
    "taobao.trades.sold.increment.get": Method(increments, pages=True),
    "taobao.trades.sold.get": Method(sold, pages=True),
    "taobao.trade.fullinfo.get": Method(detail),
    "taobao.trade.memo.update": Method(memo),
    "taobao.top.oaid.merge": Method(oaid_merge),
}
