"""Orders over the API: list, detail, receiver, cancel requests."""

from datetime import datetime, timedelta
from typing import Any

from infra.local.aliexpress import flow, views
from infra.local.aliexpress.calls import Call, Method, PageWanted
from infra.local.aliexpress.errors import (
    NO_SUCH_ORDER,
    NOT_SHIPPABLE,
    OUT_OF_RANGE,
    Failed,
    field_of,
    invalid,
)
from infra.local.aliexpress.model import Order, Status
from infra.local.aliexpress.times import china, pacific, window

RANGE_MAX = timedelta(days=180)
FINISHED_RANGE_MAX = timedelta(days=30)


def order_list(call: Call) -> dict[str, Any]:
    """`aliexpress.trade.seller.orderlist.get`: newest first; FINISH only when it is asked for."""
    query = call.json("param_aeop_order_query")
    page = PageWanted.of(query)
    try:
        statuses = _statuses(query)
        created = _range(query, "create_date", statuses, call.book.now())
        modified = _modified(query, statuses, call.book.now())
    except Failed as failed:
        return {"result": _failure(failed)}
    call.before_page(page.number)
    rows = [
        order
        for order in call.book.orders.values()
        if order.shop_id == call.shop.shop_id
        and order.status in statuses
        and _inside(order.created, created)
        and _inside(order.modified, modified)
        and query.get("buyer_login_id") in {None, call.book.buyer_login(order.person)}
    ]
    rows.sort(key=lambda order: (order.created, int(order.order_id)), reverse=True)
    counted = sum(order.counted for order in rows)
    shown = [views.row(call.book, order) for order in page.cut(rows)]
    result = {
        "success": True,
        "current_page": page.number,
        "page_size": page.size,
        "total_page": page.pages(len(rows)),
        "total_count": counted,
        "time_stamp": china(call.book.now()),
        "target_list": views.Wrapped("aeop_order_item_dto", shown),
    }
    return {"result": result}


def find_order(call: Call) -> dict[str, Any]:
    """`aliexpress.trade.new.redefining.findorderbyid`; no target for an order that is not there.

    No source tells how the platform answers then; an absent field is what it does elsewhere.
    """
    order = call.order(field_of(call.json("param1"), "order_id"))
    answer: dict[str, Any] = {"time_stamp": china(call.book.now())}
    return answer | ({"target": views.detail(call.book, order)} if order else {})


def find_receipt(call: Call) -> dict[str, Any]:
    """`aliexpress.trade.redefining.findorderreceiptinfo`: masked as everywhere."""
    order = _existing(call, field_of(call.json("param1"), "order_id"))
    return {"result": {**views.receipt(order), "oaid": call.book.oaid(order)}}


def accept_cancel(call: Call) -> dict[str, Any]:
    """`aliexpress.trade.seller.order.acceptcancel`."""
    return _answer_cancel(call, agreed=True)


def refuse_cancel(call: Call) -> dict[str, Any]:
    """`aliexpress.trade.seller.order.refusecancel`."""
    return _answer_cancel(call, agreed=False)


METHODS: dict[str, Method] = {
    "aliexpress.trade.seller.orderlist.get": order_list,
    "aliexpress.trade.new.redefining.findorderbyid": find_order,
    "aliexpress.trade.redefining.findorderreceiptinfo": find_receipt,
    "aliexpress.trade.seller.order.acceptcancel": accept_cancel,
    "aliexpress.trade.seller.order.refusecancel": refuse_cancel,
}


def _answer_cancel(call: Call, *, agreed: bool) -> dict[str, Any]:
    request = call.json("param_order_cancel_request")
    order = _existing(call, field_of(request, "order_id"))
    if request.get("buyer_login_id") != call.book.buyer_login(order.person):
        raise invalid("buyer_login_id is not the buyer's")
    if order.status is not Status.IN_CANCEL:
        return {"result": _failure(Failed(NOT_SHIPPABLE, f"order is {order.status}"))}
    (flow.accept_cancel if agreed else flow.drop_cancel)(call.book, order)
    return {"result": {"success": True, "target": True}}


def _existing(call: Call, order_id: object) -> Order:
    order = call.order(order_id)
    if order is None:
        raise invalid(f"{NO_SUCH_ORDER}: {order_id}")
    return order


def _failure(failed: Failed) -> dict[str, Any]:
    return {"success": False, "error_code": failed.code, "error_message": failed.message}


def _statuses(query: dict[str, Any]) -> frozenset[Status]:
    wanted = query.get("order_status_list") or [query.get("order_status")]
    names = [name for name in wanted if name]
    if not names:
        return frozenset(Status) - {Status.FINISH}
    try:
        return frozenset(Status(name) for name in names)
    except ValueError as problem:
        raise invalid(str(problem)) from problem


def _modified(
    query: dict[str, Any], statuses: frozenset[Status], now: datetime
) -> tuple[datetime, datetime] | None:
    """The range of change, which the platform takes only beside a range of creation."""
    asked = _range(query, "modified_date", statuses, now)
    if asked and not query.get("create_date_start"):
        raise Failed(OUT_OF_RANGE, "a modified range needs a create range")
    return asked


def _range(
    query: dict[str, Any], name: str, statuses: frozenset[Status], now: datetime
) -> tuple[datetime, datetime] | None:
    """What `<name>_start` and `<name>_end` ask for; without an end, until now."""
    start, end = query.get(f"{name}_start"), query.get(f"{name}_end")
    if not start and not end:
        return None
    if not start:
        raise Failed(OUT_OF_RANGE, f"{name}_start is missing")
    try:
        asked = window(start, end or pacific(now))
    except (TypeError, ValueError) as problem:
        raise invalid(f"{name} is not yyyy-MM-dd HH:mm:ss") from problem
    longest = FINISHED_RANGE_MAX if Status.FINISH in statuses else RANGE_MAX
    # The hour that daylight saving gives or takes is nobody's mistake.
    if asked[1] - asked[0] > longest + timedelta(hours=1):
        raise Failed(OUT_OF_RANGE, f"{name} spans more than {longest.days} days")
    return asked


def _inside(moment: datetime, asked: tuple[datetime, datetime] | None) -> bool:
    """To the second, as the platform keeps its times."""
    return asked is None or asked[0] <= moment.replace(microsecond=0) <= asked[1]
