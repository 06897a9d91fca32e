"""One Change as one DynamoDB transaction: every put with its condition, all of it or nothing."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from botocore.exceptions import ClientError

from hedan.adapters.index_facts import facts_of
from hedan.adapters.items import item, pack, pack_undo
from hedan.adapters.keys import event_key, key_of, subject_of
from hedan.domain.commits import Undo
from hedan.domain.events import Event
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.stock import StockMove
from hedan.errors import FenceClosed, StockShort, TryAgain, VersionConflict
from hedan.ports import Aggregate, Change

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from hedan.adapters.items import StoredItem

# TransactWriteItems' own limit.
ACTIONS_MAX = 100
OPEN_FENCE = "(attribute_not_exists(fence) OR fence = :open)"
# What was claimed before its fence closed is brought back by the very write that opens the fence.
CLAIMABLE = f"({OPEN_FENCE} OR stage IN (:stopping, :gone))"
CLAIMABLE_VALUES = {
    ":open": {"S": "open"},
    ":stopping": {"S": LineState.STOPPING.value},
    ":gone": {"S": LineState.GONE.value},
}
# Reasons that the same transaction may not meet again.
PASSING = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
# DynamoDB takes a token of 1 to 36 characters and remembers it for ten minutes.
TOKEN_CHARACTERS = 36


def commit(client: "DynamoDBClient", orders: str, stock: str, change: Change) -> None:
    """Write it all or nothing.

    Raises FenceClosed, StockShort or VersionConflict by the first condition that did not hold,
    TryAgain when DynamoDB was too busy. Repeating a change that was already written raises
    VersionConflict, except within ten minutes, when DynamoDB itself recognises the repetition.
    Raises HistoryBroken for a change that the history of an order could not go back over.
    """
    actions = _actions(orders, stock, change)
    if not actions:
        return
    assert len(actions) <= ACTIONS_MAX, f"{len(actions)} actions in one transaction"
    items = [action for action, _ in actions]
    try:
        client.transact_write_items(TransactItems=items, ClientRequestToken=_token(items))
    except client.exceptions.TransactionCanceledException as canceled:
        reasons = canceled.response["CancellationReasons"]
        raise _meaning(reasons, [cause for _, cause in actions], canceled) from canceled
    except ClientError as failed:
        if failed.response["Error"]["Code"] == "TransactionInProgressException":
            raise TryAgain("the same transaction is still under way") from failed
        raise


class _Claim(NamedTuple):
    """A line that becomes claimed."""

    line: LineWork


class _Clear(NamedTuple):
    """A line that must have an open fence."""

    line: LineWork


type _Cause = Aggregate | StockMove | Event | _Claim | _Clear
type _Action = tuple["TransactWriteItemTypeDef", _Cause]


def _actions(orders: str, stock: str, change: Change) -> list[_Action]:
    actions: list[_Action] = [
        (_put(orders, aggregate), _Claim(aggregate) if _is_claimed(aggregate) else aggregate)
        for aggregate in change.puts
    ]
    actions += [(_unchanged(orders, aggregate), aggregate) for aggregate in change.unchanged]
    actions += [(_unchanged(orders, line, fence=True), _Clear(line)) for line in change.clear]
    actions += _stock(stock, change.stock)
    actions += [(_event(orders, of, event, undo), event) for of, event, undo in change.told()]
    return actions


def _is_claimed(aggregate: Aggregate) -> TypeGuard[LineWork]:
    """Tell an instruction to ship. A shipped line is none: it records what the platform took."""
    return isinstance(aggregate, LineWork) and aggregate.state is LineState.CLAIMED


def _put(table: str, aggregate: Aggregate) -> "TransactWriteItemTypeDef":
    condition, values = _at_version(aggregate.version)
    if _is_claimed(aggregate):
        condition = f"{condition} AND {CLAIMABLE}"
        values |= CLAIMABLE_VALUES
    put = {
        "TableName": table,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        "Item": item(
            key_of(aggregate), aggregate.version + 1, pack(aggregate), facts_of(aggregate)
        ),
        "ConditionExpression": condition,
    }
    return {"Put": put | _values(values)}  # type: ignore[typeddict-item]


def _unchanged(
    table: str, aggregate: Aggregate, *, fence: bool = False
) -> "TransactWriteItemTypeDef":
    condition, values = _at_version(aggregate.version)
    if fence:
        condition = f"{condition} AND {OPEN_FENCE}"
        values |= {":open": {"S": "open"}}
    pk, sk = key_of(aggregate)
    check = {
        "TableName": table,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        "Key": {"pk": {"S": pk}, "sk": {"S": sk}},
        "ConditionExpression": condition,
    }
    return {"ConditionCheck": check | _values(values)}  # type: ignore[typeddict-item]


def _at_version(version: int) -> tuple[str, dict[str, dict[str, str]]]:
    if version == 0:
        return "attribute_not_exists(pk)", {}
    return "version = :version", {":version": {"N": str(version)}}


def _values(values: dict[str, dict[str, str]]) -> dict[str, object]:
    return {"ExpressionAttributeValues": values} if values else {}


def _stock(table: str, moves: Sequence[StockMove]) -> Iterator[_Action]:
    """One balance per SKU, since a transaction touches an item once, and the ledger's entries."""
    for sku in dict.fromkeys(move.sku for move in moves):
        own = [move for move in moves if move.sku == sku]
        yield _balance(table, sku, own), own[0]
        yield from ((_ledger_entry(table, move), move) for move in own if move.on_hand)


