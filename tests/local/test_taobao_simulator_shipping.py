"""Refunds and shipments on the simulated Taobao, memo and stock."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.local.simulated.clock import SetClock
from infra.local.simulated.trade import Goods, Person
from infra.local.taobao import RefundStatus, Status, TaobaoPlatform
from infra.local.taobao.caller import Caller
from infra.local.taobao.flow import WrongState
from infra.local.taobao.params import china_text

APP, SECRET, SHOP = "12345678", "helloworld", "2200123456789"
START = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
TEA = Goods("TEA-A-250G", "示例龙井 250g", 1, 7900, discount_minor=550, spec="规格:250g")
CUPS = Goods("CUP-B-W", "示例茶杯", 2, 5900, discount_minor=400, spec="颜色分类:白色")
ANNA = Person("anna", "张三丰", "10012341234", "浙江省", "杭州市", "西湖区", "文新街道1号")
BERT = Person("bert", "李四", "10087654321", "江苏省", "南京市", "鼓楼区", "湖南路2号")
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


def ship(caller: Caller, tid: str, number: str = "SF1234567890123", **more: Any) -> Any:
    params = {"tid": tid, "out_sid": number, "company_code": "SF", **more}
    return caller.call(SHIP, params)


def refused(answer: Any) -> str:
    sub_code: str = answer["error_response"]["sub_code"]
    return sub_code


# --- refunds ------------------------------------------------------------------------------


def test_every_line_has_a_refund_of_its_own(platform: TaobaoPlatform, caller: Caller) -> None:
    tid = order(platform, TEA, CUPS)
    refund_id = platform.request_refund(tid)
    answer = caller.call("taobao.refunds.receive.get", {"fields": "refund_id,oid,refund_fee"})
    rows = answer["refunds_receive_get_response"]["refunds"]["refund"]
    assert {row["refund_fee"] for row in rows} == {"73.50", "114.00"}
    assert refund_id in {row["refund_id"] for row in rows}
    with pytest.raises(WrongState):
        platform.request_refund(tid)
    platform.agree_refund(tid)
    assert platform.trade(tid).status is Status.TRADE_CLOSED
    topics = [message.topic.rpartition("_")[2] for message in platform.waiting_messages]
    assert topics == ["TradeBuyerPay", *["RefundCreated"] * 2, *["RefundSuccess"] * 2, "TradeClose"]


def test_refund_id_is_text_in_the_api_and_a_number_in_messages(
    platform: TaobaoPlatform, caller: Caller
) -> None:
    tid = order(platform)
    refund_id = platform.request_refund(tid)
    params = {"refund_id": refund_id, "fields": "refund_id,status,refund_version,modified"}
    told = caller.call("taobao.refund.get", params)["refund_get_response"]["refund"]
    assert (told["refund_id"], told["status"]) == (refund_id, "WAIT_SELLER_AGREE")
    message = json.loads(platform.waiting_messages[-1].content)
    assert (message["refund_id"], len(message)) == (int(refund_id), 10)
    platform.withdraw_refund(tid)
    assert detail(caller, tid)["orders"]["order"][0]["refund_status"] == "CLOSED"
    assert platform.request_refund(tid) != refund_id


def test_answer_that_shipping_was_stopped_pays_back(
    platform: TaobaoPlatform, caller: Caller
) -> None:
    tid = order(platform)
    refund_id = platform.request_refund(tid)
    told = {
        "refund_id": int(refund_id),
        "tid": int(tid),
        "status": "FAIL",
        "refund_fee": 7350,
        "operate_time": china_text(START),
    }
    name = "taobao.rdc.aligenius.sendgoods.cancel"
    caller.call(name, {"param": told})
    assert platform.refund(refund_id).status is RefundStatus.WAIT_SELLER_AGREE
    wrong = caller.call(name, {"param": {**told, "status": "SUCCESS", "refund_fee": 1}})
    assert refused(wrong) == "isv.refund-fee-error"
    caller.call(name, {"param": {**told, "status": "SUCCESS"}})
    assert platform.refund(refund_id).status is RefundStatus.SUCCESS


# --- shipping -----------------------------------------------------------------------------


def test_whole_trade_is_shipped_once_and_corrected_on_purpose(
    platform: TaobaoPlatform, caller: Caller
) -> None:
    tid = order(platform)
    assert ship(caller, tid)["logistics_offline_send_response"]["shipping"]["is_success"]
    assert "B04" in refused(ship(caller, tid))
    other = {"tid": tid, "out_sid": "SF1234567890124", "company_code": "SF"}
    caller.call("taobao.logistics.consign.resend", other)
    assert platform.numbers(tid) == ("SF1234567890123", "SF1234567890124")
    line = detail(caller, tid)["orders"]["order"][0]
    assert (line["invoice_no"], line["status"]) == (other["out_sid"], "WAIT_BUYER_CONFIRM_GOODS")
    platform.confirm_receipt(tid)
    assert detail(caller, tid)["status"] == "TRADE_FINISHED"


def test_line_in_a_refund_is_refused_and_the_others_go(
    platform: TaobaoPlatform, caller: Caller
) -> None:
    tid = order(platform, TEA, CUPS)
    tea, cups = (line.oid for line in platform.trade(tid).lines)
    platform.request_refund(tid, cups)
    assert "logistics-offline-service-error" in refused(ship(caller, tid))
    assert platform.numbers(tid) == ()
    ship(caller, tid, is_split="1", sub_tid=tea)
    told = detail(caller, tid)
    assert told["status"] == "SELLER_CONSIGNED_PART"
    assert platform.waiting_messages[-1].topic == "taobao_trade_TradePartlySellerShip"
    platform.agree_refund(tid)
    assert detail(caller, tid)["status"] == "WAIT_BUYER_CONFIRM_GOODS"


@pytest.mark.parametrize(
    "wrong", [{"company_code": "NOBODY"}, {"number": "YT1"}, {"is_split": "1", "sub_tid": "7"}]
)
def test_what_is_wrong_with_a_waybill(
    platform: TaobaoPlatform, caller: Caller, wrong: dict[str, str]
) -> None:
    assert "logistics-offline-service-error" in refused(ship(caller, order(platform), **wrong))


def test_pieces_of_a_line_in_several_parcels(platform: TaobaoPlatform, caller: Caller) -> None:
    tid = order(platform, TEA, CUPS)
    tea, cups = (line.oid for line in platform.trade(tid).lines)
    send = "alibaba.ascp.logistics.offline.send"
    first = {
        "out_sid": "SF1234567890123",
        "company_code": "SF",
        "goods": [{"sub_tid": tea}, {"sub_tid": cups, "num": 1}],
    }
    second = {**first, "out_sid": "SF1234567890124", "goods": [{"sub_tid": cups, "num": 1}]}
    answer = caller.call(send, {"tid": tid, "consign_pkgs": [first]})
    told = answer["alibaba_ascp_logistics_offline_send_response"]["result"]
    assert told == {"success": True}
    assert detail(caller, tid)["status"] == "SELLER_CONSIGNED_PART"
    caller.call(send, {"tid": tid, "consign_pkgs": [second]})
    assert detail(caller, tid)["status"] == "WAIT_BUYER_CONFIRM_GOODS"
    again = caller.call(send, {"tid": tid, "consign_pkgs": [second]})
    told = again["alibaba_ascp_logistics_offline_send_response"]["result"]
    assert told["success"] is False
    params = {
        "tid": tid,
        "old_company_code": "SF",
        "old_out_sid": "SF1234567890124",
        "new_company_code": "YTO",
        "new_out_sid": "YT1234567890123",
    }
    caller.call("alibaba.ascp.logistics.consign.modify", params)
    assert platform.numbers(tid)[-1] == "YT1234567890123"
    trace = caller.call("taobao.logistics.trace.search", {"tid": tid})
    steps = trace["logistics_trace_search_response"]["trace_list"]["transit_step_info"]
    assert [step["action"] for step in steps] == ["GOT"]


def test_careless_shipments_are_taken_and_remembered(
    platform: TaobaoPlatform, caller: Caller
) -> None:
    refused_buyer, held, other = order(platform), order(platform), order(platform, person=BERT)
    platform.request_refund(refused_buyer)
    platform.refuse_refund(refused_buyer)
    platform.hold(held, "top_hold")
    assert detail(caller, held, "top_hold") == {"top_hold": 1}
    for tid in (refused_buyer, held, other):
        assert "error_response" not in ship(caller, tid)
    kinds = [found.split(":")[0] for found in platform.violations]
    assert kinds == ["shipped_over_refund", "shipped_on_hold", "number_of_another_receiver"]


def test_oaid_holds_for_a_week_and_the_merge_call_for_ever(
    platform: TaobaoPlatform, caller: Caller, clock: SetClock
) -> None:
    first, same_week = order(platform), order(platform)
    clock.advance(timedelta(days=7))
    next_week, stranger = order(platform), order(platform, person=BERT)
    trades = (first, same_week, next_week, stranger)
    ids = {tid: detail(caller, tid)["oaid"] for tid in trades}
    assert ids[first] == ids[same_week] != ids[next_week]

    def groups() -> list[str]:
        rows = [{"oaid": ids[tid], "tid": tid} for tid in trades]
        answer = caller.call("taobao.top.oaid.merge", {"merge_list": rows})
        found: list[str] = answer["top_oaid_merge_response"]["tid_list"]["string"]
        return found

    assert groups() == [f"{first},{same_week},{next_week}", stranger]
    platform.change_address(next_week, BERT)
    assert groups() == [f"{first},{same_week}", next_week, stranger]
    assert detail(caller, next_week, "lm") == {"lm": "1"}


def test_flag_falls_back_to_grey_and_memo_stays(platform: TaobaoPlatform, caller: Caller) -> None:
    tid, name = order(platform), "taobao.trade.memo.update"
    caller.call(name, {"tid": tid, "memo": "先发", "flag": "3"})
    caller.call(name, {"tid": tid, "memo": ""})
    assert detail(caller, tid, "seller_memo,seller_flag") == {
        "seller_memo": "先发",
        "seller_flag": 0,
    }
    caller.call(name, {"tid": tid, "reset": "true"})
    assert "seller_memo" not in detail(caller, tid, "seller_memo")


def test_stock_in_full_and_by_difference(platform: TaobaoPlatform, caller: Caller) -> None:
    item, one = {"num_iid": "652800000001"}, "taobao.item.quantity.update"
    caller.call(one, {**item, "sku_id": "48", "quantity": "5"})
    caller.call(one, {**item, "sku_id": "48", "quantity": "-2", "type": "2"})
    caller.call("taobao.skus.quantity.update", {**item, "skuid_quantities": "49:1;50:0"})
    assert platform.book.shops[SHOP].stock == {"48": 3, "49": 1, "50": 0}
    below = caller.call(one, {**item, "sku_id": "48", "quantity": "-4", "type": "2"})
    assert refused(below) == "isv.item-quantity-error"


# --- virtual goods --------------------------------------------------------------------------------


DUMMY = "taobao.logistics.dummy.send"
CARD = Goods("CARD-100", "充值卡", 2, 9900, virtual=True)


def test_a_trade_without_a_parcel_ships_as_a_whole_and_once(
    platform: TaobaoPlatform, caller: Caller
) -> None:
    tid = order(platform, CARD, CARD)
    assert detail(caller, tid, "shipping_type") == {"shipping_type": "virtual"}
    answer = caller.call(DUMMY, {"tid": tid})
    assert answer["logistics_dummy_send_response"]["shipping"] == {"is_success": True}
    told = detail(caller, tid)
    assert told["status"] == "WAIT_BUYER_CONFIRM_GOODS"
    assert not any("invoice_no" in line for line in told["orders"]["order"])
    assert refused(caller.call(DUMMY, {"tid": tid})).endswith("B04")
    assert platform.violations == []


def test_a_refund_stops_the_whole_trade(platform: TaobaoPlatform, caller: Caller) -> None:
    tid = order(platform, CARD)
    platform.request_refund(tid)
    assert refused(caller.call(DUMMY, {"tid": tid})).endswith("B60")


def test_goods_without_a_waybill_are_noted(platform: TaobaoPlatform, caller: Caller) -> None:
    tid = order(platform, CARD, TEA)
    assert detail(caller, tid, "shipping_type") == {"shipping_type": "express"}
    caller.call(DUMMY, {"tid": tid})
    (noted,) = platform.violations
    assert "goods_without_a_waybill" in noted
