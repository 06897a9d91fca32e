"""Trade on the simulated Pinduoduo: views, increments and their traps, refunds, shipping."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.local.pinduoduo import AfterSaleStatus, PinduoduoPlatform
from infra.local.pinduoduo.caller import Caller
from infra.local.pinduoduo.flow import WrongState
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


# --- after-sales --------------------------------------------------------------------------


def refunds(caller: Caller, until: datetime, **more: Any) -> list[dict[str, Any]]:
    end = int(until.timestamp())
    params = {
        "after_sales_status": 1,
        "after_sales_type": 1,
        "start_updated_at": end - 1800,
        "end_updated_at": end,
        **more,
    }
    answer = caller.call("pdd.refund.list.increment.get", params)
    told: list[dict[str, Any]] = answer["refund_increment_get_response"]["refund_list"]
    return told


def test_list_and_detail_of_a_refund_differ_in_units_and_types(
    platform: PinduoduoPlatform, caller: Caller
) -> None:
    order_id = order(platform)
    refund_id = platform.request_refund(order_id)
    (row,) = refunds(caller, START)
    assert (row["id"], row["refund_amount"]) == (int(refund_id), "59.90")
    assert row["updated_time"] == str(int(START.timestamp()))
    told = caller.call(
        "pdd.refund.information.get", {"order_sn": order_id, "after_sales_id": refund_id}
    )
    assert told["refund_amount"] == 5990
    assert told["confirm_time"] == int(START.timestamp()) * 1000
    assert (row["after_sales_type"], told["after_sales_type"]) == (2, 1)
    assert "expire_time" in told
    assert detail(caller, order_id)["refund_status"] == 2


def test_refund_is_withdrawn_asked_again_and_paid(
    platform: PinduoduoPlatform, caller: Caller
) -> None:
    order_id = order(platform)
    first = platform.request_refund(order_id)
    with pytest.raises(WrongState):
        platform.request_refund(order_id)
    platform.withdraw_refund(order_id)
    assert detail(caller, order_id)["refund_status"] == 1
    assert detail(caller, order_id)["after_sales_status"] == 11
    second = platform.request_refund(order_id)
    platform.agree_refund(order_id)
    assert platform.after_sale(first).status is AfterSaleStatus.WITHDRAWN
    assert [row["after_sales_status"] for row in refunds(caller, START, order_sn=order_id)] == [
        10,
        11,
    ]
    told = caller.call("pdd.refund.information.get", {"order_sn": order_id})
    assert (told["id"], "expire_time" in told) == (int(second), False)
    with pytest.raises(WrongState):
        platform.withdraw_refund(order_id)
    assert ship(caller, order_id)["error_response"]["sub_code"] == "ORDER_REFUNDED"


def test_check_before_shipping_names_orders_with_a_refund(
    platform: PinduoduoPlatform, caller: Caller
) -> None:
    quiet, asked = order(platform), order(platform)
    platform.request_refund(asked)
    answer = caller.call("pdd.refund.status.check", {"order_sns": f"{quiet},{asked}"})
    rows = answer["refund_status_check_response"]["order_sns_exists_refund"]
    assert rows == [{"order_sn": asked}]
    platform.withdraw_refund(asked)
    answer = caller.call("pdd.refund.status.check", {"order_sns": f"{quiet},{asked}"})
    assert answer["refund_status_check_response"]["order_sns_exists_refund"] == []


def test_answer_that_shipping_was_stopped_pays_back(
    platform: PinduoduoPlatform, caller: Caller
) -> None:
    order_id = order(platform)
    refund_id = platform.request_refund(order_id)
    told = {
        "refund_id": int(refund_id),
        "tid": order_id,
        "status": "FAIL",
        "refund_fee": 5990,
        "operate_time": int(START.timestamp()) * 1000,
        "fail_reason_code": 1003,
    }
    name = "pdd.rdc.pddgenius.sendgoods.cancel"
    caller.call(name, {"param": told})
    assert platform.after_sale(refund_id).status is AfterSaleStatus.ASKED
    wrong = caller.call(name, {"param": {**told, "status": "SUCCESS", "refund_fee": 1}})
    assert wrong["error_response"]["sub_code"] == "REFUND_FEE"
    caller.call(name, {"param": {**told, "status": "SUCCESS"}})
    assert platform.after_sale(refund_id).status is AfterSaleStatus.REFUNDED


# --- shipping and the rest ----------------------------------------------------------------


def test_number_is_taken_once_and_corrected_on_purpose(
    platform: PinduoduoPlatform, caller: Caller
) -> None:
    order_id = order(platform)
    early = ship(caller, order_id, redelivery_type=2)
    assert early["error_response"]["sub_code"] == "ORDER_NOT_SHIPPED"
    assert ship(caller, order_id)["logistics_online_send_response"]["is_success"]
    again = ship(caller, order_id)
    assert again["error_response"]["sub_code"] == "ORDER_SHIPPED"
    ship(caller, order_id, "SF0000000000002", redelivery_type=2)
    extra = {"shipping_id": 44, "tracking_number": "SF0000000000003"}
    params = {"order_sn": order_id, "extra_track_type": 1, "extra_track_list": [extra]}
    caller.call("pdd.order.upload.extra.logistics", params)
    numbers = tuple(f"SF000000000000{n}" for n in (1, 2, 3))
    assert platform.numbers(order_id) == numbers
    told = detail(caller, order_id)
    assert (told["order_status"], told["tracking_number"]) == (2, numbers[1])
    assert told["extra_delivery_list"] == [{"logistics_id": 44, "tracking_number": numbers[2]}]
    assert platform.violations == []


def test_failure_inside_an_ordinary_answer(platform: PinduoduoPlatform, caller: Caller) -> None:
    order_id = order(platform)
    for wrong in ({"number": "YT0000000000001"}, {"logistics_id": 119}, {"logistics_id": 7}):
        told = ship(caller, order_id, **wrong)["logistics_online_send_response"]
        assert told["is_success"] is False
        assert told["error_code"]
    assert platform.numbers(order_id) == ()


def test_careless_shipments_are_taken_and_remembered(
    platform: PinduoduoPlatform, caller: Caller
) -> None:
    refunded, held, other = order(platform), order(platform), order(platform, BERT)
    platform.request_refund(refunded)
    platform.hold_shipping(held)
    for order_id in (refunded, held, other):
        assert ship(caller, order_id)["logistics_online_send_response"]["is_success"]
    kinds = [found.split(":")[0] for found in platform.violations]
    assert kinds == ["shipped_over_refund", "shipped_on_hold", "number_of_another_receiver"]


def test_merge_groups_know_the_true_receiver(
    platform: PinduoduoPlatform, caller: Caller, clock: SetClock
) -> None:
    first = order(platform)
    clock.advance(timedelta(hours=20))  # The next day in China.
    second, stranger = order(platform), order(platform, BERT)
    ids = [detail(caller, one)["open_address_id"] for one in (first, second)]
    assert ids[0] != ids[1]
    rows = [{"order_sn": one} for one in (first, second, stranger)]
    (told,) = caller.call("pdd.order.merge.ship.order.group", {"order_list": rows}).values()
    groups = [group["order_sn_list"] for group in told["order_group_list"]]
    assert groups == [[first, second], [stranger]]
    platform.change_address(second, BERT)
    (told,) = caller.call("pdd.order.merge.ship.order.group", {"order_list": rows}).values()
    assert [len(group["order_sn_list"]) for group in told["order_group_list"]] == [1, 2]


def test_address_stays_once_shipped(platform: PinduoduoPlatform, caller: Caller) -> None:
    order_id = order(platform)
    before = detail(caller, order_id)["open_address_id"]
    platform.change_address(order_id, BERT)
    assert detail(caller, order_id)["open_address_id"] != before
    ship(caller, order_id)
    platform.change_address(order_id, ANNA)
    assert platform.order(order_id).person == BERT


def test_stock_remark_and_trace(
    platform: PinduoduoPlatform, caller: Caller, clock: SetClock
) -> None:
    order_id = order(platform)
    item = detail(caller, order_id)["item_list"][0]
    stock = {"goods_id": item["goods_id"], "sku_id": item["sku_id"]}
    name = "pdd.goods.quantity.update"
    caller.call(name, {**stock, "quantity": 5})
    caller.call(name, {**stock, "quantity": -5, "update_type": 2})
    below = caller.call(name, {**stock, "quantity": -1, "update_type": 2})
    assert below["error_response"]["sub_code"] == "STOCK_NEGATIVE"
    assert platform.book.shops[SHOP].stock == {str(item["sku_id"]): 0}

    half = caller.call("pdd.order.note.update", {"order_sn": order_id, "note": "x", "tag": 1})
    assert half["response"]["success"] is False
    whole = {"order_sn": order_id, "note": "x", "tag": 1, "tag_name": "红"}
    assert caller.call("pdd.order.note.update", whole)["response"]["success"]
    assert detail(caller, order_id)["remark_tag"] == 1

    ship(caller, order_id)
    clock.advance(timedelta(hours=12))
    params = {"company_code": "SF", "mail_no": "SF0000000000001"}
    (told,) = caller.call("pdd.logistics.ordertrace.get", params).values()
    assert [step["action"] for step in told["trace_list"]] == ["GOT", "SENT_CITY"]
    platform.confirm_receipt(order_id)
    assert detail(caller, order_id)["order_status"] == 3
