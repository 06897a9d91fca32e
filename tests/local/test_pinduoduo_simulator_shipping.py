"""Refunds and shipments on the simulated Pinduoduo, merging, stock, remark."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.local.pinduoduo import AfterSaleStatus, PinduoduoPlatform
from infra.local.pinduoduo.caller import Caller
from infra.local.pinduoduo.flow import WrongState
from infra.local.simulated.clock import SetClock
from infra.local.simulated.trade import Goods, Person

CLIENT, SECRET, SHOP = "demo-client", "demo-secret", "600000001"
START = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
CUP = Goods("CUP-RED-01", "示例水杯", 1, 6490, discount_minor=500, spec="红色,350ml")
ANNA = Person("anna", "张三丰", "10012345678", "浙江省", "杭州市", "滨江区", "江南大道1号")
BERT = Person("bert", "李四", "10087654321", "江苏省", "南京市", "鼓楼区", "湖南路2号")
SHIP = "pdd.logistics.online.send"


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


def order(platform: PinduoduoPlatform, person: Person = ANNA, **more: Any) -> str:
    return platform.place_order(SHOP, [CUP], person, paid_at=platform.book.now(), **more)


def detail(caller: Caller, order_id: str) -> dict[str, Any]:
    answer = caller.call("pdd.order.information.get", {"order_sn": order_id})
    told: dict[str, Any] = answer["order_info_get_response"]["order_info"]
    return told


def ship(caller: Caller, order_id: str, number: str = "SF0000000000001", **more: Any) -> Any:
    params = {"order_sn": order_id, "logistics_id": 44, "tracking_number": number, **more}
    return caller.call(SHIP, params)


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


def test_of_two_calls_at_once_one_ships(platform: PinduoduoPlatform, caller: Caller) -> None:
    order_id = order(platform)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ship(caller, order_id), range(40)))
    taken = [answer for answer in answers if "logistics_online_send_response" in answer]
    assert len(taken) == 1
    assert platform.numbers(order_id) == ("SF0000000000001",)
