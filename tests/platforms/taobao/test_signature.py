"""Both signatures against published vectors, and forgeries of them."""

import hashlib
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.errors import BadSignature
from hedan.platforms.callbacks import Callback
from hedan.platforms.taobao.signature import sign_call, sign_spi, verify_spi
from tests.platforms.taobao import vectors

CALLS = [pytest.param(vector, id=vector["id"]) for vector in vectors("call")]
SECRET = "helloworld"
PLAIN = {"app_key": "12345678", "timestamp": "2026-10-01 12:00:00"}
FORM = "application/x-www-form-urlencoded;charset=utf-8"


@pytest.mark.parametrize("vector", CALLS)
def test_a_call_is_signed_as_the_vectors_say(vector: dict[str, Any]) -> None:
    told = sign_call(vector["secret"], vector["algorithm"], vector["params"])
    assert told == vector["expected"]


def test_hmac_md5_as_other_signers_compute_it() -> None:
    (official, _) = vectors("call")
    params = official["params"] | {"sign_method": "hmac"}
    assert sign_call(SECRET, "hmac", params) == "D56D7858309C31B6251083A874D48273"


def test_what_is_empty_and_the_sign_itself_take_no_part() -> None:
    for method in ("md5", "hmac", "hmac-sha256"):
        bare = sign_call(SECRET, method, {"a": "1"})
        assert sign_call(SECRET, method, {"": "x", "b": "", "sign": "S", "a": "1"}) == bare
        assert sign_call(SECRET, method, {"a": "2"}) != bare


def test_a_sign_method_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="sha1"):
        sign_call(SECRET, "sha1", {})


def spi(
    body: bytes = b"",
    *,
    kind: str = "application/json",
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Callback:
    return Callback(
        body=body,
        headers={"content-type": kind, **(headers or {})},
        query=PLAIN if query is None else query,
        now=0,
    )


def md5(text: bytes) -> str:
    return hashlib.md5(text, usedforsecurity=False).hexdigest().upper()


def test_an_spi_call_with_a_json_body() -> None:
    call = spi('{"tid":"1","备注":"改"}'.encode(), query={"b": "2 x", "a": "", "sign": "?"})
    assert sign_spi(SECRET, call) == md5(
        'helloworldab2 x{"tid":"1","备注":"改"}helloworld'.encode()
    )


def test_an_spi_call_with_a_form_is_signed_over_its_fields_alone() -> None:
    call = spi(b"c=%E6%94%B9+1&a=&B=2", kind=FORM, query={"b": "1"})
    assert sign_spi(SECRET, call) == md5("helloworldB2ab1c改 1helloworld".encode())


def test_the_headers_that_the_list_names_take_part_decoded() -> None:
    call = spi(
        b"{}",
        query={"m": "1"},
        headers={"top-sign-list": "Top-X, top-y", "top-x": "%E6%94%B9", "top-y": "2", "z": "3"},
    )
    assert sign_spi(SECRET, call) == md5("helloworldTop-X改m1top-y2{}helloworld".encode())


def test_a_body_of_another_kind_takes_no_part() -> None:
    query = {"a": "1"}
    bare = md5(b"helloworlda1helloworld")
    assert sign_spi(SECRET, spi(b"\x00\x01", kind="application/octet-stream", query=query)) == bare
    for kind in ("text/plain", "application/xml", "TEXT/JSON"):
        assert sign_spi(SECRET, spi(b"x", kind=kind, query=query)) == md5(
            b"helloworlda1xhelloworld"
        )


def test_bytes_that_are_no_text_are_signed_as_they_came() -> None:
    assert sign_spi(SECRET, spi(b"a=%FF", kind=FORM, query={})) == md5(b"helloworlda\xffhelloworld")
    assert sign_spi(SECRET, spi(b"\xff", query={})) == md5(b"helloworld\xffhelloworld")


@pytest.mark.parametrize("sign", [None, "", "x", "签名", "\ud800", "lower", "cut"])
def test_whatever_is_not_signed_as_agreed_is_refused(sign: str | None) -> None:
    call = spi(b'{"tid":1}')
    right = sign_spi(SECRET, call)
    verify_spi(SECRET, call._replace(query={**call.query, "sign": right}))
    forged = {"lower": right.lower(), "cut": right[:-1]}.get(sign or "", sign)
    query = dict(call.query) if forged is None else {**call.query, "sign": forged}
    with pytest.raises(BadSignature, match="missing" if not forged else "does not fit"):
        verify_spi(SECRET, call._replace(query=query))


@given(st.binary(min_size=1), st.integers(min_value=0))
def test_one_changed_byte_is_enough_to_be_refused(body: bytes, where: int) -> None:
    call = spi(body)
    signed = call._replace(query={**call.query, "sign": sign_spi(SECRET, call)})
    forged = bytearray(body)
    forged[where % len(body)] ^= 1
    verify_spi(SECRET, signed)
    for changed in (
        signed._replace(body=bytes(forged)),
        signed._replace(query={**signed.query, "timestamp": "2026-10-01 12:00:01"}),
    ):
        with pytest.raises(BadSignature):
            verify_spi(SECRET, changed)
    with pytest.raises(BadSignature):
        verify_spi("another-secret", signed)
