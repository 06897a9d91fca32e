"""One store through its API: reading, merge groups, stock, carriers, tracking, what it lacks."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking
from hedan.errors import AccessEnded, Malformed, OrderGone, PlatformBusy, PlatformRejected
from hedan.platforms.aliexpress.goods import CARRIERS, SET_STOCK, TRACK
from hedan.platforms.aliexpress.listing import ISSUE_LIST
from hedan.platforms.aliexpress.mapping import order_answer, order_of
from hedan.platforms.aliexpress.store import READ_ISSUE, READ_ORDER
from hedan.platforms.lacking import NotOffered
from hedan.platforms.platform import Listing, Platform, PlatformCarrier, StockLevel, TrackingStep
from tests.platforms.aliexpress import order, sample, target
from tests.platforms.aliexpress.wire import (
    NOW,
    Call,
    Reply,
    ScriptedGateway,
    aliexpress_store,
    ok,
    refused,
    store_settings,
)

ID, LINE, ISSUE = "8190000000001234", "8190000000011234", "680000000011234"


def test_an_order_is_read_mapped_and_kept_as_it_came(gateway: ScriptedGateway) -> None:
    store: Platform = aliexpress_store(gateway)
    gateway.answers(READ_ORDER, Reply(order()))
    told = store.read_order(ID)
    assert told.value == order_of(order_answer(target(), ID).target, store_settings(), NOW)
    assert '"oaid": "exampleOaid=="' in told.raw
    assert [case.status for case in told.after_sales] == [AfterSaleStatus.CLOSED]
    assert gateway.asked(READ_ORDER) == [{"param1": {"order_id": int(ID)}}]


def test_an_answer_without_its_root_or_below_result_is_the_same(gateway: ScriptedGateway) -> None:
    below = {"result": {"success": True, "target": target()["target"]}, "request_id": "R"}
    gateway.answers(READ_ORDER, Reply(order()), Reply(target()), Reply(below))
    store = aliexpress_store(gateway)
    first, second, third = (store.read_order(ID).value for _ in range(3))
    assert first == second == third


@pytest.mark.parametrize(
    "reply",
    [
        ok(READ_ORDER, {"result": {"success": False, "error_code": "ORDER_NOT_EXIST"}}),
        refused("15", "ISV", "isv.order-not-found"),
        refused("OrderNotBelongToSeller"),
    ],
)
def test_an_order_that_the_store_has_not(gateway: ScriptedGateway, reply: Reply) -> None:
    gateway.answers(READ_ORDER, reply)
    with pytest.raises(OrderGone, match=ID):
        aliexpress_store(gateway).read_order(ID)


@pytest.mark.parametrize("data", [{}, {"target": None}, {"target": {}}])
def test_an_answer_without_the_order_cancels_nothing(
    gateway: ScriptedGateway, data: dict[str, object]
) -> None:
    gateway.answers(READ_ORDER, ok(READ_ORDER, data))
    with pytest.raises(Malformed, match=ID):
        aliexpress_store(gateway).read_order(ID)


def test_another_no_is_no_missing_order(gateway: ScriptedGateway) -> None:
    gateway.answers(READ_ORDER, refused("InvalidParameter"))
    with pytest.raises(PlatformRejected):
        aliexpress_store(gateway).read_order(ID)


def test_another_order_than_asked_is_not_taken(gateway: ScriptedGateway) -> None:
    gateway.answers(READ_ORDER, Reply(order(id=7)))
    with pytest.raises(Malformed, match="another order"):
        aliexpress_store(gateway).read_order(ID)


def test_an_id_of_elsewhere_is_not_asked_for(gateway: ScriptedGateway) -> None:
    with pytest.raises(Malformed):
        aliexpress_store(gateway).read_order("A-1")
    assert gateway.calls == []


def test_a_cancellation_is_read_from_its_order(gateway: ScriptedGateway) -> None:
    gateway.answers(READ_ORDER, Reply(order(order_status="IN_CANCEL")))
    for hinted in (ID, None):
        told = aliexpress_store(gateway).read_after_sale(hinted, f"cancel-{ID}")
        assert told.value.status is AfterSaleStatus.REQUESTED
    with pytest.raises(PlatformRejected, match="no-such-case"):
        aliexpress_store(gateway).read_after_sale(ID, f"cancel-{ID}-{LINE}")


NO_ISSUES = ok(ISSUE_LIST, {"total_item": 0, "data_list": {}})


def issues(call: Call) -> Reply:
    """List the sample issue under its status, by the order or without one."""
    asked = call.params["query_dto"]
    mine = asked["issue_status"] == "processing" and asked.get("order_no") in (None, int(ID))
    return Reply(sample("issue_list")) if mine else NO_ISSUES


@pytest.mark.parametrize("hinted", [ID, LINE, None])
def test_an_issue_is_read_with_its_buyer_and_its_order(
    gateway: ScriptedGateway, hinted: str | None
) -> None:
    gateway.answers(ISSUE_LIST, issues)
    gateway.answers(READ_ISSUE, Reply(sample("issue_detail")))
    gateway.answers(READ_ORDER, Reply(order(issue_status="IN_ISSUE")))
    told = aliexpress_store(gateway).read_after_sale(hinted, ISSUE)
    assert told.value.order.order_id == ID
    assert told.value.line_ids == (LINE,)
    assert told.value.changed_at == datetime(2026, 10, 12, 10, 10, tzinfo=UTC)
    assert '"reverse_detail_status"' in told.raw
    assert gateway.asked(READ_ISSUE) == [{"buyer_login_id": "es1234567890abcd", "issue_id": ISSUE}]


@pytest.mark.parametrize("of_a_line", [ok(READ_ORDER, {}), Reply(order())])
def test_ids_the_other_way_round_lead_to_the_same_order(
    gateway: ScriptedGateway, of_a_line: Reply
) -> None:
    swapped = sample("issue_detail")
    swapped["aliexpress_issue_detail_get_response"]["result_object"] |= {
        "order_id": int(ID),
        "parent_order_id": int(LINE),
    }

    def only_the_parent(call: Call) -> Reply:
        known = call.params["param1"]["order_id"] == int(ID)
        return Reply(order()) if known else of_a_line

    gateway.answers(ISSUE_LIST, issues)
    gateway.answers(READ_ISSUE, Reply(swapped))
    gateway.answers(READ_ORDER, only_the_parent)
    told = aliexpress_store(gateway).read_after_sale(LINE, ISSUE).value
    assert (told.order.order_id, told.line_ids) == (ID, (LINE,))


def test_a_buyer_that_the_list_does_not_name_is_the_orders(gateway: ScriptedGateway) -> None:
    row = sample("issue_list")
    listed = row["aliexpress_issue_issuelist_get_response"]["data_list"]["issue_api_issue_dto"]
    listed[0]["buyer_login_id"] = ""
    gateway.answers(ISSUE_LIST, Reply(row))
    gateway.answers(READ_ISSUE, Reply(sample("issue_detail")))
    gateway.answers(READ_ORDER, Reply(order()))
    aliexpress_store(gateway).read_after_sale(ID, ISSUE)
    assert gateway.asked(READ_ISSUE)[0]["buyer_login_id"] == "es1234567890abcd"


def test_an_issue_that_no_list_shows(gateway: ScriptedGateway) -> None:
    gateway.answers(ISSUE_LIST, NO_ISSUES)
    with pytest.raises(PlatformRejected, match="in no list"):
        aliexpress_store(gateway).read_after_sale(ID, ISSUE)
    gateway.answers(ISSUE_LIST, ok(ISSUE_LIST, {"total_item": 1, "data_list": {}}))
    with pytest.raises(PlatformBusy, match="not shown to their end"):
        aliexpress_store(gateway).read_after_sale(ID, ISSUE)


def test_an_issue_of_an_order_that_is_gone(gateway: ScriptedGateway) -> None:
    gateway.answers(ISSUE_LIST, issues)
    gateway.answers(READ_ISSUE, Reply(sample("issue_detail")))
    gateway.answers(READ_ORDER, ok(READ_ORDER, {}))
    with pytest.raises(Malformed):
        aliexpress_store(gateway).read_after_sale(ID, ISSUE)


@pytest.mark.parametrize(
    ("told", "place"), [({}, "issue.detail"), ({"result_object": {"id": 1}}, "issue.detail")]
)
def test_an_issue_without_its_detail(
    gateway: ScriptedGateway, told: dict[str, Any], place: str
) -> None:
    gateway.answers(ISSUE_LIST, issues)
    gateway.answers(READ_ISSUE, ok(READ_ISSUE, told))
    with pytest.raises(Malformed, match=place):
        aliexpress_store(gateway).read_after_sale(ID, ISSUE)


def mapped(order_id: int, **changes: Any) -> Order:
    told = target(id=order_id, **changes)
    return order_of(order_answer(told, str(order_id)).target, store_settings(), NOW)


def test_orders_of_one_buyer_to_one_oaid_may_share_a_parcel(gateway: ScriptedGateway) -> None:
    orders = [
        mapped(1),
        mapped(2),
        mapped(3, oaid="another"),
        mapped(4, buyerloginid="somebody"),
        mapped(5, oaid=""),
        mapped(6, oaid=""),
    ]
    assert aliexpress_store(gateway).merge_groups(orders) == [("1", "2")]
    assert gateway.calls == []


def level(product: int, sku: str = "S", quantity: int = 5) -> StockLevel:
    return StockLevel(product_id=str(product), platform_sku="", sku=sku, quantity=quantity)


def test_stock_is_set_in_the_largest_batches_allowed(gateway: ScriptedGateway) -> None:
    gateway.answers(SET_STOCK, ok(SET_STOCK, {"update_success": True}))
    levels = [level(1, f"S{n}", n) for n in range(201)] + [level(n) for n in range(2, 42)]
    assert aliexpress_store(gateway).push_stock(levels) == []
    asked = [call["mutiple_product_update_list"] for call in gateway.asked(SET_STOCK)]
    assert [len(batch) for batch in asked] == [20, 20, 2]
    assert [len(each["multiple_sku_update_list"]) for each in asked[0][:3]] == [200, 1, 1]
    assert asked[0][1] == {
        "product_id": "1",
        "multiple_sku_update_list": [{"sku_code": "S200", "inventory": 200}],
    }


def test_refused_stock_is_named_with_its_reason(gateway: ScriptedGateway) -> None:
    failed = [{"product_id": 2, "error_code": "F1", "error_message": "locked"}]
    told = {"update_success": False, "update_failed_list": {"dto": failed}}
    gateway.answers(SET_STOCK, ok(SET_STOCK, told))
    pushed = aliexpress_store(gateway).push_stock([level(1), level(2)])
    assert pushed == [(level(2), "F1 locked")]


def test_a_batch_refused_as_a_whole(gateway: ScriptedGateway) -> None:
    store = aliexpress_store(gateway)
    gateway.answers(SET_STOCK, refused("InvalidParameter"))
    assert [told for told, _ in store.push_stock([level(1), level(2)])] == [level(1), level(2)]
    gateway.answers(SET_STOCK, refused("InsufficientPermission"))
    with pytest.raises(AccessEnded):
        store.push_stock([level(1)])
    gateway.answers(SET_STOCK, ok(SET_STOCK, {"update_success": False}))
    with pytest.raises(Malformed, match="update_failed_list"):
        store.push_stock([level(1)])


def test_carriers(gateway: ScriptedGateway) -> None:
    rows = [
        {
            "service_name": "CAINIAO_STANDARD",
            "display_name": "Standard",
            "tracking_no_regex": "^LP",
        },
        {"service_name": "OTHER", "logistics_company": "Seller's"},
    ]
    told = {"result_success": True, "result_list": {"aeop_logistics_service_result": rows}}
    gateway.answers(CARRIERS, ok(CARRIERS, told))
    assert aliexpress_store(gateway).carriers() == [
        PlatformCarrier(code="CAINIAO_STANDARD", name="Standard", number_pattern="^LP"),
        PlatformCarrier(code="OTHER", name="Seller's"),
    ]


def test_a_parcels_way_is_told_oldest_first(gateway: ScriptedGateway) -> None:
    steps = [
        {"event_date": "2026-10-02 01:00:00", "event_desc": "Departed", "address": "Shenzhen"},
        {"event_date": 1790820132000, "event_desc": "Accepted", "action_code": "CONSIGN"},
    ]
    gateway.answers(READ_ORDER, Reply(order()))
    gateway.answers(TRACK, ok(TRACK, {"result_success": True, "details": {"details": steps}}))
    tracking = Tracking(carrier="CN", number="LP1")
    store = aliexpress_store(gateway, options={"tracking_zone": "Asia/Shanghai"})
    assert store.track(ID, tracking) == [
        TrackingStep(at=datetime.fromtimestamp(1790820132, UTC), text="Accepted", code="CONSIGN"),
        TrackingStep(at=datetime(2026, 10, 1, 17, 0, tzinfo=UTC), text="Departed, Shenzhen"),
    ]
    assert gateway.asked(TRACK) == [
        {
            "logistics_no": "LP1",
            "service_name": "CAINIAO_STANDARD",
            "out_ref": ID,
            "to_area": "ES",
            "origin": "ESCROW",
        }
    ]
    pacific = aliexpress_store(gateway).track(ID, tracking)
    assert pacific[-1].at == datetime(2026, 10, 2, 8, 0, tzinfo=UTC)
    gateway.answers(TRACK, ok(TRACK, {"details": [{"event_date": "soon"}]}))
    with pytest.raises(Malformed, match="event_date"):
        store.track(ID, tracking)


def test_what_it_lacks_is_denied_by_its_capabilities(gateway: ScriptedGateway) -> None:
    store = aliexpress_store(gateway)
    can = store.capabilities
    assert not can.writes_remark
    assert not can.takes_stop_answer
    assert can.push == "callback"
    assert set(can.listings) == set(Listing)
    with pytest.raises(NotOffered):
        store.mark(ID, remark="x", flag=None)
    with pytest.raises(NotOffered):
        store.pull_messages(1)
