"""The callback door of a WooCommerce shop. Light.

The shop repeats nothing, and switches a webhook off after five failures in a row: whatever is
signed is taken, and what a webhook misses the poll finds.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hedan.errors import Malformed
from hedan.platforms.callbacks import App, Callback, Hint
from hedan.platforms.receiving.hints import digest_id, hint
from hedan.platforms.receiving.reading import needed_id, read_object
from hedan.platforms.receiving.replies import reply
from hedan.platforms.woocommerce import signature

__all__ = ["hints", "reply", "verify"]

PLATFORM = "woocommerce"
TOPIC = "x-wc-webhook-topic"
ORDER_EVENTS = frozenset({"created", "updated", "deleted", "restored"})
# Nothing that we follow, but nothing strange either.
OTHER_RESOURCES = frozenset({"product", "customer", "coupon"})

# Sent unsigned when a webhook is saved; unanswered, the shop never switches it on.
_PING = re.compile(rb"webhook_id=[0-9]{1,20}\s*")


def verify(app: App, callback: Callback) -> None:
    """Check the signature over the raw bytes; the ping has none. Raises BadSignature."""
    if _PING.fullmatch(callback.body):
        return
    # Where the seller typed no secret, the shop signs with that of its API key.
    secrets = tuple(app.get("webhook_secrets") or ()) or (str(app["app_secret"]),)
    signature.verify(secrets, callback.body, callback.headers.get(signature.HEADER))


def hints(callback: Callback) -> Sequence[Hint]:
    """Return the webhook as one hint. Raises Malformed for a body that is no JSON object."""
    if _PING.fullmatch(callback.body):
        return [hint(PLATFORM, "ping", digest_id("ping", callback.body))]
    told = read_object(callback.body)
    topic = callback.headers.get(TOPIC, "")
    # Deliveries have ids, events have none: the same body under the same topic is the same event.
    message_id = digest_id("woo", topic.encode(errors="surrogatepass"), callback.body)
    try:
        return [_hint(topic, told, message_id)]
    except Malformed as malformed:
        return [hint(PLATFORM, "other", message_id, problem=str(malformed))]


def _hint(topic: str, told: Mapping[str, Any], message_id: str) -> Hint:
    resource, _, event = topic.partition(".")
    if resource in OTHER_RESOURCES:
        return hint(PLATFORM, "other", message_id)
    if resource != "order":
        raise Malformed(f"{TOPIC}: {'unknown' if topic else 'missing'}")
    return hint(
        PLATFORM,
        "order",
        message_id,
        order_id=needed_id(told.get("id"), "id"),
        problem=None if event in ORDER_EVENTS else f"{TOPIC}: unknown event",
    )
