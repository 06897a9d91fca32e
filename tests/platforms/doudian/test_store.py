"""One store through its API: reading, listing a window without a gap, and merge groups."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.cases import PlatformAct
from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking
from hedan.errors import Malformed, PlatformRejected
from hedan.platforms.doudian.after_sale_mapping import after_sale_of
from hedan.platforms.doudian.listing import PAGE_SIZE
from hedan.platforms.doudian.mapping import order_of
from hedan.platforms.lacking import NotOffered
from hedan.platforms.platform import (
    ActRequest,
    Listed,
    Listing,
    Platform,
    PlatformCarrier,
    StockLevel,
    Unreadable,
)
from tests.platforms.doudian import sample, sample_data
from tests.platforms.doudian.wire import Call, Reply, StubPlatform, doudian_store, ok, refused

pytestmark = pytest.mark.loopback
SINCE = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
UNTIL = SINCE + timedelta(minutes=15)
START = int(SINCE.timestamp())


def test_an_order_is_read_mapped_and_kept_as_it_came(platform: StubPlatform) -> None:
    store: Platform = doudian_store(platform)
    platform.answers("order.orderDetail", Reply(sample("order_detail")))
    told = store.read_order("6920000000000000123")
    assert told.value == order_of(sample_data("order_detail"), "cups")
    assert told.raw == sample("order_detail").decode()
    assert platform.asked("order.orderDetail") == [{"shop_order_id": "6920000000000000123"}]


def test_an_after_sale_is_read_mapped_and_kept_as_it_came(platform: StubPlatform) -> None:
    platform.answers("afterSale.Detail", Reply(sample("after_sale_detail")))
    told = doudian_store(platform).read_after_sale(None, "7140000000000000456")
    assert told.value == after_sale_of(sample_data("after_sale_detail"), "cups")
    assert told.raw == sample("after_sale_detail").decode()
    assert platform.asked("afterSale.Detail") == [{"after_sale_id": "7140000000000000456"}]


@pytest.mark.parametrize("data", [None, {}, [], {"shop_order_detail": None}])
def test_an_answer_without_its_order_is_refused(platform: StubPlatform, data: object) -> None:
    platform.answers("order.orderDetail", ok(data))
    with pytest.raises(Malformed, match=r"order\.orderDetail"):
        doudian_store(platform).read_order("1")


class Orders:
    """A listing over orders that may change while they are read: id to second of change."""

    def __init__(self, changed: dict[str, int]) -> None:
        self.changed = changed
        self.moves: dict[int, tuple[str, int]] = {}  # After so many calls: this order, that second.
        self.calls = 0

    def rows(self, start: int, end: int, page: int, size: int) -> list[tuple[str, int]]:
        self.calls += 1
        inside = sorted(
            (second, order_id)
            for order_id, second in self.changed.items()
            if start <= second <= end
        )
        shown = inside[page * size : (page + 1) * size]
        if self.calls in self.moves:
            order_id, second = self.moves[self.calls]
            self.changed[order_id] = second
        return [(order_id, second) for second, order_id in shown]

    def search_list(self, call: Call) -> Reply:
        asked = call.params
        assert asked["order_by"] == "update_time"
        assert asked["order_asc"] is True
        rows = self.rows(
            asked["update_time_start"], asked["update_time_end"], asked["page"], asked["size"]
        )
        return ok(
            {
                "total": len(self.changed),
                "shop_order_list": [
                    {"order_id": order_id, "update_time": second} for order_id, second in rows
                ],
            }
        )

    def after_sale_list(self, call: Call) -> Reply:
        asked = call.params
        assert asked["order_by"] == ["update_time asc"]
        rows = self.rows(
            asked["update_start_time"], asked["update_end_time"], asked["page"], asked["size"]
        )
        return ok(
            {
                "has_more": len(rows) == asked["size"],
                "items": [
                    {
                        "aftersale_info": {"aftersale_id": f"9{order_id}", "update_time": second},
                        "order_info": {"shop_order_id": int(order_id)},
                    }
                    for order_id, second in rows
                ],
            }
        )


def listed(platform: StubPlatform, listing: Listing) -> list[Listed | Unreadable]:
    """Return every row of the window, each once, as it was first told."""
    pages = list(doudian_store(platform).pages(listing, SINCE, UNTIL))
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]
    return list(dict.fromkeys(row for page in pages for row in page.rows))


@pytest.mark.parametrize("count", [0, 1, PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1, 250])
def test_every_changed_order_is_listed_once(platform: StubPlatform, count: int) -> None:
    orders = Orders({str(1000 + number): START + number for number in range(count)})
    platform.answers("order.searchList", orders.search_list)
    assert listed(platform, Listing.ORDERS) == [
        Listed(
            order_id=str(1000 + number),
            changed_at=SINCE + timedelta(seconds=number),
        )
        for number in range(count)
    ]


def test_every_changed_after_sale_is_listed_once(platform: StubPlatform) -> None:
    orders = Orders({str(1000 + number): START + number for number in range(150)})
    platform.answers("afterSale.List", orders.after_sale_list)
    assert listed(platform, Listing.AFTER_SALES) == [
        Listed(
            order_id=str(1000 + number),
            after_sale_id=f"9{1000 + number}",
            changed_at=SINCE + timedelta(seconds=number),
        )
        for number in range(150)
    ]


def test_more_changes_in_one_second_than_a_page_holds(platform: StubPlatform) -> None:
    orders = Orders({str(1000 + number): START + number // 260 for number in range(600)})
    platform.answers("order.searchList", orders.search_list)
    told = [row.order_id for row in listed(platform, Listing.ORDERS) if isinstance(row, Listed)]
    assert sorted(told) == sorted(orders.changed)


@pytest.mark.parametrize("moved_to", [500, 10_000])
def test_an_order_that_changes_meanwhile_hides_no_other(
    platform: StubPlatform, moved_to: int
) -> None:
    """By page number, order 1100 would slide onto the page already read."""
    orders = Orders({str(1000 + number): START + number for number in range(250)})
    orders.moves = {1: ("1000", START + moved_to), 2: ("1101", START + moved_to)}
    expected = set(orders.changed)
    platform.answers("order.searchList", orders.search_list)
    told = {row.order_id for row in listed(platform, Listing.ORDERS) if isinstance(row, Listed)}
    assert told == expected


def test_a_listing_out_of_order_is_not_trusted(platform: StubPlatform) -> None:
    rows = [{"order_id": "1", "update_time": 2}, {"order_id": "2", "update_time": 1}]
    platform.answers("order.searchList", ok({"shop_order_list": rows}))
    with pytest.raises(Malformed, match="order of its times"):
        listed(platform, Listing.ORDERS)


def test_the_window_is_asked_for_in_seconds(platform: StubPlatform) -> None:
    platform.answers("order.searchList", ok({"shop_order_list": None}))
    assert listed(platform, Listing.ORDERS) == []
    assert platform.asked("order.searchList") == [
        {
            "update_time_start": START,
            "update_time_end": START + 900,
            "order_by": "update_time",
            "order_asc": True,
            "page": 0,
            "size": 100,
        }
    ]


def order(order_id: str, address_id: str = "#a", buyer: str = "b") -> Order:
    told = sample_data("order_detail")
    told["shop_order_detail"] |= {
        "order_id": order_id,
        "open_address_id": address_id,
        "doudian_open_id": buyer,
    }
    return order_of(told, "cups")


def test_merge_groups_are_the_platforms(platform: StubPlatform) -> None:
    platform.answers("order.mergeV2", ok({"order_list": ["1,2", "3"], "failed_order": ["4"]}))
    orders = [order("1"), order("2", "#other-day"), order("3", "#c"), order("4")]
    assert doudian_store(platform).merge_groups(orders) == [("1", "2")]
    (asked,) = platform.asked("order.mergeV2")
    assert sorted((each["order_id"], each["open_address_id"]) for each in asked["merge_list"]) == [
        ("1", "#a"),
        ("2", "#other-day"),
        ("3", "#c"),
        ("4", "#a"),
    ]


@pytest.mark.parametrize(
    "orders", [[], [order("1")], [order("1"), order("2", "")], [order("1", ""), order("2", "")]]
)
def test_nothing_is_asked_where_nothing_can_merge(
    platform: StubPlatform, orders: list[Order]
) -> None:
    assert doudian_store(platform).merge_groups(orders) == []
    assert platform.calls == []


def test_a_partly_failed_merge_keeps_its_groups(platform: StubPlatform) -> None:
    told: Any = {
        "code": 10001,
        "sub_code": "isv.business-part-failed",
        "data": {"order_list": ["1,2"], "failed_order": ["3"]},
    }
    platform.answers("order.mergeV2", Reply(told))
    orders = [order("1"), order("2"), order("3")]
    assert doudian_store(platform).merge_groups(orders) == [("1", "2")]


def test_a_failed_merge_is_an_error_not_an_empty_answer(platform: StubPlatform) -> None:
    platform.answers("order.mergeV2", refused(40004, "isv.parameter-invalid:1"))
    with pytest.raises(PlatformRejected):
        doudian_store(platform).merge_groups([order("1"), order("2")])


def test_many_orders_are_asked_in_hundreds_and_a_buyers_together(platform: StubPlatform) -> None:
    def by_buyer(call: Call) -> Reply:
        ids = sorted(each["order_id"] for each in call.params["merge_list"])
        assert 2 <= len(ids) <= 100
        groups: dict[str, list[str]] = {}
        for order_id in ids:
            groups.setdefault(order_id.split("-")[0], []).append(order_id)
        return ok({"order_list": [",".join(group) for group in groups.values()]})

    platform.answers("order.mergeV2", by_buyer)
    orders = [
        order(f"{buyer}-{number}", f"#{buyer}{number}", buyer=str(buyer))
        for number in range(3)
        for buyer in range(100, 171)
    ]
    groups = doudian_store(platform).merge_groups(orders)
    assert sorted(groups) == [
        tuple(f"{buyer}-{number}" for number in range(3)) for buyer in range(100, 171)
    ]
    assert len(platform.calls) == 3


def test_a_buyer_of_more_orders_than_can_be_asked_at_once(platform: StubPlatform) -> None:
    platform.answers("order.mergeV2", ok({"order_list": []}))
    orders = [order(str(number)) for number in range(1, 252)]
    assert doudian_store(platform).merge_groups(orders) == []
    asked = [
        each["order_id"] for call in platform.asked("order.mergeV2") for each in call["merge_list"]
    ]
    assert sorted(asked) == sorted(o.key.order_id for o in orders)
    assert [len(call["merge_list"]) for call in platform.asked("order.mergeV2")] == [100, 100, 51]


def test_a_group_with_a_stranger_is_refused(platform: StubPlatform) -> None:
    platform.answers("order.mergeV2", ok({"order_list": ["1,99"]}))
    with pytest.raises(Malformed, match="not asked for"):
        doudian_store(platform).merge_groups([order("1"), order("2")])


def test_the_first_page_says_how_many_rows_the_window_holds(platform: StubPlatform) -> None:
    orders = Orders({str(1000 + number): START + number for number in range(150)})
    platform.answers("order.searchList", orders.search_list)
    pages = list(doudian_store(platform).pages(Listing.ORDERS, SINCE, UNTIL))
    assert pages[0].total == 150


def test_a_row_that_cannot_be_read_costs_its_neighbours_nothing(platform: StubPlatform) -> None:
    rows = [{"order_id": "1", "update_time": START}, {"order_id": 7.5}, {"update_time": START}]
    platform.answers("order.searchList", ok({"shop_order_list": rows, "total": 3}))
    first, second, third = listed(platform, Listing.ORDERS)
    assert isinstance(first, Listed)
    assert isinstance(second, Unreadable)
    assert isinstance(third, Unreadable)
    assert second.place == "row 2 of page 0"
    assert "order_id" in second.reason


def test_orders_are_listed_by_the_time_they_were_made(platform: StubPlatform) -> None:
    row = {"order_id": "1", "update_time": START + 5000, "create_time": START + 1}
    platform.answers("order.searchList", ok({"shop_order_list": [row], "total": 1}))
    assert listed(platform, Listing.ORDERS_CREATED) == [
        Listed(order_id="1", changed_at=SINCE + timedelta(seconds=5000))
    ]
    (asked,) = platform.asked("order.searchList")
    assert (asked["create_time_start"], asked["order_by"]) == (START, "create_time")


# --- What a seller does beside shipping ----------------------------------------------------------


def test_remark_and_flag_are_text(platform: StubPlatform) -> None:
    platform.answers("order.addOrderRemark", ok({}))
    doudian_store(platform).mark("1", remark="先发", flag=3)
    doudian_store(platform).mark("2", remark="先发", flag=None)
    assert platform.asked("order.addOrderRemark") == [
        {"order_id": "1", "remark": "先发", "is_add_star": "true", "star": "3"},
        {"order_id": "2", "remark": "先发"},
    ]


def test_stock_is_set_and_what_is_refused_comes_back(platform: StubPlatform) -> None:
    platform.answers("sku.syncStock", ok({}), refused(50002, "isv.business-failed:1", "no"))
    levels = [
        StockLevel(product_id="34", platform_sku="17", sku="CUP", quantity=5),
        StockLevel(product_id="34", platform_sku="", sku="MUG", quantity=0),
    ]
    ((level, reason),) = doudian_store(platform).push_stock(levels)
    assert level == levels[1]
    assert "no" in reason
    first, second = platform.asked("sku.syncStock")
    assert (first["sku_id"], first["stock_num"], first["incremental"]) == ("17", 5, False)
    assert (second["code"], second["stock_num"]) == ("MUG", 0)


def test_carriers_are_the_platforms(platform: StubPlatform) -> None:
    platform.answers("order.logisticsCompanyList", ok([{"id": 1, "name": "顺丰", "code": "sf"}]))
    assert doudian_store(platform).carriers() == [PlatformCarrier(code="sf", name="顺丰")]


def _asked_for(act: PlatformAct, **more: Any) -> ActRequest:
    told = AfterSale(
        order=OrderKey(platform="doudian", store="tea", order_id="1"),
        after_sale_id="9",
        kind=AfterSaleKind.REFUND_UNSHIPPED,
        status=AfterSaleStatus.REQUESTED,
        lines=(),
        refund_minor=5,
        reason="",
        asked_at=SINCE,
        changed_at=SINCE,
    )
    return ActRequest(act=act, case=told, at=SINCE, **more)


def test_pn34_a_parcel_that_was_stopped_is_told(platform: StubPlatform) -> None:
    platform.answers("afterSale.CancelSendGoodsSuccess", ok({}))
    doudian_store(platform).act(_asked_for(PlatformAct.STOPPED))
    asked = platform.asked("afterSale.CancelSendGoodsSuccess")
    assert asked == [{"aftersale_id": "9", "op_time": START}]
    with pytest.raises(NotOffered):  # It has no word for goods that have left.
        doudian_store(platform).act(_asked_for(PlatformAct.NOT_STOPPED))


def test_eb35_a_parcel_is_intercepted_or_the_platform_says_why_not(platform: StubPlatform) -> None:
    method = "afterSale.applyLogisticsIntercept"
    no = {"is_success": False, "unavailable_reason_code": 7, "unavailable_reason": "已派送"}
    yes = {"is_success": True}
    platform.answers(method, ok({"intercept_results": [yes]}), ok({"intercept_results": [no]}))
    store = doudian_store(platform)
    wish = _asked_for(PlatformAct.INTERCEPT, tracking=Tracking(carrier="SF", number="SF1"))
    store.act(wish)
    with pytest.raises(PlatformRejected, match="已派送") as refused:
        store.act(wish)
    assert refused.value.sub_code == "7"
    asked = platform.asked(method)[0]
    assert (asked["after_sale_id"], asked["op_from"]) == (9, 1)
    assert [one["tracking_no"] for one in asked["intercept_targets"]] == ["SF1"]


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (PlatformAct.AGREE, {"type": 201}),
        (PlatformAct.REFUSE, {"type": 202, "reason": "货已发出", "reject_reason_code": 4}),
    ],
)
def test_a_refund_is_answered_as_it_was_seen(
    platform: StubPlatform, act: PlatformAct, told: dict[str, Any]
) -> None:
    platform.answers("afterSale.operate", ok({}))
    doudian_store(platform, options={"refuse_reason_code": "4"}).act(_asked_for(act))
    (asked,) = platform.asked("afterSale.operate")
    (item,) = asked["items"]
    assert {"type": asked["type"]} | item == {"aftersale_id": "9", "update_time": START} | told
