"""What a route is given, and how a list is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.local.woocommerce.book import Book
from infra.local.woocommerce.errors import bad_parameter, no_order
from infra.local.woocommerce.model import Order, Site, Status

PER_PAGE_MAX = 100
ORDERINGS: dict[str, Callable[[Order], tuple[datetime, int]]] = {
    "date": lambda order: (order.created.replace(microsecond=0), order.order_id),
    "modified": lambda order: (order.modified.replace(microsecond=0), order.order_id),
    "id": lambda order: (datetime.min.replace(tzinfo=UTC), order.order_id),
}


@dataclass(frozen=True)
class Call:
    """One admitted call: whose site, its query and body, and the numbers of its path."""

    book: Book
    site: Site
    query: Mapping[str, str]
    body: Mapping[str, Any]
    numbers: tuple[int, ...]
    before_page: Callable[[int], None]
    accuse: Callable[[str], None]

    @property
    def order(self) -> Order:
        """The order that the path names. Raises Refused for one of another site."""
        order = self.book.orders.get(self.numbers[0])
        if order is None or order.site != self.site.app_key:
            raise no_order()
        return order


@dataclass(frozen=True)
class Found:
    """What a route answers, with headers that count where it is a list."""

    value: Any
    status: int = 200
    headers: Mapping[str, str] | None = None


type Route = Callable[[Call], Found]


def paged(call: Call, rows: list[Any], show: Callable[[Any], Any]) -> Found:
    """One page of rows with the counts of all. Raises Refused beyond the limits."""
    page, size = page_wanted(call)
    shown = [show(row) for row in rows[(page - 1) * size : page * size]]
    counts = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(-(-len(rows) // size))}
    return Found(shown, headers=counts)


def page_wanted(call: Call) -> tuple[int, int]:
    """Page and size. Raises Refused beyond the limits."""
    page, size = number(call, "page", 1), number(call, "per_page", 10)
    if page < 1:
        raise bad_parameter("page")
    if not 1 <= size <= PER_PAGE_MAX:
        raise bad_parameter("per_page")
    return page, size


def number(call: Call, name: str, default: int) -> int:
    """A parameter of the query that is a number. Raises Refused."""
    text = call.query.get(name, str(default))
    if not (text.isascii() and text.isdigit()):
        raise bad_parameter(name)
    return int(text)


def wanted_orders(call: Call) -> list[Order]:
    """The orders of the site that a list's filters let through, as it sorts them."""
    after, before = _moment(call, "after"), _moment(call, "before")
    modified_after, modified_before = (
        _moment(call, "modified_after"),
        _moment(call, "modified_before"),
    )
    statuses = _statuses(call)
    parents = {int(text) for text in call.query.get("parent", "").split(",") if text.isdigit()}
    rows = [
        order
        for order in call.book.orders.values()
        if order.site == call.site.app_key
        and order.status in statuses
        and (not parents or order.parent_id in parents)
        and _between(order.created, after, before)
        and _between(order.modified, modified_after, modified_before)
    ]
    key = ORDERINGS.get(call.query.get("orderby", "date"))
    direction = call.query.get("order", "desc")
    if key is None or direction not in {"asc", "desc"}:
        raise bad_parameter("orderby" if key is None else "order")
    return sorted(rows, key=key, reverse=direction == "desc")


def _statuses(call: Call) -> frozenset[Status]:
    """`any`, the default, is everything that is not in the trash."""
    text = call.query.get("status", "any")
    if text == "any":
        return frozenset(Status) - {Status.TRASH}
    try:
        return frozenset(Status(name) for name in text.split(","))
    except ValueError as problem:
        raise bad_parameter("status") from problem


def _moment(call: Call, name: str) -> datetime | None:
    """A time of the query: by the site's clock, or by Greenwich's with dates_are_gmt."""
    text = call.query.get(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise bad_parameter(name) from problem
    if moment.tzinfo is None:
        gmt = call.query.get("dates_are_gmt") in {"true", "1"}
        moment = moment.replace(tzinfo=UTC if gmt else call.site.zone)
    return moment


def _between(moment: datetime, after: datetime | None, before: datetime | None) -> bool:
    """Neither end is included, and there is nothing finer than a second."""
    second = moment.replace(microsecond=0)
    return (after is None or second > after) and (before is None or second < before)
