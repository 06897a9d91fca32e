"""The simulated gateway: signatures, timestamps, tokens, rates, outages, envelopes."""

import json
import threading
from datetime import timedelta
from http.client import RemoteDisconnected
from typing import Any

import pytest

from infra.local.doudian import DoudianPlatform, Item, OutageKind, Rates, SignMode
from infra.local.doudian.caller import Caller
from infra.local.doudian.errors import Refused
from infra.local.doudian.limits import RateLimiter
from infra.local.doudian.people import People
from infra.local.doudian.signing import api_sign, canonical_json, event_sign
from infra.local.simulated.clock import SetClock
from tests.local.conftest import APP_KEY, APP_SECRET, SHOP, START

pytestmark = pytest.mark.loopback

VECTOR_KEY, VECTOR_SECRET = "7012345678901234567", "8f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f0"


# --- signatures ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("app_key", "app_secret", "body", "md5", "hmac_sha256"),
    [
        (
            "runtime-app",
            "runtime-secret",
            b'[{"tag":"0","msg_id":"0","data":"2026-09-28T10:00:00+08:00"}]',
            "fc4bd46e9bd501bd2e1e5702384acce1",
            "d4fad9a8cf8701a36c9467c71d917142d44cc57af28becca04a87abca55be585",
        ),
        (
            VECTOR_KEY,
            VECTOR_SECRET,
            (
                rb'[{"tag":"101","msg_id":"04281234567890123::101:1790560800:6920000000000000123",'
                rb'"data":"{\"p_id\":6920000000000000123,\"s_ids\":[6920000000000000123],'
                rb"\"shop_id\":4463798,\"store_id\":0,\"order_status\":2,\"order_type\":0,"
                rb'\"pay_type\":1,\"biz\":2,\"pay_time\":1790560800,\"pay_amount\":5990}"}]'
            ),
            "1a05477f3209751693ab531b9ae0f554",
            "aae8b32ac1a3a70ce23b298fcbc7df35516bb13f10f77ea266d0f02f5bb92bdf",
        ),
    ],
)
def test_event_sign_agrees_with_the_vectors(
    app_key: str, app_secret: str, body: bytes, md5: str, hmac_sha256: str
) -> None:
    def sign(body: bytes, mode: SignMode) -> str:
        return event_sign(app_key=app_key, app_secret=app_secret, body=body, mode=mode)

    assert sign(body, SignMode.MD5) == md5
    assert sign(body, SignMode.HMAC_SHA256) == hmac_sha256
    assert sign(body.replace(b",", b", ", 1), SignMode.MD5) != md5


@pytest.mark.parametrize(
    ("key", "secret", "method", "timestamp", "params", "hmac_sha256", "md5"),
    [
        (
            APP_KEY,
            APP_SECRET,
            "order.orderDetail",
            "1700000000",
            {"shop_order_id": "6900000000000000001"},
            "be03f4f5d444068078d3917f92a34b663acfcb807629517474e7826525e0838a",
            "e88d57d063491fa29c7c5e2a2e5650a7",
        ),
        (
            VECTOR_KEY,
            VECTOR_SECRET,
            "order.orderDetail",
            "1790560800",
            {"shop_order_id": "6920000000000000123"},
            "7788e22f5bde35cfe4a63b880b99590cdbd2162793acbc208a04ab80f4d18a79",
            "12adf6adcfc75c3626b4c65df46d2c0e",
        ),
        (
            VECTOR_KEY,
            VECTOR_SECRET,
            "order.logisticsAddSinglePack",
            "1790560801",
            {
                "order_id_list": ["6920000000000000123", "6920000000000000124"],
                "request_id": "parcel-0001",
                "logistics_code": "SF0000000000001",
                "company_code": "shunfeng",
                "shipped_order_info": [
                    {"shipped_order_id": "6920000000000000123", "shipped_num": 1.0},
                    {"shipped_num": 2, "shipped_order_id": "6920000000000000124"},
                ],
                "is_reject_refund": False,
            },
            "57a0d1c4c08e3778037bae74be1f1c13b6520af64dfa2d555757d977ad0c0e8c",
            "6df36851a7f49fd4372ede7870324a92",
        ),
    ],
)
def test_api_sign_agrees_with_the_vectors(
    key: str,
    secret: str,
    method: str,
    timestamp: str,
    params: dict[str, object],
    hmac_sha256: str,
    md5: str,
) -> None:
    def sign(mode: SignMode) -> str:
        return api_sign(
            app_key=key,
            app_secret=secret,
            method=method,
            param_json=canonical_json(params),
            timestamp=timestamp,
            mode=mode,
        )

    assert sign(SignMode.HMAC_SHA256) == hmac_sha256
    assert sign(SignMode.MD5) == md5


