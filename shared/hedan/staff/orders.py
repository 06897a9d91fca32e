"""Routes that show orders: of a day, of a buyer, those that wait, and one with all of it."""

from datetime import date
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import AwareDatetime

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import Frozen, Minor, OrderKey
from hedan.domain.decisions import Decision
from hedan.domain.edits import Edits
from hedan.domain.facts import BuyerOrder
from hedan.domain.findings import Hold
from hedan.domain.line_work import LineWork
from hedan.domain.order_parts import PartState, is_complete, is_part_shipped, parts_of
from hedan.domain.orders import Order, OrderStatus
from hedan.domain.people import Act
from hedan.ports import HeldOrder, OrderFile
from hedan.staff.fields import OrderInPath, PageSize, PostInQuery, StoreInQuery
from hedan.staff.office import Here, Tongue
from hedan.staff.problems import Code, Refused
from hedan.staff.serving import Routes
from hedan.texts import say

routes = Routes("orders")


class OrderEntry(Frozen):
    """One order in a list."""

    key: str
    status: OrderStatus
    ordered_at: AwareDatetime
    deadline: AwareDatetime | None
    currency: str
    paid_minor: Minor
    lines: int


class OrderPage(Frozen):
    """Some of a day's orders, sorted by key; next is the `after` of the page behind it."""

    orders: tuple[OrderEntry, ...]
    next: str = ""


class HeldEntry(Frozen):
    """One order that waits for somebody's next step."""

    key: str
    due_at: AwareDatetime | None
    codes: tuple[str, ...]


class HeldPage(Frozen):
    """The orders that wait for a post, earliest due first."""

    orders: tuple[HeldEntry, ...]


class BuyerPage(Frozen):
    """Other orders of one buyer at the same store, newest first."""

    orders: tuple[BuyerOrder, ...]


class PartShown(Frozen):
    """Lines of an order that travel together, or the rest that has no parcel yet."""

    part: str  # "2/3".
    parcel: str | None
    lines: tuple[str, ...]
    state: PartState
    message: str


class WholeOrder(Frozen):
    """All that is known of one order."""

    order: Order
    lines: tuple[LineWork, ...]
    again: tuple[LineWork, ...]  # What is sent again, or instead: beside the platform's lines.
    holds: tuple[Hold, ...]
    decision: Decision | None
    edits: Edits
    after_sales: tuple[AfterSale, ...]
    parts: tuple[PartShown, ...]
    is_complete: bool  # Its last part has left.
    is_part_shipped: bool  # Some of its parts have left, and some have not.


@routes.serve(Act.READ_ORDERS, "GET", "/orders", summary="The orders of a store's day")
def orders_of_day(
    office: Here,
    store: StoreInQuery,
    day: Annotated[date, Query(description="The UTC day on which they were made")],
    after: Annotated[str, Query(description="Go on behind this key", max_length=256)] = "",
    limit: PageSize = 50,
) -> OrderPage:
    """List the orders that were made at a store on one UTC day."""
    keys = [key for key in office.desk().orders_of_day(store, day) if str(key) > after]
    page = keys[:limit]
    found = office.desk().orders(page)
    entries = tuple(_entry(found[key]) for key in page if key in found)
    return OrderPage(orders=entries, next=str(page[-1]) if len(keys) > limit else "")


@routes.serve(Act.READ_ORDERS, "GET", "/held-orders", summary="What waits for a post")
def held_orders(office: Here, post: PostInQuery, limit: PageSize = 50) -> HeldPage:
    """List the orders that wait for a post's next step, earliest due first."""
    return HeldPage(
        orders=tuple(_held(one) for one in office.desk().held_orders(post, limit)),
    )


@routes.serve(Act.READ_ORDERS, "GET", "/orders/<order>", summary="One order, all of it")
def one_order(office: Here, tongue: Tongue, order: OrderInPath) -> WholeOrder:
    """Show an order: as the platform tells it, our work on its lines, holds, decision, edits."""
    file, known = file_of(office, order)
    lines = tuple(file.line(line.line_id) for line in known.lines)
    in_parcels = dict.fromkeys(line.parcel_id for line in lines if line.parcel_id)
    parts = parts_of(known, lines, office.desk().parcels(in_parcels))
    return WholeOrder(
        order=known,
        lines=lines,
        again=tuple(file.again.values()),
        holds=file.holds.holds,
        decision=file.decision,
        edits=file.edits,
        after_sales=tuple(file.after_sales[name] for name in sorted(file.after_sales)),
        parts=tuple(
            PartShown(
                part=str(part),
                parcel=part.parcel_id,
                lines=part.line_ids,
                state=part.state,
                message=say(tongue, f"part.{part.state}"),
            )
            for part in parts
        ),
        is_complete=is_complete(parts),
        is_part_shipped=is_part_shipped(parts),
    )


@routes.serve(
    Act.READ_ORDERS, "GET", "/orders/<order>/of-buyer", summary="Other orders of its buyer"
)
def orders_of_buyer(office: Here, order: OrderInPath, limit: PageSize = 50) -> BuyerPage:
    """List the other orders of this order's buyer at the same store, newest first."""
    _, known = file_of(office, order)
    return BuyerPage(orders=tuple(office.desk().buyer_orders(order, known.buyer_id, limit)))


def file_of(office: Here, key: OrderKey) -> tuple[OrderFile, Order]:
    """Return an order with everything about it. Raises Refused when nobody knows it."""
    file = office.desk().order_file(key)
    if file.order is None:
        raise Refused(HTTPStatus.NOT_FOUND, Code.NO_SUCH_ORDER)
    return file, file.order


def _entry(order: Order) -> OrderEntry:
    return OrderEntry(
        key=str(order.key),
        status=order.status,
        ordered_at=order.created_at,
        deadline=order.deadline,
        currency=order.currency,
        paid_minor=order.paid_minor,
        lines=len(order.lines),
    )


def _held(held: HeldOrder) -> HeldEntry:
    return HeldEntry(key=str(held.key), due_at=held.due_at, codes=held.codes)
