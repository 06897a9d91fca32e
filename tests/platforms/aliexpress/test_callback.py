"""The callback door: which message asks for what, and what becomes of broken ones."""

import json
import subprocess
import sys
from typing import Any

import pytest

from hedan.errors import BadSignature, Malformed
from hedan.platforms.aliexpress import callback as door
from hedan.platforms.aliexpress.signature import sign_callback
from hedan.platforms.callbacks import DATA_BYTES_MAX, Callback, CallbackDoor, Hint, Outcome, door_of

APP = {"app_key": "12345678", "app_secret": "helloworld"}
PAID = {
    "seller_id": "230000001",
    "message_type": 0,
    "site": "ae_global",
    "timestamp": 1790820132,
    "data": {
        "trade_order_id": "8190000000001234",
        "trade_order_line_id": "8190000000011234",
        "order_status": "WAIT_SELLER_SEND_GOODS",
        "status_update_time": 1790820132,
    },
}
DROP_SHIP = {
    "data": {"buyerId": 2234567, "orderId": 8190000000001234, "orderStatus": "PaymentAuthorized"},
    "message_type": 53,
    "seller_id": "1234",
    "site": "ae_global",
    "timestamp": 1719389200,
}


def callback(body: object, **headers: str) -> Callback:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Callback(body=raw, headers=headers, query={}, now=1790820140.0)


def hint(body: object) -> Hint:
    (found,) = door.hints(callback(body))
    return found


def test_the_module_is_the_platforms_door() -> None:
    found: CallbackDoor = door_of("aliexpress")
    assert found.hints is door.hints


def test_a_signed_callback_is_verified_over_its_raw_bytes() -> None:
    body = json.dumps(PAID).encode()
    sign = sign_callback(APP["app_key"], APP["app_secret"], body)
    door.verify(APP, callback(body, authorization=sign))
    door.verify(APP, callback(body, authorization=f"Digest {sign.upper()}"))
    with pytest.raises(BadSignature):
        door.verify(APP, callback(body + b" ", authorization=sign))
    with pytest.raises(BadSignature, match="missing"):
        door.verify(APP, callback(body))


@pytest.mark.parametrize("body", [b"", b"\n", {"message_type": 0}, {"message_type": 0, "data": {}}])
def test_a_probe_may_come_unsigned_and_asks_for_nothing(body: object) -> None:
    door.verify(APP, callback(body))
    assert hint(body)["kind"] == "ping"
    with pytest.raises(BadSignature):
        door.verify(APP, callback(body, authorization="0" * 64))


@pytest.mark.parametrize("body", [b"{", b"[]", {"message_type": 18}, {"message_type": "x"}, {}])
def test_nothing_else_may_come_unsigned(body: object) -> None:
    with pytest.raises(BadSignature):
        door.verify(APP, callback(body))


def test_an_order_notice() -> None:
    assert hint(PAID) == {
        "door": "push",
        "platform": "aliexpress",
        "kind": "order",
        "tag": 0,
        "message_id": hint(PAID)["message_id"],
        "shop_id": "230000001",
        "order_id": "8190000000001234",
        "after_sale_id": None,
        "address_change_asked_at": None,
        "data": '{"trade_order_id":"8190000000001234","trade_order_line_id":"8190000000011234",'
        '"order_status":"WAIT_SELLER_SEND_GOODS","status_update_time":"1790820132"}',
        "problem": None,
    }


def test_the_same_bytes_are_the_same_message() -> None:
    assert hint(PAID)["message_id"] == hint(PAID)["message_id"]
    assert hint(PAID)["message_id"] != hint(DROP_SHIP)["message_id"]


@pytest.mark.parametrize("told", [8190000000001234, "8190000000001234", " "])
def test_an_id_as_number_or_text(told: object) -> None:
    found = hint(DROP_SHIP | {"data": {"orderId": told}})
    if told == " ":
        assert (found["kind"], found["problem"]) == ("other", "data, orderId: not an id")
    else:
        assert (found["kind"], found["order_id"]) == ("order", "8190000000001234")


def test_data_as_text_of_an_object() -> None:
    found = hint(PAID | {"data": json.dumps(PAID["data"]), "seller_id": 230000001})
    assert (found["order_id"], found["shop_id"]) == ("8190000000001234", "230000001")


@pytest.mark.parametrize(
    ("changes", "kind", "problem"),
    [
        ({"message_type": 18, "data": {"mailNo": "X"}}, "other", None),
        ({"message_type": 18, "data": {"trade_order_id": "5"}}, "order", None),
        ({"message_type": 65, "data": None}, "other", None),
        ({"message_type": 53, "data": {}}, "other", "message_type 53, data: names no order"),
        ({"message_type": 77, "data": {}}, "other", "message_type: 77 is unknown"),
        ({"message_type": 77}, "order", "message_type: 77 is unknown"),
        ({"message_type": "0"}, "order", None),
        ({"message_type": True}, "other", "message_type: not a number"),
        ({"message_type": None}, "other", "message_type: not a number"),
        ({"message_type": 1.5}, "other", "message_type: not a number"),
        ({"message_type": 10**60}, "other", "message_type: not a number"),
        ({"data": "{"}, "other", "data: not JSON"),
        ({"data": [1]}, "other", "data: not an object"),
        ({"data": {"trade_order_id": 8.19e15}}, "other", "data, trade_order_id: not an id"),
        ({"data": {"trade_order_id": {"a": 1}}}, "other", "data, trade_order_id: not an id"),
        ({"data": {"trade_order_id": "a#b"}}, "other", "data, trade_order_id: not an id"),
        ({"data": {"trade_order_id": "5", "order_status": "NEW_ONE"}}, "order", None),
        ({"data": {"trade_order_id": 0}}, "ping", None),
        ({"seller_id": ["x"]}, "other", "seller_id: not an id"),
    ],
)
def test_no_message_is_lost(changes: dict[str, Any], kind: str, problem: str | None) -> None:
    found = hint(PAID | changes)
    assert (found["kind"], found["problem"]) == (kind, problem)
    assert found["message_id"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"1",
        b'"text"',
        b"\xff\xfe{}",
        b'{"message_type": NaN}',
        b'{"message_type":0,"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"message_type":' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_that_cannot_be_read_at_all_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed, match="body"):
        door.hints(callback(body))


def test_deep_data_as_text_is_kept_as_a_problem() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    assert hint(PAID | {"data": deep})["problem"] == "data: not JSON"


def test_a_body_of_a_megabyte_makes_a_small_hint() -> None:
    found = hint(PAID | {"data": {**PAID["data"], "order_status": "x" * 2**20}})  # type: ignore[dict-item]
    assert found["kind"] == "order"
    assert len(found["data"] or "") < DATA_BYTES_MAX


def test_no_receiver_reaches_the_queue() -> None:
    told = {"trade_order_id": "5", "receiver": {"name": "Maria"}, "buyer_name": "Maria"}
    assert "Maria" not in json.dumps(hint(PAID | {"data": told}))


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
def test_only_what_is_accepted_is_answered_200(outcome: Outcome, status: int) -> None:
    assert door.reply(outcome, "why").status == status


def test_the_door_loads_nothing_heavy() -> None:
    code = (
        "import sys, hedan.platforms.aliexpress.callback;"
        "print(sorted({m.split('.')[0] for m in sys.modules} & "
        "{'pydantic', 'urllib3', 'boto3', 'botocore', 'datetime', 'zoneinfo', 'asyncio'}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={"PYTHONPATH": ":".join(p for p in sys.path if p.endswith("shared"))},
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "[]"