def test_canonical_json_keeps_text_raw_but_for_the_two_separators() -> None:
    assert canonical_json({"b": "<&>/张", "a": {"d": 1.0, "c": None}}) == (
        '{"a":{"c":null,"d":1},"b":"<&>/张"}'
    )
    assert canonical_json({"a": "x\u2028y"}) == '{"a":"x\\u2028y"}'


def test_body_may_be_unsorted_but_not_changed_after_signing(caller: Caller) -> None:
    params = {"size": 10, "page": 0, "create_time_start": 1}
    assert caller.call("order.searchList", params)["code"] == 10000
    assert caller.call("order.searchList", params, mode=SignMode.MD5)["code"] == 10000
    forged = caller.call("order.searchList", params, sign="0" * 64)
    assert (forged["code"], forged["sub_code"]) == (40003, "isv.signature-invalid")
    assert "data" not in forged


def test_sign_is_over_the_timestamp_as_sent(caller: Caller, platform: DoudianPlatform) -> None:
    other = str(int(START.timestamp()) + 1)
    sign = api_sign(
        app_key=APP_KEY,
        app_secret=APP_SECRET,
        method="order.logisticsCompanyList",
        param_json="{}",
        timestamp=other,
        mode=SignMode.HMAC_SHA256,
    )
    refused = caller.call("order.logisticsCompanyList", {}, sign=sign)
    assert refused["sub_code"] == "isv.signature-invalid"


def test_param_json_in_the_query_serves_as_body(caller: Caller) -> None:
    timestamp = str(int(START.timestamp()))
    params = {"code": "", "grant_type": "authorization_self", "shop_id": SHOP}
    text = canonical_json(params)
    query = {
        "method": "token.create",
        "app_key": APP_KEY,
        "timestamp": timestamp,
        "v": "2",
        "param_json": text,
        "sign": api_sign(
            app_key=APP_KEY,
            app_secret=APP_SECRET,
            method="token.create",
            param_json=text,
            timestamp=timestamp,
            mode=SignMode.MD5,
        ),
    }
    answer = json.loads(caller.post("/token/create", query, b""))
    assert answer["data"]["shop_id"] == int(SHOP)


# --- order of the checks ------------------------------------------------------------------


def test_checks_come_in_the_documented_order(caller: Caller, clock: SetClock) -> None:
    late = str(int(START.timestamp()) - 601)

    def sub_code(**query: Any) -> str:
        found: str = caller.call("order.logisticsCompanyList", {}, **query)["sub_code"]
        return found

    bad = {"timestamp": late, "sign": "x", "access_token": "x"}
    assert sub_code(app_key="unknown", **bad) == "dop.app-forbidden"
    assert sub_code(**bad) == "isv.timestamp-invalid"
    assert sub_code(sign="x", access_token="x") == "isv.signature-invalid"
    assert sub_code(sign=None) == "isv.signature-missing"
    assert sub_code(access_token=None) == "isv.access-token-missing"
    assert sub_code(access_token="x") == "isv.access-token-no-existed"
    assert sub_code() == ""


@pytest.mark.parametrize("spelling", ["1790560800", "1790560800000", "2026-09-28 10:00:00"])
def test_timestamp_in_seconds_milliseconds_or_chinese_time(caller: Caller, spelling: str) -> None:
    answer = caller.call("order.logisticsCompanyList", {}, timestamp=spelling)
    assert answer["code"] == 10000


@pytest.mark.parametrize("spelling", ["", "yesterday", "2026-09-28 02:00:00", "1790561401", "²"])
def test_timestamp_out_of_tolerance_is_refused(caller: Caller, spelling: str) -> None:
    query = {"method": "order.logisticsCompanyList", "app_key": APP_KEY, "timestamp": spelling}
    answer = json.loads(caller.post("/order/logisticsCompanyList", query, b"{}"))
    assert answer["sub_code"] == "isv.timestamp-invalid"


