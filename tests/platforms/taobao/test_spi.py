"""The platform's questions: only signed and fresh ones are read, whatever its fields are called."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import get_args
from urllib.parse import urlencode

import pytest

from hedan.errors import BadSignature, Malformed, SettingsInvalid
from hedan.platforms.callbacks import Callback
from hedan.platforms.china_time import written
from hedan.platforms.taobao import spi
from hedan.platforms.taobao.options import MEANINGS, Options, read_options
from hedan.platforms.taobao.signature import sign_spi
from tests.platforms.taobao.wire import APP, NOW

SECRET = {"app_key": APP.app_key, "app_secret": APP.app_secret, "sign_method": "hmac-sha256"}
CANCEL = "qimen.alibaba.rdc.aligenius.sendgoods.cancel"
ADDRESS = "qimen.taobao.trade.modifyaddress"
FORM = "application/x-www-form-urlencoded;charset=utf-8"
TID, REFUND = "4012345678901234567", "181784773340360001"


def call(
    body: bytes = b"", *, kind: str = "application/json", method: str = CANCEL, **query: str
) -> Callback:
    fields = {
        "method": method,
        "app_key": APP.app_key,
        "timestamp": written(NOW),
        **query,
    }
    bare = Callback(body=body, headers={"content-type": kind}, query=fields, now=NOW.timestamp())
    return bare._replace(query={**fields, "sign": sign_spi(APP.app_secret, bare)})


def asked(told: object, method: str = CANCEL, options: Options | None = None) -> spi.SpiCall:
    return spi.read(call(json.dumps(told).encode(), method=method), options or Options())


def test_a_signed_and_fresh_call_is_taken() -> None:
    spi.verify(SECRET, call(b'{"tid":1}'))
    spi.verify(SECRET, call(urlencode({"tid": TID}).encode(), kind=FORM))


@pytest.mark.parametrize("minutes", [-11, -10.1, 10.1, 11, 60 * 24 * 365])
def test_a_call_played_again_later_is_refused(minutes: float) -> None:
    late = call()._replace(now=(NOW + timedelta(minutes=minutes)).timestamp())
    with pytest.raises(BadSignature, match="too old or too early"):
        spi.verify(SECRET, late)
    spi.verify(SECRET, late, skew_seconds=60 * 60 * 24 * 366)


@pytest.mark.parametrize("minutes", [-9.9, 0, 9.9])
def test_clocks_may_differ_a_little(minutes: float) -> None:
    spi.verify(SECRET, call()._replace(now=(NOW + timedelta(minutes=minutes)).timestamp()))


@pytest.mark.parametrize("timestamp", ["", "now", "2026-13-01 00:00:00", "0001-01-01 00:00:00"])
def test_a_time_that_is_none_is_refused(timestamp: str) -> None:
    with pytest.raises(BadSignature, match="timestamp"):
        spi.verify(SECRET, call(timestamp=timestamp))


def test_a_call_to_another_application_is_refused() -> None:
    with pytest.raises(BadSignature, match="app_key"):
        spi.verify(SECRET, call(app_key="999"))


def test_a_wrong_or_missing_signature_is_refused_before_anything_is_read() -> None:
    right = call(b"[" * 1_000_000)
    for sign in ("", "0" * 32):
        with pytest.raises(BadSignature):
            spi.verify(SECRET, right._replace(query={**right.query, "sign": sign}))


@pytest.mark.parametrize(
    "told",
    [
        {"tid": int(TID), "refund_id": int(REFUND), "oid": 1},
        {"tid": TID, "refund_id": REFUND, "oids": "1"},
        {"bizOrderId": TID, "disputeId": REFUND, "subOrderIds": [1]},
        {"param": {"biz_order_id": TID, "refundId": REFUND, "oid": "1"}},
        {"param": json.dumps({"tid": TID, "refund_id": REFUND, "sub_order_id": 1})},
        {"request": {"data": json.dumps({"tid": TID, "dispute_id": REFUND})}, "oid": 1},
        {"order_list": [{"oid": 1}, 7, "x"], "tid": TID, "refund_id": REFUND},
    ],
)
def test_the_fields_by_any_of_their_names(told: object) -> None:
    read = asked(told)
    assert (read.kind, read.tid, read.refund_id, read.oids) == (
        "cancel_shipment",
        TID,
        REFUND,
        ("1",),
    )


def test_a_form_and_an_address() -> None:
    body = urlencode({"tid": TID, "oids": "1, 2,1", "new_address": "某路"}).encode()
    read = spi.read(call(body, kind=FORM, method=ADDRESS, request_id="q1"), Options())
    assert (read.kind, read.tid, read.oids) == ("change_address", TID, ("1", "2"))
    assert (read.request_id, read.refund_id) == ("q1", None)
    assert read.raw["new_address"] == "某路"
    assert "某路" not in repr(read)


def test_what_is_on_top_counts_before_what_lies_deeper() -> None:
    assert asked({"goods": {"tid": "2"}, "tid": "1"}).tid == "1"


def test_a_method_that_only_the_console_knows_is_named_in_the_options() -> None:
    options = read_options(
        {"spi_cancel_methods": "x.stop, y.stop", "spi_address_methods": "x.move"}
    )
    assert asked({"tid": 1}, "y.stop", options).kind == "cancel_shipment"
    assert asked({"tid": 1}, "x.move", options).kind == "change_address"
    assert asked({"tid": 1}, "x.other", options).kind == "other"


def test_an_unknown_method_is_told_as_such() -> None:
    read = asked({"who": "knows"}, "qimen.taobao.new")
    assert (read.kind, read.tid, read.method) == ("other", "", "qimen.taobao.new")


@pytest.mark.parametrize(
    "body",
    [
        b"no JSON",
        b"\xff\xfe",
        b"[1]",
        b"7",
        b"[" * 1_000_000,
        b'{"tid":' * 100_000,
        b"<xml/>",
        b'{"tid": 0}',
        b'{"tid": true}',
        b'{"tid": null}',
        b'{"param": "{no"}',
        b"{}",
        b"",
    ],
)
def test_what_cannot_be_read_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        spi.read(call(body), Options())


@pytest.mark.parametrize(
    ("reply", "outcomes", "successes"),
    [
        (spi.reply_cancel, get_args(spi.CancelOutcome.__value__), {"stopped"}),
        (spi.reply_address, get_args(spi.AddressOutcome.__value__), {"accepted"}),
    ],
)
def test_only_a_yes_looks_like_one(
    reply: object, outcomes: tuple[str, ...], successes: set[str]
) -> None:
    assert callable(reply)
    told = {outcome: json.loads(reply(outcome, {}).body) for outcome in outcomes}
    assert {name for name, body in told.items() if body["success"]} == successes
    assert {name for name, body in told.items() if body["flag"] == "success"} == successes
    codes = [body["code"] for body in told.values()]
    assert len(set(codes)) == len(codes)


def test_a_bad_signature_is_answered_as_such() -> None:
    body = json.loads(spi.reply_bad_signature().body)
    assert (body["flag"], body["sub_code"]) == ("failure", "sign-check-failure")


def test_the_consoles_own_answer_goes_first() -> None:
    options = {"spi_cancel_handed_over": '{"resultCode": 7}'}
    assert spi.reply_cancel("handed_over", options).body == '{"resultCode": 7}'
    assert json.loads(spi.reply_cancel("stopped", options).body)["success"] is True
    assert spi.reply_address("refused", {"spi_address_refused": "[]"}).body == "[]"


def test_every_answer_can_be_put_right() -> None:
    named = {f"spi_cancel_{outcome}" for outcome in get_args(spi.CancelOutcome.__value__)}
    named |= {f"spi_address_{outcome}" for outcome in get_args(spi.AddressOutcome.__value__)}
    assert named <= MEANINGS.keys()
    for name in named:
        with pytest.raises(SettingsInvalid, match=name):
            read_options({name: "{no JSON"})


@pytest.mark.parametrize(
    "told",
    [
        {"spi_minutes": "soon"},
        {"spi_minutes": "0"},
        {"ship_hours": "-1"},
        {"app_kind": "other"},
        {"colour": "red"},
    ],
)
def test_an_option_that_cannot_be_read_names_itself(told: Mapping[str, str]) -> None:
    with pytest.raises(SettingsInvalid, match=next(iter(told))):
        read_options(told)


def test_how_far_clocks_may_differ_is_an_option() -> None:
    assert read_options({}).spi_seconds == 600
    assert read_options({"spi_minutes": "3"}).spi_seconds == 180


def test_the_spi_loads_nothing_heavy() -> None:
    code = (
        "import sys, hedan.platforms.taobao.spi;"
        "print(sorted({m.split('.')[0] for m in sys.modules} & "
        "{'pydantic', 'urllib3', 'boto3', 'botocore', 'asyncio'}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={"PYTHONPATH": ":".join(p for p in sys.path if p.endswith("shared"))},
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "[]"
