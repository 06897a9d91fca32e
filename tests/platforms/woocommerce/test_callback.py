"""A WooCommerce shop's callback door: the signature, the unsigned ping, what a topic becomes."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.errors import BadSignature, Malformed
from hedan.platforms.callbacks import Callback, Hint, door_of
from hedan.platforms.woocommerce import signature
from tests.platforms.mall import vectors

VECTOR = next(one for one in vectors() if one["platform"] == "woocommerce")
DOOR = door_of("woocommerce")
SECRET = VECTOR["secret"]
APP = {"app_key": "ck_1", "app_secret": "cs_1", "webhook_secrets": [SECRET, "old_secret"]}
BODY = VECTOR["body"].encode()


def told(
    body: bytes = BODY, topic: str | None = "order.updated", sign: str | None = None
) -> Callback:
    headers = {} if topic is None else {"x-wc-webhook-topic": topic}
    if sign is not None:
        headers["x-wc-webhook-signature"] = sign
    return Callback(body, headers, {}, 1790820132.0)


def only(body: object, topic: str | None = "order.updated") -> Hint:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    (found,) = DOOR.hints(told(raw, topic))
    return found


def test_the_vector_both_ways() -> None:
    assert signature.sign(SECRET, BODY) == VECTOR["expected"]
    DOOR.verify(APP, told(sign=VECTOR["expected"]))


@given(secret=st.text("abcXYZ019_-!", min_size=1), body=st.binary(max_size=300))
def test_the_rule_on_generated_bodies(secret: str, body: bytes) -> None:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    signature.verify([secret], body, base64.b64encode(digest).decode())


def test_either_secret_during_a_rotation() -> None:
    DOOR.verify(APP, told(sign=signature.sign("old_secret", BODY)))


def test_a_shop_without_a_secret_of_its_own_signs_with_its_key() -> None:
    app = {"app_key": "ck_1", "app_secret": "cs_1"}
    DOOR.verify(app, told(sign=signature.sign("cs_1", BODY)))
    with pytest.raises(BadSignature):
        DOOR.verify(APP, told(sign=signature.sign("cs_1", BODY)))


def test_a_secret_with_an_entity_is_used_as_the_shop_decodes_it() -> None:
    app = {"app_secret": "x", "webhook_secrets": ["a&amp;b"]}
    DOOR.verify(app, told(sign=signature.sign("a&b", BODY)))


@pytest.mark.parametrize(
    "sign",
    [
        None,
        "",
        "中",
        VECTOR["expected"][:-1],
        VECTOR["expected"].lower(),
        # Hexadecimal digits are a mistake of many receivers.
        hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest(),
        signature.sign("", BODY),
        signature.sign(SECRET, BODY + b" "),
    ],
)
def test_a_wrong_signature_is_refused(sign: str | None) -> None:
    with pytest.raises(BadSignature):
        DOOR.verify({**APP, "webhook_secrets": [SECRET, ""]}, told(sign=sign))


def test_the_unsigned_ping_is_answered_and_never_followed() -> None:
    ping = Callback(
        b"webhook_id=12", {"content-type": "application/x-www-form-urlencoded"}, {}, 0.0
    )
    DOOR.verify(APP, ping)
    (found,) = DOOR.hints(ping)
    assert found["kind"] == "ping"
    assert DOOR.reply("accepted", "").status == 200


@pytest.mark.parametrize(
    "body", [b"webhook_id=", b"webhook_id=1&id=2", b"webhook_id=x", b' webhook_id=1{"id":1}']
)
def test_what_only_looks_like_a_ping_needs_a_signature(body: bytes) -> None:
    with pytest.raises(BadSignature):
        DOOR.verify(APP, told(body))


@pytest.mark.parametrize("event", ["created", "updated", "deleted", "restored"])
def test_every_topic_of_an_order(event: str) -> None:
    found = only({"id": 727, "billing": {"phone": "13900000000"}}, f"order.{event}")
    assert (found["kind"], found["order_id"], found["problem"]) == ("order", "727", None)
    assert found["data"] is None


@pytest.mark.parametrize("topic", ["product.updated", "customer.created", "coupon.deleted"])
def test_other_resources_are_noted(topic: str) -> None:
    found = only({"id": 1}, topic)
    assert (found["kind"], found["order_id"], found["problem"]) == ("other", None, None)


@pytest.mark.parametrize(
    ("body", "topic", "kind", "problem"),
    [
        ({"id": 1}, None, "other", "missing"),
        ({"id": 1}, "action.woocommerce_thankyou", "other", "unknown"),
        ({"id": 1}, "order.exploded", "order", "unknown event"),
        ({}, "order.updated", "other", "id: missing"),
        ({"id": 0}, "order.updated", "other", "id: missing"),
        ({"id": 1.0}, "order.updated", "other", "id: not an id"),
        ({"id": [1]}, "order.updated", "other", "id: not an id"),
        ({"id": "7 7"}, "order.updated", "other", "id: not an id"),
    ],
)
def test_what_cannot_be_followed_is_kept(
    body: object, topic: str | None, kind: str, problem: str
) -> None:
    found = only(body, topic)
    assert found["kind"] == kind
    assert problem in (found["problem"] or "")


def test_ids_may_be_text_or_number() -> None:
    assert only({"id": "727"})["order_id"] == only({"id": 727})["order_id"] == "727"


@pytest.mark.parametrize("body", [b"", b"\xff", b"[1]", b"[" * 100_000, b"webhook_id=1&x=2"])
def test_a_body_that_is_no_object_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        DOOR.hints(told(body))


def test_a_megabyte_and_a_replay() -> None:
    body = json.dumps({"id": 1, "note": "x" * 1_000_000}).encode()
    first, again = only(body), only(body)
    assert first == again
    assert first["message_id"] != only(body, "order.deleted")["message_id"]
    assert len(json.dumps(first)) < 1000


@pytest.mark.parametrize(
    ("outcome", "status"), [("accepted", 200), ("refused", 401), ("malformed", 400), ("busy", 503)]
)
def test_replies(outcome: Any, status: int) -> None:
    assert DOOR.reply(outcome, "why").status == status
