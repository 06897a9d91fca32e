"""Many items by their keys, in as few calls as the table allows."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import batched
from typing import TYPE_CHECKING

from hedan.errors import TryAgain

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        KeysAndAttributesUnionTypeDef,
        UniversalAttributeValueTypeDef,
    )

    from hedan.adapters.items import StoredItem

# BatchGetItem's own limit.
BATCH_GET_MAX = 100
# A throttled batch hands keys back; this many rounds, then the caller's retry takes over.
BATCH_GET_ROUNDS_MAX = 5


def batch_items(
    client: "DynamoDBClient",
    table: str,
    wanted: "Sequence[Mapping[str, UniversalAttributeValueTypeDef]]",
) -> Iterator["StoredItem"]:
    """Yield the items that exist of these keys, read consistently, in no order.

    Raises TryAgain when the table hands keys back again and again.
    """
    for some in batched(wanted, BATCH_GET_MAX, strict=False):
        left: Mapping[str, KeysAndAttributesUnionTypeDef] = {
            table: {"Keys": some, "ConsistentRead": True}
        }
        for _ in range(BATCH_GET_ROUNDS_MAX):
            answer = client.batch_get_item(RequestItems=left)
            yield from answer["Responses"].get(table, [])
            left = answer["UnprocessedKeys"]
            if not left:
                break
        else:
            raise TryAgain(f"some of {len(some)} items of {table} stayed unread")
