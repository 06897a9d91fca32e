"""How an aggregate becomes an item and comes back: facts as attributes, the rest compressed.

A body of one or two kilobytes costs one or two write units compressed and three to five as a map.
"""

import base64
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from hedan.domain.events import Event

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, UniversalAttributeValueTypeDef

    type Item = dict[str, UniversalAttributeValueTypeDef]
    type StoredItem = Mapping[str, AttributeValueTypeDef]

ZLIB_LEVEL = 6


def pack(model: BaseModel) -> bytes:
    """Return the body of an item. The version stands outside, where conditions can see it."""
    text = model.model_dump_json(exclude={"version"}, exclude_defaults=True)
    return zlib.compress(text.encode(), ZLIB_LEVEL)


def item(key: tuple[str, str], version: int, body: bytes, facts: Mapping[str, str]) -> "Item":
    """Return the item to write."""
    return {
        "pk": {"S": key[0]},
        "sk": {"S": key[1]},
        "version": {"N": str(version)},
        "body": {"B": body},
        **{name: {"S": value} for name, value in facts.items()},
    }


def unpack[M: BaseModel](kind: type[M], stored: "StoredItem") -> M:
    """Return the aggregate that an item holds, with the version it has in the table."""
    text = zlib.decompress(stored["body"]["B"])
    model = kind.model_validate_json(text)
    return model.model_copy(update={"version": int(stored["version"]["N"])})


def unpack_event(stored: Mapping[str, Any]) -> Event:
    """Return the event that an item holds; a stream's record carries its body in Base64."""
    body: bytes | str = stored["body"]["B"]
    packed = base64.b64decode(body) if isinstance(body, str) else body
    return Event.model_validate_json(zlib.decompress(packed))
