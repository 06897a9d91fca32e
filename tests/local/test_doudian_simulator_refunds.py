"""The simulated after-sales: their moves, what list and detail show, the seller's API answer."""

import json
from datetime import timedelta
from typing import Any

import pytest

from infra.local.doudian import AfterSaleType, DoudianPlatform, Gift, Item
from infra.local.doudian.after_sale_flow import WrongState
from infra.local.doudian.caller import Caller
from infra.local.doudian.people import People
from infra.local.simulated.clock import SetClock
from tests.local.conftest import SHOP, START

pytestmark = pytest.mark.loopback

CUP = Item("CUP-RED-01", "示例保温杯", 3, 6490, shop_discount_fen=470)
TEA = Item("TEA-LJ-250", "示例龙井茶", 1, 12800)


@pytest.fixture
def order_id(platform: DoudianPlatform) -> str:
    return platform.place_order(
        SHOP,
        [CUP, TEA],
        gifts=[Gift("GIFT-BRUSH", "赠品杯刷")],
        receiver=People(1).receiver(),
        buyer="b",
    )


def info(caller: Caller, after_sale_id: str) -> dict[str, Any]:
    answer = caller.call("afterSale.Detail", {"after_sale_id": after_sale_id})
    found: dict[str, Any] = answer["data"]["process_info"]["after_sale_info"]
    return found


def tags(platform: DoudianPlatform) -> list[int]:
    return [message.tag for message in platform.messages if message.tag >= 200]


def ship_all(caller: Caller, order_id: str) -> None:
    params = {
        "order_id": order_id,
        "company_code": "shunfeng",
        "logistics_code": "SF0000000000001",
    }
    assert caller.call("order.logisticsAdd", params)["code"] == 10000


def test_detail_and_list_agree_but_for_the_type_of_ids(
    platform: DoudianPlatform, caller: Caller, order_id: str
) -> None:
    after_sale_id = platform.request_refund(order_id, order_id)
    params = {"after_sale_id": after_sale_id, "need_operation_record": True}
    detail = caller.call("afterSale.Detail", params)["data"]
    found = detail["process_info"]["after_sale_info"]
    assert found["after_sale_id"] == int(after_sale_id)
    assert (found["after_sale_status"], found["after_sale_type"]) == (6, 2)
    assert found["refund_total_amount"] == 3 * 6490 - 470
    assert found["real_refund_amount"] == 0
    assert [entry["operator"] for entry in detail["process_info"]["record_logs_list"]] == ["买家"]
    (line,) = detail["order_info"]["sku_order_infos"]
    assert detail["order_info"]["shop_order_id"] == line["sku_order_id"] == int(order_id)
    gift = platform.order(order_id).sku_orders[2].order_id
    assert line["given_sku_details"] == [{"sku_order_id": gift, "product_name": "赠品杯刷"}]
    (item,) = caller.call("afterSale.List", {"page": 0, "size": 10})["data"]["items"]
    assert item["aftersale_info"]["aftersale_id"] == after_sale_id
    assert item["order_info"]["shop_order_id"] == order_id
    assert item["order_info"]["related_order_info"][0]["given_sku_order_ids"] == [gift]
    line_view = caller.call("order.orderDetail", {"shop_order_id": order_id})["data"]
    first = line_view["shop_order_detail"]["sku_order_list"][0]
    assert first["after_sale_info"] == {
        "after_sale_status": 6,
        "after_sale_type": 2,
        "refund_status": 1,
    }


def test_refund_before_shipping_to_the_end(
    platform: DoudianPlatform, caller: Caller, clock: SetClock, order_id: str
) -> None:
    after_sale_id = platform.request_refund(order_id)
    clock.advance(timedelta(minutes=1))
    platform.agree_refund(after_sale_id)
    assert info(caller, after_sale_id)["after_sale_status"] == 12
    assert info(caller, after_sale_id)["refund_status"] == 2
    clock.advance(timedelta(minutes=1))
    platform.refund_success(after_sale_id)
    ended = info(caller, after_sale_id)
    assert (ended["refund_status"], ended["real_refund_amount"]) == (3, 3 * 6490 - 470 + 12800)
    assert ended["update_time"] == int(START.timestamp()) + 120
    order = caller.call("order.orderDetail", {"shop_order_id": order_id})["data"][
        "shop_order_detail"
    ]
    assert (order["order_status"], order["main_status"]) == (4, 21)
    assert [line["order_status"] for line in order["sku_order_list"]] == [4, 4, 4]
    assert tags(platform) == [200, 201, 206]
    assert platform.messages[-1].tag == 106


