"""Both signatures against vectors that other implementations agreed on, and forgeries of them."""

import base64
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.errors import BadSignature
from hedan.platforms.doudian.signature import (
    HMAC,
    MD5,
    AppKeys,
    canonical,
    sign_call,
    sign_callback,
    verify_callback,
)
from tests.platforms.doudian import vectors

MODES = {MD5: "md5", HMAC: "hmac_sha256"}
WEBHOOKS = [
    pytest.param(v, mode, id=f"{v['name']}-{mode}") for v in vectors("webhook") for mode in MODES
]
CALLS = [pytest.param(v, mode, id=f"{v['name']}-{mode}") for v in vectors("api") for mode in MODES]
APP = AppKeys("runtime-app", "runtime-secret", HMAC)
BODY = b'[{"tag":"0","msg_id":"0","data":"2026-09-28T10:00:00+08:00"}]'
SIGN = "d4fad9a8cf8701a36c9467c71d917142d44cc57af28becca04a87abca55be585"


def keys(vector: dict[str, Any], mode: str) -> AppKeys:
    return AppKeys(vector["app_key"], vector["app_secret"], mode)


@pytest.mark.parametrize(("vector", "mode"), WEBHOOKS)
def test_a_callback_signed_as_the_vectors_say_is_taken(vector: dict[str, Any], mode: str) -> None:
    body = base64.b64decode(vector["body_b64"])
    assert body == vector["body_utf8"].encode()
    for named in (None, mode, mode.upper(), mode.replace("-", "_")):
        verify_callback(
            keys(vector, mode),
            body,
            app_id=vector["app_key"],
            event_sign=vector[MODES[mode]],
            named_method=named,
        )


@pytest.mark.parametrize(("vector", "mode"), WEBHOOKS)
def test_the_other_mode_is_refused_even_if_rightly_signed(
    vector: dict[str, Any], mode: str
) -> None:
    other = HMAC if mode == MD5 else MD5
    for named in (None, other):
        with pytest.raises(BadSignature):
            verify_callback(
                keys(vector, mode),
                vector["body_utf8"].encode(),
                app_id=vector["app_key"],
                event_sign=vector[MODES[other]],
                named_method=named,
            )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"app_id": None}, "app-id"),
        ({"app_id": "another-app"}, "app-id"),
        ({"app_id": ""}, "app-id"),
        ({"event_sign": None}, "missing"),
        ({"event_sign": ""}, "missing"),
        ({"event_sign": SIGN.upper()}, "does not fit"),
        ({"event_sign": SIGN[:-1]}, "does not fit"),
        ({"event_sign": SIGN + " "}, "does not fit"),
        ({"event_sign": "签名"}, "does not fit"),
        ({"event_sign": "\ud800"}, "does not fit"),
        ({"named_method": "md5"}, "sign-method"),
        ({"named_method": "none"}, "sign-method"),
        ({"named_method": ""}, "sign-method"),
        ({"body": BODY + b"\n"}, "does not fit"),
        ({"body": BODY.replace(b",", b", ")}, "does not fit"),
        ({"body": b""}, "does not fit"),
        ({"app": AppKeys("runtime-app", "another-secret", HMAC)}, "does not fit"),
    ],
)
def test_whatever_is_not_signed_as_agreed_is_refused(changes: dict[str, Any], reason: str) -> None:
    call = {"app": APP, "body": BODY, "app_id": APP.app_key, "event_sign": SIGN, **changes}
    with pytest.raises(BadSignature, match=reason):
        verify_callback(**call)


@given(st.binary(), st.integers(min_value=0))
def test_one_changed_byte_is_enough_to_be_refused(body: bytes, where: int) -> None:
    body = body or b"x"
    sign = sign_callback(APP, body)
    forged = bytearray(body)
    forged[where % len(body)] ^= 1
    verify_callback(APP, body, app_id=APP.app_key, event_sign=sign)
    with pytest.raises(BadSignature):
        verify_callback(APP, bytes(forged), app_id=APP.app_key, event_sign=sign)


def test_an_unknown_mode_in_the_secret_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="sha1"):
        sign_callback(APP._replace(sign_method="sha1"), BODY)


@pytest.mark.parametrize(("vector", "mode"), CALLS)
def test_a_call_is_signed_as_the_vectors_say(vector: dict[str, Any], mode: str) -> None:
    param_json = canonical(vector["params"])
    assert param_json == vector["param_json"]
    assert (
        sign_call(keys(vector, mode), vector["method"], param_json, vector["timestamp"])
        == vector[MODES[mode]]
    )


def test_canonical_json_has_one_spelling() -> None:
    params = {
        "z": [{"b": 1.0, "a": None}, (True, "a/b<&>")],
        "remark": "加急\u2028\x07!\n\ud800",
        "none": None,
        "Z": {"é": 0.5, "e": ""},
    }
    assert canonical(params) == (
        '{"Z":{"e":"","é":0.5},"remark":"加急!","z":[{"b":1},[true,"a/b<&>"]]}'
    )
    assert canonical({}) == "{}"


def test_a_number_that_json_lacks_is_never_sent() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})


def test_the_callback_loads_nothing_heavy() -> None:
    code = (
        "import sys, hedan.platforms.doudian.signature, hedan.platforms.doudian.messages;"
        "print(sorted({m.split('.')[0] for m in sys.modules} & "
        "{'pydantic', 'urllib3', 'boto3', 'botocore', 'datetime', 'asyncio'}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={"PYTHONPATH": ":".join(p for p in sys.path if p.endswith("shared"))},
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "[]"
