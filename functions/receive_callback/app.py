"""POST /callbacks/doudian/{store}: check the signature, put the messages on the queue, answer.

This function has a deadline: it imports no pydantic, no boto3 and no Powertools.
"""

import base64
import json
import os
import time
from datetime import UTC, datetime
from typing import Any

from hedan.adapters import light_aws
from hedan.errors import BadSignature, Malformed, TryAgain
from hedan.platforms.doudian.messages import Hint, is_only_ping, split
from hedan.platforms.doudian.signature import AppKeys, verify_callback

# SendMessageBatch takes ten entries and 256 KB together; one hint is at most 10 KB.
BATCH_MAX = 10
# FIFO groups and deduplication ids.
NAME_CHARACTERS_MAX = 128
# Seldom enough to cost nothing, often enough that a rotated secret is seen soon.
SECRET_FRESH_SECONDS = 300.0

_apps: dict[str, tuple[float, dict[str, Any]]] = {}


class _NoSuchStore(Exception):
    """Nobody connected a store of this id."""


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer what the platform expects; anything but its success makes it deliver again."""
    store = event["pathParameters"]["store"]
    try:
        app = _app(store)
        body = _body(event)
        _verify(app, body, event["headers"])
        hints = [hint for hint in split(body) if hint["kind"] != "ping"]
        _queue(store, app, hints)
    except BadSignature as refused:
        _tell("CallbackRefused", store, str(refused))
        return _answer(401, 40001, "signature refused")
    except Malformed as malformed:
        _tell("CallbackMalformed", store, str(malformed))
        return _answer(400, 40002, str(malformed))
    except _NoSuchStore:
        _tell("CallbackRefused", store, "no such store")
        return _answer(404, 40004, "no such store")
    except TryAgain as busy:
        _tell("CallbackBusy", store, str(busy))
        return _answer(503, 50000, "try again")
    _tell("CallbackAccepted", store, "", len(hints))
    return _answer(200, 0, "success")


def _app(store: str) -> dict[str, Any]:
    """Return the application's keys. Raises _NoSuchStore for a store that has none."""
    known = _apps.get(store)
    if known and time.monotonic() - known[0] < SECRET_FRESH_SECONDS:
        return known[1]
    name = f"{os.environ['SECRET_PREFIX']}/stores/{store}/app"
    try:
        found = light_aws.call(
            "secretsmanager", "secretsmanager.GetSecretValue", {"SecretId": name}, version="1.1"
        )
    except light_aws.AwsRefused as refused:
        # A role that may read stores' secrets is told "denied" of one that does not exist.
        if refused.code in ("ResourceNotFoundException", "AccessDeniedException"):
            raise _NoSuchStore(store) from refused
        raise
    app: dict[str, Any] = json.loads(found["SecretString"])
    _apps[store] = (time.monotonic(), app)
    return app


def _body(event: dict[str, Any]) -> bytes:
    """Return the body as it was signed."""
    body: str = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()


def _verify(app: dict[str, Any], body: bytes, headers: dict[str, str]) -> None:
    given = {name.lower(): value for name, value in headers.items()}
    if "event-sign" not in given and is_only_ping(body):
        return  # The console tests an address before it signs: answered, never kept.
    verify_callback(
        AppKeys(app["app_key"], app["app_secret"], app["sign_method"]),
        body,
        app_id=given.get("app-id"),
        event_sign=given.get("event-sign"),
        named_method=given.get("sign-method"),
    )


def _queue(store: str, app: dict[str, Any], hints: list[Hint]) -> None:
    seen_at = datetime.now(UTC).isoformat()
    entries = [_entry(store, app, hint, seen_at) for hint in hints]
    for start in range(0, len(entries), BATCH_MAX):
        batch = [
            entry | {"Id": str(position)}
            for position, entry in enumerate(entries[start : start + BATCH_MAX])
        ]
        answer = light_aws.call(
            "sqs",
            "AmazonSQS.SendMessageBatch",
            {"QueueUrl": os.environ["INTAKE_QUEUE"], "Entries": batch},
            version="1.0",
        )
        if answer.get("Failed"):
            raise TryAgain(f"{len(answer['Failed'])} messages were not taken")


def _entry(store: str, app: dict[str, Any], hint: Hint, seen_at: str) -> dict[str, str]:
    """Return a queue entry: messages of one order stay in order, the same message once."""
    # One application serves several shops, and its callbacks mix them.
    shops: dict[str, str] = app.get("shops", {})
    if shops and hint["shop_id"] is not None and hint["shop_id"] not in shops:
        hint = hint | {"kind": "other", "problem": f"shop {hint['shop_id']} is not connected"}
    owner = shops.get(hint["shop_id"] or "", store)
    subject = hint["order_id"] or hint["message_id"]
    group = f"{hint['platform']}:{owner}:{subject}"
    return {
        "MessageGroupId": group[:NAME_CHARACTERS_MAX],
        "MessageDeduplicationId": hint["message_id"][-NAME_CHARACTERS_MAX:],
        "MessageBody": json.dumps({**hint, "store": owner, "seen_at": seen_at}),
    }


def _answer(status: int, code: int, message: str) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"code": code, "msg": message}, separators=(",", ":")),
    }


def _tell(metric: str, store: str, reason: str, count: int = 1) -> None:
    """One line is log and metric at once (CloudWatch embedded metric format)."""
    line = {
        "message": metric,
        "store_id": store,
        "reason": reason,
        metric: count,
        "_aws": {
            "Timestamp": int(time.time() * 1000),
            "CloudWatchMetrics": [
                {"Namespace": "Hedan", "Dimensions": [[]], "Metrics": [{"Name": metric}]}
            ],
        },
    }
    print(json.dumps(line), flush=True)  # noqa: T201 - standard output is this function's log.
