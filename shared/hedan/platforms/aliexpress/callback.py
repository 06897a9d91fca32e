"""AliExpress' callback door: verify, hints, reply. Light: no pydantic, no urllib3, no boto3.

The platform counts only HTTP 200 within 500 ms. It numbers no messages: the same bytes are the
same message.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any, Literal

from hedan.errors import Malformed
from hedan.platforms.aliexpress.signature import verify_callback
from hedan.platforms.callbacks import App, Callback, Hint, Outcome, Reply

PLATFORM = "aliexpress"
ORDER_NOTICE = 0  # Also the console's probe of the address; that one names no order.
# What we know of message_type. Only order notices are said to be live; whatever names an order
# is a reason to read that order.
TYPES: dict[int, str] = {
    ORDER_NOTICE: "order",
    18: "tracking update",
    21: "buyer's chat message",
    51: "drop-ship payment",
    53: "drop-ship order status",
    65: "authorisation about to expire",
}
MUST_NAME_AN_ORDER = frozenset({53})
ORDER_ID_FIELDS = ("trade_order_id", "tradeOrderId", "orderId", "order_id")
# Ids and states only: whatever else a message may carry stays out of queues and logs.
KEPT_FIELDS = (
    *ORDER_ID_FIELDS,
    "trade_order_line_id",
    "order_status",
    "orderStatus",
    "status_update_time",
)
KEPT_CHARACTERS_MAX = 128
STATUS: dict[Outcome, int] = {
    "accepted": 200,
    "refused": 401,
    "malformed": 400,
    "unknown_store": 404,
    "busy": 503,
}

_NUMBER = re.compile(r"[0-9]{1,9}")
# What a queue takes as the name of a group; no '#', which parts table keys.
_ID = re.compile(r"[!\"$-~]{1,128}")

type _Kind = Literal["order", "after_sale", "ping", "other"]


def verify(app: App, callback: Callback) -> None:
    """Check Authorization over the raw bytes. Raises BadSignature.

    A probe of the address asks for nothing and may come unsigned; a wrong signature is refused
    even then, so that a wrong secret shows when the address is set up.
    """
    authorization = callback.headers.get("authorization")
    if not authorization and _is_probe(callback.body):
        return
    verify_callback(str(app["app_key"]), str(app["app_secret"]), callback.body, authorization)


def hints(callback: Callback) -> Sequence[Hint]:
    """Return the one hint of a body. Raises Malformed for what is no JSON object."""
    digest = hashlib.sha256(callback.body).hexdigest()[:32]
    if not callback.body.strip():
        return [_of("ping", None, digest)]
    message = _message(callback.body)
    try:
        return [_hint(message, digest)]
    except Malformed as malformed:
        return [_of("other", None, digest, problem=str(malformed))]


def reply(outcome: Outcome, reason: str) -> Reply:
    """Return the answer; the platform looks at the status alone, reason is for people."""
    return Reply(STATUS[outcome], json.dumps({"outcome": outcome, "reason": reason}))


def _is_probe(body: bytes) -> bool:
    try:
        return not body.strip() or _hint(_message(body), "")["kind"] == "ping"
    except Malformed:
        return False


def _message(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError) as exc:
        raise Malformed("body: not JSON in UTF-8") from exc
    if not isinstance(message, dict):
        raise Malformed("body: not an object")
    return message


def _refuse(constant: str) -> None:
    raise ValueError(f"not JSON: {constant}")


def _hint(message: dict[str, Any], digest: str) -> Hint:
    number = _text(message.get("message_type"))
    if number is None or not _NUMBER.fullmatch(number):
        raise Malformed("message_type: not a number")
    tag = int(number)
    data = _data(message.get("data"))
    order_id = _order_id(data)
    if order_id is None and tag in MUST_NAME_AN_ORDER:
        raise Malformed(f"message_type {tag}, data: names no order")
    return _of(
        _kind(tag, order_id),
        tag,
        digest,
        shop_id=_id(message.get("seller_id"), "seller_id"),
        order_id=order_id,
        data=_kept(data),
        problem=None if tag in TYPES else f"message_type: {tag} is unknown",
    )


def _kind(tag: int, order_id: str | None) -> _Kind:
    if order_id is not None:
        return "order"
    return "ping" if tag == ORDER_NOTICE else "other"


def _of(
    kind: _Kind,
    tag: int | None,
    digest: str,
    *,
    shop_id: str | None = None,
    order_id: str | None = None,
    data: str | None = None,
    problem: str | None = None,
) -> Hint:
    return Hint(
        door="push",
        platform=PLATFORM,
        kind=kind,
        tag=tag,
        message_id=f"{'none' if tag is None else tag}-{digest}",
        shop_id=shop_id,
        order_id=order_id,
        after_sale_id=None,
        address_change_asked_at=None,
        data=data,
        problem=problem,
    )


def _data(value: object) -> dict[str, Any]:
    """Return the message's data: an object, also where it comes as the text of one."""
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as exc:
            raise Malformed("data: not JSON") from exc
    if value in (None, "") or value == []:
        return {}
    if not isinstance(value, dict):
        raise Malformed("data: not an object")
    return value


def _order_id(data: dict[str, Any]) -> str | None:
    found = (_id(data.get(name), f"data, {name}") for name in ORDER_ID_FIELDS)
    return next((order_id for order_id in found if order_id is not None), None)


def _id(value: object, place: str) -> str | None:
    """Return an id as text; None where it is absent or the platform's 0 for "none"."""
    if value is None or value in ("", "0") or (value == 0 and isinstance(value, int)):
        return None
    text = _text(value)
    if text is None or not _ID.fullmatch(text):
        raise Malformed(f"{place}: not an id")
    return text


def _text(value: object) -> str | None:
    # bool is an int to Python; a float has already lost the last digits of an id.
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**KEPT_CHARACTERS_MAX else None
    return value if isinstance(value, str) else None


def _kept(data: dict[str, Any]) -> str | None:
    told = {name: _text(data.get(name)) for name in KEPT_FIELDS}
    kept = {name: text for name, text in told.items() if text and len(text) <= KEPT_CHARACTERS_MAX}
    return json.dumps(kept, separators=(",", ":")) if kept else None
