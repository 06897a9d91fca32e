"""Doudian's side of its callbacks: POST with app-id and event-sign, answered {"code":0}. Light."""

import json
from collections.abc import Sequence

from hedan.platforms.callbacks import App, Callback, Hint, Outcome, Reply
from hedan.platforms.doudian.messages import is_only_ping, split
from hedan.platforms.doudian.signature import AppKeys, verify_callback

# HTTP status and code. Anything but 200 with code 0 makes the platform deliver again.
REPLIES: dict[Outcome, tuple[int, int]] = {
    "accepted": (200, 0),
    "refused": (401, 40001),
    "malformed": (400, 40002),
    "unknown_store": (404, 40004),
    "busy": (503, 50000),
}


def verify(app: App, callback: Callback) -> None:
    """Check a callback over its raw bytes. Raises BadSignature."""
    if "event-sign" not in callback.headers and is_only_ping(callback.body):
        return  # The console tests an address before it signs: answered, never kept.
    verify_callback(
        AppKeys(app["app_key"], app["app_secret"], app["sign_method"]),
        callback.body,
        app_id=callback.headers.get("app-id"),
        event_sign=callback.headers.get("event-sign"),
        named_method=callback.headers.get("sign-method"),
    )


def hints(callback: Callback) -> Sequence[Hint]:
    """Return one hint per element of the body. Raises Malformed for a body that is no array."""
    return split(callback.body)


def reply(outcome: Outcome, reason: str) -> Reply:
    """Return the answer; reason is for the reader of the platform's delivery log."""
    status, code = REPLIES[outcome]
    told = {"code": code, "msg": "success" if outcome == "accepted" else reason}
    return Reply(status, json.dumps(told, separators=(",", ":")))
