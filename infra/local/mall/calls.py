"""What a route is given, and how a window is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from infra.local.mall.book import Book
from infra.local.mall.errors import Refused
from infra.local.mall.model import Mall, Order, Refund

WINDOW_MAX, REACH = timedelta(days=7), timedelta(days=90)
SIZE_MAX = 100
OK = 200


@dataclass(frozen=True)
class Call:
    """One admitted call: which mall, whose eyes, its query, body and path."""

    book: Book
    mall: Mall
    merchant_id: str
    query: Mapping[str, str]
    body: Mapping[str, Any]
    raw: bytes
    key: str | None  # Idempotency-Key
    path: tuple[str, ...]
    settled_before: datetime  # Lists need not know yet what changed after that.
    before_page: Callable[[int], None]
    accuse: Callable[[str], None]

    @property
    def order(self) -> Order:
        """The order that the path names. Raises Refused."""
        return self.visible(self.path[1])

    def visible(self, order_id: str) -> Order:
        """An order that the asking merchant has lines in. Raises Refused."""
        order = self.book.orders.get(order_id)
        if order is None or order.app_key != self.mall.app_key:
            raise Refused("order-unknown", order_id)
        if self.merchant_id not in order.merchants:
            raise Refused("other-merchant", order_id)
        return order

    @property
    def refund(self) -> Refund:
        """The refund that the path names. Raises Refused."""
        refund = self.book.refunds.get(self.path[1])
        if refund is None or self.book.orders[refund.order_id].app_key != self.mall.app_key:
            raise Refused("refund-unknown", self.path[1])
        if refund.merchant_id != self.merchant_id:
            raise Refused("other-merchant", self.path[1])
        return refund


@dataclass(frozen=True)
class Found:
    """What a route answers; None is no body."""

    value: dict[str, Any] | None
    status: int = OK


type Route = Callable[[Call], Found]


def listed[T](
    call: Call,
    name: str,
    rows: list[T],
    moment: Callable[[T], datetime],
    show: Callable[[T], dict[str, Any]],
    changed: Callable[[T], datetime],
) -> Found:
    """One page of a window, oldest first, with the count of all. Raises Refused."""
    since, until = _moment(call, "since"), _moment(call, "until")
    if until - since > WINDOW_MAX:
        raise Refused("window-too-long", f"at most {WINDOW_MAX.days} days")
    if since > until or since < call.book.now() - REACH:
        raise Refused("parameter-invalid", "since")
    page, size = _number(call, "page", 1), _number(call, "size", 20)
    if not 1 <= size <= SIZE_MAX:
        raise Refused("page-too-large", f"size is 1 to {SIZE_MAX}")
    call.before_page(page)
    within = [
        row
        for row in rows
        if since <= _whole(moment(row)) <= until and changed(row) <= call.settled_before
    ]
    within.sort(key=lambda row: (_whole(moment(row)), str(show(row)["order_id"])))
    shown = within[(page - 1) * size : page * size]
    return Found(
        {
            name: [show(row) for row in shown],
            "page": page,
            "total": len(within),
            "has_more": page * size < len(within),
        }
    )


def _moment(call: Call, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(call.query.get(name, ""))
    except ValueError as problem:
        raise Refused("parameter-invalid", name) from problem
    if moment.tzinfo is None:
        raise Refused("parameter-invalid", f"{name} has no offset")
    return moment


def _number(call: Call, name: str, default: int) -> int:
    text = call.query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and int(text) >= 1):
        raise Refused("parameter-invalid", name)
    return int(text)


def _whole(moment: datetime) -> datetime:
    """To the millisecond, as times are shown."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
