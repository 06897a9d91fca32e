"""The callback door of a mall: Standard Webhooks in, one hint per event. Light."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hedan.errors import Malformed
from hedan.platforms.callbacks import App, Callback, Hint
from hedan.platforms.mall import signature
from hedan.platforms.receiving.hints import Kind, hint
from hedan.platforms.receiving.reading import needed_id, read_id, read_object
from hedan.platforms.receiving.replies import reply

__all__ = ["hints", "reply", "verify"]

PLATFORM = "mall"

# docs/mall-contract.md, section 6.
TYPES: dict[str, Kind] = {
    "order.created": "order",
    "order.paid": "order",
    "order.updated": "order",
    "order.cancelled": "order",
    "order.shipped": "order",
    "order.completed": "order",
    "order.address_changed": "order",
    "order.address_change_requested": "order",
    "order.replaced": "order",
    "shipment.updated": "order",
    "refund.created": "after_sale",
    "refund.updated": "after_sale",
    "refund.succeeded": "after_sale",
    "refund.closed": "after_sale",
    "stock.changed": "other",
    "review.created": "other",
    "endpoint.ping": "ping",
}
ADDRESS_CHANGE_REQUESTED = "order.address_change_requested"


def verify(app: App, callback: Callback) -> None:
    """Check headers, time and signature over the raw bytes. Raises BadSignature."""
    signature.verify(
        webhook_secrets(app),
        callback.body,
        message_id=callback.headers.get("webhook-id"),
        timestamp=callback.headers.get("webhook-timestamp"),
        signatures=callback.headers.get("webhook-signature"),
        now=callback.now,
    )


def webhook_secrets(app: App) -> Sequence[str]:
    """Return the secrets that may sign, newest first."""
    return tuple(app.get("webhook_secrets") or ()) or (str(app["app_secret"]),)


def hints(callback: Callback) -> Sequence[Hint]:
    """Return the event as one hint. Raises Malformed for a body that is no JSON object."""
    told = read_object(callback.body)
    # The same on every attempt: repeats are known by it. verify() has seen that it is an id.
    message_id = callback.headers["webhook-id"]
    try:
        return [_hint(told, message_id)]
    except Malformed as malformed:
        return [hint(PLATFORM, "other", message_id, problem=str(malformed))]


def _hint(told: Mapping[str, Any], message_id: str) -> Hint:
    name = told.get("type")
    if not isinstance(name, str):
        raise Malformed("type: missing or not text")
    kind = TYPES.get(name)
    if kind == "ping":
        return hint(PLATFORM, kind, message_id)
    data = told.get("data")
    fields: Mapping[str, Any] = data if isinstance(data, dict) else {}
    shop_id = read_id(fields.get("merchant_id"), "data.merchant_id")
    if kind is None:
        return _of_unknown_type(fields, message_id, shop_id)
    if kind == "other":
        return hint(PLATFORM, kind, message_id, shop_id=shop_id)
    asked = name == ADDRESS_CHANGE_REQUESTED
    return hint(
        PLATFORM,
        kind,
        message_id,
        shop_id=shop_id,
        order_id=needed_id(fields.get("order_id"), "data.order_id"),
        after_sale_id=needed_id(fields.get("refund_id"), "data.refund_id")
        if kind == "after_sale"
        else None,
        address_change_asked_at=_seconds(fields.get("requested_at")) if asked else None,
    )


def _of_unknown_type(fields: Mapping[str, Any], message_id: str, shop_id: str | None) -> Hint:
    """Follow the ids of an event that nobody told us about, and say so."""
    order_id = read_id(fields.get("order_id"), "data.order_id")
    refund_id = read_id(fields.get("refund_id"), "data.refund_id")
    kind: Kind = "other" if order_id is None else "order"
    return hint(
        PLATFORM,
        "after_sale" if refund_id is not None else kind,
        message_id,
        shop_id=shop_id,
        order_id=order_id,
        after_sale_id=refund_id,
        problem="type: unknown",
    )


def _seconds(value: object) -> int:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Malformed("data.requested_at: not a time with its offset")
    return int(moment.timestamp())