def test_withdrawn_refund_keeps_refund_status_1(
    platform: DoudianPlatform, caller: Caller, order_id: str
) -> None:
    after_sale_id = platform.request_refund(order_id)
    platform.withdraw_refund(after_sale_id)
    ended = info(caller, after_sale_id)
    assert (ended["after_sale_status"], ended["refund_status"]) == (28, 1)
    assert tags(platform) == [200, 207]
    again = platform.request_refund(order_id)
    assert again != after_sale_id


def test_parts_of_a_line_add_up_to_what_was_paid(
    platform: DoudianPlatform, caller: Caller, order_id: str
) -> None:
    amounts = []
    for _ in range(3):
        after_sale_id = platform.request_refund(order_id, order_id, count=1)
        platform.agree_refund(after_sale_id)
        platform.refund_success(after_sale_id)
        amounts.append(info(caller, after_sale_id)["real_refund_amount"])
    assert sum(amounts) == 3 * 6490 - 470
    assert platform.order(order_id).sku_orders[0].status == 4
    assert platform.order(order_id).status == 2
    with pytest.raises(WrongState):
        platform.request_refund(order_id, order_id, count=1)


def test_refuse_modify_and_illegal_moves(
    platform: DoudianPlatform, caller: Caller, order_id: str
) -> None:
    after_sale_id = platform.request_refund(order_id, order_id)
    with pytest.raises(WrongState):
        platform.request_refund(order_id, order_id)
    platform.refuse_refund(after_sale_id)
    assert info(caller, after_sale_id)["after_sale_status"] == 27
    platform.modify_refund(after_sale_id, amount_fen=100)
    assert info(caller, after_sale_id)["refund_total_amount"] == 100
    assert info(caller, after_sale_id)["after_sale_apply_count"] == 2
    with pytest.raises(WrongState):
        platform.refund_success(after_sale_id)
    assert tags(platform) == [200, 204, 208]


def test_return_after_shipping(platform: DoudianPlatform, caller: Caller, order_id: str) -> None:
    ship_all(caller, order_id)
    after_sale_id = platform.request_refund(order_id, order_id, kind=AfterSaleType.RETURN)
    platform.agree_refund(after_sale_id)
    assert info(caller, after_sale_id)["after_sale_status"] == 7
    platform.return_goods(after_sale_id, "yuantong", "YT0000000000001")
    assert info(caller, after_sale_id)["after_sale_status"] == 11
    platform.agree_refund(after_sale_id)
    platform.refund_success(after_sale_id)
    assert tags(platform) == [200, 202, 203, 201, 206]
    assert platform.order(order_id).status == 3


def test_kind_follows_from_what_was_sent(
    platform: DoudianPlatform, caller: Caller, order_id: str
) -> None:
    before = platform.request_refund(order_id, order_id)
    assert platform.after_sale(before).type == AfterSaleType.BEFORE_SHIPPING
    platform.withdraw_refund(before)
    ship_all(caller, order_id)
    after = platform.request_refund(order_id, order_id)
    assert platform.after_sale(after).type == AfterSaleType.REFUND_ONLY


def test_list_by_time_of_change(
    platform: DoudianPlatform, caller: Caller, clock: SetClock, order_id: str
) -> None:
    first = platform.request_refund(order_id, order_id)
    second = platform.request_refund(order_id, platform.order(order_id).sku_orders[1].order_id)
    clock.advance(timedelta(minutes=10))
    platform.withdraw_refund(first)
    now = int(START.timestamp())

    def ids(**params: Any) -> list[str]:
        data = caller.call("afterSale.List", {"page": 0, "size": 100, **params})["data"]
        assert data["total"] == len(data["items"])
        return [item["aftersale_info"]["aftersale_id"] for item in data["items"]]

    assert ids(update_start_time=now + 1) == [first]
    assert ids(update_end_time=now + 1) == [second]
    assert ids(order_by=["update_time asc"]) == [second, first]
    assert ids(standard_aftersale_status=[6, 7]) == [second]
    assert ids(order_id=order_id, aftersale_id=second) == [second]
    page = caller.call("afterSale.List", {"page": 0, "size": 1})["data"]
    assert (page["has_more"], page["total"]) == (True, 2)


