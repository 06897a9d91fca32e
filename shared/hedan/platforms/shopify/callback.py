"""The callback door of a Shopify shop: one hint per webhook. Light.

A webhook shows the state of its first attempt, hours ago perhaps: only its ids are used.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hedan.errors import Malformed
from hedan.platforms.callbacks import App, Callback, Hint
from hedan.platforms.receiving.hints import digest_id, hint
from hedan.platforms.receiving.reading import needed_id, read_id, read_object
from hedan.platforms.receiving.replies import reply
from hedan.platforms.shopify import signature

__all__ = ["hints", "reply", "verify"]

PLATFORM = "shopify"
TOPIC = "x-shopify-topic"
SHOP = "x-shopify-shop-domain"
WEBHOOK_ID = "x-shopify-webhook-id"

# Where the order's id stands, by topic or by the part of it before the slash.
_ORDER_ID_FIELD = {
    "orders": "id",
    "refunds/create": "order_id",
    "fulfillments": "order_id",
}
OTHER_TOPICS = frozenset({"inventory_levels/update"})
UNINSTALLED = "app/uninstalled"

_MESSAGE_ID = re.compile(r"[!-~]{1,128}")
_SHOP = re.compile(r"[a-z0-9][a-z0-9.-]{0,100}")


def verify(app: App, callback: Callback) -> None:
    """Check the signature over the raw bytes. Raises BadSignature."""
    secrets = (*(app.get("webhook_secrets") or ()), str(app["app_secret"]))
    signature.verify(secrets, callback.body, callback.headers.get(signature.HEADER))


def hints(callback: Callback) -> Sequence[Hint]:
    """Return the webhook as one hint. Raises Malformed for a body that is no JSON object."""
    told = read_object(callback.body)
    topic = callback.headers.get(TOPIC, "")
    message_id = _message_id(callback, topic)
    # No header is signed: which shop it was is a claim, good for finding the store and no more.
    shop = callback.headers.get(SHOP, "").lower()
    shop_id = shop if _SHOP.fullmatch(shop) else None
    try:
        return [_hint(topic, told, message_id, shop_id)]
    except Malformed as malformed:
        return [hint(PLATFORM, "other", message_id, shop_id=shop_id, problem=str(malformed))]


def _message_id(callback: Callback, topic: str) -> str:
    """Return what stays the same when the platform tries again."""
    given = callback.headers.get(WEBHOOK_ID, "")
    if _MESSAGE_ID.fullmatch(given):
        return given
    return digest_id("shopify", topic.encode(errors="surrogatepass"), callback.body)


def _hint(topic: str, told: Mapping[str, Any], message_id: str, shop_id: str | None) -> Hint:
    if topic in OTHER_TOPICS:
        return hint(PLATFORM, "other", message_id, shop_id=shop_id)
    if topic == UNINSTALLED:
        raise Malformed("the shop has removed the application")
    field = _ORDER_ID_FIELD.get(topic) or _ORDER_ID_FIELD.get(topic.partition("/")[0])
    if field is not None:
        order_id = needed_id(told.get(field), field)
        return hint(PLATFORM, "order", message_id, shop_id=shop_id, order_id=order_id)
    if not topic:
        raise Malformed(f"{TOPIC}: missing")
    # Fulfilment orders and what comes next: follow the order where they name one, and say so.
    named = read_id(told.get("order_id"), "order_id")
    return hint(
        PLATFORM,
        "other" if named is None else "order",
        message_id,
        shop_id=shop_id,
        order_id=named,
        problem=f"{TOPIC}: unknown",
    )
