"""The order calls: increments, list, detail, states, remark."""

from datetime import timedelta
from typing import Any

from infra.local.pinduoduo import views
from infra.local.pinduoduo.book import Book
from infra.local.pinduoduo.calls import Call, Method
from infra.local.pinduoduo.errors import bad_parameter
from infra.local.pinduoduo.model import Order
from infra.local.pinduoduo.paging import Window, one_page
from infra.local.pinduoduo.params import Params

REACH = timedelta(days=90)
INCREMENT_MAX = timedelta(minutes=30)
LIST_MAX = timedelta(hours=24)
SETTLED_AFTER = timedelta(minutes=3)
ORDER_STATUSES = frozenset({1, 2, 3, 5})
REFUND_STATUSES = frozenset({1, 2, 3, 4, 5})
LUCKY_FLAGS = frozenset({0, 1, 2})
LOTTERY = 2
ALL = 5
TAGS = frozenset({1, 2, 3, 4, 5})
TAG_NAME_CHARACTERS_MAX = 3
ORDERS_ASKED_MAX = 100


def increments(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Orders by their last change, newest first: rows move up while somebody pages."""
    window = Window.of(params, "start_updated_at", "end_updated_at", INCREMENT_MAX)
    wanted = _filter(params)
    lottery = params.choice("is_lucky_flag", LUCKY_FLAGS) == LOTTERY
    if window.until > book.now() - SETTLED_AFTER:
        book.violate("window_too_new", call.shop_id, f"ends at {window.until:%H:%M:%S}")

    def rows() -> list[Order]:
        if lottery:  # Nobody wins anything here.
            return []
        listed = book.changed_orders[call.shop_id].between(window.since, window.until, book.now())
        return [order for order in _known(book, listed) if wanted.fits(order)]

    answer = one_page(book, call, params, window, rows, book.touch, forwards_loses=True)
    return {"order_sn_list": _views(book, answer.pop("rows")), **answer}


def order_list(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Orders by the time of their confirmation."""
    window = Window.of(params, "start_confirm_at", "end_confirm_at", LIST_MAX)
    wanted = _filter(params)
    for name in ("page", "page_size"):
        params.text(name)

    def rows() -> list[Order]:
        listed = book.confirmed_orders[call.shop_id].between(window.since, window.until, book.now())
        return [order for order in _known(book, listed) if wanted.fits(order)]

    answer = one_page(book, call, params, window, rows, book.touch)
    return {"order_list": _views(book, answer.pop("rows")), **answer}


def detail(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """One order, whole."""
    order = book.shop_order(call.shop_id, params.text("order_sn"))
    return {"order_info": views.order_view(book, order, listed=False)}


def states(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """The two states of some orders; 0 for what is not of this shop."""
    found = []
    for order_sn in _asked(params):
        order = book.orders.get(order_sn)
        own = order if order and order.shop_id == call.shop_id else None
        found.append(
            {
                "order_sn": order_sn,
                "order_status": int(own.status) if own else 0,
                "refund_status": int(own.refund_status) if own else 0,
            }
        )
    return {"order_status_list": found}


def refund_check(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Which of some orders have an after-sale that is not over without a refund."""
    own = [
        order
        for order_sn in _asked(params)
        if (order := book.orders.get(order_sn)) and order.shop_id == call.shop_id
    ]
    return {
        "order_sns_exists_refund": [
            {"order_sn": order.order_sn} for order in own if order.refund_status > 1
        ]
    }


def note(book: Book, call: Call, params: Params) -> dict[str, Any]:
    """Overwrite the seller's remark; flag and its name come together or not at all."""
    order = book.shop_order(call.shop_id, params.text("order_sn"))
    text = params.text("note")
    has_tag, name = "tag" in params.fields, params.text("tag_name", "")
    if has_tag != bool(name) or len(name) > TAG_NAME_CHARACTERS_MAX:
        return {"success": False, "error_code": 1, "error_msg": "tag 与 tag_name 须同时传入"}
    if has_tag:
        order.remark_tag, order.remark_tag_name = params.choice("tag", TAGS), name
    order.remark = text
    book.touch(order)
    return {"success": True, "error_code": 0, "error_msg": ""}


class _Filter:
    def __init__(self, order_status: int, refund_status: int) -> None:
        self._order_status = order_status
        self._refund_status = refund_status

    def fits(self, order: Order) -> bool:
        return self._order_status in {ALL, order.status} and self._refund_status in {
            ALL,
            order.refund_status,
        }


def _filter(params: Params) -> _Filter:
    return _Filter(
        params.choice("order_status", ORDER_STATUSES),
        params.choice("refund_status", REFUND_STATUSES),
    )


def _known(book: Book, order_sns: list[str]) -> list[Order]:
    horizon = book.now() - REACH
    found = (book.orders[order_sn] for order_sn in order_sns)
    return [order for order in found if order.confirmed and order.confirmed >= horizon]


def _views(book: Book, orders: list[Order]) -> list[dict[str, Any]]:
    return [views.order_view(book, order, listed=True) for order in orders]


def _asked(params: Params) -> list[str]:
    names = params.names("order_sns")
    if not 1 <= len(names) <= ORDERS_ASKED_MAX:
        raise bad_parameter("order_sns 一次最多 100 个")
    return names


METHODS = {
    "pdd.order.number.list.increment.get": Method(
        increments, "order_sn_increment_get_response", pages=True
    ),
    "pdd.order.list.get": Method(order_list, "order_list_get_response", pages=True),
    "pdd.order.information.get": Method(detail, "order_info_get_response"),
    "pdd.order.status.get": Method(states, "order_status_get_response"),
    "pdd.refund.status.check": Method(refund_check, "refund_status_check_response"),
    # No source tells its wrapper; others of that kind have this one.
    "pdd.order.note.update": Method(note, "response"),
}
