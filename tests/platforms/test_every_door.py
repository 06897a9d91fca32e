"""What holds for every callback door: light, closed to strangers, and unmoved by any body."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedan.errors import BadSignature, Malformed
from hedan.platforms import callbacks
from hedan.platforms.aliexpress.signature import sign_callback as sign_aliexpress
from hedan.platforms.callbacks import DATA_BYTES_MAX, WITH_CALLBACKS, Callback, Hint, door_of
from hedan.platforms.doudian.signature import AppKeys
from hedan.platforms.doudian.signature import sign_callback as sign_doudian
from hedan.platforms.mall.signature import sign as sign_mall
from hedan.platforms.receiving.body_signature import sign as sign_body

DOORS = sorted(WITH_CALLBACKS)
SHARED = Path(callbacks.__file__).parents[2]
KEY, SECRET, NOW = "12345678", "whsec_" + "QUFB" * 8, 1_790_000_000.0
APP = {"app_key": KEY, "app_secret": SECRET, "sign_method": "hmac-sha256"}
HEAVY = ("aws_lambda_powertools", "boto3", "botocore", "openpyxl", "pydantic", "urllib3")
# Of one processor: what a stranger may cost us, and what a platform that signs nonsense may.
STRANGER_SECONDS_MAX, PLATFORM_SECONDS_MAX = 0.5, 20.0

SIGNED: Mapping[str, Callable[[bytes], dict[str, str]]] = {
    "doudian": lambda body: {
        "app-id": KEY,
        "event-sign": sign_doudian(AppKeys(KEY, SECRET, "hmac-sha256"), body),
    },
    "aliexpress": lambda body: {"authorization": sign_aliexpress(KEY, SECRET, body)},
    "mall": lambda body: {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(NOW)),
        "webhook-signature": sign_mall(SECRET, "msg_1", int(NOW), body),
    },
    "woocommerce": lambda body: {
        "x-wc-webhook-signature": sign_body(SECRET, body),
        "x-wc-webhook-topic": "order.updated",
    },
    "shopify": lambda body: {
        "x-shopify-hmac-sha256": sign_body(SECRET, body),
        "x-shopify-topic": "orders/updated",
    },
}
PLAIN = b'[{"tag":"101","msg_id":"1","data":{"p_id":"7"}}]'
BODIES = {
    "nothing": b"",
    "blanks": b"  \n",
    "no JSON": b"order=1",
    "no UTF-8": b'{"id":"\xff\xfe"}',
    "half a character": b'{"id":"\\ud800","data":{"p_id":"\\ud800"}}',
    "null": b"null",
    "a list of nothing": b"[null]",
    "no number": b'{"id":NaN}',
    "a number beyond all sense": b'[{"id":1e999999999999,"tag":1e999999999999}]',
    "four thousand digits": b'[{"id":' + b"9" * 4000 + b',"tag":' + b"9" * 4000 + b"}]",
    "digits without end": b'{"id":' + b"9" * 100_000 + b"}",
    "a deep list": b"[" * 100_000,
    "a deep list that ends": b"[" * 100_000 + b"]" * 100_000,
    "a deep object": b'{"data":' * 100_000,
    "deep data": b'[{"tag":"1","msg_id":"1","data":' + b"[" * 100_000 + b"]" * 100_000 + b"}]",
    "less deep data": b'[{"tag":"1","msg_id":"1","data":' + b"[" * 900 + b"]" * 900 + b"}]",
    "deep data as text": json.dumps([{"tag": 1, "msg_id": 1, "data": "[" * 100_000}]).encode(),
    "a megabyte of text": b'{"id":"' + b"x" * 1_000_000 + b'"}',
    "a megabyte of elements": b"[" + b",".join([b"0"] * 500_000) + b"]",
    "a megabyte of fields": json.dumps({f"f{n}": n for n in range(60_000)}).encode(),
}


def received(platform: str, body: bytes, headers: Mapping[str, str]) -> list[Hint] | Exception:
    """Return what the door makes of a request; any but its two errors goes through."""
    door, callback = door_of(platform), Callback(body, headers, {}, NOW)
    try:
        door.verify(APP, callback)
        return list(door.hints(callback))
    except (BadSignature, Malformed) as refused:
        return refused


def assert_sound(platform: str, hints: list[Hint]) -> None:
    """Each hint fits the queue, and can be followed or says why not."""
    for hint in hints:
        assert hint["platform"] == platform
        assert 0 < len(hint["message_id"]) <= 256
        assert hint["message_id"].isascii()
        assert len((hint["data"] or "").encode()) <= DATA_BYTES_MAX
        named = {"order": hint["order_id"], "after_sale": hint["after_sale_id"]}
        assert named.get(hint["kind"], "none needed") is not None
        json.dumps(hint, allow_nan=False).encode()


# --- What a door is ---------------------------------------------------------------------------


@pytest.mark.parametrize("platform", DOORS)
def test_a_door_is_whole_and_light(platform: str) -> None:
    door = door_of(platform)
    assert all(callable(getattr(door, name)) for name in ("verify", "hints", "reply"))
    assert _imported(f"hedan.platforms.{platform}.callback") == []


def test_the_door_of_spi_calls_is_light() -> None:
    assert _imported("hedan.platforms.taobao.spi") == []


def _imported(module: str) -> list[str]:
    """Return the heavy packages that a fresh process has after this import."""
    told = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(SHARED)!r}); {told}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


@pytest.mark.parametrize("platform", DOORS)
def test_only_acceptance_looks_like_it(platform: str) -> None:
    outcomes: tuple[callbacks.Outcome, ...]
    outcomes = ("refused", "malformed", "unknown_store", "busy")
    assert door_of(platform).reply("accepted", "").status == 200
    for outcome in outcomes:
        reply = door_of(platform).reply(outcome, "why")
        assert reply.status in range(400, 600)
        assert "why" in reply.body
    # 410 tells some senders to forget the address for good.
    assert door_of(platform).reply("unknown_store", "").status != 410
    assert door_of(platform).reply("busy", "").status >= 500


# --- Strangers --------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", DOORS)
@pytest.mark.parametrize("body", [PLAIN, b'{"id":7,"message_type":0,"data":{"trade_order_id":7}}'])
def test_a_wrong_or_missing_signature_is_refused(platform: str, body: bytes) -> None:
    signed = SIGNED[platform](body)
    assert not isinstance(received(platform, body, signed), BadSignature)
    assert isinstance(received(platform, body, {}), BadSignature)
    assert isinstance(received(platform, body + b" ", signed), BadSignature)
    for name in signed.keys() - {"x-wc-webhook-topic", "x-shopify-topic"}:
        for wrong in ("", "0", "é\ud800", signed[name][:-2] + "37"):
            assert isinstance(received(platform, body, {**signed, name: wrong}), BadSignature)


@pytest.mark.parametrize("platform", DOORS)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_any_body_is_refused_or_understood(platform: str, body: bytes) -> None:
    for headers, seconds in (
        ({}, STRANGER_SECONDS_MAX),
        (SIGNED[platform](body), PLATFORM_SECONDS_MAX),
    ):
        began = time.process_time()
        found = received(platform, body, headers)
        assert time.process_time() - began < seconds
        if isinstance(found, list):
            assert_sound(platform, found[:1000])


NAMES = (
    *("tag", "msg_id", "data", "p_id", "aftersale_id", "shop_id", "apply_time"),
    *("message_type", "seller_id", "trade_order_id", "orderId", "order_status"),
    *("type", "order_id", "refund_id", "merchant_id", "requested_at", "id"),
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["0", "1", "101", "201", "order.updated", "refund.created", "{}", "[", "#"])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8)
    ),
    max_leaves=20,
)


@pytest.mark.parametrize("platform", DOORS)
@settings(deadline=None)
@given(told=VALUES, more=st.dictionaries(st.sampled_from(NAMES), VALUES), raw=st.binary())
def test_any_signed_message_is_refused_or_understood(
    platform: str, told: Any, more: dict[str, Any], raw: bytes
) -> None:
    for body in (json.dumps(told).encode(), json.dumps(more).encode(), raw):
        found = received(platform, body, SIGNED[platform](body))
        assert not isinstance(found, BadSignature)
        if isinstance(found, list):
            assert_sound(platform, found)