def _balance(table: str, sku: str, moves: Sequence[StockMove]) -> "TransactWriteItemTypeDef":
    deltas = {
        "on_hand": sum(move.on_hand for move in moves),
        "reserved": sum(move.reserved for move in moves),
        "available": sum(move.free for move in moves),  # "free" is a word of DynamoDB's own.
    }
    update = {
        "TableName": table,
        "Key": {"sku": {"S": sku}, "entry": {"S": "STOCK"}},
        "UpdateExpression": "SET "
        + ", ".join(f"{name} = if_not_exists({name}, :zero) + :{name}" for name in deltas),
    }
    values = {":zero": {"N": "0"}} | {
        f":{name}": {"N": str(delta)} for name, delta in deltas.items()
    }
    # Nothing may sink below zero; conditions know no arithmetic, hence the limits as values.
    falls = {name: -delta for name, delta in deltas.items() if delta < 0}
    if falls:
        update["ConditionExpression"] = " AND ".join(f"{name} >= :least_{name}" for name in falls)
        values |= {f":least_{name}": {"N": str(least)} for name, least in falls.items()}
    return {"Update": update | {"ExpressionAttributeValues": values}}  # type: ignore[typeddict-item]


def _ledger_entry(table: str, move: StockMove) -> "TransactWriteItemTypeDef":
    assert move.at is not None
    return {
        "Put": {
            "TableName": table,
            "Item": {
                "sku": {"S": move.sku},
                "entry": {"S": f"LEDGER#{move.entry_id}"},
                "on_hand": {"N": str(move.on_hand)},
                "cause": {"S": move.cause},
                "at": {"S": move.at.isoformat()},
            },
            "ConditionExpression": "attribute_not_exists(sku)",
        }
    }


def _event(table: str, of: Aggregate, event: Event, undo: Undo) -> "TransactWriteItemTypeDef":
    told = item(event_key(of, event), of.version + 1, pack(event), {"kind": event.kind.value})
    if undo:
        told["undo"] = {"B": pack_undo(undo)}
    return {
        "Put": {
            "TableName": table,
            "Item": told,
            "ConditionExpression": "attribute_not_exists(pk)",
        }
    }


def _meaning(
    reasons: Sequence[Mapping[str, Any]], causes: Sequence[_Cause], canceled: Exception
) -> Exception:
    """Translate DynamoDB's reasons, by code and position; what we do not know stays as it is."""
    codes = {reason.get("Code", "None") for reason in reasons}
    failed = [
        (cause, reason.get("Item", {}))
        for cause, reason in zip(causes, reasons, strict=True)
        if reason.get("Code") == "ConditionalCheckFailed"
    ]
    if failed:
        return _refusal(failed)
    return TryAgain(f"DynamoDB is busy: {sorted(codes)}") if codes & PASSING else canceled


def _refusal(failed: Sequence[tuple[_Cause, "StoredItem"]]) -> Exception:
    for cause, stored in failed:
        if _is_forbidden(cause, stored):
            return FenceClosed(f"{cause.line.key}: the fence is closed")
    for cause, _ in failed:
        # What was decided on old data must be decided again, before anybody speaks of stock.
        if not isinstance(cause, StockMove):
            return _overtaken(cause)
    cause, _ = failed[0]
    assert isinstance(cause, StockMove)
    return StockShort(cause.sku)


def _is_forbidden(cause: _Cause, stored: "StoredItem") -> TypeGuard[_Claim | _Clear]:
    """Tell whether it was the fence that said no, and not only the version."""
    is_closed = stored.get("fence", {}).get("S") == "closed"
    if isinstance(cause, _Claim):
        as_read = stored.get("version") == {"N": str(cause.line.version)}
        return is_closed and as_read
    return is_closed and isinstance(cause, _Clear)


def _overtaken(cause: Aggregate | Event | _Claim | _Clear) -> Exception:
    if isinstance(cause, _Claim | _Clear):
        cause = cause.line
    name = f"event {cause.kind}" if isinstance(cause, Event) else subject_of(cause)
    return VersionConflict(f"{name} is not as it was read")


def _token(items: Sequence["TransactWriteItemTypeDef"]) -> str:
    """Derive the token from the content: a repetition is recognised, a change never mistaken."""
    text = json.dumps(items, sort_keys=True, default=lambda value: value.hex())
    return hashlib.sha256(text.encode()).hexdigest()[:TOKEN_CHARACTERS]
