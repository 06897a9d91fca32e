"""The content of settings in items of DynamoDB: packed, and in parts when it is large.

An item holds 400 KB at most (Amazon's published limit). 5,000 SKUs with as many listed items pack
to 320 KB; a larger content goes into parts that are named after it, so that no part ever changes
and every version of the same content shares them.
"""

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hedan.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PK = "SETTINGS"
# Three such bodies and their items in one transaction stay far below its 4 MB.
INLINE_BYTES_MAX = 300_000
PART_BYTES = 350_000
HASH_CHARACTERS = 32


class SettingsBodies:
    """Packs content into an item's attributes and gets it back."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table = table_name

    def pack(self, settings: Settings) -> dict[str, Any]:
        """Return the attributes that hold the content; parts are stored before they are named."""
        packed = zlib.compress(settings.but(version=0).model_dump_json().encode(), 9)
        if len(packed) <= INLINE_BYTES_MAX:
            return {"body": {"B": packed}}
        name = hashlib.sha256(packed).hexdigest()[:HASH_CHARACTERS]
        parts = [packed[at : at + PART_BYTES] for at in range(0, len(packed), PART_BYTES)]
        for number, part in enumerate(parts):
            self._keep(name, number, part)
        return {"parts": {"N": str(len(parts))}, "parts_of": {"S": name}}

    def unpack(self, item: Mapping[str, Any], version: int) -> Settings:
        """Return the content of an item, as that version."""
        packed = item["body"]["B"] if "body" in item else b"".join(self._parts(item))
        settings = Settings.model_validate_json(zlib.decompress(packed))
        return settings.but(version=version)

    def _keep(self, name: str, number: int, part: bytes) -> None:
        try:
            self._client.put_item(
                TableName=self._table,
                Item={**_key(name, number), "body": {"B": part}},
                ConditionExpression="attribute_not_exists(pk)",
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return  # The same content was kept before.

    def _parts(self, item: Mapping[str, Any]) -> Iterator[bytes]:
        for number in range(int(item["parts"]["N"])):
            found = self._client.get_item(
                TableName=self._table,
                Key=_key(item["parts_of"]["S"], number),
                ConsistentRead=True,
            )
            yield found["Item"]["body"]["B"]


def _key(name: str, number: int) -> dict[str, dict[str, str]]:
    return {"pk": {"S": PK}, "sk": {"S": f"BODY#{name}#{number:03d}"}}
