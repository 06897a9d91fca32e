"""The desk in DynamoDB: orders, lines, parcels, workbooks and stops in one table, stock in another.

Access patterns stand at the head of keys.py; every write is in commit().
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel

from hedan.adapters import keys
from hedan.adapters.batch_get import batch_items
from hedan.adapters.dynamo_commit import commit
from hedan.adapters.dynamo_lists import DynamoLists
from hedan.adapters.items import unpack, unpack_event, unpack_undo
from hedan.domain.after_sales import AfterSale
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.bills import BillDay
from hedan.domain.commits import StoredEvent
from hedan.domain.decisions import Decision
from hedan.domain.edits import Edits
from hedan.domain.facts import BuyerOrder
from hedan.domain.findings import Holds, Post
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel, Tracking, by_look
from hedan.domain.returns import SupplierReturn
from hedan.domain.scorecards import Scorecard
from hedan.domain.stock import Stock
from hedan.domain.stops import Stop
from hedan.domain.tallies import Tally
from hedan.domain.tracking_numbers import NumberUse
from hedan.domain.waves import ReadyOrders
from hedan.domain.workbook_files import ReturnedFile, SupplierDesk, Wave, WorkbookFile
from hedan.ports import Change, HeldOrder, OrderFile, SupplierNews

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from hedan.adapters.items import StoredItem


class DynamoDesk:
    """The Desk port on two tables."""

    def __init__(self, client: "DynamoDBClient", order_table: str, stock_table: str) -> None:
        self._client = client
        self._orders = order_table
        self._stock = stock_table
        self._lists = DynamoLists(client, order_table)

    def order_file(self, key: OrderKey) -> OrderFile:
        """Return everything about one order."""
        order: Order | None = None
        holds = Holds(order=key)
        edits = Edits(order=key)
        decision: Decision | None = None
        lines: dict[str, LineWork] = {}
        again: dict[str, LineWork] = {}
        after_sales: dict[str, AfterSale] = {}
        for stored in self._collection(keys.order_pk(key)):
            match stored["sk"]["S"].split("#", 1):
                case ["ORDER"]:
                    order = unpack(Order, stored)
                case ["HOLDS"]:
                    holds = unpack(Holds, stored)
                case ["EDITS"]:
                    edits = unpack(Edits, stored)
                case ["DECISION"]:
                    decision = unpack(Decision, stored)
                case ["LINE", line_id]:
                    line = unpack(LineWork, stored)
                    (again if line.instead else lines)[line_id] = line
                case ["AFTERSALE", after_sale_id]:
                    after_sales[after_sale_id] = unpack(AfterSale, stored)
                case other:
                    raise AssertionError(f"an item nobody knows: {other}")
        return OrderFile(
            key=key,
            order=order,
            lines=lines,
            after_sales=after_sales,
            holds=holds,
            edits=edits,
            decision=decision,
            again=again,
        )

    def orders(self, keys_wanted: Iterable[OrderKey]) -> dict[OrderKey, Order]:
        """Return the orders that exist of these."""
        found = self._batch(Order, (keys.order_key(key) for key in keys_wanted))
        return {order.key: order for order in found}

    def after_sales(
        self, keys_wanted: Iterable[tuple[OrderKey, str]]
    ) -> dict[tuple[OrderKey, str], AfterSale]:
        """Return the after-sales that exist of these, by order and after-sale id."""
        found = self._batch(AfterSale, (keys.after_sale_key(*key) for key in keys_wanted))
        return {(case.order, case.after_sale_id): case for case in found}

    def lines(self, keys_wanted: Iterable[LineKey]) -> dict[LineKey, LineWork]:
        """Return our work on these lines, as far as there is any."""
        found = self._batch(LineWork, (keys.line_key(key) for key in keys_wanted))
        return {line.key: line for line in found}

    def ready_lines(self, supplier: str) -> list[LineKey]:
        """Return the lines that wait for a wave of this supplier, earliest deadline first."""
        return self._lists.ready_lines(supplier)

    def ready_orders(self, supplier: str, most: int) -> ReadyOrders:
        """Return the orders with lines that wait for a wave of this supplier, at most so many."""
        return self._lists.ready_orders(supplier, most)

    def parcels(self, parcel_ids: Iterable[str]) -> dict[str, Parcel]:
        """Return the parcels that exist of these."""
        found = self._batch(Parcel, (keys.parcel_key(parcel_id) for parcel_id in parcel_ids))
        return {parcel.parcel_id: parcel for parcel in found}

    def wave(self, wave_id: str) -> Wave | None:
        """Return a wave that was opened."""
        return self._get(Wave, keys.wave_key(wave_id))

    def supplier_desk(self, supplier: str) -> SupplierDesk:
        """Return the counters of a supplier; fresh ones before its first wave."""
        known = self._get(SupplierDesk, keys.supplier_desk_key(supplier))
        return known or SupplierDesk(supplier=supplier)

    def workbook(self, supplier: str, number: str) -> WorkbookFile | None:
        """Return one workbook."""
        return self._get(WorkbookFile, keys.workbook_key(supplier, number))

    def workbooks(self, supplier: str, limit: int) -> list[WorkbookFile]:
        """Return the newest workbooks of a supplier, newest first."""
        return self._of_supplier(WorkbookFile, supplier, "WORKBOOK#", limit=limit)

    def stop(self, supplier: str, stop_id: str) -> Stop | None:
        """Return one stop."""
        return self._get(Stop, keys.stop_key(supplier, stop_id))

    def stops(self, supplier: str) -> list[Stop]:
        """Return the stops of a supplier."""
        return self._of_supplier(Stop, supplier, "STOP#")

    def supplier_news(self, supplier: str, since: datetime) -> SupplierNews:
        """Return what is open with a supplier, and what of it ended since."""
        found = self._stored(self._lists.news(supplier, since))
        return SupplierNews(
            stops=tuple(unpack(Stop, one) for one in found["STOP"]),
            parcels=tuple(unpack(Parcel, one) for one in found["PARCEL"]),
            returns=tuple(unpack(SupplierReturn, one) for one in found["BACK"]),
        )

    def supplier_return(self, supplier: str, return_id: str) -> SupplierReturn | None:
        """Return goods that come back to a supplier."""
        return self._get(SupplierReturn, keys.supplier_return_key(supplier, return_id))

    def parcels_to_look_at(self, until: datetime, limit: int) -> list[Parcel]:
        """Return the parcels whose look_at has come, the longest due first, at most so many."""
        found = self._stored(self._lists.to_look_at(until, limit))["PARCEL"]
        return by_look(unpack(Parcel, one) for one in found)

    def number_uses(self, trackings: Iterable[Tracking]) -> dict[Tracking, NumberUse]:
        """Return who brought these numbers first, as far as anybody did."""
        found = self._batch(NumberUse, (keys.number_key(tracking) for tracking in trackings))
        return {use.tracking: use for use in found}

    def bill_days(self, supplier: str, since: date, until: date) -> list[BillDay]:
        """Return the closed days of a supplier, both ends included, oldest first."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._orders,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :since AND :until",
            ExpressionAttributeValues={
                ":pk": {"S": keys.supplier_pk(supplier)},
                ":since": {"S": keys.bill_day_key(supplier, since)[1]},
                ":until": {"S": keys.bill_day_key(supplier, until)[1]},
            },
            ConsistentRead=True,
        )
        return [unpack(BillDay, found) for page in pages for found in page["Items"]]

    def scorecard(self, supplier: str) -> Scorecard | None:
        """Return how well a supplier worked lately; None before the first night."""
        return self._get(Scorecard, keys.scorecard_key(supplier))

    def returned_file(self, supplier: str, file_key: str) -> ReturnedFile | None:
        """Return what became of a file that was sent back."""
        return self._get(ReturnedFile, keys.returned_key(supplier, file_key))

    def returned_files(self, supplier: str, limit: int) -> list[ReturnedFile]:
        """Return the newest files that a supplier sent back, newest first."""
        return self._of_supplier(ReturnedFile, supplier, "RETURN#", limit=limit)

    def stock(self, skus: Iterable[str]) -> dict[str, Stock]:
        """Return the stock of these SKUs; a SKU never counted is not in it."""
        wanted = [{"sku": {"S": sku}, "entry": {"S": "STOCK"}} for sku in dict.fromkeys(skus)]
        return {
            found["sku"]["S"]: Stock(
                sku=found["sku"]["S"],
                on_hand=int(found["on_hand"]["N"]),
                reserved=int(found["reserved"]["N"]),
            )
            for found in batch_items(self._client, self._stock, wanted)
        }

    def tallies(self, names: Iterable[str]) -> dict[str, Tally]:
        """Return these tallies; of what nobody counted yet an empty one."""
        wanted = tuple(dict.fromkeys(names))
        found = self._batch(Tally, (keys.tally_key(name) for name in wanted))
        return {name: Tally(name=name) for name in wanted} | {one.name: one for one in found}

    def history(self, key: OrderKey) -> list[StoredEvent]:
        """Return every event of an order with the way back over it, the oldest first."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._orders,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :events)",
            ExpressionAttributeValues={
                ":pk": {"S": keys.order_pk(key)},
                ":events": {"S": keys.EVENT_PREFIX},
            },
            ConsistentRead=True,
        )
        events = [_stored_event(found) for page in pages for found in page["Items"]]
        return sorted(events, key=lambda stored: stored.event.at)

    def buyer_orders(self, key: OrderKey, buyer_id: str, limit: int = 50) -> list[BuyerOrder]:
        """Return a buyer's other orders at the store of this one, newest first."""
        return self._lists.buyer_orders(key, buyer_id, limit)

    def orders_of_day(self, store: str, day: date) -> list[OrderKey]:
        """Return the orders of a store that were made on this UTC day, sorted by their keys."""
        return self._lists.orders_of_day(store, day)

    def held_orders(self, post: Post, limit: int) -> list[HeldOrder]:
        """Return the orders that wait for a post's next step, earliest due first, undated last."""
        return self._lists.held_orders(post, limit)

    def commit(self, change: Change) -> None:
        """Do all of it or nothing: see the port."""
        commit(self._client, self._orders, self._stock, change)

    def _collection(self, pk: str) -> Iterator["StoredItem"]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._orders,
            KeyConditionExpression="pk = :pk AND sk < :events",
            ExpressionAttributeValues={":pk": {"S": pk}, ":events": {"S": keys.EVENT_PREFIX}},
            ConsistentRead=True,
        )
        for page in pages:
            yield from page["Items"]

    def _of_supplier[M: BaseModel](
        self, kind: type[M], supplier: str, prefix: str, limit: int | None = None
    ) -> list[M]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._orders,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={
                ":pk": {"S": keys.supplier_pk(supplier)},
                ":prefix": {"S": prefix},
            },
            ScanIndexForward=False,
            ConsistentRead=True,
            PaginationConfig={} if limit is None else {"MaxItems": limit},
        )
        return [unpack(kind, found) for page in pages for found in page["Items"]]

    def _get[M: BaseModel](self, kind: type[M], key: keys.Key) -> M | None:
        found = self._client.get_item(
            TableName=self._orders,
            Key={"pk": {"S": key[0]}, "sk": {"S": key[1]}},
            ConsistentRead=True,
        ).get("Item")
        return unpack(kind, found) if found else None

    def _batch[M: BaseModel](self, kind: type[M], wanted: Iterable[keys.Key]) -> list[M]:
        items = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in dict.fromkeys(wanted)]
        return [unpack(kind, found) for found in batch_items(self._client, self._orders, items)]

    def _stored(self, wanted: Iterable[keys.Key]) -> "defaultdict[str, list[StoredItem]]":
        """Return items by the first word of their sort key."""
        items = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in dict.fromkeys(wanted)]
        by_name: defaultdict[str, list[StoredItem]] = defaultdict(list)
        for found in batch_items(self._client, self._orders, items):
            by_name[found["sk"]["S"].partition("#")[0]].append(found)
        return by_name


def _stored_event(found: "StoredItem") -> StoredEvent:
    name, version = keys.told_of(found["sk"]["S"])
    return StoredEvent(
        name=name, version=version, event=unpack_event(found), undo=unpack_undo(found)
    )
