"""A Shopify shop's callback door: the signature, its rotation, what a topic becomes."""

import json
from typing import Any

import pytest

from hedan.errors import BadSignature, Malformed
from hedan.platforms.callbacks import Callback, Hint, door_of
from hedan.platforms.shopify import signature
from tests.platforms.mall import vectors

VECTOR = next(one for one in vectors() if one["platform"] == "shopify")
BODY = VECTOR["body"].encode()
DOOR = door_of("shopify")
EMPTY = signature.sign("", BODY)
APP = {"app_key": "k", "app_secret": VECTOR["secret"], "webhook_secrets": ["new", "old"]}


def told(body: bytes = BODY, **headers: str) -> Callback:
    named = {f"x-shopify-{name.replace('_', '-')}": value for name, value in headers.items()}
    return Callback(body, named, {}, 1790820132.0)


def only(body: object, topic: str = "orders/updated", **headers: str) -> Hint:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    (found,) = DOOR.hints(told(raw, topic=topic, **headers))
    return found


def test_the_vector_both_ways() -> None:
    assert signature.sign(VECTOR["secret"], BODY) == VECTOR["expected"]
    DOOR.verify(APP, told(hmac_sha256=VECTOR["expected"]))


@pytest.mark.parametrize("secret", ["new", "old", VECTOR["secret"]])
def test_an_hour_of_two_secrets(secret: str) -> None:
    DOOR.verify(APP, told(hmac_sha256=signature.sign(secret, BODY)))


@pytest.mark.parametrize(
    "sign", ["", "x", "中", VECTOR["expected"] + "=", signature.sign("", BODY)]
)
def test_a_wrong_signature_is_refused(sign: str) -> None:
    with pytest.raises(BadSignature):
        DOOR.verify({**APP, "webhook_secrets": [""]}, told(hmac_sha256=sign))
    with pytest.raises(BadSignature):
        DOOR.verify(APP, told())
    with pytest.raises(BadSignature):
        DOOR.verify(APP, told(BODY + b" ", hmac_sha256=VECTOR["expected"]))


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("orders/create", {"id": 820982911946154508}),
        ("orders/cancelled", {"id": "820982911946154508"}),
        ("refunds/create", {"id": 7, "order_id": 820982911946154508}),
        ("fulfillments/update", {"id": 8, "order_id": 820982911946154508}),
    ],
)
def test_every_topic_that_we_follow(topic: str, body: object) -> None:
    found = only(body, topic, shop_domain="Tea.MyShopify.com", webhook_id="b54557e4")
    assert found == Hint(
        door="push",
        platform="shopify",
        kind="order",
        tag=None,
        message_id="b54557e4",
        shop_id="tea.myshopify.com",
        order_id="820982911946154508",
        after_sale_id=None,
        address_change_asked_at=None,
        data=None,
        problem=None,
    )


@pytest.mark.parametrize(
    ("topic", "body", "kind", "problem"),
    [
        ("inventory_levels/update", {}, "other", None),
        ("app/uninstalled", {"id": 1}, "other", "removed the application"),
        ("", {"id": 1}, "other", "missing"),
        ("themes/publish", {"id": 1}, "other", "unknown"),
        ("fulfillment_orders/split", {"order_id": 5}, "order", "unknown"),
        ("orders/updated", {}, "other", "id: missing"),
        ("orders/updated", {"id": 1.5}, "other", "id: not an id"),
        ("refunds/create", {"id": 7}, "other", "order_id: missing"),
    ],
)
def test_what_cannot_be_followed_is_kept(
    topic: str, body: object, kind: str, problem: str | None
) -> None:
    found = only(body, topic)
    assert found["kind"] == kind
    assert (found["problem"] is None) == (problem is None)
    assert (problem or "") in (found["problem"] or "")


def test_without_its_id_a_webhook_is_known_by_what_it_says() -> None:
    assert only({"id": 1})["message_id"] == only({"id": 1}, webhook_id="中")["message_id"]
    assert only({"id": 1})["message_id"] != only({"id": 2})["message_id"]


def test_a_strange_shop_is_no_name() -> None:
    assert only({"id": 1}, shop_domain="a b")["shop_id"] is None


@pytest.mark.parametrize("body", [b"", b"\xff", b"[1]", b"[" * 100_000])
def test_a_body_that_is_no_object_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        DOOR.hints(told(body, topic="orders/updated"))


def test_a_megabyte_leaves_ids_only() -> None:
    found = only({"id": 1, "email": "x" * 1_000_000})
    assert len(json.dumps(found)) < 1000


@pytest.mark.parametrize(
    ("outcome", "status"), [("accepted", 200), ("refused", 401), ("busy", 503)]
)
def test_replies(outcome: Any, status: int) -> None:
    assert DOOR.reply(outcome, "why").status == status
