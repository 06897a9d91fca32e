"""The order calls: list, detail, remark, answer to an address request."""

from datetime import timedelta
from typing import Any

from infra.local.doudian import errors, order_flow
from infra.local.doudian.book import Book
from infra.local.doudian.calls import Call, Method
from infra.local.doudian.errors import bad_parameter, business_failed
from infra.local.doudian.messages import unix
from infra.local.doudian.model import OrderStatus, ShopOrder
from infra.local.doudian.order_views import order_view
from infra.local.doudian.paging import Page
from infra.local.doudian.params import Params

LISTED_FOR = timedelta(days=90)
NO_START = 20011
REMARK_CHARACTERS_MAX = 500
AGREED = 0
ADDRESS_REFUSALS = frozenset({1001, 1002, 1003, 1004, 1005})
SORT_FIELDS = ("create_time", "update_time")


def search_list(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Orders of the shop in a window of creation or change, both ends included."""
    page = Page.of(params)
    order_by = params.text("order_by", "create_time")
    if order_by not in SORT_FIELDS:
        raise bad_parameter("order_by is create_time or update_time")
    if not any(params.has(f"{field}_start") for field in SORT_FIELDS):
        raise bad_parameter("one start time is required", number=NO_START)
    statuses = _statuses(params)
    found = [
        order
        for order in book.orders.values()
        if order.shop_id == call.shop_id
        and order.create_time > book.now() - LISTED_FOR
        and (statuses is None or order.status in statuses)
        and all(_in_window(order, field, params) for field in SORT_FIELDS)
    ]
    found.sort(key=lambda order: (getattr(order, order_by), order.order_id))
    if not params.flag("order_asc"):
        found.reverse()
    return {
        "page": page.number,
        "size": page.size,
        "total": len(found),
        "shop_order_list": [order_view(book, order) for order in page.cut(found)],
    }


def order_detail(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """One order, whole."""
    order = book.shop_order(call.shop_id, params.text("shop_order_id"))
    return {"shop_order_detail": order_view(book, order)}


def add_order_remark(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Overwrite the seller's remark; the flag is sent as text and changes only on request."""
    order = book.shop_order(call.shop_id, params.text("order_id"))
    remark = params.text("remark", "")
    if len(remark) > REMARK_CHARACTERS_MAX:
        raise business_failed(errors.REMARK_TOO_LONG, "备注过长")
    star = order.seller_remark_stars
    if params.text("is_add_star", "false") == "true":
        star = _star(params.text("star"))
    order_flow.set_memo(book, order, remark, star)
    return {}


def address_confirm(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """The seller's answer to a buyer's address request."""
    order = book.shop_order(call.shop_id, params.text("order_id"))
    answer = params.number("is_approved")
    if answer != AGREED and answer not in ADDRESS_REFUSALS:
        raise bad_parameter("is_approved is 0 or 1001 to 1005")
    if order.status in {OrderStatus.SHIPPED, OrderStatus.PARTLY_SHIPPED, OrderStatus.DONE}:
        raise business_failed(errors.ADDRESS_ORDER_SHIPPED, "订单已发货")
    if order.wanted_receiver is None:
        raise business_failed(errors.NO_ADDRESS_REQUEST, "没有待处理的地址修改申请")
    if answer == AGREED:
        order_flow.change_address(book, order, order.wanted_receiver)
    else:
        order.wanted_receiver = None
        book.touch(order)
    return {}


METHODS: dict[str, Method] = {
    "order.searchList": search_list,
    "order.orderDetail": order_detail,
    "order.addOrderRemark": add_order_remark,
    "order.addressConfirm": address_confirm,
}


def _in_window(order: ShopOrder, field: str, params: Params) -> bool:
    moment = unix(getattr(order, field))
    after = params.number(f"{field}_start", 0)
    until = params.number(f"{field}_end", 0) or moment
    return after <= moment <= until


def _statuses(params: Params) -> frozenset[int] | None:
    """`combine_status` holds one element with the statuses as text: "2,101"."""
    combined = params.objects("combine_status", [])
    if not combined:
        return None
    if len(combined) > 1:
        raise bad_parameter("combine_status holds one element")
    try:
        return frozenset(int(status) for status in combined[0].text("order_status").split(","))
    except ValueError as problem:
        raise bad_parameter("order_status holds numbers and commas") from problem


def _star(text: str) -> int:
    if text not in {"0", "1", "2", "3", "4", "5"}:
        raise business_failed(errors.BAD_STAR, "star is 0 to 5")
    return int(text)
