"""What each AWS call costs, counted where it leaves, when METER_AWS_CALLS is set: a log line each.

Emulators' ConsumedCapacity is not to be trusted, so units are computed from the items themselves:
writes in steps of 1 KB, twice inside a transaction (checks and updates as the items they touch);
reads in steps of 4 KB, half when eventually consistent; each entry of an index that comes or goes
as one more write. Light: the callback imports this.
"""

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

WRITE_UNIT_BYTES = 1024
READ_UNIT_BYTES = 4096
OK = 200
# The order table's indexes: by which attributes they are asked, and what else they show. An item
# without the first is not in it.
INDEXES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ready": (("ready", "ready_by"), ()),
    "buyer": (("buyer", "ordered"), ("stage", "paid", "goods")),
    "day": (("day", "pk"), ()),
    "held": (("held", "held_by"), ("held_for",)),
    "open": (("open", "open_by"), ()),
}
# What a call of its own is in a transaction.
WRITES = {"PutItem": "Put", "UpdateItem": "Update", "DeleteItem": "Delete"}
# Under this name a call's parameters travel from where they are known to where the answer is.
CONTEXT = "hedan_metered"

type _Item = Mapping[str, Mapping[str, Any]]


def meter[C](client: C) -> C:
    """Return the client, with a meter on it if this run is metered."""
    if os.environ.get("METER_AWS_CALLS"):
        events: Any = client.meta.events  # type: ignore[attr-defined]
        events.register("provide-client-params", _remember)
        events.register("after-call", _after_call)
    return client


def note(service: str, operation: str, params: Mapping[str, Any]) -> None:
    """Count a call that no client made, if this run is metered."""
    if os.environ.get("METER_AWS_CALLS"):
        _print(service, operation, params, Units())


class Units(NamedTuple):
    """What DynamoDB charges for one call. index_units are write units too."""

    write_units: int = 0
    index_units: int = 0
    read_units: float = 0.0


class Entry(NamedTuple):
    """What one index holds of an item."""

    keys: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def units(self) -> int:
        """What one write of it costs."""
        length = sum(len(text.encode()) for text in (*self.keys, *self.shown))
        return _steps(length, WRITE_UNIT_BYTES)


type Entries = dict[str, Entry]


class Known(NamedTuple):
    """What an item was when it was last read or written: its bytes and what indexes hold of it."""

    size: int
    entries: "Entries"


