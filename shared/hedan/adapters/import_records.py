"""What became of export sheets, in the settings table.

question                          | how
one import of a store             | GetItem  pk=STORE#<store>, sk=IMPORT#<uploaded at>#<hash8>
a store's imports, newest first   | Query    pk=STORE#<store>, sk begins_with "IMPORT#"
who took these bytes first        | GetItem  pk=STORE#<store>, sk=IMPORTED#<sha256>
"""

import zlib
from datetime import datetime
from typing import TYPE_CHECKING

from hedan.domain.imported_files import ImportedFile, ImportState

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PREFIX = "IMPORT#"
# Among so many uploads one was readable, or the store counts as unknown.
SHEETS_LOOKED_AT = 10


class ImportRecords:
    """The Imports port on DynamoDB."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table = table_name

    def first(self, store: str, sha256: str) -> str | None:
        """Return which import took these bytes first, or None."""
        found = self._client.get_item(
            TableName=self._table, Key=_key(store, f"IMPORTED#{sha256}"), ConsistentRead=True
        ).get("Item")
        return found["first"]["S"] if found else None

    def claim(self, file: ImportedFile) -> str:
        """Say that this import took its bytes; return who was first, perhaps another."""
        key = _key(file.store, f"IMPORTED#{file.sha256}")
        try:
            self._client.put_item(
                TableName=self._table,
                Item={**key, "first": {"S": file.import_id}},
                ConditionExpression="attribute_not_exists(pk)",
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return self.first(file.store, file.sha256) or file.import_id
        return file.import_id

    def get(self, store: str, import_id: str) -> ImportedFile | None:
        """Return what became of one upload."""
        found = self._client.get_item(
            TableName=self._table, Key=_key(store, PREFIX + import_id), ConsistentRead=True
        ).get("Item")
        return _file(found["body"]["B"]) if found else None

    def keep(self, file: ImportedFile) -> None:
        """Remember what became of an upload; the same again is harmless."""
        body = zlib.compress(file.model_dump_json(exclude_defaults=True).encode())
        self._client.put_item(
            TableName=self._table,
            Item={**_key(file.store, PREFIX + file.import_id), "body": {"B": body}},
        )

    def newest(self, store: str, limit: int) -> list[ImportedFile]:
        """Return the newest uploads of a store, newest first."""
        found = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={":pk": {"S": _pk(store)}, ":prefix": {"S": PREFIX}},
            ScanIndexForward=False,
            Limit=limit,
        )
        return [_file(item["body"]["B"]) for item in found["Items"]]

    def known_until(self, store: str) -> datetime | None:
        """Return when the newest readable sheet came; None when none of the last ones was."""
        for one in self.newest(store, SHEETS_LOOKED_AT):
            if one.state is not ImportState.REFUSED:
                return one.uploaded_at
        return None


def _file(body: bytes) -> ImportedFile:
    return ImportedFile.model_validate_json(zlib.decompress(body))


def _pk(store: str) -> str:
    return f"STORE#{store}"


def _key(store: str, sk: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": _pk(store)}, "sk": {"S": sk}}
