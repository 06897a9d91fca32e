"""Bulk acts and their rows, in the order table: beside the orders whose events name them.

question                     | how
one bulk act                 | Query    pk=BULK, sk=<bulk id>
the newest bulk acts         | Query    pk=BULK, sk below "event#", backwards: ids begin with time
some rows of one             | Query    pk=BULK#<bulk id>, sk=PAGE#<number>
all rows of one              | Query    pk=BULK#<bulk id>
the event of one             | beside it, sk=event#<bulk id>#<version>#<kind>

They stay: who did what to many orders is asked years later.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hedan.adapters.items import item, pack, unpack
from hedan.adapters.keys import EVENT_PREFIX
from hedan.domain.bulk_acts import BulkAct, BulkPage
from hedan.domain.events import Event
from hedan.errors import TryAgain, VersionConflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from hedan.adapters.items import Item, StoredItem

PARTITION = "BULK"


class BulkRecords:
    """The BulkActs port on DynamoDB; every write is conditional on the version that was read."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table = table_name

    def bulk_act(self, bulk_id: str) -> BulkAct | None:
        """Return one, or None when nobody asked for it."""
        found = self._one(PARTITION, bulk_id)
        return unpack(BulkAct, found) if found else None

    def newest(self, limit: int) -> list[BulkAct]:
        """Return the newest, newest first."""
        found = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk < :events",
            ExpressionAttributeValues={":pk": {"S": PARTITION}, ":events": {"S": EVENT_PREFIX}},
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit,
        )["Items"]
        return [unpack(BulkAct, one) for one in found]

    def page(self, bulk_id: str, number: int) -> BulkPage | None:
        """Return some of its rows."""
        found = self._one(*_page_key(bulk_id, number))
        return unpack(BulkPage, found) if found else None

    def pages(self, bulk: BulkAct) -> list[BulkPage]:
        """Return all of its rows, in their order; not what a preview that died left behind."""
        found = (unpack(BulkPage, one) for one in self._rows(bulk.bulk_id))
        return [page for page in found if page.number < bulk.pages]

    def keep(self, bulk: BulkAct, event: Event | None = None) -> BulkAct:
        """Store and return it, and its event beside it. Raises VersionConflict when overtaken."""
        key = (PARTITION, bulk.bulk_id)
        puts = [self._put(item(key, bulk.version + 1, pack(bulk), {}), bulk.version)]
        if event is not None:
            name = f"{EVENT_PREFIX}{bulk.bulk_id}#{bulk.version + 1:08d}#{event.kind}"
            facts = {"kind": event.kind.value}
            told = item((PARTITION, name), bulk.version + 1, pack(event), facts)
            puts.append(self._put(told, 0))
        self._write(puts, f"bulk act {bulk.bulk_id}")
        return bulk.but(version=bulk.version + 1)

    def keep_page(self, page: BulkPage) -> BulkPage:
        """Store and return rows. Raises VersionConflict when somebody was quicker."""
        key = _page_key(page.bulk_id, page.number)
        put = self._put(item(key, page.version + 1, pack(page), {}), page.version)
        self._write([put], f"page {page.number} of bulk act {page.bulk_id}")
        return page.but(version=page.version + 1)

    def _one(self, pk: str, sk: str) -> "StoredItem | None":
        found = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk = :sk",
            ExpressionAttributeValues={":pk": {"S": pk}, ":sk": {"S": sk}},
            ConsistentRead=True,
        )["Items"]
        return found[0] if found else None

    def _rows(self, bulk_id: str) -> Iterator["StoredItem"]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": _rows_pk(bulk_id)}},
            ConsistentRead=True,
        )
        for page in pages:
            yield from page["Items"]

    def _put(self, written: "Item", known_version: int) -> Any:
        put: dict[str, Any] = {
            "TableName": self._table,
            "Item": written,
            "ConditionExpression": "attribute_not_exists(pk)",
        }
        if known_version:
            put["ConditionExpression"] = "version = :known"
            put["ExpressionAttributeValues"] = {":known": {"N": str(known_version)}}
        return put

    def _write(self, puts: list[Any], what: str) -> None:
        try:
            self._client.transact_write_items(TransactItems=[{"Put": put} for put in puts])
        except self._client.exceptions.TransactionCanceledException as canceled:
            codes = {one.get("Code") for one in canceled.response["CancellationReasons"]}
            if "ConditionalCheckFailed" in codes:
                raise VersionConflict(f"{what} is not as it was read") from canceled
            if "TransactionConflict" in codes:
                raise TryAgain(f"{what} is being written by somebody else") from canceled
            raise


def _rows_pk(bulk_id: str) -> str:
    return f"{PARTITION}#{bulk_id}"


def _page_key(bulk_id: str, number: int) -> tuple[str, str]:
    return _rows_pk(bulk_id), f"PAGE#{number:04d}"
