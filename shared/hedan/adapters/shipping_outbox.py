"""The BulkDesk port on the settings table: numbers that wait for a file, and the files.

question                          | how
how far a store's batches are     | GetItem  pk=STORE#<store>, sk=OUT#STATE
what a request told of an order   | GetItem  pk=STORE#<store>, sk=OUTROW#<request>#<order>
the rows of one batch             | Query    pk=STORE#<store>, sk begins_with "OUT#<batch>#"
a store's files, newest first     | Query    pk=STORE#<store>, sk begins_with "BULK#"
one file                          | GetItem  pk=STORE#<store>, sk=BULK#<number>

A row is stored twice in one transaction, by request (so that it is told once) and by batch (so
that it is found), on condition that the batch is still open. A batch closes by one write of the
state: no row can come after it, none is moved, and nothing is deleted.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hedan.domain.bulk_files import BulkFile, BulkRow, BulkState
from hedan.errors import VersionConflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        AttributeValueTypeDef,
        TransactWriteItemTypeDef,
        UniversalAttributeValueTypeDef,
    )

    type Item = dict[str, UniversalAttributeValueTypeDef]

# Each attempt reads the open batch anew; a batch closes once in half an hour.
PUT_ATTEMPTS = 4
# One transaction takes 100 items; one of them is the state.
FILES_OF_A_BATCH_MAX = 99


class ShippingOutbox:
    """Rows by batch, files by number."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table = table_name

    def put(self, row: BulkRow) -> BulkRow:
        """Keep the row in the open batch unless its request has one for this order already.

        Returns the row that is kept. Raises VersionConflict when the batch keeps closing.
        """
        store = row.order.store
        by_request = _key(store, f"OUTROW#{row.request_id}#{row.order.order_id}")
        for _ in range(PUT_ATTEMPTS):
            kept = self._get(by_request)
            if kept:
                return BulkRow.model_validate_json(kept["body"]["S"])
            if self._put_in(self.state(store).open, row, by_request):
                return row
        raise VersionConflict(f"store {store}: its batch of shipments keeps changing")

    def _put_in(self, batch: int, row: BulkRow, by_request: "Item") -> bool:
        """Store the row in this batch; tell whether it was still open and nobody had the row."""
        store, body = row.order.store, {"S": row.model_dump_json()}
        # By the time of the telling: the later of two numbers of an order comes later.
        sort = f"{row.told_at.isoformat()}#{row.request_id}#{row.order.order_id}"
        by_batch = _key(store, f"{_batch_prefix(batch)}{sort}")
        try:
            self._client.transact_write_items(
                TransactItems=[
                    {
                        "ConditionCheck": {
                            "TableName": self._table,
                            "Key": _state_key(store),
                            "ConditionExpression": "attribute_not_exists(pk) OR #open = :batch",
                            "ExpressionAttributeNames": {"#open": "open"},
                            "ExpressionAttributeValues": {":batch": {"N": str(batch)}},
                        }
                    },
                    {
                        "Put": {
                            "TableName": self._table,
                            "Item": {**by_request, "body": body},
                            "ConditionExpression": "attribute_not_exists(pk)",
                        }
                    },
                    {"Put": {"TableName": self._table, "Item": {**by_batch, "body": body}}},
                ]
            )
        except self._client.exceptions.TransactionCanceledException:
            return False
        return True

    def state(self, store: str) -> BulkState:
        """Return how far a store's batches have come; the first one is open before any row."""
        found = self._get(_state_key(store))
        if not found:
            return BulkState()
        return BulkState(open=int(found["open"]["N"]), written=int(found["written"]["N"]))

    def rows(self, store: str, batch: int) -> list[BulkRow]:
        """Return the rows of one batch, always in the same order."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues=_below(store, _batch_prefix(batch)),
            ConsistentRead=True,  # A closed batch is complete from the moment that it closed.
        )
        return [
            BulkRow.model_validate_json(item["body"]["S"])
            for page in pages
            for item in page["Items"]
        ]

    def close(self, store: str, batch: int) -> None:
        """Let a batch take no more rows and open the next.

        Raises VersionConflict when somebody else has closed it.
        """
        state = self.state(store)
        if state.open != batch:
            raise VersionConflict(f"store {store}: batch {batch} is closed already")
        self._write(store, state, state.but(open=batch + 1), ())

    def keep(self, store: str, batch: int, files: Sequence[BulkFile]) -> None:
        """Write down that a batch lies in these files: all of them or none.

        Raises VersionConflict when somebody else has written it down, or an older batch is open.
        """
        state = self.state(store)
        if batch != state.written + 1 or batch >= state.open:
            raise VersionConflict(f"store {store}: batch {batch} is not the next to write down")
        if len(files) > FILES_OF_A_BATCH_MAX:
            raise ValueError(f"store {store}: {len(files)} files of one batch")
        self._write(store, state, state.but(written=batch), [_file_item(file) for file in files])

    def _write(
        self, store: str, known: BulkState, wanted: BulkState, files: Sequence["Item"]
    ) -> None:
        """Store the state over the one that was read, and the files with it."""
        puts: list[TransactWriteItemTypeDef] = [
            {"Put": {"TableName": self._table, "Item": item}} for item in files
        ]
        state: TransactWriteItemTypeDef = {
            "Put": {
                "TableName": self._table,
                "Item": {**_state_key(store), **_numbers(wanted)},
                "ConditionExpression": "attribute_not_exists(pk) OR (#open = :open"
                " AND written = :written)",
                "ExpressionAttributeNames": {"#open": "open"},
                "ExpressionAttributeValues": {
                    f":{name}": value for name, value in _numbers(known).items()
                },
            }
        }
        try:
            self._client.transact_write_items(TransactItems=[state, *puts])
        except self._client.exceptions.TransactionCanceledException as canceled:
            raise VersionConflict(f"store {store}: somebody else has moved its batches") from (
                canceled
            )

    def told(self, file: BulkFile) -> None:
        """Write down that people were told of a file; doing it again is harmless."""
        self._client.put_item(TableName=self._table, Item=_file_item(file))

    def files(self, store: str, limit: int) -> list[BulkFile]:
        """Return the newest files of a store, newest first."""
        found = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues=_below(store, "BULK#"),
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit,
        )
        return [BulkFile.model_validate_json(item["body"]["S"]) for item in found["Items"]]

    def file(self, store: str, number: str) -> BulkFile | None:
        """Return one file of a store."""
        found = self._get(_key(store, f"BULK#{number}"))
        return BulkFile.model_validate_json(found["body"]["S"]) if found else None

    def _get(self, key: "Item") -> "Mapping[str, AttributeValueTypeDef] | None":
        return self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get(
            "Item"
        )


def _batch_prefix(batch: int) -> str:
    return f"OUT#{batch:06d}#"


def _key(store: str, sk: str) -> "Item":
    return {"pk": {"S": f"STORE#{store}"}, "sk": {"S": sk}}


def _state_key(store: str) -> "Item":
    return _key(store, "OUT#STATE")


def _below(store: str, prefix: str) -> "Item":
    return {":pk": {"S": f"STORE#{store}"}, ":prefix": {"S": prefix}}


def _numbers(state: BulkState) -> "Item":
    return {"open": {"N": str(state.open)}, "written": {"N": str(state.written)}}


def _file_item(file: BulkFile) -> "Item":
    return {**_key(file.store, f"BULK#{file.number}"), "body": {"S": file.model_dump_json()}}
