"""A mall's callback door: what each event becomes, and that nothing strange is lost or believed."""

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.errors import BadSignature, Malformed
from hedan.platforms.callbacks import Callback, Hint, door_of
from hedan.platforms.mall import callback
from hedan.platforms.mall.signature import sign
from tests.platforms.mall import CONTRACT, contract_sample
from tests.platforms.mall.test_signature import NOW, OLD, SECRET

APP = {"app_key": "", "app_secret": "token", "webhook_secrets": [SECRET, OLD]}
DOOR = door_of("mall")


def told(body: Any, message_id: str = "evt_1") -> Callback:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Callback(raw, {"webhook-id": message_id}, {}, NOW)


def only(body: Any) -> Hint:
    (found,) = DOOR.hints(told(body))
    return found


def signed(body: bytes, secret: str = SECRET, at: int = NOW) -> Callback:
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(at),
        "webhook-signature": sign(secret, "evt_1", at, body),
    }
    return Callback(body, headers, {}, NOW)


@pytest.mark.parametrize("secret", [SECRET, OLD])
def test_both_secrets_of_a_rotation_open_the_door(secret: str) -> None:
    DOOR.verify(APP, signed(b"{}", secret))


def test_the_applications_secret_signs_where_no_other_is_agreed() -> None:
    app = {"app_key": "", "app_secret": SECRET}
    DOOR.verify(app, signed(b"{}"))
    with pytest.raises(BadSignature):
        DOOR.verify(app, signed(b"{}", OLD))


def test_a_replay_after_five_minutes_and_an_unsigned_request_are_refused() -> None:
    with pytest.raises(BadSignature):
        DOOR.verify(APP, signed(b"{}", at=NOW - 301))
    with pytest.raises(BadSignature):
        DOOR.verify(APP, Callback(b"{}", {}, {}, NOW))


def test_a_repeated_event_keeps_its_name() -> None:
    """Another attempt, another time and signature: the queue knows it by the id."""
    first, again = signed(b'{"type":"x"}'), signed(b'{"type":"x"}', at=NOW - 60)
    assert [h["message_id"] for h in DOOR.hints(first)] == ["evt_1"]
    assert DOOR.hints(first) == DOOR.hints(again)


def test_the_contracts_own_message() -> None:
    assert only(contract_sample('{"type"')) == Hint(
        door="push",
        platform="mall",
        kind="order",
        tag=None,
        message_id="evt_1",
        shop_id="M42",
        order_id="P20261001000001-M42",
        after_sale_id=None,
        address_change_asked_at=None,
        data=None,
        problem=None,
    )


@pytest.mark.parametrize(("name", "kind"), callback.TYPES.items())
def test_every_type_of_the_contract(name: str, kind: str) -> None:
    data = {"order_id": 7, "refund_id": "R1", "requested_at": "2026-10-01T10:00:00+08:00"}
    found = only({"type": name, "data": data})
    assert found["kind"] == kind
    assert found["problem"] is None
    assert found["order_id"] == (None if kind in ("other", "ping") else "7")
    assert found["after_sale_id"] == ("R1" if kind == "after_sale" else None)
    asked = found["address_change_asked_at"]
    assert asked == (1790820000 if name == "order.address_change_requested" else None)


def test_the_contract_names_the_same_types() -> None:
    text = CONTRACT.read_text()
    table = text.partition("| `type` |")[2].partition("\n\n")[0]
    named = {word for word in table.split("`") if word in callback.TYPES}
    assert named == set(callback.TYPES)


@pytest.mark.parametrize(
    ("body", "kind", "place"),
    [
        ({}, "other", "type"),
        ({"type": 7}, "other", "type"),
        ({"type": "order.paid"}, "other", "data.order_id: missing"),
        ({"type": "order.paid", "data": []}, "other", "data.order_id: missing"),
        ({"type": "order.paid", "data": {"order_id": 1.5}}, "other", "data.order_id: not an id"),
        ({"type": "order.paid", "data": {"order_id": True}}, "other", "data.order_id: not an id"),
        ({"type": "order.paid", "data": {"order_id": "a#b"}}, "other", "data.order_id"),
        ({"type": "order.paid", "data": {"order_id": "x" * 129}}, "other", "data.order_id"),
        ({"type": "refund.created", "data": {"order_id": 1}}, "other", "data.refund_id: missing"),
        ({"type": "refund.created", "data": {"refund_id": 1}}, "other", "data.order_id: missing"),
        (
            {"type": "order.address_change_requested", "data": {"order_id": 1}},
            "other",
            "requested_at",
        ),
        (
            {
                "type": "order.address_change_requested",
                "data": {"order_id": 1, "requested_at": "2026-10-01T10:00:00"},
            },
            "other",
            "requested_at",
        ),
        ({"type": "order.melted", "data": {"order_id": 1}}, "order", "type: unknown"),
        ({"type": "refund.x", "data": {"refund_id": 1}}, "after_sale", "type: unknown"),
        ({"type": "what"}, "other", "type: unknown"),
    ],
)
def test_what_cannot_be_followed_is_kept_with_its_place(
    body: object, kind: str, place: str
) -> None:
    found = only(body)
    assert found["kind"] == kind
    assert place in (found["problem"] or "")


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"[]", b"7", b"{", b"[" * 100_000, b'{"a":NaN}', b'{"a":' + b"9" * 5000],
    ids=lambda body: repr(body[:8]),
)
def test_a_body_that_is_no_object_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        DOOR.hints(told(body))


def test_a_megabyte_of_order_leaves_ids_only() -> None:
    """The receiver's clear data never reach the queue."""
    data = {"order_id": "1", "receiver": {"name": "张三", "note": "x" * 1_000_000}}
    found = only({"type": "order.paid", "data": data})
    assert found["order_id"] == "1"
    assert found["data"] is None
    assert "张三" not in json.dumps(found, ensure_ascii=False)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["type", "data", "order_id", "refund_id", "requested_at", "x"]),
                inner | st.sampled_from(sorted(callback.TYPES)),
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_breaks_the_door(body: object) -> None:
    try:
        found = DOOR.hints(told(body))
    except Malformed:
        assert not isinstance(body, dict)
    else:
        assert len(found) == 1


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("accepted", 200),
        ("refused", 401),
        ("malformed", 400),
        ("unknown_store", 404),
        ("busy", 503),
    ],
)
def test_only_what_was_stored_looks_like_a_success(outcome: Any, status: int) -> None:
    answer = DOOR.reply(outcome, "why")
    assert answer.status == status
    assert isinstance(json.loads(answer.body), dict)


@pytest.mark.parametrize("platform", ["mall", "woocommerce", "shopify"])
def test_the_door_stays_light(platform: str) -> None:
    heavy = "pydantic|urllib3|boto3|botocore|aws_lambda_powertools|openpyxl"
    code = (
        f"import sys, hedan.platforms.{platform}.callback;"
        f"print([m for m in sys.modules if m.split('.')[0] in '{heavy}'.split('|')])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": "shared"},
        cwd=CONTRACT.parents[1],
    )
    assert found.stdout.strip() == "[]"
