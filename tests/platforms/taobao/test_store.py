"""One store through its API: reading, merging, marking, stock, carriers, ways and stop answers."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.cases import PlatformAct
from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking
from hedan.errors import AccessEnded, Malformed, OrderGone, PlatformBusy, PlatformRejected
from hedan.platforms.platform import ActRequest, Platform, PlatformCarrier, StockLevel
from hedan.platforms.taobao.mapping import order_of
from hedan.platforms.taobao.store import STOP_WORDS
from tests.platforms.taobao import sample
from tests.platforms.taobao.wire import (
    NOW,
    Call,
    Reply,
    StubPlatform,
    ok,
    refused,
    taobao_store,
)

READ = "taobao.trade.fullinfo.get"
REFUND = "taobao.refund.get"
MERGE = "taobao.top.oaid.merge"
MEMO = "taobao.trade.memo.update"
SKUS = "taobao.skus.quantity.update"
ITEM = "taobao.item.quantity.update"
TRACE = "taobao.logistics.trace.search"
STOP = "taobao.rdc.aligenius.sendgoods.cancel"
TID, CASE = "4012345678901234567", "181784773340360001"


def test_a_taobao_store_is_a_platform(platform: StubPlatform) -> None:
    store: Platform = taobao_store(platform)
    assert store.capabilities.platform == "taobao"


def test_an_order_is_read_and_kept_as_it_came(platform: StubPlatform) -> None:
    platform.answers(READ, ok(READ, sample("trade")))
    told = taobao_store(platform, include_oaid="1", ship_hours="48").read_order(TID)
    assert told.value == order_of(sample("trade"), "tea")
    assert json.loads(told.raw)["trade_fullinfo_get_response"]["trade"]["tid"] == int(TID)
    (asked,) = platform.asked(READ)
    assert (asked["tid"], asked["include_oaid"]) == (TID, "1")
    # Without all five of these there is no oaid, and without it no merge.
    wanted = {"receiver_name", "receiver_address", "created", "receiver_mobile", "receiver_phone"}
    assert wanted | {"orders", "modified", "oaid"} <= set(asked["fields"].split(","))


@pytest.mark.parametrize(
    "reply",
    [
        refused(15, "isv.trade-not-exist"),
        refused(15, "isv.trade-not-exist:invalid-tid"),
        refused(15, "isv.not-yours:1"),
        ok(READ),
    ],
)
def test_an_order_that_is_gone_or_of_another_store(platform: StubPlatform, reply: Reply) -> None:
    platform.answers(READ, reply)
    with pytest.raises(OrderGone, match=TID):
        taobao_store(platform, gone_sub_codes="isv.x, isv.not-yours").read_order(TID)


def test_another_refusal_is_no_proof_that_an_order_is_gone(platform: StubPlatform) -> None:
    platform.answers(READ, refused(15, "isv.not-yours:1"))
    with pytest.raises(PlatformRejected, match="not-yours"):
        taobao_store(platform).read_order(TID)


def test_an_after_sale_is_read(platform: StubPlatform) -> None:
    platform.answers(REFUND, ok(REFUND, sample("refund")))
    for order_id in (None, TID):
        told = taobao_store(platform).read_after_sale(order_id, CASE)
        assert (told.value.after_sale_id, told.value.order.order_id) == (CASE, TID)
    assert platform.asked(REFUND)[0]["refund_id"] == CASE


def order(
    order_id: str, oaid: str = "a", buyer: str = "b", created: str = "2026-10-01 10:00:00"
) -> Order:
    data = sample("trade")
    data["trade"] |= {"tid": order_id, "oaid": oaid, "buyer_open_uid": buyer, "created": created}
    return order_of(data, "tea")


def grouped(call: Call) -> Reply:
    """Answer as the platform does: by what stands before the dash of each oaid."""
    groups: dict[str, list[str]] = {}
    for pair in json.loads(call.params["merge_list"]):
        groups.setdefault(pair["oaid"].split("-")[0], []).append(pair["tid"])
    return ok(MERGE, {"tid_list": {"string": [",".join(group) for group in groups.values()]}})


def test_merge_groups_are_the_platforms(platform: StubPlatform) -> None:
    platform.answers(MERGE, grouped)
    orders = [order("1"), order("2"), order("3", "c"), order("4", "")]
    assert taobao_store(platform).merge_groups(orders) == [("1", "2")]
    (asked,) = platform.asked(MERGE)
    assert json.loads(asked["merge_list"]) == [
        {"oaid": "a", "tid": "1"},
        {"oaid": "a", "tid": "2"},
        {"oaid": "c", "tid": "3"},
    ]


def test_over_weeks_one_receiver_has_two_ids(platform: StubPlatform) -> None:
    platform.answers(MERGE, grouped)
    # Sunday and Monday in China, both Sunday in UTC.
    orders = [
        order("1", "a-1", created="2026-10-04 23:59:59"),
        order("2", "a-2", created="2026-10-05 00:00:00"),
    ]
    assert taobao_store(platform).merge_groups(orders) == [("1", "2")]


@pytest.mark.parametrize(
    "orders",
    [
        [],
        [order("1")],
        [order("1"), order("2", "")],
        [order("1", "a"), order("2", "c")],
        [order("1", buyer="x"), order("2", buyer="y")],
    ],
)
def test_nothing_is_asked_where_nothing_can_merge(
    platform: StubPlatform, orders: list[Order]
) -> None:
    assert taobao_store(platform).merge_groups(orders) == []
    assert platform.calls == []


def test_many_orders_are_asked_in_hundreds_and_a_buyers_together(platform: StubPlatform) -> None:
    platform.answers(MERGE, grouped)
    orders = [
        order(f"{buyer}{n}", f"{buyer}", str(buyer)) for n in range(3) for buyer in range(100, 171)
    ]
    orders += [order(f"9{n:03}", "big", "big") for n in range(150)]
    groups = taobao_store(platform).merge_groups(orders)
    asked = [json.loads(call["merge_list"]) for call in platform.asked(MERGE)]
    assert max(len(each) for each in asked) <= 100
    assert sorted(group for group in groups if len(group) == 3) == [
        tuple(f"{buyer}{n}" for n in range(3)) for buyer in range(100, 171)
    ]
    assert sorted(len(group) for group in groups)[-2:] == [50, 100]


def test_a_group_with_a_stranger_is_refused(platform: StubPlatform) -> None:
    platform.answers(MERGE, ok(MERGE, {"tid_list": {"string": ["1,99"]}}))
    with pytest.raises(Malformed, match="not asked for"):
        taobao_store(platform).merge_groups([order("1"), order("2")])


def test_a_failed_merge_is_an_error_not_an_empty_answer(platform: StubPlatform) -> None:
    platform.answers(MERGE, refused(15, "isv.oaid-invalid"))
    with pytest.raises(PlatformRejected):
        taobao_store(platform).merge_groups([order("1"), order("2")])


def test_a_remark_keeps_the_flag_that_is_there(platform: StubPlatform) -> None:
    platform.answers("taobao.trade.get", ok("taobao.trade.get", {"trade": {"seller_flag": 3}}))
    platform.answers(MEMO, ok(MEMO, {"trade": {"tid": 1}}))
    taobao_store(platform).mark(TID, remark="加急", flag=None)
    assert platform.asked(MEMO) == [{"tid": TID, "memo": "加急", "flag": "3"}]


def test_a_flag_is_set_and_an_empty_remark_blanks(platform: StubPlatform) -> None:
    platform.answers(MEMO, ok(MEMO))
    taobao_store(platform).mark(TID, remark="", flag=0)
    assert platform.calls[0].params == {"tid": TID, "reset": "true", "flag": "0"}
    assert len(platform.calls) == 1


def test_a_remark_that_does_not_fit_is_refused_by_us(platform: StubPlatform) -> None:
    platform.answers(MEMO, ok(MEMO))
    store = taobao_store(platform)
    store.mark(TID, remark="赠" * 333, flag=1)
    with pytest.raises(PlatformRejected, match="remark-too-long"):
        store.mark(TID, remark="赠" * 334, flag=1)
    assert len(platform.calls) == 1


def level(product: str, sku: str, quantity: int = 5) -> StockLevel:
    return StockLevel(product_id=product, platform_sku=sku, sku="X", quantity=quantity)


def test_stock_goes_up_by_twenty_of_one_item(platform: StubPlatform) -> None:
    platform.answers(SKUS, ok(SKUS))
    platform.answers(ITEM, ok(ITEM))
    levels = [*(level("1", str(n), n) for n in range(1, 22)), level("2", "9"), level("3", "", 0)]
    assert taobao_store(platform).push_stock(levels) == []
    assert platform.asked(ITEM) == [{"num_iid": "3", "quantity": "0", "type": "1"}]
    assert [(call["num_iid"], call["type"]) for call in platform.asked(SKUS)] == [
        ("1", "1"),
        ("1", "1"),
        ("2", "1"),
    ]
    told = [call["skuid_quantities"] for call in platform.asked(SKUS)]
    assert told[0].split(";")[19] == "20:20"
    assert told[1:] == ["21:21", "9:5"]


def test_one_bad_variant_is_found_and_the_others_are_set(platform: StubPlatform) -> None:
    def picky(call: Call) -> Reply:
        bad = "66:" in call.params["skuid_quantities"]
        return refused(15, "isv.sku-not-exist", "无此SKU") if bad else ok(SKUS)

    platform.answers(SKUS, picky)
    bad = level("1", "66")
    ((refused_, reason),) = taobao_store(platform).push_stock([level("1", "5"), bad])
    assert refused_ == bad
    assert "无此SKU" in reason
    assert platform.asked(SKUS)[1]["skuid_quantities"] == "5:5"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (refused(12), AccessEnded),
        (refused(27), AccessEnded),
        (refused(15, "isp.x"), PlatformBusy),
    ],
)
def test_a_closed_door_is_no_fault_of_the_stock(
    platform: StubPlatform, reply: Reply, error: type[Exception]
) -> None:
    platform.answers(SKUS, reply)
    with pytest.raises(error):
        taobao_store(platform).push_stock([level("1", "5")])


def test_the_carriers(platform: StubPlatform) -> None:
    method = "taobao.logistics.companies.get"
    companies = [
        {"id": 505, "code": "SF", "name": "顺丰速运", "reg_mail_no": "^SF[0-9]{13}$"},
        {"id": 1, "code": "POST", "name": "邮政"},
    ]
    told = ok(method, {"logistics_companies": {"logistics_company": companies}})
    platform.answers(method, told)
    assert taobao_store(platform).carriers() == [
        PlatformCarrier(code="SF", name="顺丰速运", number_pattern="^SF[0-9]{13}$"),
        PlatformCarrier(code="POST", name="邮政"),
    ]


def way(number: str) -> dict[str, object]:
    steps = [
        {"status_time": "2026-10-02 10:00:00", "status_desc": "已签收", "action": "SIGNED"},
        {"status_time": "2026-10-01 20:00:00", "status_desc": "已揽收", "action": "GOT"},
    ]
    return {"out_sid": number, "status": "x", "trace_list": {"transit_step_info": steps}}


def test_a_parcels_way_oldest_first(platform: StubPlatform) -> None:
    platform.answers(TRACE, ok(TRACE, way("SF1")))
    steps = taobao_store(platform).track(TID, Tracking(carrier="SF", number="SF1"))
    assert [(step.code, step.text) for step in steps] == [("GOT", "已揽收"), ("SIGNED", "已签收")]
    assert steps[0].at == datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
    assert platform.asked(TRACE) == [{"tid": TID}]


def test_one_of_several_parcels(platform: StubPlatform) -> None:
    trade = sample("trade")
    trade["trade"]["orders"]["order"][1]["invoice_no"] = "SF2"
    platform.answers(READ, ok(READ, trade))
    platform.answers(TRACE, ok(TRACE, way("SF1")), ok(TRACE, way("SF2")))
    store = taobao_store(platform)
    assert len(store.track(TID, Tracking(carrier="SF", number="SF2"))) == 2
    assert platform.asked(TRACE)[1] == {
        "tid": TID,
        "is_split": "1",
        "sub_tid": "4012345678901234569",
    }
    platform.answers(TRACE, ok(TRACE, way("SF1")))
    assert store.track(TID, Tracking(carrier="SF", number="SF3")) == []


def stopped(**changes: Any) -> ActRequest:
    told = AfterSale(
        order=OrderKey(platform="taobao", store="tea", order_id=TID),
        after_sale_id=CASE,
        kind=AfterSaleKind.REFUND_UNSHIPPED,
        status=AfterSaleStatus.REQUESTED,
        lines=(),
        refund_minor=5500,
        reason="",
        asked_at=NOW,
        changed_at=NOW,
    )
    return ActRequest(act=PlatformAct.STOPPED, case=told, at=NOW).but(**changes)


def test_a_stop_is_answered(platform: StubPlatform) -> None:
    platform.answers(STOP, ok(STOP, {"result": {"success": True}}))
    taobao_store(platform).act(stopped())
    assert json.loads(platform.asked(STOP)[0]["param"]) == {
        "refund_id": CASE,
        "tid": TID,
        "status": "SUCCESS",
        "refund_fee": 5500,
        "operate_time": "2026-10-01 12:00:00",
        "msg": "",
    }


@pytest.mark.parametrize("reason", [reason for reason in STOP_WORDS if reason])
def test_a_parcel_that_is_gone_is_answered_too(platform: StubPlatform, reason: str) -> None:
    platform.answers(STOP, ok(STOP))
    taobao_store(platform).act(stopped(act=PlatformAct.NOT_STOPPED, reason=reason))
    told = json.loads(platform.asked(STOP)[0]["param"])
    assert (told["status"], told["msg"]) == ("FAIL", STOP_WORDS[reason])


def test_a_stop_answer_that_was_not_taken(platform: StubPlatform) -> None:
    result = {"success": False, "error_code": "E1", "error_info": "退款已关闭"}
    platform.answers(STOP, ok(STOP, {"result": result}))
    with pytest.raises(PlatformRejected, match="退款已关闭") as told:
        taobao_store(platform).act(stopped())
    assert told.value.sub_code == "E1"


def test_the_capabilities_are_said_as_data(platform: StubPlatform) -> None:
    can = taobao_store(platform).capabilities
    assert (can.push, can.merge, can.takes_stop_answer) == ("messages", "asked", True)
    for rule in can.listings.values():
        # The platform takes no longer window, and ours is two seconds wider on the wire.
        assert rule.window_max <= timedelta(days=1)
        assert rule.counts
