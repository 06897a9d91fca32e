"""One store through its protocol: what it reads, and the small things that it tells."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.cases import PlatformAct
from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking
from hedan.errors import (
    AccessEnded,
    Malformed,
    OrderGone,
    PlatformBusy,
    PlatformRejected,
    SettingsInvalid,
)
from hedan.platforms import corrections
from hedan.platforms.case_acts import STOP_ANSWER_MEANS
from hedan.platforms.lacking import Lacking, NotOffered
from hedan.platforms.pinduoduo.capabilities import CAPABILITIES
from hedan.platforms.pinduoduo.mapping import order_of
from hedan.platforms.pinduoduo.store import PinduoduoStore
from hedan.platforms.platform import (
    ActRequest,
    Listing,
    Platform,
    PlatformCarrier,
    StockLevel,
    TrackingStep,
)
from tests.platforms.pinduoduo import listed_case, order_info, sample
from tests.platforms.pinduoduo.wire import (
    NOW,
    Call,
    Gateway,
    Reply,
    as_json,
    ok,
    order_reply,
    pinduoduo_store,
    refused,
)

SN = "260928-123456789012345"
CASE = "40000000123"
INFO = "pdd.order.information.get"
REFUND = "pdd.refund.information.get"
REFUNDS = "pdd.refund.list.increment.get"
MERGE = "pdd.order.merge.ship.order.group"
STOCK = "pdd.goods.quantity.update"
NOTE = "pdd.order.note.update"
COMPANIES = "pdd.logistics.companies.get"
TRACE = "pdd.logistics.ordertrace.get"
STOP = "pdd.rdc.pddgenius.sendgoods.cancel"


@pytest.fixture
def store(gateway: Gateway) -> PinduoduoStore:
    gateway.answers(INFO, order_reply(order_info()))
    gateway.answers(REFUND, Reply(sample("after_sale_detail")))
    gateway.answers(REFUNDS, Reply(sample("after_sale_list")))
    return pinduoduo_store(gateway)


def test_it_is_a_platform(store: PinduoduoStore) -> None:
    as_platform: Platform = store
    assert as_platform.capabilities is CAPABILITIES


def test_what_it_lacks_is_what_it_denies(store: PinduoduoStore) -> None:
    offered = {
        "merge_groups": CAPABILITIES.merge != "none",
        "correct_tracking": CAPABILITIES.corrects_tracking,
        "ship_replacement": bool(CAPABILITIES.ships_replacements),
        "parcels_shown": CAPABILITIES.shows,
        "carrier_word": CAPABILITIES.shows,
        "push_stock": CAPABILITIES.pushes_stock,
        "mark": CAPABILITIES.writes_remark,
        "carriers": CAPABILITIES.lists_carriers,
        "track": CAPABILITIES.tracks,
        "act": CAPABILITIES.takes_stop_answer,
        "ship_virtual": CAPABILITIES.ships_virtual != "none",
        "pull_messages": CAPABILITIES.push == "messages",
        "confirm_messages": CAPABILITIES.push == "messages",
    }
    assert set(offered) == {name for name in vars(Lacking) if not name.startswith("_")}
    for name, is_offered in offered.items():
        assert (name in vars(PinduoduoStore)) is is_offered
    with pytest.raises(NotOffered):
        store.pull_messages(1)
    assert set(CAPABILITIES.listings) == set(Listing)


def test_an_order_is_read(gateway: Gateway, store: PinduoduoStore) -> None:
    told = store.read_order(SN)
    assert told.value == order_of({"order_info": order_info()}, "cups")
    assert json.loads(told.raw) == json.loads(as_json(sample("order_detail")))
    assert gateway.asked(INFO) == [{"order_sn": SN}]


def test_lottery_orders_go_on_where_the_seller_says_so(gateway: Gateway) -> None:
    gateway.answers(INFO, order_reply({**order_info(), "is_lucky_flag": 2}))
    assert pinduoduo_store(gateway).read_order(SN).value.unknown == ("is_lucky_flag=2",)
    assert pinduoduo_store(gateway, lottery="ship").read_order(SN).value.unknown == ()


def test_another_order_than_asked_for_is_malformed(store: PinduoduoStore) -> None:
    with pytest.raises(Malformed, match="another order"):
        store.read_order("260928-000000000000000")


def test_an_order_that_the_platform_does_not_know(gateway: Gateway) -> None:
    gateway.answers(INFO, refused(50001, 4004, "订单不存在"))
    with pytest.raises(PlatformRejected, match="订单不存在"):
        pinduoduo_store(gateway).read_order(SN)
    with pytest.raises(OrderGone, match=SN):
        pinduoduo_store(gateway, order_gone="1, 4004").read_order(SN)


def test_an_after_sale_is_read_from_both_answers(gateway: Gateway, store: PinduoduoStore) -> None:
    told = store.read_after_sale(SN, CASE)
    assert told.value.kind is AfterSaleKind.REFUND_UNSHIPPED
    assert told.value.line_ids == (f"{SN}-1",)
    assert told.value.unknown == ()
    raw = json.loads(told.raw)
    assert raw["detail"]["refund_amount"] == 5990
    assert raw["listed"]["refund_increment_get_response"]["refund_list"][0]["id"] == int(CASE)
    assert gateway.asked(REFUND) == [{"order_sn": SN, "after_sales_id": CASE}]
    (by_order,) = gateway.asked(REFUNDS)
    assert by_order["order_sn"] == SN


@pytest.mark.parametrize("wrapper", ["response", "refund_information_get_response"])
def test_an_after_sale_under_a_wrapper(
    gateway: Gateway, store: PinduoduoStore, wrapper: str
) -> None:
    gateway.answers(REFUND, ok(wrapper, **sample("after_sale_detail")))
    assert store.read_after_sale(SN, CASE).value.after_sale_id == CASE


def test_an_after_sale_of_an_order_that_we_misread(gateway: Gateway, store: PinduoduoStore) -> None:
    gateway.answers(INFO, order_reply({**order_info(), "pay_amount": -1, "updated_at": "soon"}))
    assert store.read_after_sale(SN, CASE).value.line_ids == (f"{SN}-1",)


def test_an_after_sale_without_its_order_cannot_be_read(
    gateway: Gateway, store: PinduoduoStore
) -> None:
    with pytest.raises(Malformed, match="order_sn"):
        store.read_after_sale(None, CASE)
    assert gateway.calls == []


@pytest.mark.parametrize("changes", [{"id": 1}, {"order_sn": "260928-1"}])
def test_another_case_than_asked_for_is_malformed(
    gateway: Gateway, store: PinduoduoStore, changes: dict[str, Any]
) -> None:
    gateway.answers(REFUND, Reply({**sample("after_sale_detail"), **changes}))
    with pytest.raises(Malformed, match="another case"):
        store.read_after_sale(SN, CASE)


def test_cases_of_other_orders_are_no_witnesses(gateway: Gateway, store: PinduoduoStore) -> None:
    foreign = {**listed_case(), "order_sn": "260928-1", "refund_amount": "1.00"}
    gateway.answers(
        REFUNDS, ok("refund_increment_get_response", refund_list=[foreign], total_count=1)
    )
    assert store.read_after_sale(SN, CASE).value.refund_minor == 5990


def orders(count: int, **receiver: str) -> list[Order]:
    made = []
    for n in range(count):
        order = order_of({"order_info": {**order_info(), "order_sn": f"260928-{n:015}"}}, "cups")
        made.append(order.but(receiver=order.receiver.but(**receiver)))
    return made


def together(call: Call) -> Reply:
    asked = [order["order_sn"] for order in json.loads(call.form["order_list"])]
    groups = [{"order_sn_list": asked[:3]}, {"order_sn_list": asked[3:4]}]
    return ok("order_merge_ship_order_group_response", order_group_list=groups)


def test_the_platform_says_what_may_be_merged(gateway: Gateway, store: PinduoduoStore) -> None:
    gateway.answers(MERGE, together)
    asked = orders(4)
    group = tuple(order.key.order_id for order in asked[:3])
    assert store.merge_groups(asked) == [group]


def test_no_more_are_asked_about_at_once_than_allowed(
    gateway: Gateway, store: PinduoduoStore
) -> None:
    gateway.answers(MERGE, together)
    assert len(store.merge_groups(orders(201))) == 2
    sizes = [len(json.loads(form["order_list"])) for form in gateway.asked(MERGE)]
    assert sizes == [100, 100]


def test_neighbours_are_asked_about_together(gateway: Gateway, store: PinduoduoStore) -> None:
    gateway.answers(MERGE, together)
    mixed = orders(120)
    here = [order.but(receiver=order.receiver.but(name="李*")) for order in mixed[::2]]
    store.merge_groups([*mixed[1::2], *here])
    first, _ = (json.loads(form["order_list"]) for form in gateway.asked(MERGE))
    assert [one["order_sn"] for one in first[:60]] == [order.key.order_id for order in mixed[1::2]]


def test_orders_without_an_address_id_are_merged_with_none(
    gateway: Gateway, store: PinduoduoStore
) -> None:
    assert store.merge_groups(orders(3, address_id="")) == []
    assert store.merge_groups(orders(1)) == []
    assert gateway.calls == []


def test_a_group_with_a_stranger_is_malformed(gateway: Gateway, store: PinduoduoStore) -> None:
    groups = [{"order_sn_list": ["260928-1", "260928-2"]}]
    gateway.answers(MERGE, ok("response", order_group_list=groups))
    with pytest.raises(Malformed, match="not asked for"):
        store.merge_groups(orders(2))


def level(quantity: int = 7, platform_sku: str = "1000000000001") -> StockLevel:
    return StockLevel(
        product_id="500000000001", platform_sku=platform_sku, sku="CUP-RED-01", quantity=quantity
    )


def test_stock_is_told_as_a_whole_number(gateway: Gateway, store: PinduoduoStore) -> None:
    gateway.answers(STOCK, ok("goods_quantity_update_response", is_success=True))
    assert store.push_stock([level(), level(0, platform_sku="")]) == []
    common = {"goods_id": "500000000001", "update_type": "1"}
    assert gateway.asked(STOCK) == [
        {**common, "quantity": "7", "sku_id": "1000000000001"},
        {**common, "quantity": "0", "outer_id": "CUP-RED-01"},
    ]


def test_a_refused_level_costs_the_others_nothing(gateway: Gateway, store: PinduoduoStore) -> None:
    gateway.answers(
        STOCK,
        refused(50001, 1, "活动商品不可减库存"),
        ok("goods_quantity_update_response", is_success=False),
        ok("goods_quantity_update_response", is_success=True),
    )
    levels = [level(1), level(2), level(3)]
    (first, why), (second, _) = store.push_stock(levels)
    assert (first, second) == (levels[0], levels[1])
    assert "活动商品不可减库存" in why


@pytest.mark.parametrize(("code", "error"), [(20031, AccessEnded), (50000, PlatformBusy)])
def test_what_is_no_refusal_of_a_level_is_an_error(
    gateway: Gateway, store: PinduoduoStore, code: int, error: type[Exception]
) -> None:
    gateway.answers(STOCK, refused(code))
    with pytest.raises(error):
        store.push_stock([level()])


def test_a_remark_with_a_flag(gateway: Gateway, store: PinduoduoStore) -> None:
    gateway.answers(NOTE, ok(success=True))
    store.mark(SN, remark="加急", flag=1)
    assert gateway.asked(NOTE) == [{"order_sn": SN, "note": "加急", "tag": "1", "tag_name": "红色"}]
    assert gateway.methods() == [NOTE]


@pytest.mark.parametrize(
    ("present", "kept"),
    [
        ({"remark_tag": 4, "remark_tag_name": "预售"}, {"tag": "4", "tag_name": "预售"}),
        ({"remark_tag": 5, "remark_tag_name": ""}, {"tag": "5", "tag_name": "紫色"}),
        ({"remark_tag": 0}, {}),
    ],
)
def test_a_remark_alone_keeps_the_flag(
    gateway: Gateway, store: PinduoduoStore, present: dict[str, Any], kept: dict[str, str]
) -> None:
    gateway.answers(INFO, order_reply({**order_info(), **present}))
    gateway.answers(NOTE, ok(success=True))
    store.mark(SN, remark="加急", flag=None)
    assert gateway.asked(NOTE) == [{"order_sn": SN, "note": "加急", **kept}]


@pytest.mark.parametrize("flag", [0, 6])
def test_a_flag_that_the_platform_lacks(gateway: Gateway, store: PinduoduoStore, flag: int) -> None:
    assert flag not in CAPABILITIES.flags
    with pytest.raises(PlatformRejected, match="flag"):
        store.mark(SN, remark="加急", flag=flag)
    assert gateway.calls == []


def test_a_refused_remark(gateway: Gateway, store: PinduoduoStore) -> None:
    gateway.answers(NOTE, ok(success=False, error_code=1, error_msg="备注过长"))
    with pytest.raises(PlatformRejected, match="备注过长"):
        store.mark(SN, remark="长", flag=2)


COMPANY_LIST = [
    {"id": 44, "logistics_company": "顺丰速运", "code": "SF", "available": 1},
    {"id": 1, "logistics_company": "停用快递", "code": "OLD", "available": 0},
]


def test_only_carriers_that_may_be_used_are_listed(gateway: Gateway, store: PinduoduoStore) -> None:
    gateway.answers(
        COMPANIES, ok("logistics_companies_get_response", logistics_companies=COMPANY_LIST)
    )
    assert store.carriers() == [PlatformCarrier(code="44", name="顺丰速运")]


def test_a_parcel_is_followed(gateway: Gateway, store: PinduoduoStore) -> None:
    steps = [
        {"status_time": "2026-09-29 09:00:00", "status_desc": "已签收", "action": "SIGN"},
        {"time": "2026-09-28 20:00:00", "desc": "已揽收", "action": "GOT"},
        {"status_desc": "?"},
    ]
    gateway.answers(
        COMPANIES, ok("logistics_companies_get_response", logistics_companies=COMPANY_LIST)
    )
    gateway.answers(TRACE, ok("logistics_ordertrace_get_resposne", trace_list=steps))
    tracking = Tracking(carrier="SF", number="SF1")
    assert store.track(SN, tracking) == [
        TrackingStep(at=datetime(2026, 9, 28, 12, 0, tzinfo=UTC), text="已揽收", code="GOT"),
        TrackingStep(at=datetime(2026, 9, 29, 1, 0, tzinfo=UTC), text="已签收", code="SIGN"),
    ]
    store.track(SN, tracking)
    assert gateway.methods() == [COMPANIES, TRACE, TRACE]
    assert gateway.asked(TRACE)[0] == {"company_code": "SF", "mail_no": "SF1", "cache": "false"}


def test_a_carrier_without_a_code_cannot_be_asked(gateway: Gateway, store: PinduoduoStore) -> None:
    gateway.answers(COMPANIES, ok("logistics_companies_get_response", logistics_companies=[]))
    with pytest.raises(PlatformRejected, match="no code"):
        store.track(SN, Tracking(carrier="SF", number="SF1"))


@pytest.mark.parametrize(
    ("stopped", "reason", "told"),
    [
        (True, "", {"status": "SUCCESS"}),
        (False, "order_unknown", {"status": "FAIL", "fail_reason_code": 1001}),
        (False, "already_shipped", {"status": "FAIL", "fail_reason_code": 1002}),
        (False, "label_printed", {"status": "FAIL", "fail_reason_code": 1003}),
        (False, "", {"status": "FAIL", "fail_reason_code": 1002}),
    ],
)
def test_a_stop_is_answered(
    gateway: Gateway, store: PinduoduoStore, stopped: bool, reason: Any, told: dict[str, Any]
) -> None:
    gateway.answers(STOP, ok("rdc_pddgenius_sendgoods_cancel_response", is_success=True))
    told_case = AfterSale(
        order=OrderKey(platform="pinduoduo", store="tea", order_id=SN),
        after_sale_id=CASE,
        kind=AfterSaleKind.REFUND_UNSHIPPED,
        status=AfterSaleStatus.REQUESTED,
        lines=(),
        refund_minor=5990,
        reason="",
        asked_at=NOW,
        changed_at=NOW,
    )
    act = PlatformAct.STOPPED if stopped else PlatformAct.NOT_STOPPED
    store.act(ActRequest(act=act, case=told_case, at=NOW, reason=reason))
    param = json.loads(gateway.asked(STOP)[0]["param"])
    assert (
        param.items()
        >= {
            **told,
            "refund_id": CASE,
            "tid": SN,
            "refund_fee": 5990,
            "operate_time": int(NOW.timestamp()) * 1000,
        }.items()
    )
    assert ("fail_reason_code" in param) is not stopped


def test_every_option_is_declared() -> None:
    own = set(CAPABILITIES.options) - set(corrections.OPTIONS) - set(STOP_ANSWER_MEANS)
    assert own == {"lottery", "after_sales_status", "order_gone"}
    assert all(CAPABILITIES.options.values())


def test_an_option_that_means_nothing_is_refused_at_once(gateway: Gateway) -> None:
    with pytest.raises(SettingsInvalid, match="after_sales_status"):
        pinduoduo_store(gateway, after_sales_status="all")
