"""The simulated Taobao router: signatures both ways, clocks, sessions, outages, the queue."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import urllib3

from infra.local.simulated.clock import SetClock
from infra.local.simulated.trade import Goods, Outage, Person
from infra.local.simulated.troubles import Rate
from infra.local.simulated.web import WebRequest
from infra.local.taobao import TaobaoPlatform
from infra.local.taobao.caller import Caller
from infra.local.taobao.signing import SignMode, api_sign, spi_sign

APP, SECRET, SHOP = "12345678", "helloworld", "2200123456789"
START = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
TEA = Goods("TEA-A-250G", "示例龙井 250g", 1, 7900, discount_minor=550, spec="规格:250g")
ANNA = Person("anna", "张三丰", "10012341234", "浙江省", "杭州市", "西湖区", "文新街道1号")
COMPANIES = "taobao.logistics.companies.get"
SOLD = "taobao.trades.sold.get"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def platform(clock: SetClock) -> Iterator[TaobaoPlatform]:
    platform = TaobaoPlatform(seed=1, clock=clock)
    platform.register_app(APP, SECRET)
    platform.register_shop(SHOP, "示例旗舰店")
    yield platform
    assert platform.crashes == []


@pytest.fixture
def caller(platform: TaobaoPlatform) -> Caller:
    session = platform.session_of(SHOP)
    assert session
    return Caller(platform, APP, SECRET, session.token)


def error(answer: Any) -> tuple[int, str]:
    told = answer["error_response"]
    return told["code"], told.get("sub_code", "")


# --- signatures ---------------------------------------------------------------------------

OFFICIAL = {
    "method": "taobao.item.seller.get",
    "app_key": "12345678",
    "session": "test",
    "timestamp": "2016-01-01 12:00:00",
    "format": "json",
    "v": "2.0",
    "fields": "num_iid,title,nick,price,num",
    "num_iid": "11223344",
}


@pytest.mark.parametrize(
    ("mode", "sign"),
    [
        (SignMode.MD5, "66987CB115214E59E6EC978214934FB8"),
        (SignMode.HMAC, "D56D7858309C31B6251083A874D48273"),
        (
            SignMode.HMAC_SHA256,
            "04DB15AD0774D5CFCE2C837DE43E3FCEA9011ED74F3038FB6AB5F3C4CEA119E8",
        ),
    ],
)
def test_sign_agrees_with_the_vectors(mode: SignMode, sign: str) -> None:
    params = {**OFFICIAL, "sign_method": mode.value}
    assert api_sign("helloworld", params, mode) == sign
    assert api_sign("helloworld", {**params, "empty": ""}, mode) == sign
    assert api_sign("helloworld", {**params, "v": "1.0"}, mode) != sign


def test_spi_sign_is_over_headers_query_and_raw_body() -> None:
    fields = {"b": "2", "a": "1", "sign": "never"}
    # md5 of: secret a1 b2 {} secret
    assert spi_sign("s", fields, "{}") == "55E96B51A0F6347C8E8EE5B13D3348CE"


@pytest.mark.parametrize("mode", SignMode)
def test_every_mode_is_accepted_and_a_change_is_not(caller: Caller, mode: SignMode) -> None:
    fields = caller.signed(COMPANIES, {"fields": "id,code"}, mode=mode)
    told = json.loads(caller.send(fields).body)["logistics_companies_get_response"]
    assert {"id": 505, "code": "SF"} in told["logistics_companies"]["logistics_company"]
    changed = json.loads(caller.send({**fields, "fields": "id"}).body)
    assert error(changed) == (25, "")
    assert error(json.loads(caller.send({**fields, "sign": ""}).body)) == (24, "")


# --- order of the checks, clocks, format --------------------------------------------------


def test_checks_come_one_after_the_other(caller: Caller) -> None:
    bad: dict[str, Any] = {"timestamp": "yesterday", "sign": "x", "session": "x"}

    def code(method: str = SOLD, **common: Any) -> int:
        return error(caller.call(method, {"fields": "tid"}, **common))[0]

    assert code("taobao.no.such.call", **bad) == 22
    assert code(app_key="unknown", **bad) == 29
    assert code(**bad) == 31
    assert code(**{**bad, "timestamp": None}) == 30
    assert code(sign="x", session="x") == 25
    assert code(session="x") == 27
    assert code(session=None) == 26
    assert error(caller.call(SOLD, {})) == (40, "isv.missing-parameter")


@pytest.mark.parametrize(
    ("timestamp", "accepted"),
    [
        ("2026-10-01 10:10:00", True),
        ("2026-10-01 10:10:01", False),
        ("2026-10-01 02:00:00", False),
        ("1790820000", False),
    ],
)
def test_timestamp_is_chinese_time(caller: Caller, timestamp: str, accepted: bool) -> None:
    answer = caller.call(COMPANIES, {"fields": "id"}, timestamp=timestamp)
    assert ("error_response" not in answer) is accepted


def test_who_forgets_the_format_gets_xml(caller: Caller) -> None:
    answer = caller.send(caller.signed(COMPANIES, {"fields": "id"}, format=None))
    assert answer.content_type.startswith("text/xml")


# --- sessions -----------------------------------------------------------------------------


def test_session_ends_and_nobody_but_the_seller_renews_it(
    platform: TaobaoPlatform, caller: Caller
) -> None:
    platform.expire_session(SHOP)
    assert error(caller.call(SOLD, {"fields": "tid"})) == (27, "session-expired")
    refresh = {"refresh_token": "any"}
    told = caller.call("taobao.top.auth.token.refresh", refresh, session=None)
    assert error(told) == (15, "isv.refresh-not-allowed")
    old, caller.session = caller.session, platform.renew_session(SHOP).token
    assert "error_response" not in caller.call(SOLD, {"fields": "tid"})
    assert error(caller.call(SOLD, {"fields": "tid"}, session=old))[0] == 27
    platform.close_authorisation(SHOP)
    assert error(caller.call(SOLD, {"fields": "tid"}))[0] == 27


def test_session_for_a_code_and_session_of_another_app(
    platform: TaobaoPlatform, caller: Caller
) -> None:
    create = "taobao.top.auth.token.create"
    code = {"code": platform.authorise(SHOP)}
    told = caller.call(create, code, session=None)["top_auth_token_create_response"]
    result = json.loads(told["token_result"])
    assert result["taobao_user_id"] == SHOP
    assert error(caller.call(create, code, session=None)) == (15, "isv.invalid-code")
    platform.register_app("87654321", "other")
    stranger = Caller(platform, "87654321", "other", result["access_token"])
    assert error(stranger.call(SOLD, {"fields": "tid"}))[0] == 53


# --- limits and outages -------------------------------------------------------------------


def test_call_too_many_is_limited(clock: SetClock) -> None:
    platform = TaobaoPlatform(clock=clock, rates={COMPANIES: Rate(1, 3600)})
    platform.register_app(APP, SECRET)
    caller = Caller(platform, APP, SECRET)
    assert "error_response" not in caller.call(COMPANIES, {"fields": "id"})
    code, sub_code = error(caller.call(COMPANIES, {"fields": "id"}))
    assert code == 7
    assert sub_code.startswith("accesscontrol.limited-by-")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Outage.UNAVAILABLE, 15),
        (Outage.THROTTLED, 7),
        (Outage.TOKEN_REFUSED, 27),
        (Outage.ACCESS_ENDED, 12),
    ],
)
def test_outage_lasts_for_its_calls(
    platform: TaobaoPlatform, caller: Caller, kind: Outage, code: int
) -> None:
    platform.outage(kind, calls=1, method=SOLD)
    assert "error_response" not in caller.call(COMPANIES, {"fields": "id"})
    assert error(caller.call(SOLD, {"fields": "tid"}))[0] == code
    assert "error_response" not in caller.call(SOLD, {"fields": "tid"})


def test_lost_answer_is_served_and_a_bad_gateway_is_not_json(
    platform: TaobaoPlatform, caller: Caller
) -> None:
    tid = platform.place_order(SHOP, [TEA], ANNA, paid_at=START)
    platform.outage(Outage.LOST_ANSWER, calls=1)
    platform.outage(Outage.BAD_GATEWAY)
    memo = caller.signed("taobao.trade.memo.update", {"tid": tid, "memo": "x", "flag": "2"})
    assert caller.send(memo).sent is False
    assert caller.send(memo).status == 502
    platform.end_outages()
    assert (platform.trade(tid).memo, platform.trade(tid).flag) == ("x", 2)


@pytest.mark.loopback
def test_it_listens_while_it_is_open(platform: TaobaoPlatform, caller: Caller) -> None:
    with platform:
        answer = urllib3.PoolManager().request_encode_body(
            "POST",
            f"{platform.base_url}/router/rest",
            fields=caller.signed(COMPANIES, {"fields": "id"}),
            encode_multipart=False,
        )
        assert "logistics_companies_get_response" in answer.json()
    assert platform.base_url == "http://taobao.invalid"


def test_unknown_path_and_unreadable_body(platform: TaobaoPlatform) -> None:
    assert platform.handle(WebRequest("POST", "/other", {}, {}, b"")).status == 404
    answer = platform.handle(WebRequest("POST", "/router/rest", {}, {}, b"a=\xff"))
    assert error(json.loads(answer.body))[0] == 25
