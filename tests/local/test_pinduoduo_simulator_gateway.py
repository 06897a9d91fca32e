"""The simulated Pinduoduo router: signatures, clocks, tokens, limits, outages, shapes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import urllib3

from infra.local.pinduoduo import Lifetimes, PinduoduoPlatform, Rate
from infra.local.pinduoduo.caller import Caller
from infra.local.pinduoduo.signing import api_sign
from infra.local.simulated.clock import SetClock
from infra.local.simulated.trade import Goods, Outage, Person
from infra.local.simulated.troubles import CallRates
from infra.local.simulated.web import DirectPool, WebRequest

CLIENT, SECRET, SHOP = "demo-client", "demo-secret", "600000001"
START = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
CUP = Goods("CUP-RED-01", "示例水杯", 1, 6490, discount_minor=500, spec="红色,350ml")
ANNA = Person("anna", "张三丰", "10012345678", "浙江省", "杭州市", "滨江区", "江南大道1号")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def platform(clock: SetClock) -> Iterator[PinduoduoPlatform]:
    platform = PinduoduoPlatform(seed=1, clock=clock)
    platform.register_app(CLIENT, SECRET)
    platform.register_shop(SHOP, "示例小店")
    yield platform
    assert platform.crashes == []


@pytest.fixture
def caller(platform: PinduoduoPlatform) -> Caller:
    tokens = platform.tokens_of(SHOP)
    assert tokens
    return Caller(platform, CLIENT, SECRET, tokens.access)


def error(answer: Any) -> int:
    code: int = answer["error_response"]["error_code"]
    return code


# --- signatures ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("secret", "params", "sign"),
    [
        (
            "testSecret",
            {
                "access_token": "asd78172s8ds9a921j9qqwda12312w1w21211",
                "client_id": "1",
                "data_type": "XML",
                "type": "pdd.order.number.list.get",
                "timestamp": "1480411125",
                "order_status": "1",
                "page": "1",
                "page_size": "10",
            },
            "E4DE3ED21002510DED352819E7AE6775",
        ),
        (
            "0f1e2d3c4b5a69788796a5b4c3d2e1f001234567",
            {
                "client_id": "a1b2c3d4e5f60718293a4b5c6d7e8f90",
                "access_token": "b0c1d2e3f4a5968778695a4b3c2d1e0f00112233",
                "timestamp": "1790560800",
                "data_type": "JSON",
                "type": "pdd.order.information.get",
                "order_sn": "260928-123456789012345",
            },
            "357A478BA5E956D212F65F638DD3E6D3",
        ),
        (
            "demo-secret",
            {
                "access_token": "demo-token",
                "client_id": "demo-client",
                "data_type": "JSON",
                "order_sn": "231115-000000000000001",
                "timestamp": "1700000000",
                "type": "pdd.order.information.get",
            },
            "E381CA0D76159C7C096009E82955C976",
        ),
    ],
)
def test_sign_agrees_with_the_vectors(secret: str, params: dict[str, str], sign: str) -> None:
    assert api_sign(secret, params) == sign
    assert api_sign(secret, {**params, "timestamp": "1"}) != sign


def test_wrong_signature_is_refused(caller: Caller) -> None:
    fields = caller.signed("pdd.logistics.companies.get", {})
    assert "logistics_companies_get_response" in json.loads(caller.send(fields).body)
    lower = fields["sign"].lower()
    assert error(json.loads(caller.send({**fields, "sign": lower}).body)) == 20004
    assert error(json.loads(caller.send({**fields, "more": "1"}).body)) == 20004


def test_token_takes_part_in_the_signature(caller: Caller) -> None:
    fields = caller.signed("pdd.logistics.companies.get", {}, access_token=None)
    sent = {**fields, "access_token": caller.access_token}
    assert error(json.loads(caller.send(sent).body)) == 20004


def test_json_body_is_signed_over_the_text_of_its_values(
    platform: PinduoduoPlatform, caller: Caller
) -> None:
    order_id = platform.place_order(SHOP, [CUP], ANNA, paid_at=START)
    rows = [{"order_sn": order_id}]
    fields = caller.signed("pdd.order.merge.ship.order.group", {"order_list": rows})
    body = {**fields, "timestamp": int(fields["timestamp"]), "order_list": rows}
    request = WebRequest(
        "POST", "/api/router", {}, {"content-type": "application/json"}, json.dumps(body).encode()
    )
    (inner,) = json.loads(platform.handle(request).body).values()
    assert inner["order_group_list"] == [{"order_sn_list": [order_id]}]


# --- order of the checks, clocks ----------------------------------------------------------


def test_checks_come_one_after_the_other(caller: Caller) -> None:
    bad: dict[str, Any] = {"timestamp": 1, "sign": "x", "access_token": "x"}

    def code(type_: str = "pdd.logistics.companies.get", **common: Any) -> int:
        return error(caller.call(type_, **common))

    assert code("pdd.no.such.call", **bad) == 10017
    assert code(client_id="unknown", **bad) == 10016
    assert code(**bad) == 10001
    assert code(sign="x", access_token="x") == 20004
    assert code(access_token="x") == 20032
    assert code(access_token=None) == 20032
    assert code(data_type="XML") == 10001


def test_skew_of_ten_minutes_is_tolerated(caller: Caller) -> None:
    now = int(START.timestamp())
    for skew, accepted in ((600, True), (-600, True), (601, False), (-601, False)):
        answer = caller.call("pdd.logistics.companies.get", timestamp=now + skew)
        assert ("error_response" not in answer) is accepted


def test_platform_tells_its_time_without_a_token(caller: Caller) -> None:
    answer = caller.call("pdd.time.get", access_token=None)
    assert answer["time_get_response"]["time"] == "2026-09-28 10:00:00"


# --- tokens -------------------------------------------------------------------------------


def test_expired_token_is_renewed_once_and_the_old_pair_dies(
    platform: PinduoduoPlatform, caller: Caller, clock: SetClock
) -> None:
    first = platform.tokens_of(SHOP)
    assert first
    clock.advance(timedelta(hours=24))
    assert error(caller.call("pdd.logistics.companies.get")) == 10019
    params = {"refresh_token": first.refresh}
    answer = caller.call("pdd.pop.auth.token.refresh", params, access_token=None)
    told = answer["pop_auth_token_refresh_response"]
    assert told["owner_id"] == SHOP
    assert told["expires_in"] == 24 * 3600
    assert told["expires_at"] == int((START + timedelta(hours=48)).timestamp())
    assert error(caller.call("pdd.logistics.companies.get")) == 20032
    caller.access_token = told["access_token"]
    assert "error_response" not in caller.call("pdd.logistics.companies.get")
    again = caller.call("pdd.pop.auth.token.refresh", params, access_token=None)
    assert again["error_response"]["sub_code"] == "REFRESH_TOKEN_INVALID"


def test_refresh_token_ends(clock: SetClock) -> None:
    platform = PinduoduoPlatform(clock=clock, lifetimes=Lifetimes(refresh=timedelta(days=2)))
    platform.register_app(CLIENT, SECRET)
    tokens = platform.register_shop(SHOP, "示例小店")
    clock.advance(timedelta(days=2))
    answer = Caller(platform, CLIENT, SECRET).call(
        "pdd.pop.auth.token.refresh", {"refresh_token": tokens.refresh}
    )
    assert error(answer) == 50001


def test_code_is_for_one_use_and_ends_earlier_tokens(
    platform: PinduoduoPlatform, caller: Caller, clock: SetClock
) -> None:
    code = platform.authorise(SHOP)
    assert error(caller.call("pdd.logistics.companies.get")) == 20032
    answer = caller.call("pdd.pop.auth.token.create", {"code": code}, access_token=None)
    caller.access_token = answer["pop_auth_token_create_response"]["access_token"]
    assert "error_response" not in caller.call("pdd.logistics.companies.get")
    assert error(caller.call("pdd.pop.auth.token.create", {"code": code})) == 50001
    late = platform.authorise(SHOP)
    clock.advance(timedelta(minutes=10))
    assert error(caller.call("pdd.pop.auth.token.create", {"code": late})) == 50001


# --- limits and outages -------------------------------------------------------------------


def test_bucket_fills_again() -> None:
    now = 0.0
    rates = CallRates({"m": Rate(2, 10)}, clock=lambda: now)
    assert [rates.admits("m", "a") for _ in range(3)] == [True, True, False]
    assert rates.admits("m", "b")
    assert rates.admits("free", "a")
    now = 5.0
    assert [rates.admits("m", "a") for _ in range(2)] == [True, False]


def test_call_too_many_is_throttled(clock: SetClock) -> None:
    rates = {"pdd.logistics.companies.get": Rate(1, 3600)}
    platform = PinduoduoPlatform(clock=clock, rates=rates)
    platform.register_app(CLIENT, SECRET)
    tokens = platform.register_shop(SHOP, "示例小店")
    caller = Caller(platform, CLIENT, SECRET, tokens.access)
    assert "error_response" not in caller.call("pdd.logistics.companies.get")
    assert error(caller.call("pdd.logistics.companies.get")) == 70031


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Outage.UNAVAILABLE, 52001),
        (Outage.THROTTLED, 70031),
        (Outage.TOKEN_REFUSED, 10019),
        (Outage.ACCESS_ENDED, 20031),
    ],
)
def test_outage_lasts_for_its_calls(
    platform: PinduoduoPlatform, caller: Caller, kind: Outage, code: int
) -> None:
    platform.outage(kind, calls=1, method="pdd.logistics.companies.get")
    assert "error_response" not in caller.call("pdd.time.get")
    assert error(caller.call("pdd.logistics.companies.get")) == code
    assert "error_response" not in caller.call("pdd.logistics.companies.get")


def test_lost_answer_is_served_all_the_same(platform: PinduoduoPlatform, caller: Caller) -> None:
    order_id = platform.place_order(SHOP, [CUP], ANNA, paid_at=START)
    platform.outage(Outage.LOST_ANSWER, calls=1)
    platform.outage(Outage.BAD_GATEWAY)
    params = {"order_sn": order_id, "note": "放门口"}
    assert caller.send(caller.signed("pdd.order.note.update", params)).sent is False
    assert caller.send(caller.signed("pdd.time.get", {})).status == 502
    platform.end_outages()
    detail = caller.call("pdd.order.information.get", {"order_sn": order_id})
    assert detail["order_info_get_response"]["order_info"]["remark"] == "放门口"


def test_body_that_cannot_be_read(platform: PinduoduoPlatform) -> None:
    for kind, body in (("application/json", b'{"a"'), ("text/plain", b"a=\xff\xfe")):
        answer = platform.handle(
            WebRequest("POST", "/api/router", {}, {"content-type": kind}, body)
        )
        assert error(json.loads(answer.body)) in {10001, 10017}


def test_direct_pool_speaks_to_it(platform: PinduoduoPlatform, caller: Caller) -> None:
    pool = DirectPool(platform.handle)
    body = json.dumps(caller.signed("pdd.time.get", {})).encode()
    headers = {"Content-Type": "application/json"}
    url = f"{platform.base_url}/api/router"
    answer = pool.urlopen("POST", url, body, headers)
    assert json.loads(answer.data)["time_get_response"]["request_id"]


@pytest.mark.loopback
def test_it_listens_while_it_is_open(platform: PinduoduoPlatform, caller: Caller) -> None:
    with platform:
        fields = caller.signed("pdd.time.get", {})
        answer = urllib3.PoolManager().request_encode_body(
            "POST", f"{platform.base_url}/api/router", fields=fields, encode_multipart=False
        )
        assert answer.json()["time_get_response"]["time"] == "2026-09-28 10:00:00"
    assert platform.base_url == "http://pinduoduo.invalid"
