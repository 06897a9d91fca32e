"""POST /callbacks/{platform}/{store}: check the signature, queue the messages, answer.

This function has a deadline: it imports no pydantic, no boto3 and no Powertools, and of the
platforms only the one that called.
"""

import base64
import json
import os
import time
from datetime import UTC, datetime
from typing import Any

from hedan.adapters import light_aws
from hedan.errors import BadSignature, Malformed, TryAgain
from hedan.platforms.callbacks import App, Callback, CallbackDoor, Hint, Outcome, door_of

# SendMessageBatch takes ten entries and 256 KB together; one hint is at most 10 KB.
BATCH_MAX = 10
# FIFO groups and deduplication ids.
NAME_CHARACTERS_MAX = 128
# Seldom enough to cost nothing, often enough that a rotated secret is seen soon.
SECRET_FRESH_SECONDS = 300.0

METRICS: dict[Outcome, str] = {
    "accepted": "CallbackAccepted",
    "refused": "CallbackRefused",
    "malformed": "CallbackMalformed",
    "unknown_store": "CallbackRefused",
    "busy": "CallbackBusy",
}

_apps: dict[str, tuple[float, dict[str, Any]]] = {}


class _NoSuchStore(Exception):
    """Nobody connected a store of this id."""


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer what the platform expects; anything but its success makes it deliver again.

    A console looks at an address by GET before it takes it: that asks and changes nothing.
    """
    platform, store = event["pathParameters"]["platform"], event["pathParameters"]["store"]
    try:
        door = door_of(platform)
    except KeyError:
        _tell(METRICS["unknown_store"], store, "no such platform")
        return {"statusCode": 404, "body": ""}
    if event["requestContext"]["http"]["method"] == "GET":
        return {"statusCode": 200, "body": ""}
    outcome, reason, count = _receive(door, platform, store, event)
    _tell(METRICS[outcome], store, reason, count)
    reply = door.reply(outcome, reason)
    return {
        "statusCode": reply.status,
        "headers": {"content-type": reply.content_type},
        "body": reply.body,
    }


def _receive(
    door: CallbackDoor, platform: str, store: str, event: dict[str, Any]
) -> tuple[Outcome, str, int]:
    """Verify and queue; return what became of it, why, and how many messages it held."""
    try:
        app = _app(store)
        # Keys that were kept by version 0.1.0 name no platform: they are Doudian's.
        if app.get("platform", "doudian") != platform:
            raise _NoSuchStore(store)
        callback = _callback(event)
        door.verify(app, callback)
        hints = [hint for hint in door.hints(callback) if hint["kind"] != "ping"]
        _queue(store, app, hints)
    except BadSignature as refused:
        return "refused", str(refused), 1
    except Malformed as malformed:
        return "malformed", str(malformed), 1
    except _NoSuchStore:
        return "unknown_store", "no such store", 1
    except TryAgain as busy:
        return "busy", str(busy), 1
    return "accepted", "", len(hints)


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


def _callback(event: dict[str, Any]) -> Callback:
    """Return the request with its body as it was signed."""
    body: str = event.get("body") or ""
    return Callback(
        body=base64.b64decode(body) if event.get("isBase64Encoded") else body.encode(),
        headers={name.lower(): value for name, value in event["headers"].items()},
        query=event.get("queryStringParameters") or {},
        now=time.time(),
    )


def _queue(store: str, app: App, hints: list[Hint]) -> None:
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


def _entry(store: str, app: App, hint: Hint, seen_at: str) -> dict[str, str]:
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
