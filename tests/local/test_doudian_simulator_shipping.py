"""The simulated ship calls: what is accepted, each documented refusal, repeats, corrections."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from infra.local.doudian import (
    DoudianPlatform,
    Gift,
    Item,
    OutageKind,
    Receiver,
    tracking_number,
)
from infra.local.doudian.caller import Caller
from infra.local.doudian.carriers import NAMES, fits, is_number
from infra.local.doudian.people import People
from tests.local.conftest import SHOP, START

pytestmark = pytest.mark.loopback

CUP = Item("CUP-RED-01", "示例保温杯", 2, 6490)
TEA = Item("TEA-LJ-250", "示例龙井茶", 1, 12800)
HERE, THERE = (People(seed).receiver() for seed in (1, 2))
NUMBER = "SF0000000000001"


def place(platform: DoudianPlatform, *lines: Item, to: Receiver = HERE, **more: Any) -> str:
    return platform.place_order(SHOP, lines or (CUP, TEA), receiver=to, buyer="b", **more)


def ship(caller: Caller, order_id: str, **more: Any) -> str:
    """The sub code of shipping the whole order; empty for success."""
    params = {"order_id": order_id, "company_code": "shunfeng", "logistics_code": NUMBER}
    answer = caller.call("order.logisticsAdd", params | more)
    assert (answer["code"] == 10000) == (answer["sub_code"] == ""), answer
    sub_code: str = answer["sub_code"]
    return sub_code.removeprefix("isv.business-failed:")


def status(caller: Caller, order_id: str) -> tuple[int, list[int]]:
    found = caller.call("order.orderDetail", {"shop_order_id": order_id})["data"]
    order = found["shop_order_detail"]
    return order["order_status"], [line["order_status"] for line in order["sku_order_list"]]


def lines_of(platform: DoudianPlatform, order_id: str) -> list[str]:
    return [line.order_id for line in platform.order(order_id).sku_orders]


def pack(number: str, **pieces: int) -> dict[str, Any]:
    return {
        "company_code": "shunfeng",
        "logistics_code": number,
        "shipped_order_info": [
            {"shipped_order_id": line_id.removeprefix("id"), "shipped_num": count}
            for line_id, count in pieces.items()
        ],
    }


# --- whole order --------------------------------------------------------------------------


def test_whole_order_is_shipped_and_remembered(platform: DoudianPlatform, caller: Caller) -> None:
    order_id = place(platform, gifts=[Gift("GIFT", "赠品")])
    assert ship(caller, order_id) == ""
    assert status(caller, order_id) == (3, [3, 3, 3])
    (shipment,) = platform.shipments
    assert shipment.order_ids == (order_id,)
    assert dict(shipment.sku_orders) == dict(
        zip(lines_of(platform, order_id), (2, 1, 1), strict=True)
    )
    assert shipment.pack_id == f"shunfeng_{NUMBER}"
    found = caller.call("order.orderDetail", {"shop_order_id": order_id})["data"]
    (parcel,) = found["shop_order_detail"]["logistics_info"]
    assert (parcel["tracking_no"], parcel["delivery_id"]) == (NUMBER, f"shunfeng_{NUMBER}")
    assert ship(caller, order_id) == "60110"
    assert len(platform.shipments) == 1


@pytest.mark.parametrize(
    ("make", "sub_code"),
    [
        (lambda p: place(p, paid=False), "60137"),
        (lambda p: place(p, risk_review=True), "60109"),
        (lambda p: place(p, platform_warehouse=True), "60116"),
    ],
)
def test_order_that_may_not_be_shipped(
    platform: DoudianPlatform,
    caller: Caller,
    make: Callable[[DoudianPlatform], str],
    sub_code: str,
) -> None:
    assert ship(caller, make(platform)) == sub_code
    assert platform.shipments == []


def test_cancelled_and_finished_orders(platform: DoudianPlatform, caller: Caller) -> None:
    cancelled = place(platform, paid=False)
    platform.cancel_order(cancelled)
    assert ship(caller, cancelled) == "60021"
    finished = place(platform)
    assert ship(caller, finished) == ""
    platform.confirm_receipt(finished)
    assert ship(caller, finished) == "60113"


@pytest.mark.parametrize(
    ("waybill", "sub_code"),
    [
        ({"company_code": ""}, "60011"),
        ({"company_code": "nobody"}, "60018"),
        ({"logistics_code": "单号"}, "60017"),
        ({"logistics_code": "1.23457E+14"}, "60017"),
        ({"logistics_code": "YT0000000000001"}, "60127"),
        ({"logistics_code": "SF0000000000002"}, "70018"),
        ({"logistics_code": "SF0000000000003"}, "70019"),
    ],
)
def test_waybill_that_is_refused(
    platform: DoudianPlatform, caller: Caller, waybill: dict[str, str], sub_code: str
) -> None:
    platform.recycle_waybill("SF0000000000002")
    platform.note_first_scan("SF0000000000003", START - timedelta(hours=1))
    order_id = place(platform)
    assert ship(caller, order_id, **waybill) == sub_code
    assert status(caller, order_id) == (2, [2, 2])


def test_waybill_of_another_receiver(platform: DoudianPlatform, caller: Caller) -> None:
    assert ship(caller, place(platform)) == ""
    assert ship(caller, place(platform)) == ""
    assert ship(caller, place(platform, to=THERE)) == "70022"


@pytest.mark.parametrize("company", NAMES)
def test_made_numbers_fit_their_carrier(company: str) -> None:
    number = tracking_number(company, 123456)
    assert is_number(number)
    assert fits(company, number)


def test_company_list_names_code_and_name(caller: Caller) -> None:
    companies = caller.call("order.logisticsCompanyList", {})["data"]
    assert {"id": 12, "name": "顺丰速运", "code": "shunfeng"} in companies


# --- refunds in the way -------------------------------------------------------------------


def test_waiting_refund_refuses_the_parcel(platform: DoudianPlatform, caller: Caller) -> None:
    order_id = place(platform)
    after_sale_id = platform.request_refund(order_id, order_id)
    assert ship(caller, order_id) == "60040"
    platform.agree_refund(after_sale_id)
    assert ship(caller, order_id) == "60120"
    platform.refund_success(after_sale_id)
    assert ship(caller, order_id) == ""
    assert status(caller, order_id) == (3, [4, 3])
    assert dict(platform.shipments[0].sku_orders) == {lines_of(platform, order_id)[1]: 1}


def test_refunded_order_and_line(platform: DoudianPlatform, caller: Caller) -> None:
    order_id = place(platform, CUP)
    after_sale_id = platform.request_refund(order_id)
    platform.agree_refund(after_sale_id)
    platform.refund_success(after_sale_id)
    assert ship(caller, order_id) == "60068"
    partly = place(platform)
    first, _ = lines_of(platform, partly)
    after_sale_id = platform.request_refund(partly, first)
    platform.agree_refund(after_sale_id)
    platform.refund_success(after_sale_id)
    params = {"order_id": partly, "request_id": "r", "pack_list": [pack(NUMBER, **{first: 2})]}
    refused = caller.call("order.logisticsAddMultiPack", params)
    assert refused["sub_code"] == "isv.business-failed:60068"


def test_withdrawn_refund_no_longer_stands_in_the_way(
    platform: DoudianPlatform, caller: Caller
) -> None:
    order_id = place(platform)
    platform.withdraw_refund(platform.request_refund(order_id))
    assert ship(caller, order_id) == ""


def test_refusing_a_refund_by_shipping_is_remembered(
    platform: DoudianPlatform, caller: Caller
) -> None:
    order_id = place(platform)
    after_sale_id = platform.request_refund(order_id)
    bad_number = {"is_reject_refund": True, "logistics_code": "YT0000000000001"}
    assert ship(caller, order_id, **bad_number) == "60127"
    assert platform.refunds_refused_by_shipping == 0
    assert ship(caller, order_id, is_reject_refund=True) == ""
    assert platform.refunds_refused_by_shipping == 1
    assert platform.after_sale(after_sale_id).status == 27


def test_gift_waits_with_its_master(platform: DoudianPlatform, caller: Caller) -> None:
    order_id = place(platform, CUP, gifts=[Gift("GIFT", "赠品")])
    _, gift = lines_of(platform, order_id)
    after_sale_id = platform.request_refund(order_id, order_id)
    params = {"order_id": order_id, "request_id": "r", "pack_list": [pack(NUMBER, **{gift: 1})]}
    refused = caller.call("order.logisticsAddMultiPack", params)
    assert refused["sub_code"] == "isv.business-failed:60040"
    platform.agree_refund(after_sale_id)
    platform.refund_success(after_sale_id)
    assert status(caller, order_id) == (4, [4, 4])


def test_shipping_over_an_address_request_is_remembered(
    platform: DoudianPlatform, caller: Caller
) -> None:
    order_id = place(platform)
    platform.apply_address_change(order_id, THERE)
    assert ship(caller, order_id) == ""
    assert [found.kind for found in platform.violations] == ["shipped_during_address_request"]
    confirm = {"order_id": order_id, "is_approved": 0}
    assert caller.call("order.addressConfirm", confirm)["sub_code"].endswith(":50037")


# --- several parcels ----------------------------------------------------------------------


def test_parts_are_conserved(platform: DoudianPlatform, caller: Caller) -> None:
    order_id = place(platform)
    cup, tea = lines_of(platform, order_id)

    def add(request_id: str, *packs: dict[str, Any]) -> dict[str, Any]:
        params = {"order_id": order_id, "request_id": request_id, "pack_list": list(packs)}
        return caller.call("order.logisticsAddMultiPack", params)

    too_many = add("r0", pack(NUMBER, **{cup: 2}), pack("SF0000000000002", **{cup: 1}))
    assert too_many["sub_code"] == "isv.business-failed:60126"
    assert status(caller, order_id) == (2, [2, 2])
    first = add("r1", pack(NUMBER, **{cup: 1}))
    assert first["data"]["pack_list"][0]["pack_id"] == f"shunfeng_{NUMBER}"
    assert status(caller, order_id) == (101, [101, 2])
    assert add("r2", pack(NUMBER, **{cup: 2}))["sub_code"].endswith(":60126")
    rest = add("r3", pack("SF0000000000002", **{cup: 1}), pack("SF0000000000003", **{tea: 1}))
    assert rest["code"] == 10000
    assert status(caller, order_id) == (3, [3, 3])
    assert add("r4", pack("SF0000000000004", **{tea: 1}))["sub_code"].endswith(":60110")
    sent: dict[str, int] = {}
    for shipment in platform.shipments:
        for line_id, count in shipment.sku_orders:
            sent[line_id] = sent.get(line_id, 0) + count
    assert sent == {cup: 2, tea: 1}
    tags = [message.tag for message in platform.messages if message.order_id == order_id]
    assert tags == [100, 101, 108, 108, 102]


def test_bad_parcel_spoils_the_whole_call(platform: DoudianPlatform, caller: Caller) -> None:
    order_id = place(platform)
    cup, tea = lines_of(platform, order_id)
    packs = [pack(NUMBER, **{cup: 2}), pack("YT0000000000001", **{tea: 1})]
    params = {"order_id": order_id, "request_id": "r", "pack_list": packs}
    refused = caller.call("order.logisticsAddMultiPack", params)
    assert refused["sub_code"].endswith(":60127")
    assert platform.shipments == []
    foreign = params | {"pack_list": [pack(NUMBER, **{"id1": 1})]}
    assert caller.call("order.logisticsAddMultiPack", foreign)["code"] == 40004
    no_request_id = {"order_id": order_id, "pack_list": packs}
    assert caller.call("order.logisticsAddMultiPack", no_request_id)["code"] == 40002


def test_same_request_id_ships_once(platform: DoudianPlatform, caller: Caller) -> None:
    order_id = place(platform, CUP)
    params = {
        "order_id": order_id,
        "request_id": "parcel-1",
        "pack_list": [pack(NUMBER, **{order_id: 1})],
    }
    platform.outage(OutageKind.LOST_ANSWER, calls=1)
    with pytest.raises(ConnectionError):
        caller.call("order.logisticsAddMultiPack", params)
    again = caller.call("order.logisticsAddMultiPack", params)
    assert again["data"]["pack_list"][0]["logistics_code"] == NUMBER
    assert len(platform.shipments) == 1
    assert platform.replayed_ship_requests == 1
    assert status(caller, order_id) == (101, [101])


def test_failed_request_id_may_be_used_again(platform: DoudianPlatform, caller: Caller) -> None:
    order_id = place(platform, CUP)
    after_sale_id = platform.request_refund(order_id)
    params = {
        "order_id": order_id,
        "request_id": "parcel-1",
        "pack_list": [pack(NUMBER, **{order_id: 2})],
    }
    assert caller.call("order.logisticsAddMultiPack", params)["sub_code"].endswith(":60040")
    platform.withdraw_refund(after_sale_id)
    assert caller.call("order.logisticsAddMultiPack", params)["code"] == 10000


def test_unaffected_line_may_leave_during_a_refund(
    platform: DoudianPlatform, caller: Caller
) -> None:
    order_id = place(platform)
    cup, tea = lines_of(platform, order_id)
    platform.request_refund(order_id, cup)
    params = {"order_id": order_id, "request_id": "r", "pack_list": [pack(NUMBER, **{tea: 1})]}
    assert caller.call("order.logisticsAddMultiPack", params)["code"] == 10000


# --- merged parcel ------------------------------------------------------------------------


def merged(orders: list[str], pieces: dict[str, int], request_id: str = "m") -> dict[str, Any]:
    return pack(NUMBER, **pieces) | {"order_id_list": orders, "request_id": request_id}


def test_merged_parcel_over_two_orders(platform: DoudianPlatform, caller: Caller) -> None:
    one, two = place(platform, CUP), place(platform, TEA)
    params = merged([one, two], {one: 2, two: 1})
    answer = caller.call("order.logisticsAddSinglePack", params)
    assert answer["data"] == {"pack_id": f"shunfeng_{NUMBER}"}
    assert caller.call("order.logisticsAddSinglePack", params)["data"] == answer["data"]
    (shipment,) = platform.shipments
    assert shipment.order_ids == (one, two)
    assert [status(caller, order_id)[0] for order_id in (one, two)] == [3, 3]


def test_merged_parcel_is_all_or_nothing(platform: DoudianPlatform, caller: Caller) -> None:
    one, two, far = place(platform, CUP), place(platform, TEA), place(platform, TEA, to=THERE)

    def add(orders: list[str], pieces: dict[str, int]) -> str:
        answer = caller.call("order.logisticsAddSinglePack", merged(orders, pieces))
        sub_code: str = answer["sub_code"]
        return sub_code.rpartition(":")[2]

    assert add([one, far], {one: 2, far: 1}) == "70021"
    assert add([one, two], {one: 2}) == "isv.parameter-invalid"
    assert add([one], {one: 2, two: 1}) == "isv.parameter-invalid"
    assert add([one, two], {one: 3, two: 1}) == "60126"
    platform.request_refund(two)
    assert add([one, two], {one: 2, two: 1}) == "60040"
    wrong_number = merged([one], {one: 2}) | {"logistics_code": "YT0000000000001"}
    refused = caller.call("order.logisticsAddSinglePack", wrong_number)
    assert refused["sub_code"].endswith(":60127")
    assert platform.shipments == []
    assert status(caller, one) == (2, [2])
    assert add([one], {one: 2}) == ""


# --- corrections --------------------------------------------------------------------------


def test_number_is_corrected_by_order_or_by_pack(platform: DoudianPlatform, caller: Caller) -> None:
    whole, parts = place(platform, CUP), place(platform, CUP)
    edit = {"order_id": whole, "company_code": "yunda", "logistics_code": "4300000000000001"}
    assert caller.call("order.logisticsEdit", edit)["code"] == 50002
    assert ship(caller, whole) == ""
    edit["logistics_code"] = "430000000000001"
    assert caller.call("order.logisticsEdit", edit)["code"] == 10000
    assert platform.order(whole).packs[0].pack_id == "yunda_430000000000001"
    params = {"order_id": parts, "request_id": "r", "pack_list": [pack(NUMBER, **{parts: 1})]}
    assert caller.call("order.logisticsAddMultiPack", params)["code"] == 10000
    by_order = caller.call("order.logisticsEdit", edit | {"order_id": parts})
    assert by_order["sub_code"] == "isv.business-failed:70011"
    by_pack = edit | {"order_id": parts, "pack_id": f"shunfeng_{NUMBER}"}
    assert caller.call("order.logisticsEditByPack", by_pack)["code"] == 10000
    assert caller.call("order.logisticsEditByPack", by_pack)["code"] == 50002
    assert [message.tag for message in platform.messages][-1] == 104
