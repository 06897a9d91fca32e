"""Standard Webhooks: the official vectors both ways, the official library, time and rotation."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from hedan.errors import BadSignature
from hedan.platforms.mall.signature import TOLERANCE_SECONDS, sign, verify
from tests.platforms.mall import vectors

OURS = [one for one in vectors() if one["platform"] == "mall"]
NOW = 1790820132
BODY = b'{"type":"order.paid"}'
SECRET = "whsec_" + base64.b64encode(b"k" * 24).decode()
OLD = "whsec_" + base64.b64encode(b"o" * 32).decode()
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

ids = st.text(st.sampled_from("abcXYZ019_-"), min_size=1, max_size=40)
keys = st.binary(min_size=24, max_size=64)


def check(
    signatures: str | None,
    *,
    secrets: tuple[str, ...] = (SECRET,),
    body: bytes = BODY,
    message_id: str | None = "evt_1",
    timestamp: str | None = str(NOW),
    now: float = NOW,
) -> None:
    verify(
        secrets,
        body,
        message_id=message_id,
        timestamp=timestamp,
        signatures=signatures,
        now=now,
    )


@pytest.mark.parametrize("vector", OURS, ids=lambda one: str(one["id"]))
def test_official_vectors_both_ways(vector: dict[str, Any]) -> None:
    message_id = vector["headers"]["webhook-id"]
    timestamp = vector["headers"]["webhook-timestamp"]
    body = vector["body"].encode()
    assert sign(vector["secret"], message_id, int(timestamp), body) == vector["expected"]
    for secret in (vector["secret"], vector["secret"].removeprefix("whsec_")):
        check(
            vector["expected"],
            secrets=(secret,),
            body=body,
            message_id=message_id,
            timestamp=timestamp,
            now=int(timestamp),
        )


def test_there_are_two_official_vectors() -> None:
    assert len(OURS) == 2


@given(key=keys, message_id=ids, body=st.text(max_size=200))
def test_the_official_library_agrees(key: bytes, message_id: str, body: str) -> None:
    secret = "whsec_" + base64.b64encode(key).decode()
    theirs = Webhook(secret).sign(message_id, datetime.fromtimestamp(NOW, UTC), body)
    assert theirs == sign(secret, message_id, NOW, body.encode())
    check(theirs, secrets=(secret,), body=body.encode(), message_id=message_id)


@given(key=keys, message_id=ids, data=st.dictionaries(st.text(), st.text()))
def test_the_official_library_takes_ours(key: bytes, message_id: str, data: dict[str, str]) -> None:
    secret = base64.b64encode(key).decode()
    body = json.dumps(data)
    now = int(datetime.now(UTC).timestamp())
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(now),
        "webhook-signature": sign(secret, message_id, now, body.encode()),
    }
    assert Webhook(secret).verify(body, headers) == data


@pytest.mark.parametrize("off", [0, TOLERANCE_SECONDS, -TOLERANCE_SECONDS])
def test_five_minutes_either_way_are_allowed(off: int) -> None:
    check(sign(SECRET, "evt_1", NOW, BODY), now=NOW + off)


@pytest.mark.parametrize("off", [TOLERANCE_SECONDS + 1, -TOLERANCE_SECONDS - 1, 86_400])
def test_an_old_or_early_message_is_refused(off: int) -> None:
    """A copy that somebody plays again after five minutes is worth nothing."""
    with pytest.raises(BadSignature, match="five minutes"):
        check(sign(SECRET, "evt_1", NOW, BODY), now=NOW + off)


@pytest.mark.parametrize("secrets", [(SECRET, OLD), (OLD, SECRET), (SECRET,)])
def test_either_secret_signs_during_a_rotation(secrets: tuple[str, ...]) -> None:
    check(sign(SECRET, "evt_1", NOW, BODY), secrets=secrets)


def test_a_sender_may_sign_with_both_secrets() -> None:
    both = f"{sign(OLD, 'evt_1', NOW, BODY)} {sign(SECRET, 'evt_1', NOW, BODY)}"
    check(both)
    check(both, secrets=(OLD,))


def test_other_versions_are_skipped() -> None:
    good = sign(SECRET, "evt_1", NOW, BODY)
    check(f"v1a,AAAA v2,BBBB {good}")
    with pytest.raises(BadSignature):
        check(good.replace("v1,", "v1a,"))
    with pytest.raises(BadSignature):
        check(good.removeprefix("v1,"))


def test_a_broken_secret_does_not_lock_out_the_good_one() -> None:
    check(sign(SECRET, "evt_1", NOW, BODY), secrets=("whsec_???", "", SECRET))


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_???", "whsec_c2hvcnQ=", "中文"])
def test_an_empty_or_short_secret_signs_nothing(secret: str) -> None:
    with pytest.raises(BadSignature):
        sign(secret, "evt_1", NOW, BODY)
    with pytest.raises(BadSignature, match="no webhook secret"):
        check("v1,AAAA", secrets=(secret,))


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": BODY + b" "},
        {"message_id": "evt_2"},
        {"message_id": None},
        {"message_id": ""},
        {"message_id": "evt.1"},
        {"message_id": "evt 1"},
        {"message_id": "中"},
        {"timestamp": str(NOW + 1)},
        {"timestamp": None},
        {"timestamp": ""},
        {"timestamp": "soon"},
        {"timestamp": "-1"},
        {"timestamp": "1e9"},
        {"timestamp": "9" * 400},
        {"secrets": (OLD,)},
        {"secrets": ()},
    ],
    ids=str,
)
def test_anything_else_than_what_was_signed_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadSignature):
        check(sign(SECRET, "evt_1", NOW, BODY), **wrong)


@pytest.mark.parametrize("signatures", [None, "", " ", "v1", "v1,", "v1,中", ",", "v1,\udcff"])
def test_a_missing_or_strange_signature_is_refused(signatures: str | None) -> None:
    with pytest.raises(BadSignature):
        check(signatures)


def test_an_empty_body_is_legal() -> None:
    check(sign(SECRET, "evt_1", NOW, b""), body=b"")


@given(position=st.integers(0, 42), letter=st.sampled_from(BASE64))
def test_one_changed_letter_is_refused(position: int, letter: str) -> None:
    good = sign(SECRET, "evt_1", NOW, BODY).removeprefix("v1,")
    forged = good[:position] + letter + good[position + 1 :]
    if forged != good:
        with pytest.raises(BadSignature):
            check(f"v1,{forged}")
