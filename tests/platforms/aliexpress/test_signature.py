"""Both signatures against the vectors, and forgeries of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.errors import BadSignature
from hedan.platforms.aliexpress.signature import sign_call, sign_callback, verify_callback
from tests.platforms.aliexpress import vectors

CALLS = [pytest.param(v, id=v["id"]) for v in vectors() if v["scheme"] != "push"]
CALLBACKS = [pytest.param(v, id=v["id"]) for v in vectors() if v["scheme"] == "push"]
SIGN = sign_callback("key", "secret", b"{}")


def test_every_vector_is_used() -> None:
    assert len(CALLS) == 2
    assert len(CALLBACKS) == 1


@pytest.mark.parametrize("vector", CALLS)
def test_a_call_is_signed_as_the_vectors_say(vector: dict[str, object]) -> None:
    path = str(vector.get("api_path", ""))
    params = vector["params"]
    assert isinstance(params, dict)
    assert sign_call(str(vector["secret"]), params, path) == vector["expected"]
    # What is blank, and an earlier signature, changes nothing.
    more = {**params, "sign": "X", "blank": "", "spaces": "  "}
    assert sign_call(str(vector["secret"]), more, path) == vector["expected"]


@pytest.mark.parametrize("vector", CALLBACKS)
@pytest.mark.parametrize("scheme", ["", "Digest ", "Bearer ", "digest "])
def test_a_callback_signed_as_the_vector_says_is_taken(vector: dict[str, str], scheme: str) -> None:
    body = vector["body"].encode()
    assert sign_callback(vector["app_key"], vector["secret"], body) == vector["expected"]
    for digits in (vector["expected"], vector["expected"].upper()):
        verify_callback(vector["app_key"], vector["secret"], body, scheme + digits)


@pytest.mark.parametrize(
    ("authorization", "reason"),
    [
        (None, "missing"),
        ("", "missing"),
        ("Digest", "does not fit"),
        (SIGN[:-1], "does not fit"),
        ("Basic " + SIGN, "does not fit"),
        ("签名", "does not fit"),
        ("\ud800", "does not fit"),
    ],
)
def test_whatever_is_not_signed_as_agreed_is_refused(
    authorization: str | None, reason: str
) -> None:
    with pytest.raises(BadSignature, match=reason):
        verify_callback("key", "secret", b"{}", authorization)


@given(st.binary(), st.integers(min_value=0))
def test_one_changed_byte_is_enough_to_be_refused(body: bytes, where: int) -> None:
    body = body or b"x"
    sign = sign_callback("key", "secret", body)
    forged = bytearray(body)
    forged[where % len(body)] ^= 1
    verify_callback("key", "secret", body, sign)
    with pytest.raises(BadSignature):
        verify_callback("key", "secret", bytes(forged), sign)
    with pytest.raises(BadSignature):
        verify_callback("key", "another", body, sign)
    with pytest.raises(BadSignature):
        verify_callback("yek", "secret", body, sign)