def test_envelope_has_a_log_id_of_its_own(caller: Caller) -> None:
    first, second = (caller.call("order.logisticsCompanyList", {}) for _ in range(2))
    assert first["log_id"] != second["log_id"]
    assert {"code", "msg", "sub_code", "sub_msg", "log_id", "data"} <= first.keys()
    assert isinstance(first["data"], list)


def test_unknown_method_and_wrong_path(caller: Caller) -> None:
    assert caller.call("order.noSuchCall", {})["code"] == 70000
    assert caller.call("order.orderdetail", {"shop_order_id": "1"})["code"] == 70000


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b'{"a":NaN}'])
def test_body_that_is_no_object(caller: Caller, body: bytes) -> None:
    query = {
        "method": "order.orderDetail",
        "app_key": APP_KEY,
        "timestamp": "1790560800",
        "v": "2",
        "sign": "x",
    }
    answer = json.loads(caller.post("/order/orderDetail", query, body))
    assert answer["sub_code"] == "isv.parameter-format-invalid"


# --- tokens -------------------------------------------------------------------------------


def refresh(caller: Caller, token: str) -> dict[str, object]:
    params = {"grant_type": "refresh_token", "refresh_token": token}
    answer = caller.call("token.refresh", params, with_token=False)
    return answer["data"] if answer["code"] == 10000 else answer


def test_refresh_long_before_expiry_gives_the_same_tokens(caller: Caller, clock: SetClock) -> None:
    before = caller.log_in(SHOP)
    clock.advance(timedelta(days=6))
    after = refresh(caller, before["refresh_token"])
    assert after["access_token"] == before["access_token"]
    assert after["refresh_token"] == before["refresh_token"]
    assert after["expires_in"] == 24 * 3600


def test_refresh_in_the_last_hour_renews_and_leaves_the_old_an_hour(
    caller: Caller, clock: SetClock
) -> None:
    before = caller.log_in(SHOP)
    clock.advance(timedelta(days=7, minutes=-30))
    after = refresh(caller, before["refresh_token"])
    assert after["access_token"] != before["access_token"]
    assert after["expires_in"] == 7 * 24 * 3600
    clock.advance(timedelta(minutes=59))
    assert caller.call("order.logisticsCompanyList", {})["code"] == 10000
    clock.advance(timedelta(minutes=2))
    refused = caller.call("order.logisticsCompanyList", {})
    assert (refused["code"], refused["sub_code"]) == (40003, "isv.access-token-expired")
    caller.access_token = str(after["access_token"])
    assert caller.call("order.logisticsCompanyList", {})["code"] == 10000


def test_refresh_after_expiry_kills_the_old_at_once(
    caller: Caller, platform: DoudianPlatform
) -> None:
    before = caller.log_in(SHOP)
    platform.expire_tokens(SHOP)
    refused = caller.call("order.logisticsCompanyList", {})
    assert refused["sub_code"] == "isv.access-token-expired"
    after = refresh(caller, before["refresh_token"])
    assert caller.call("order.logisticsCompanyList", {})["code"] == 40003
    assert refresh(caller, before["refresh_token"])["code"] == 50001
    caller.access_token = str(after["access_token"])
    assert caller.call("order.logisticsCompanyList", {})["code"] == 10000


def test_refresh_token_ends_too(caller: Caller, clock: SetClock) -> None:
    before = caller.log_in(SHOP)
    clock.advance(timedelta(days=14))
    assert refresh(caller, before["refresh_token"])["code"] == 50001
    assert caller.log_in(SHOP)["access_token"] != before["access_token"]


def test_second_of_two_refreshes_at_once_is_refused(
    caller: Caller, platform: DoudianPlatform
) -> None:
    token = caller.log_in(SHOP)["refresh_token"]
    platform.tokens.refresh_takes_seconds = 30
    first: list[dict[str, object]] = []
    thread = threading.Thread(target=lambda: first.append(refresh(caller, token)))
    thread.start()
    arrived = threading.Event()
    for _ in range(500):
        if platform.tokens.is_refreshing(APP_KEY, SHOP):
            break
        arrived.wait(0.01)
    second = refresh(caller, token)
    platform.tokens.stop()
    thread.join()
    assert second["sub_code"] == "isv.business-failed:31012"
    assert first[0]["refresh_token"] == token


