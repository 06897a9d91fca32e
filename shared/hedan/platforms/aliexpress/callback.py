"""AliExpress' callback door: verify, hints, reply. Light: no pydantic, no urllib3, no boto3.

The platform counts only HTTP 200 within 500 ms. It numbers no messages: the same bytes are the
same message.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from hedan.errors import Malformed
from hedan.platforms.aliexpress.signature import verify_callback
from hedan.platforms.callbacks import App, Callback, Hint
from hedan.platforms.receiving.hints import Kind, digest_id, hint
from hedan.platforms.receiving.reading import number_or_text, parse, read_id, read_object
from hedan.platforms.receiving.replies import reply

__all__ = ["hints", "reply", "verify"]

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
# No probe is longer, and a stranger's body must not make us work.
PROBE_BYTES_MAX = 1024

_NUMBER = re.compile(r"[0-9]{1,9}")


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
    nameless = digest_id("none", callback.body)
    if not callback.body.strip():
        return [hint(PLATFORM, "ping", nameless)]
    message = read_object(callback.body)
    try:
        return [_hint(message, callback.body)]
    except Malformed as malformed:
        return [hint(PLATFORM, "other", nameless, problem=str(malformed))]


def _is_probe(body: bytes) -> bool:
    if len(body) > PROBE_BYTES_MAX:
        return False
    try:
        return not body.strip() or _hint(read_object(body), body)["kind"] == "ping"
    except Malformed:
        return False


def _hint(message: dict[str, Any], body: bytes) -> Hint:
    number = number_or_text(message.get("message_type"))
    if number is None or not _NUMBER.fullmatch(number):
        raise Malformed("message_type: not a number")
    tag = int(number)
    data = _data(message.get("data"))
    order_id = _order_id(data)
    if order_id is None and tag in MUST_NAME_AN_ORDER:
        raise Malformed(f"message_type {tag}, data: names no order")
    return hint(
        PLATFORM,
        _kind(tag, order_id),
        digest_id(str(tag), body),
        tag=tag,
        shop_id=read_id(message.get("seller_id"), "seller_id"),
        order_id=order_id,
        data=_kept(data),
        problem=None if tag in TYPES else f"message_type: {tag} is unknown",
    )


def _kind(tag: int, order_id: str | None) -> Kind:
    if order_id is not None:
        return "order"
    return "ping" if tag == ORDER_NOTICE else "other"


def _data(value: object) -> dict[str, Any]:
    """Return the message's data: an object, also where it comes as the text of one."""
    if isinstance(value, str) and value.strip():
        try:
            value = parse(value)
        except ValueError as exc:
            raise Malformed("data: not JSON") from exc
    if value in (None, "") or value == []:
        return {}
    if not isinstance(value, dict):
        raise Malformed("data: not an object")
    return value


def _order_id(data: dict[str, Any]) -> str | None:
    found = (read_id(data.get(name), f"data, {name}") for name in ORDER_ID_FIELDS)
    return next((order_id for order_id in found if order_id is not None), None)


def _kept(data: dict[str, Any]) -> str | None:
    told = {name: number_or_text(data.get(name)) for name in KEPT_FIELDS}
    kept = {name: text for name, text in told.items() if text and len(text) <= KEPT_CHARACTERS_MAX}
    return json.dumps(kept, separators=(",", ":")) if kept else None