def test_operate_is_optimistic_and_all_or_nothing(
    platform: DoudianPlatform, caller: Caller, clock: SetClock, order_id: str
) -> None:
    first = platform.request_refund(order_id, order_id)
    second = platform.request_refund(order_id, platform.order(order_id).sku_orders[1].order_id)
    seen = info(caller, first)["update_time"]
    clock.advance(timedelta(minutes=1))
    platform.modify_refund(second, amount_fen=1)
    items = [{"aftersale_id": found, "update_time": seen} for found in (first, second)]

    def operate(number: int, items: list[dict[str, Any]]) -> dict[str, Any]:
        return caller.call("afterSale.operate", {"type": number, "items": items})

    assert operate(201, items)["sub_code"] == "isv.business-failed:20309541"
    assert platform.after_sale(first).status == 6
    assert operate(101, items[:1])["sub_code"] == "isv.business-failed:11001"
    assert operate(999, items[:1])["sub_code"] == "isv.business-failed:11001"
    assert operate(201, items[:1] * 2)["code"] == 40004
    agreed = operate(201, items[:1])["data"]["items"]
    assert agreed == [{"aftersale_id": int(first), "status_code": 0, "status_msg": "success"}]
    assert operate(202, [{"aftersale_id": second, "reason": "已打包"}])["code"] == 10000
    assert [platform.after_sale(found).status for found in (first, second)] == [12, 27]


def test_stopped_parcel_is_reported(
    platform: DoudianPlatform, caller: Caller, order_id: str
) -> None:
    after_sale_id = platform.request_refund(order_id)
    params = {"aftersale_id": after_sale_id, "op_time": int(START.timestamp())}
    assert caller.call("afterSale.CancelSendGoodsSuccess", params)["code"] == 10000
    assert platform.after_sale(after_sale_id).send_cancelled_at == START
    platform.withdraw_refund(after_sale_id)
    assert caller.call("afterSale.CancelSendGoodsSuccess", params)["code"] == 40004


def test_only_a_parcel_of_the_order_is_brought_back(
    platform: DoudianPlatform, caller: Caller, order_id: str
) -> None:
    ship_all(caller, order_id)
    after_sale_id = platform.request_refund(order_id)

    def intercept(number: str) -> dict[str, Any]:
        target = {"company_code": "shunfeng", "tracking_no": number}
        params = {
            "after_sale_id": int(after_sale_id),
            "op_from": 1,
            "intercept_targets": [target],
        }
        (result,) = caller.call("afterSale.applyLogisticsIntercept", params)["data"][
            "intercept_results"
        ]
        return dict(result)

    assert not intercept("SF0000000000002")["is_success"]
    assert all(intercept("SF0000000000001")["is_success"] for _ in range(2))
    assert platform.after_sale(after_sale_id).intercepts == ["SF0000000000001"]
    platform.withdraw_refund(after_sale_id)
    assert intercept("SF0000000000001")["unavailable_reason"] == "售后单已完结"


def test_message_names_one_line_and_carries_numbers(
    platform: DoudianPlatform, order_id: str
) -> None:
    after_sale_id = platform.request_refund(order_id)
    message = platform.messages[-1]
    data = json.loads(message.data)
    assert message.tag == 200
    assert data["aftersale_id"] == int(after_sale_id)
    assert (data["p_id"], data["s_id"]) == (int(order_id), int(order_id))
    assert data["update_time"] == "2026-09-28T10:00:00+08:00"
    assert data["apply_time"] == int(START.timestamp())
    assert len(platform.after_sale(after_sale_id).lines) == 2
