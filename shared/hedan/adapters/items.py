"""How an aggregate becomes an item and comes back: facts as attributes, the rest compressed.

A body of one or two kilobytes costs one or two write units compressed and three to five as a map.
"""

import base64
import json
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from hedan.domain.commits import Step, Undo
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


def pack_undo(undo: Undo) -> bytes:
    """Return the way back over a commit as an event bears it."""
    steps = {name: [step.version, step.back] for name, step in undo.items()}
    text = json.dumps(steps, ensure_ascii=False, separators=(",", ":"))
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


def unpack_undo(stored: "StoredItem") -> Undo:
    """Return the way back that an event bears; empty where another of its commit does."""
    if "undo" not in stored:
        return {}
    steps = json.loads(zlib.decompress(stored["undo"]["B"]))
    return {name: Step(version=version, back=back) for name, (version, back) in steps.items()}


def unpack_event(stored: Mapping[str, Any]) -> Event:
    """Return the event that an item holds; a stream's record carries its body in Base64."""
    body: bytes | str = stored["body"]["B"]
    packed = base64.b64decode(body) if isinstance(body, str) else body
    return Event.model_validate_json(zlib.decompress(packed))
