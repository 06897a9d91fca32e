"""Webhooks as they leave: a ping, or an order as it is at that moment; off after six failures."""

import hashlib
import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from infra.local.simulated.posting import Post
from infra.local.simulated.push import Delivery, Message, PushPolicy
from infra.local.woocommerce.book import Book
from infra.local.woocommerce.model import Webhook
from infra.local.woocommerce.signing import push_sign
from infra.local.woocommerce.views import order_view

PING = "ping"
# The sixth failure in a row is the last.
FAILURES_MAX = 5
# 200 to 302 pass; what fails is never sent again.
PUSH_POLICY = PushPolicy(
    answer_seconds=60.0, accepts=lambda status: HTTPStatus.OK <= status <= HTTPStatus.FOUND
)
AGENT = {"User-Agent": "WooCommerce/9.9.5 Hookshot (WordPress/6.8.1)"}


def compose(book: Book, message: Message) -> Post | None:
    """Write a message; None where its webhook is switched off or its order is gone."""
    hook = book.webhook(int(message.to))
    if hook is None or not hook.active:
        return None
    if message.topic == PING:
        ping = urlencode({"webhook_id": message.to}).encode()
        headers = {**AGENT, "Content-Type": "application/x-www-form-urlencoded"}
        return Post(hook.url, headers, ping, hook.host)
    payload = _payload(book, message)
    if payload is None:
        return None
    body = json.dumps(payload, separators=(",", ":")).encode()
    return Post(hook.url, AGENT | _headers(message, hook, body), body, hook.host)


def settle(book: Book, delivery: Delivery) -> None:
    """Count failures in a row; a ping that fails leaves its webhook switched off."""
    hook = book.webhook(int(delivery.message.to))
    if hook is None:
        return
    hook.failures = 0 if delivery.accepted else hook.failures + 1
    unanswered = delivery.message.probe and not delivery.accepted
    if unanswered or hook.failures > FAILURES_MAX:
        hook.active = False


def _payload(book: Book, message: Message) -> dict[str, Any] | None:
    """The order as it is now, not as it was when the message was queued."""
    if message.topic == "order.deleted":
        return {"id": int(message.order_id)}
    order = book.orders.get(int(message.order_id))
    return order_view(book.sites[order.site], order) if order else None


def _headers(message: Message, hook: Webhook, body: bytes) -> dict[str, str]:
    resource, event = message.topic.split(".")
    return {
        "Content-Type": "application/json",
        "X-WC-Webhook-Source": "https://shop.example/",
        "X-WC-Webhook-Topic": message.topic,
        "X-WC-Webhook-Resource": resource,
        "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": push_sign(hook.secret, body),
        "X-WC-Webhook-ID": message.to,
        "X-WC-Webhook-Delivery-ID": hashlib.sha256(message.key.encode()).hexdigest()[:32],
    }