def test_closed_authorisation_and_foreign_shop(caller: Caller, platform: DoudianPlatform) -> None:
    platform.close_authorisation(SHOP)
    refused = caller.call("order.logisticsCompanyList", {})
    assert (refused["code"], refused["sub_code"]) == (30001, "dop.authorization-closed")
    params = {"code": "", "grant_type": "authorization_self", "shop_id": "1"}
    unknown = caller.call("token.create", params, with_token=False)
    assert unknown["sub_code"] == "dop.authorization-no-existed"


def test_token_opens_its_own_shop_only(caller: Caller, platform: DoudianPlatform) -> None:
    platform.register_shop("5570001", "第二小店")
    buyer = People(1).buyer()
    order_id = platform.place_order(
        "5570001", [Item("A", "货", 1, 100)], receiver=buyer.receiver, buyer=buyer.buyer
    )
    foreign = caller.call("order.orderDetail", {"shop_order_id": order_id})
    assert foreign["code"] == 50002
    caller.log_in("5570001")
    own = caller.call("order.orderDetail", {"shop_order_id": order_id})
    assert own["data"]["shop_order_detail"]["shop_id"] == 5570001


# --- rates and outages --------------------------------------------------------------------


def test_rate_limit_per_method_and_per_shop() -> None:
    moment = [0.0]
    limiter = RateLimiter(Rates(per_method=2, per_shop=3), clock=lambda: moment[0])
    for method in ("a", "a", "b"):
        limiter.admit("app", method, "shop")
    with pytest.raises(Refused, match="60000"):
        limiter.admit("app", "b", "shop")
    limiter.admit("app", "b", "other shop")
    with pytest.raises(Refused, match="60000"):
        limiter.admit("app", "b", "other shop")
    moment[0] = 0.5
    limiter.admit("app", "b", "shop")


def test_rate_limit_over_the_wire(clock: SetClock) -> None:
    rates = Rates(per_method=0.001, per_shop=1000)
    with DoudianPlatform(clock=clock, rates=rates) as platform:
        platform.register_app(APP_KEY, APP_SECRET)
        platform.register_shop(SHOP, "示例小店")
        caller = Caller(platform, APP_KEY, APP_SECRET)
        caller.log_in(SHOP)
        codes = [caller.call("order.logisticsCompanyList", {})["code"] for _ in range(3)]
        assert codes == [10000, 60000, 60000]
        assert [call.code for call in platform.calls] == [10000, *codes]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (OutageKind.UNAVAILABLE, 20000),
        (OutageKind.TIMED_OUT, 20001),
        (OutageKind.THROTTLED, 60000),
        (OutageKind.BAD_IP, 30002),
    ],
)
def test_outage_of_so_many_calls(
    caller: Caller, platform: DoudianPlatform, kind: OutageKind, code: int
) -> None:
    platform.outage(kind, calls=2, method="order.logisticsCompanyList")
    codes = [caller.call("order.logisticsCompanyList", {})["code"] for _ in range(3)]
    assert codes == [code, code, 10000]


def test_bad_gateway_and_silence(caller: Caller, platform: DoudianPlatform) -> None:
    platform.outage(OutageKind.BAD_GATEWAY, calls=1)
    with pytest.raises(json.JSONDecodeError):
        caller.call("order.logisticsCompanyList", {})
    platform.outage(OutageKind.SILENCE)
    threading.Thread(target=platform.end_outages, kwargs={"when_waited_for": True}).start()
    with pytest.raises(RemoteDisconnected):
        caller.call("order.logisticsCompanyList", {})
    assert caller.call("order.logisticsCompanyList", {})["code"] == 10000


def test_lost_answer_was_served_all_the_same(caller: Caller, platform: DoudianPlatform) -> None:
    buyer = People(1).buyer()
    order_id = platform.place_order(
        SHOP, [Item("A", "货", 1, 100)], receiver=buyer.receiver, buyer=buyer.buyer
    )
    platform.outage(OutageKind.LOST_ANSWER, calls=1)
    with pytest.raises(RemoteDisconnected):
        caller.call("order.addOrderRemark", {"order_id": order_id, "remark": "已核对"})
    assert platform.order(order_id).seller_words == "已核对"