class Ledger:
    """Counts units, and remembers items: a check is charged by what lies there, unseen by it.

    Everything that a process has seen stays in it: for measured runs only.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Known] = {}

    def count(
        self, operation: str, params: Mapping[str, Any], answer: Mapping[str, Any], *, took: bool
    ) -> Units:
        """Return a call's units. Refused writes cost the same, but leave the items as they were."""
        if operation in WRITES:
            return self._write({WRITES[operation]: params}, 1, took)
        if operation == "TransactWriteItems":
            counted = [self._write(action, 2, took) for action in params["TransactItems"]]
            return Units(
                sum(units.write_units for units in counted),
                sum(units.index_units for units in counted),
            )
        return Units(read_units=self._read(operation, params, answer))

    def _read(self, operation: str, params: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
        consistent = params.get("ConsistentRead", False)
        match operation:
            case "GetItem":
                found = [answer["Item"]] if "Item" in answer else []
                self._learn(params["TableName"], found)
                return _one_by_one(found, 1, consistent)
            case "Query":
                if "IndexName" not in params:  # An index hands out a part of each item.
                    self._learn(params["TableName"], answer.get("Items", []))
                return _together(answer.get("Items", []), consistent)
            case "BatchGetItem":
                return sum(self._batch(params, answer))
        return 0.0

    def _batch(self, params: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[float]:
        for table, wanted in params["RequestItems"].items():
            found = answer.get("Responses", {}).get(table, [])
            self._learn(table, found)
            yield _one_by_one(found, len(wanted["Keys"]), wanted.get("ConsistentRead", False))

    def _write(self, action: Mapping[str, Any], times: int, took: bool) -> Units:
        ((kind, asked),) = action.items()
        place = (asked["TableName"], *_key(asked.get("Key") or asked["Item"]))
        before = self._known.get(place)
        sizes = [before.size] if before else []
        index_units = 0
        if kind == "Put":
            after = Known(size(asked["Item"]), _entries(asked["Item"]))
            sizes.append(after.size)
            index_units = _index_units(before.entries if before else {}, after.entries)
            if took:
                self._known[place] = after
        # A check of what does not exist, and an item that was never seen, count as the smallest.
        return Units(times * _steps(max(sizes, default=0), WRITE_UNIT_BYTES), index_units)

    def _learn(self, table: str, items: Iterable[_Item]) -> None:
        for item in items:
            self._known[(table, *_key(item))] = Known(size(item), _entries(item))


def size(item: _Item) -> int:
    """Return an item's bytes as DynamoDB counts them: names and values. Knows S, N and B."""
    return sum(len(name.encode()) + _length(value) for name, value in item.items())


def _length(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "B":
            return len(content)
        case "N":  # Two digits a byte, and one for the exponent.
            return (len(content.strip("-")) + 1) // 2 + 1
    raise TypeError(f"no item of ours has attributes of type {kind}")


def _key(item: _Item) -> tuple[str, str]:
    """Return the key among an item's attributes; the stock table's has other names."""
    names = ("pk", "sk") if "pk" in item else ("sku", "entry")
    return item[names[0]]["S"], item[names[1]]["S"]


def _entries(item: _Item) -> Entries:
    return {
        index: Entry(
            tuple(item[name]["S"] for name in keys), tuple(item[name]["S"] for name in shown)
        )
        for index, (keys, shown) in INDEXES.items()
        if keys[0] in item
    }


def _index_units(before: Entries, after: Entries) -> int:
    """An entry that stays as it is costs nothing, one that shows something else one write.

    One that moves costs two: it goes here and comes there.
    """
    units = 0
    for index in before.keys() | after.keys():
        old, new = before.get(index), after.get(index)
        if old == new:
            continue
        if old and new and old.keys == new.keys:
            units += max(old.units, new.units)
        else:
            units += sum(entry.units for entry in (old, new) if entry)
    return units


def _one_by_one(items: Iterable[_Item], asked: int, consistent: bool) -> float:
    """Count items one by one; a miss costs as much as the smallest item."""
    steps = [_steps(size(item), READ_UNIT_BYTES) for item in items]
    return (sum(steps) + max(asked - len(steps), 0)) * (1.0 if consistent else 0.5)


def _together(items: Iterable[_Item], consistent: bool) -> float:
    """Count a page of a query: its items together, then rounded up."""
    total = sum(size(item) for item in items)
    return _steps(total, READ_UNIT_BYTES) * (1.0 if consistent else 0.5)


def _steps(length: int, step: int) -> int:
    return max(1, -(-length // step))


_ledger = Ledger()


def _remember(params: Mapping[str, Any], context: dict[str, Any], **_: object) -> None:
    context[CONTEXT] = params


def _after_call(
    http_response: Any, parsed: Mapping[str, Any], model: Any, context: dict[str, Any], **_: object
) -> None:
    params = context[CONTEXT]
    service = model.service_model.service_name
    units = Units()
    if service == "dynamodb":
        units = _ledger.count(model.name, params, parsed, took=http_response.status_code == OK)
    _print(service, model.name, params, units)


def _print(service: str, operation: str, params: Mapping[str, Any], units: Units) -> None:
    line = {
        "metered": f"{service}.{operation}",
        "at": time.time(),
        "function": os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "local"),
        "to": str(params.get("stateMachineArn") or params.get("QueueUrl") or ""),
        "messages": len(params.get("Entries", ())),
        **units._asdict(),
    }
    sys.stdout.write(json.dumps(line) + "\n")
