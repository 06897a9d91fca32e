"""Orders on the simulated Taobao: views, increments and their traps."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.local.simulated.clock import SetClock
from infra.local.simulated.trade import Goods, Person, SimulatedPlatform
from infra.local.taobao import TaobaoPlatform
from infra.local.taobao.caller import Caller
from infra.local.taobao.params import china_text

APP, SECRET, SHOP, ASKED_SHOP = "12345678", "helloworld", "2200123456789", "2200123456790"
START = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
TEA = Goods("TEA-A-250G", "示例龙井 250g", 1, 7900, discount_minor=550, spec="规格:250g")
CUPS = Goods("CUP-B-W", "示例茶杯", 2, 5900, discount_minor=400, spec="颜色分类:白色")
ANNA = Person("anna", "张三丰", "10012341234", "浙江省", "杭州市", "西湖区", "文新街道1号")
BERT = Person("bert", "李四", "10087654321", "江苏省", "南京市", "鼓楼区", "湖南路2号")
INCREMENT = "taobao.trades.sold.increment.get"
SHIP = "taobao.logistics.offline.send"
RECEIVER = "created,receiver_name,receiver_address,receiver_mobile,receiver_phone"
FIELDS = f"tid,status,payment,modified,orders,buyer_message,promotion_details,{RECEIVER}"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def platform(clock: SetClock) -> Iterator[TaobaoPlatform]:
    platform = TaobaoPlatform(seed=1, clock=clock)
    platform.register_app(APP, SECRET)
    platform.register_shop(SHOP, "示例旗舰店")
    platform.register_shop(ASKED_SHOP, "会问店", callback_url="http://127.0.0.1:9/spi?store=a")
    yield platform
    assert platform.crashes == []


@pytest.fixture
def caller(platform: TaobaoPlatform) -> Caller:
    session = platform.session_of(SHOP)
    assert session
    return Caller(platform, APP, SECRET, session.token)


def order(platform: TaobaoPlatform, *goods: Goods, person: Person = ANNA) -> str:
    return platform.place_order(SHOP, goods or (TEA,), person, paid_at=platform.book.now())


def detail(caller: Caller, tid: str, fields: str = FIELDS) -> dict[str, Any]:
    answer = caller.call("taobao.trade.fullinfo.get", {"tid": tid, "fields": fields})
    told: dict[str, Any] = answer["trade_fullinfo_get_response"]["trade"]
    return told


def increment(caller: Caller, **more: Any) -> dict[str, Any]:
    span = {"start_modified": china_text(START), "end_modified": "2026-10-01 10:05:00"}
    answer = caller.call(INCREMENT, {"fields": "tid,status", **span, **more})
    told: dict[str, Any] = answer["trades_sold_increment_get_response"]
    return told


def tids(told: dict[str, Any]) -> set[str]:
    return {str(row["tid"]) for row in told.get("trades", {"trade": []})["trade"]}


def ship(caller: Caller, tid: str, number: str = "SF1234567890123", **more: Any) -> Any:
    params = {"tid": tid, "out_sid": number, "company_code": "SF", **more}
    return caller.call(SHIP, params)


def refused(answer: Any) -> str:
    sub_code: str = answer["error_response"]["sub_code"]
    return sub_code


# --- views --------------------------------------------------------------------------------


def test_it_is_a_simulated_platform(platform: TaobaoPlatform) -> None:
    trading: SimulatedPlatform = platform
    assert trading.violations == []


def test_trade_in_yuan_texts_numbers_above_2_53_and_masks(
    platform: TaobaoPlatform, caller: Caller
) -> None:
    tid = order(platform, TEA, CUPS)
    told = detail(caller, tid)
    assert told["tid"] == int(tid) > 2**53
    assert told["payment"] == "187.50"
    lines = told["orders"]["order"]
    assert [line["divide_order_fee"] for line in lines] == ["73.50", "114.00"]
    assert told["tid"] not in {line["oid"] for line in lines}
    assert (told["receiver_name"], told["receiver_mobile"]) == ("张**", "*******1234")
    assert "张三丰" not in str(told)
    assert "buyer_message" not in told
    assert told["promotion_details"]["promotion_detail"][0]["discount_fee"] == "9.50"


def test_single_line_has_the_id_of_its_trade(platform: TaobaoPlatform, caller: Caller) -> None:
    told = detail(caller, order(platform))
    assert told["orders"]["order"][0]["oid"] == told["tid"]


def test_only_what_is_asked_for(platform: TaobaoPlatform, caller: Caller) -> None:
    tid = order(platform)
    assert detail(caller, tid, "tid") == {"tid": int(tid)}
    assert detail(caller, tid, "orders.oid") == {"orders": {"order": [{"oid": int(tid)}]}}
    assert "oaid" in detail(caller, tid, RECEIVER)
    assert "oaid" not in detail(caller, tid, f"oaid,{RECEIVER.removesuffix(',receiver_phone')}")


def test_trade_of_another_shop_is_unknown(platform: TaobaoPlatform, caller: Caller) -> None:
    other = platform.place_order(ASKED_SHOP, [TEA], ANNA, paid_at=START)
    for tid in (other, "1"):
        answer = caller.call("taobao.trade.fullinfo.get", {"tid": tid, "fields": "tid"})
        assert refused(answer) == "isv.trade-not-exist"


# --- increments ---------------------------------------------------------------------------


def test_windows_and_pages_have_limits(platform: TaobaoPlatform, caller: Caller) -> None:
    for wrong in (
        {"end_modified": "2026-10-02 10:00:01"},
        {"end_modified": "1790820000"},
        {"page_size": "101"},
        {"page_no": "0"},
    ):
        span = {"start_modified": china_text(START), "end_modified": china_text(START)}
        answer = caller.call(INCREMENT, {"fields": "tid", **span, **wrong})
        assert answer["error_response"]["code"] == 41
    assert increment(caller) == {"total_results": 0, "request_id": "15r100000005"}


def many(platform: TaobaoPlatform, clock: SetClock) -> list[str]:
    made = []
    for _ in range(5):
        made.append(order(platform))
        clock.advance(timedelta(seconds=1))
    clock.advance(timedelta(minutes=10))
    return made


def read(caller: Caller, pages: list[int]) -> set[str]:
    asked = {"page_size": "2", "use_has_next": "true"}
    return set().union(*(tids(increment(caller, page_no=str(page), **asked)) for page in pages))


def test_reading_forwards_loses_a_trade_that_moves(
    platform: TaobaoPlatform, caller: Caller, clock: SetClock
) -> None:
    made = many(platform, clock)
    platform.before_page = lambda _method, page: (
        platform.change_address(made[-1], BERT) if page == 2 else None
    )
    assert read(caller, [1, 2, 3]) < set(made)
    assert any(found.startswith("paged_forwards") for found in platform.violations)


def test_reading_backwards_loses_none(
    platform: TaobaoPlatform, caller: Caller, clock: SetClock
) -> None:
    made = many(platform, clock)
    told = increment(caller, page_size="2")
    assert told["total_results"] == 5
    assert [str(row["tid"]) for row in told["trades"]["trade"]] == [made[4], made[3]]
    platform.before_page = lambda _method, page: (
        platform.change_address(made[-1], BERT) if page == 2 else None
    )
    assert read(caller, [3, 2, 1]) | {made[-1]} == set(made)
    assert platform.violations == []


def test_rows_move_by_themselves(clock: SetClock) -> None:
    platform = TaobaoPlatform(seed=3, clock=clock, shift_probability=1.0)
    platform.register_app(APP, SECRET)
    caller = Caller(platform, APP, SECRET, platform.register_shop(SHOP, "店").token)
    made = many(platform, clock)
    assert read(caller, [1, 2, 3]) < set(made)


def test_list_by_creation_and_by_status(
    platform: TaobaoPlatform, caller: Caller, clock: SetClock
) -> None:
    first, second = order(platform), order(platform)
    ship(caller, first)
    answer = caller.call("taobao.trades.sold.get", {"fields": f"tid,orders,{RECEIVER}"})
    (row, _) = answer["trades_sold_get_response"]["trades"]["trade"]
    assert "receiver_name" not in row
    assert "oaid" not in row
    assert tids(increment(caller, status="WAIT_SELLER_SEND_GOODS")) == {second}
