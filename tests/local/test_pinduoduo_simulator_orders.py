"""Orders on the simulated Pinduoduo: views, increments and their traps."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.local.pinduoduo import PinduoduoPlatform
from infra.local.pinduoduo.caller import Caller
from infra.local.simulated.clock import SetClock
from infra.local.simulated.trade import Goods, Person, SimulatedPlatform

CLIENT, SECRET, SHOP, OTHER_SHOP = "demo-client", "demo-secret", "600000001", "600000002"
START = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
CUP = Goods("CUP-RED-01", "示例水杯", 1, 6490, discount_minor=500, spec="红色,350ml")
ANNA = Person("anna", "张三丰", "10012345678", "浙江省", "杭州市", "滨江区", "江南大道1号")
BERT = Person("bert", "李四", "10087654321", "江苏省", "南京市", "鼓楼区", "湖南路2号")
INCREMENT = "pdd.order.number.list.increment.get"
SHIP = "pdd.logistics.online.send"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def platform(clock: SetClock) -> Iterator[PinduoduoPlatform]:
    platform = PinduoduoPlatform(seed=1, clock=clock)
    platform.register_app(CLIENT, SECRET)
    platform.register_shop(SHOP, "示例小店")
    platform.register_shop(OTHER_SHOP, "另一小店")
    yield platform
    assert platform.crashes == []


@pytest.fixture
def caller(platform: PinduoduoPlatform) -> Caller:
    tokens = platform.tokens_of(SHOP)
    assert tokens
    return Caller(platform, CLIENT, SECRET, tokens.access)


def order(platform: PinduoduoPlatform, person: Person = ANNA, **more: Any) -> str:
    return platform.place_order(SHOP, [CUP], person, paid_at=platform.book.now(), **more)


def window(until: datetime, minutes: int = 30, **more: Any) -> dict[str, Any]:
    end = int(until.timestamp())
    asked = {"is_lucky_flag": 0, "order_status": 5, "refund_status": 5}
    return {"start_updated_at": end - minutes * 60, "end_updated_at": end, **asked, **more}


def increment(caller: Caller, until: datetime, **more: Any) -> dict[str, Any]:
    answer = caller.call(INCREMENT, window(until, **more))
    told: dict[str, Any] = answer["order_sn_increment_get_response"]
    return told


def detail(caller: Caller, order_id: str) -> dict[str, Any]:
    answer = caller.call("pdd.order.information.get", {"order_sn": order_id})
    told: dict[str, Any] = answer["order_info_get_response"]["order_info"]
    return told


def ship(caller: Caller, order_id: str, number: str = "SF0000000000001", **more: Any) -> Any:
    params = {"order_sn": order_id, "logistics_id": 44, "tracking_number": number, **more}
    return caller.call(SHIP, params)


def test_it_is_a_simulated_platform(platform: PinduoduoPlatform) -> None:
    trading: SimulatedPlatform = platform
    assert trading.violations == []


# --- views --------------------------------------------------------------------------------


def test_order_in_yuan_chinese_time_and_masks(platform: PinduoduoPlatform, caller: Caller) -> None:
    told = detail(caller, order(platform, remark="请尽快发货"))
    assert (told["goods_amount"], told["pay_amount"]) == (64.9, 59.9)
    assert told["discount_amount"] == told["platform_discount"] + told["seller_discount"] == 5.0
    assert told["pay_time"] == "2026-09-28 10:00:00"
    assert told["last_ship_time"] == "2026-09-30 10:00:00"
    assert told["receiver_name_mask"] == "张*"
    assert told["receiver_phone_mask"] == "1********78"
    assert told["receiver_name"].startswith("~")
    assert told["receiver_phone"].startswith("$")
    assert "张三丰" not in str(told)
    assert told["buyer_memo"] == "请尽快发货"
    assert isinstance(told["item_list"][0]["sku_id"], int)


def test_ids_of_goods_are_text_in_lists(
    platform: PinduoduoPlatform, caller: Caller, clock: SetClock
) -> None:
    order(platform)
    clock.advance(timedelta(minutes=5))
    (row,) = increment(caller, START + timedelta(minutes=2))["order_sn_list"]
    assert isinstance(row["item_list"][0]["sku_id"], str)


def test_same_seed_same_ids() -> None:
    def ids(seed: int) -> list[str]:
        platform = PinduoduoPlatform(seed=seed, clock=SetClock(START))
        platform.register_app(CLIENT, SECRET)
        platform.register_shop(SHOP, "示例小店")
        return [order(platform) for _ in range(3)]

    assert ids(1) == ids(1) != ids(2)
    assert all(len(one.split("-")[1]) == 15 and one.startswith("260928-") for one in ids(1))


def test_receiver_vanishes_in_review_and_after_shipping(
    platform: PinduoduoPlatform, caller: Caller
) -> None:
    order_id = order(platform, in_review=True)
    hidden = detail(caller, order_id)
    assert (hidden["risk_control_status"], hidden["receiver_name"]) == (1, "")
    assert ship(caller, order_id)["error_response"]["sub_code"] == "ORDER_IN_REVIEW"
    platform.end_review(order_id)
    assert detail(caller, order_id)["open_address_id"]
    ship(caller, order_id)
    assert detail(caller, order_id)["receiver_address_mask"] == ""


def test_order_of_another_shop_is_unknown(platform: PinduoduoPlatform, caller: Caller) -> None:
    other = platform.place_order(OTHER_SHOP, [CUP], ANNA, paid_at=START)
    for order_id in (other, "260928-000000000000000"):
        answer = caller.call("pdd.order.information.get", {"order_sn": order_id})
        assert answer["error_response"]["sub_code"] == "ORDER_NOT_FOUND"


# --- increments ---------------------------------------------------------------------------


def test_window_is_half_an_hour_at_most_and_pages_a_hundred(caller: Caller) -> None:
    for wrong in ({"minutes": 31}, {"page_size": 101}, {"page": 0}):
        answer = caller.call(INCREMENT, window(START - timedelta(hours=1), **wrong))
        assert answer["error_response"]["error_code"] == 10001
    assert increment(caller, START - timedelta(hours=1))["total_count"] == 0


def test_order_is_listed_late_but_within_three_minutes(
    platform: PinduoduoPlatform, caller: Caller, clock: SetClock
) -> None:
    for _ in range(20):
        order(platform)
    early = increment(caller, START)["total_count"]
    assert early < 20
    assert platform.violations[0].startswith("window_too_new")
    clock.advance(timedelta(minutes=3))
    assert increment(caller, START)["total_count"] == 20
    assert len(platform.violations) == 1


def many(platform: PinduoduoPlatform, clock: SetClock, count: int = 5) -> list[str]:
    made = []
    for _ in range(count):
        made.append(order(platform))
        clock.advance(timedelta(seconds=1))
    clock.advance(timedelta(minutes=10))
    return made


def pages(caller: Caller, numbers: list[int]) -> set[str]:
    until = START + timedelta(minutes=5)
    found = set()
    for number in numbers:
        told = increment(caller, until, page=number, page_size=2, use_has_next=True)
        found |= {row["order_sn"] for row in told["order_sn_list"]}
    return found


def test_reading_forwards_loses_an_order_that_moves(
    platform: PinduoduoPlatform, caller: Caller, clock: SetClock
) -> None:
    made = many(platform, clock)
    moved: list[str] = []

    def move(_method: str, page: int) -> None:
        if page == 2 and not moved:
            platform.change_address(made[-1], BERT)
            moved.append(made[-1])

    platform.before_page = move
    assert pages(caller, [1, 2, 3]) < set(made)
    assert any(found.startswith("paged_forwards") for found in platform.violations)


def test_reading_backwards_loses_none(
    platform: PinduoduoPlatform, caller: Caller, clock: SetClock
) -> None:
    made = many(platform, clock)
    told = increment(caller, START + timedelta(minutes=5), page_size=2)
    assert told["total_count"] == 5
    assert "has_next" not in told
    assert [row["order_sn"] for row in told["order_sn_list"]] == [made[4], made[3]]
    platform.before_page = lambda _method, page: (
        platform.change_address(made[-1], BERT) if page == 2 else None
    )
    assert pages(caller, [3, 2, 1]) | {made[-1]} == set(made)
    assert platform.violations == []


def test_rows_move_by_themselves(clock: SetClock) -> None:
    platform = PinduoduoPlatform(seed=3, clock=clock, shift_probability=1.0)
    platform.register_app(CLIENT, SECRET)
    tokens = platform.register_shop(SHOP, "示例小店")
    caller = Caller(platform, CLIENT, SECRET, tokens.access)
    made = many(platform, clock)
    assert pages(caller, [1, 2, 3]) < set(made)
    clock.advance(timedelta(minutes=5))
    later = increment(caller, platform.book.now() - timedelta(minutes=3), minutes=5)
    assert later["total_count"] == 2


def test_back_fill_lists_by_confirmation(
    platform: PinduoduoPlatform, caller: Caller, clock: SetClock
) -> None:
    waiting = order(platform, group_formed=False)
    params = {
        "start_confirm_at": int(START.timestamp()) - 3600,
        "end_confirm_at": int(START.timestamp()) + 3600,
        "order_status": 5,
        "refund_status": 5,
        "page": 1,
        "page_size": 100,
    }
    answer = caller.call("pdd.order.list.get", params)["order_list_get_response"]
    assert answer["total_count"] == 0
    platform.form_group(waiting)
    answer = caller.call("pdd.order.list.get", params)["order_list_get_response"]
    assert [row["order_sn"] for row in answer["order_list"]] == [waiting]
    assert answer["order_list"][0]["confirm_status"] == 1
    too_long = {**params, "end_confirm_at": params["end_confirm_at"] + 86400}
    assert caller.call("pdd.order.list.get", too_long)["error_response"]["error_code"] == 10001
