"""The REST routes: orders with cursors, notes, fulfilment orders, fulfilments.

The facts have the fulfilment calls from memory only; they are served as commonly known.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.local.shopify.book import Book
from infra.local.shopify.model import Fulfillment, Order, Shop
from infra.local.shopify.views import fulfillment_order_view, fulfillment_view, order_view

LIMIT_MAX, LIMIT = 250, 50
# A cursor goes with these and nothing else.
BESIDE_CURSOR = frozenset({"page_info", "limit", "fields"})


@dataclass
class Refused(Exception):
    """A call that is refused, with an HTTP status and a sentence."""

    status: int
    message: str

    def __str__(self) -> str:
        return f"{self.status} {self.message}"


def no_access() -> Refused:
    """The answer to a token that opens nothing (any more)."""
    return Refused(401, "[API] Invalid API key or access token (unrecognized login)")


@dataclass(frozen=True)
class Call:
    """One admitted call: whose shop, its query and body, and the numbers of its path."""

    book: Book
    shop: Shop
    query: Mapping[str, str]
    body: Mapping[str, Any]
    numbers: tuple[int, ...]
    before_page: Callable[[int], None]

    @property
    def order(self) -> Order:
        """The order that the path names. Raises Refused."""
        return self.known(self.numbers[0])

    def known(self, number: object) -> Order:
        """An order of this shop. Raises Refused."""
        order = self.book.orders.get(number) if isinstance(number, int) else None
        if order is None or order.shop_id != self.shop.shop_id:
            raise Refused(404, "Not Found")
        return order


@dataclass(frozen=True)
class Found:
    """What a route answers; a cursor leads to the next page."""

    value: dict[str, Any]
    status: int = 200
    cursor: str | None = None


type Route = Callable[[Call], Found]


def list_orders(call: Call) -> Found:
    """GET orders.json: by time, sorted, cut by a cursor that remembers the last row."""
    cursor = call.query.get("page_info")
    if cursor and set(call.query) - BESIDE_CURSOR:
        raise Refused(400, "page_info cannot be combined with other filters")
    asked, after = _of_cursor(cursor) if cursor else (dict(call.query), None)
    limit = min(_number(call.query.get("limit", str(LIMIT))), LIMIT_MAX)
    call.before_page(2 if cursor else 1)
    field, descending = _sorting(asked)
    rows = sorted(_filtered(call, asked), key=lambda one: _place(one, field), reverse=descending)
    if after is not None:
        rows = [one for one in rows if _beyond(_place(one, field), after, descending=descending)]
    shown = rows[:limit]
    more = _to_cursor(asked, _place(shown[-1], field)) if len(rows) > limit else None
    return Found({"orders": [order_view(call.shop, one) for one in shown]}, cursor=more)


def count_orders(call: Call) -> Found:
    """GET orders/count.json."""
    return Found({"count": len(_filtered(call, dict(call.query)))})


def read_order(call: Call) -> Found:
    """GET orders/{id}.json."""
    return Found({"order": order_view(call.shop, call.order)})


def update_order(call: Call) -> Found:
    """PUT orders/{id}.json: the note."""
    order, asked = call.order, call.body.get("order", {})
    if "note" in asked:
        order.note = asked["note"] or ""
        call.book.change(order, "orders/updated")
    return Found({"order": order_view(call.shop, order)})


def fulfillment_orders(call: Call) -> Found:
    """GET orders/{id}/fulfillment_orders.json."""
    return Found({"fulfillment_orders": [fulfillment_order_view(call.order)]})


def fulfill(call: Call) -> Found:
    """POST fulfillments.json: a parcel of what is left of a fulfilment order."""
    asked = call.body.get("fulfillment", {})
    parts = asked.get("line_items_by_fulfillment_order") or [{}]
    order = next(
        (
            one
            for one in call.book.orders.values()
            if one.shop_id == call.shop.shop_id
            and one.fulfillment_order_id == parts[0].get("fulfillment_order_id")
        ),
        None,
    )
    if order is None or order.cancelled or len(parts) != 1:
        raise Refused(422, "Fulfillment order is not open")
    pieces = _pieces(order, parts[0].get("fulfillment_order_line_items"))
    tracking = asked.get("tracking_info", {})
    made = Fulfillment(
        fulfillment_id=call.book.next_id(),
        at=call.book.now(),
        company=str(tracking.get("company", "")),
        number=str(tracking.get("number", "")),
        pieces=pieces,
    )
    for line in order.lines:
        line.fulfilled += pieces.get(line.line_id, 0)
    order.fulfillments.append(made)
    call.book.change(order, "fulfillments/create", "orders/updated")
    return Found({"fulfillment": fulfillment_view(order, made)}, 201)


def update_tracking(call: Call) -> Found:
    """POST fulfillments/{id}/update_tracking.json."""
    tracking = call.body.get("fulfillment", {}).get("tracking_info", {})
    for order in call.book.orders.values():
        for one in order.fulfillments:
            if one.fulfillment_id == call.numbers[0] and order.shop_id == call.shop.shop_id:
                one.company = str(tracking.get("company", one.company))
                one.number = str(tracking.get("number", one.number))
                call.book.change(order, "fulfillments/update", "orders/updated")
                return Found({"fulfillment": fulfillment_view(order, one)})
    raise Refused(404, "Not Found")


ROUTES: dict[str, Route] = {
    "GET orders": list_orders,
    "GET orders/count": count_orders,
    "GET orders/{id}": read_order,
    "PUT orders/{id}": update_order,
    "GET orders/{id}/fulfillment_orders": fulfillment_orders,
    "POST fulfillments": fulfill,
    "POST fulfillments/{id}/update_tracking": update_tracking,
}


def _pieces(order: Order, asked: Any) -> dict[int, int]:
    """Pieces by line; without any, everything that is left."""
    if not asked:
        pieces = {line.line_id: line.left for line in order.lines if line.left}
    else:
        by_id = {line.fulfillment_line_id: line.line_id for line in order.lines}
        pieces = {by_id.get(one.get("id"), 0): int(one.get("quantity", 0)) for one in asked}
    left = {line.line_id: line.left for line in order.lines}
    if not pieces or any(not 0 < count <= left.get(key, 0) for key, count in pieces.items()):
        raise Refused(422, "Invalid fulfillment order line item quantity requested.")
    return pieces


def _filtered(call: Call, asked: Mapping[str, str]) -> list[Order]:
    """Without a status only open orders: neither closed nor cancelled."""
    status = asked.get("status", "open")
    rows = [one for one in call.book.orders.values() if one.shop_id == call.shop.shop_id]
    if status != "any":
        rows = [one for one in rows if one.closed == (status in {"closed", "cancelled"})]
    for name, read in (("updated_at", _updated), ("created_at", _created)):
        least, most = _moment(asked, f"{name}_min"), _moment(asked, f"{name}_max")
        rows = [
            one
            for one in rows
            if (least is None or read(one) >= least) and (most is None or read(one) <= most)
        ]
    return rows


def _sorting(asked: Mapping[str, str]) -> tuple[str, bool]:
    field, _, direction = asked.get("order", "created_at desc").partition(" ")
    if field not in {"created_at", "updated_at"} or direction not in {"", "asc", "desc"}:
        raise Refused(400, "order is invalid")
    return field, direction == "desc"


def _place(order: Order, field: str) -> tuple[str, int]:
    read = _updated if field == "updated_at" else _created
    return f"{read(order).timestamp():015.0f}", order.order_id


def _beyond(place: tuple[str, int], after: tuple[str, int], *, descending: bool) -> bool:
    return place < after if descending else place > after


def _updated(order: Order) -> datetime:
    return order.updated.replace(microsecond=0)


def _created(order: Order) -> datetime:
    return order.created.replace(microsecond=0)


def _moment(asked: Mapping[str, str], name: str) -> datetime | None:
    text = asked.get(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise Refused(400, f"{name} is invalid") from problem
    if moment.tzinfo is None:
        raise Refused(400, f"{name} has no offset")
    return moment


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise Refused(400, "limit is invalid")
    return int(text)


def _to_cursor(asked: Mapping[str, str], place: tuple[str, int]) -> str:
    text = json.dumps([dict(asked), *place])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _of_cursor(cursor: str) -> tuple[dict[str, str], tuple[str, int]]:
    try:
        asked, moment, number = json.loads(base64.urlsafe_b64decode(cursor))
    except (binascii.Error, ValueError) as problem:
        raise Refused(400, "page_info is invalid") from problem
    return dict(asked), (str(moment), int(number))
