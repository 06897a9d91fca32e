"""The seller's settings and the state of each store's doors, in one small table.

question                       | how
the settings in force          | GetItem  pk=SETTINGS, sk=CURRENT
an older version               | GetItem  pk=SETTINGS, sk=VERSION#<n>
who refreshes a store's token  | PutItem  pk=STORE#<store>, sk=REFRESH, if absent or lapsed
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from hedan.errors import Locked, VersionConflict
from hedan.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Published settings reach a warm Lambda within this time.
SETTINGS_FRESH_SECONDS = 60.0
# A refresh is one HTTP call; whoever dies in it frees the lock after this time.
REFRESH_LOCK_SECONDS = 30


class SettingsTable:
    """Settings by version, and the small facts of each store's doors."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table = table_name
        self._cached: tuple[float, Settings] | None = None

    def settings(self) -> Settings:
        """Return the settings in force, at most a minute old. Raises KeyError before the first."""
        if self._cached and monotonic() - self._cached[0] < SETTINGS_FRESH_SECONDS:
            return self._cached[1]
        found = self._client.get_item(
            TableName=self._table, Key=_key("SETTINGS", "CURRENT"), ConsistentRead=True
        ).get("Item")
        if not found:
            raise KeyError("no settings were published yet")
        settings = Settings.model_validate_json(zlib.decompress(found["body"]["B"]))
        self._cached = (monotonic(), settings)
        return settings

    def publish(self, settings: Settings) -> Settings:
        """Store settings as the next version and put them in force.

        Raises VersionConflict when somebody published since the given version was read.
        """
        stored = settings.but(version=settings.version + 1)
        body = {"B": zlib.compress(stored.model_dump_json().encode())}
        version = {"N": str(stored.version)}
        try:
            self._client.transact_write_items(
                TransactItems=[
                    {
                        "Put": {
                            "TableName": self._table,
                            "Item": {
                                **_key("SETTINGS", "CURRENT"),
                                "version": version,
                                "body": body,
                            },
                            "ConditionExpression": "attribute_not_exists(pk) OR version = :known",
                            "ExpressionAttributeValues": {":known": {"N": str(settings.version)}},
                        }
                    },
                    {
                        "Put": {
                            "TableName": self._table,
                            "Item": {
                                **_key("SETTINGS", f"VERSION#{stored.version:06d}"),
                                "version": version,
                                "body": body,
                            },
                            "ConditionExpression": "attribute_not_exists(pk)",
                        }
                    },
                ]
            )
        except self._client.exceptions.TransactionCanceledException as canceled:
            raise VersionConflict("somebody else has published settings") from canceled
        self._cached = None
        return stored

    @contextmanager
    def refresh_lock(self, store: str, holder: str) -> Iterator[None]:
        """Hold a store's only right to refresh its token. Raises Locked when it is taken."""
        now = datetime.now(UTC)
        lapses = now + timedelta(seconds=REFRESH_LOCK_SECONDS)
        key = _key(f"STORE#{store}", "REFRESH")
        try:
            self._client.put_item(
                TableName=self._table,
                Item={**key, "holder": {"S": holder}, "lapses": {"S": lapses.isoformat()}},
                ConditionExpression="attribute_not_exists(pk) OR lapses < :now",
                ExpressionAttributeValues={":now": {"S": now.isoformat()}},
            )
        except self._client.exceptions.ConditionalCheckFailedException as taken:
            raise Locked(f"store {store}: the token is being refreshed") from taken
        try:
            yield
        finally:
            self._free(key, holder)

    def _free(self, key: dict[str, dict[str, str]], holder: str) -> None:
        try:
            self._client.delete_item(
                TableName=self._table,
                Key=key,
                ConditionExpression="holder = :holder",
                ExpressionAttributeValues={":holder": {"S": holder}},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return  # It lapsed and somebody else holds it now: theirs, not ours to free.


def _key(pk: str, sk: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
