"""Counts what a call costs, when METER_AWS_CALLS is set: one log line an AWS call.

Emulators' ConsumedCapacity is not to be trusted, so write units are computed from the items that
leave (1 KB steps, twice in a transaction, an index entry as the item's keys).
"""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

WRITE_UNIT_BYTES = 1024
INDEXED_BY = "ready"


def meter[C](client: C) -> C:
    """Return the client, with a meter on it if this run is metered."""
    if os.environ.get("METER_AWS_CALLS"):
        events: Any = client.meta.events  # type: ignore[attr-defined]
        events.register("provide-client-params", _count)
    return client


def _count(params: Mapping[str, Any], model: Any, **_: object) -> None:
    line = {
        "metered": f"{model.service_model.service_name}.{model.name}",
        "function": os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "local"),
        "write_units": write_units(model.name, params),
        "count": _batch(model.name, params),
    }
    sys.stdout.write(json.dumps(line) + "\n")


def write_units(operation: str, params: Mapping[str, Any]) -> int:
    """Return what DynamoDB charges for a write: list price counts these."""
    match operation:
        case "PutItem":
            return _units(params["Item"])
        case "UpdateItem" | "DeleteItem":
            return 1
        case "TransactWriteItems":
            return sum(_transacted(action) for action in params["TransactItems"])
        case _:
            return 0


def _transacted(action: Mapping[str, Any]) -> int:
    put = action.get("Put")
    # Updates and checks here touch items below one unit's size; both are charged twice.
    return 2 * (_units(put["Item"]) if put else 1) + (_index_units(put["Item"]) if put else 0)


def _index_units(item: Mapping[str, Any]) -> int:
    """An entry of the ready index is written when it appears; its removal is one more."""
    stage = item.get("stage", {}).get("S")
    return int(INDEXED_BY in item) + int(stage == "claimed" and item["sk"]["S"][:4] == "LINE")


def _units(item: Mapping[str, Any]) -> int:
    return -(-_size(item) // WRITE_UNIT_BYTES)


def _size(item: Mapping[str, Any]) -> int:
    return sum(len(name) + _length(value) for name, value in item.items())


def _length(value: Mapping[str, Any]) -> int:
    ((_, content),) = value.items()
    return len(content.encode() if isinstance(content, str) else content)


def _batch(operation: str, params: Mapping[str, Any]) -> int:
    """How many messages one call carries: queues are charged per call, workflows per start."""
    return len(params["Entries"]) if operation == "SendMessageBatch" else 1
