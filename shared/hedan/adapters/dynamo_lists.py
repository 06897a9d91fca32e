"""What the order table's indexes list: who waits for a wave, for a person, of which buyer and day.

An index follows its table within a moment; what must be sure is read from the table afterwards.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from hedan.adapters import index_facts, keys
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.facts import BuyerOrder
from hedan.domain.findings import Post
from hedan.domain.orders import OrderStatus
from hedan.domain.waves import ReadyOrders
from hedan.ports import HeldOrder

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PaginatorConfigTypeDef

    from hedan.adapters.items import StoredItem

# Each is named as the attribute by which it is asked.
READY, BUYER, DAY, HELD, OPEN = "ready", "buyer", "day", "held", "open"
# Of the index of ready lines in one page: a read unit or two.
PAGE_OF_ORDERS = 50


class DynamoLists:
    """The lists of one order table."""

    def __init__(self, client: "DynamoDBClient", order_table: str) -> None:
        self._client = client
        self._orders = order_table

    def ready_lines(self, supplier: str) -> list[LineKey]:
        """Return the lines that wait for a wave of this supplier, earliest deadline first."""
        return [_line_key(found) for found in self._of(READY, supplier)]

    def ready_orders(self, supplier: str, most: int) -> ReadyOrders:
        """Return the orders that wait for a wave of this supplier, at most so many of them.

        It reads no further than it must: a supplier with thousands of lines costs no more.
        """
        orders: dict[OrderKey, None] = {}
        first = ""
        for found in self._of(READY, supplier, at_once=PAGE_OF_ORDERS):
            if len(orders) == most:
                break
            first = first or found["ready_by"]["S"].partition("#")[0]
            orders[_order_key(found)] = None
        earliest = (
            datetime.fromisoformat(first) if first not in ("", index_facts.NO_DEADLINE) else None
        )
        return ReadyOrders(orders=tuple(orders), earliest=earliest)

    def buyer_orders(self, key: OrderKey, buyer_id: str, limit: int) -> list[BuyerOrder]:
        """Return a buyer's other orders at the store of this one, newest first."""
        if not buyer_id:
            return []
        # One more than asked for: this order may be among them.
        found = self._of(BUYER, index_facts.buyer_of(key, buyer_id), newest=limit + 1)
        orders = [_buyer_order(one) for one in found]
        return [order for order in orders if order.key != key][:limit]

    def orders_of_day(self, store: str, day: date) -> list[OrderKey]:
        """Return the orders of a store that were made on this UTC day, sorted by their keys."""
        return [_order_key(found) for found in self._of(DAY, index_facts.day_of(store, day))]

    def held_orders(self, post: Post, limit: int) -> list[HeldOrder]:
        """Return the orders that wait for a post's next step, earliest due first, undated last.

        An order may wait for several posts, and stands in the index once: all are read.
        """
        held = [
            (_order_key(found), step)
            for found in self._of(HELD, index_facts.HELD)
            for step in index_facts.waiting_from(found["held_for"]["S"])
            if step.post == post
        ]
        held.sort(key=lambda one: (one[1].due_by, str(one[0])))
        return [_held_order(order, step) for order, step in held[:limit]]

    def news(self, supplier: str, since: datetime) -> Iterator[keys.Key]:
        """Yield the keys of what is open with a supplier, and of what ended since."""
        first = index_facts.ENDED + index_facts.instant(since)
        return self._between(index_facts.news_of(supplier), first, index_facts.AFTER_OPEN)

    def to_look_at(self, until: datetime, limit: int) -> Iterator[keys.Key]:
        """Yield the keys of parcels that wait for a look, the longest due first."""
        return self._between(index_facts.LOOK, "", index_facts.instant(until), limit)

    def _between(
        self, of: str, first: str, last: str, limit: int | None = None
    ) -> Iterator[keys.Key]:
        condition = "#open = :of AND open_by <= :last"
        values = {":of": {"S": of}, ":last": {"S": last}}
        if first:
            condition = "#open = :of AND open_by BETWEEN :first AND :last"
            values[":first"] = {"S": first}
        pages = self._client.get_paginator("query").paginate(
            TableName=self._orders,
            IndexName=OPEN,
            KeyConditionExpression=condition,
            ExpressionAttributeNames={"#open": OPEN},
            ExpressionAttributeValues=values,
            PaginationConfig={} if limit is None else {"MaxItems": limit},
        )
        for page in pages:
            for found in page["Items"]:
                yield found["pk"]["S"], found["sk"]["S"]

    def _of(
        self, index: str, of: str, newest: int | None = None, at_once: int | None = None
    ) -> Iterator["StoredItem"]:
        """Yield what an index holds under a name: all in its order, or only the newest.

        at_once: so many are read in one call, for who may stop early.
        """
        pages = self._client.get_paginator("query").paginate(
            TableName=self._orders,
            IndexName=index,
            KeyConditionExpression="#index = :of",
            ExpressionAttributeNames={"#index": index},
            ExpressionAttributeValues={":of": {"S": of}},
            ScanIndexForward=newest is None,
            PaginationConfig=_limits(newest, at_once),
        )
        for page in pages:
            yield from page["Items"]


def _limits(newest: int | None, at_once: int | None) -> "PaginatorConfigTypeDef":
    limits: PaginatorConfigTypeDef = {}
    if newest is not None:
        limits["MaxItems"] = newest
    if at_once is not None:
        limits["PageSize"] = at_once
    return limits


def _order_key(found: "StoredItem") -> OrderKey:
    return OrderKey.parse(found["pk"]["S"].removeprefix("ORDER#"))


def _buyer_order(found: "StoredItem") -> BuyerOrder:
    return BuyerOrder(
        key=_order_key(found),
        ordered_at=datetime.fromisoformat(found["ordered"]["S"]),
        status=OrderStatus(found["stage"]["S"]),
        paid_minor=int(found["paid"]["S"]),
        goods=tuple(found["goods"]["S"].split("\n")),
    )


def _held_order(key: OrderKey, step: index_facts.Waiting) -> HeldOrder:
    due_at = None if step.due_by == index_facts.NO_DEADLINE else datetime.fromisoformat(step.due_by)
    return HeldOrder(key=key, due_at=due_at, codes=step.codes)


def _line_key(found: "StoredItem") -> LineKey:
    return LineKey(
        order=_order_key(found),
        line_id=found["sk"]["S"].removeprefix("LINE#"),
    )
