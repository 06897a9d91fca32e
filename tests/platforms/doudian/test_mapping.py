"""Order details into orders: the recorded one whole, then every table and every odd value."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.base import OrderKey
from hedan.domain.orders import Line, Order, OrderStatus, Receiver
from hedan.errors import Malformed
from hedan.platforms.doudian.mapping import ORDER_STATUS, order_of
from tests.platforms.doudian import sample_data

SHIP_BY = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
CHANGED_AT = datetime(2026, 9, 28, 2, 0, 2, tzinfo=UTC)


def detail() -> Any:
    return sample_data("order_detail")["shop_order_detail"]


def mapped(order: Any) -> Order:
    return order_of({"shop_order_detail": order}, "cups")


def changed(**changes: object) -> Order:
    return mapped({**detail(), **changes})


def with_line(**changes: object) -> Order:
    """Map the recorded order with its first line changed."""
    order = detail()
    order["sku_order_list"][0] |= changes
    return mapped(order)


def test_the_recorded_order_maps_exactly() -> None:
    assert order_of(sample_data("order_detail"), "cups") == Order(
        key=OrderKey(platform="doudian", store="cups", order_id="6920000000000000123"),
        status=OrderStatus.TO_SHIP,
        lines=(
            Line(
                line_id="6920000000000000123",
                sku="CUP-RED-01",
                product_id="3460000000000000001",
                name="示例水杯",
                spec="颜色:红",
                quantity=1,
                unit_price_minor=6490,
                paid_minor=5990,
                status=OrderStatus.TO_SHIP,
                sku_id="1730000000000001",
                list_price_minor=6490,
                discount_minor=500,
                deadline=SHIP_BY,
            ),
            Line(
                line_id="6920000000000000124",
                sku="GIFT-BRUSH",
                product_id="3460000000000000009",
                name="赠品杯刷",
                spec="",
                quantity=1,
                unit_price_minor=0,
                paid_minor=0,
                status=OrderStatus.TO_SHIP,
                sku_id="1730000000000009",
                is_gift=True,
                gift_of=("6920000000000000123",),
                deadline=SHIP_BY,
            ),
        ),
        currency="CNY",
        paid_minor=5990,
        postage_minor=0,
        payable_minor=5990,
        buyer_id="1@#u6V7w8X9",
        buyer_remark="",
        seller_memo="",
        flag=0,
        receiver=Receiver(
            address_id="#o1P2q3R4s5",
            name="张*",
            phone="1********00",
            province="浙江省",
            city="杭州市",
            district="滨江区",
            street="长河街道",
            detail="江****号",
        ),
        created_at=datetime(2026, 9, 28, 1, 58, 20, tzinfo=UTC),
        paid_at=datetime(2026, 9, 28, 2, 0, tzinfo=UTC),
        changed_at=CHANGED_AT,
        deadline=SHIP_BY,
    )


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (1, "unpaid"),
        (105, "in_review"),
        (2, "to_ship"),
        (101, "part_shipped"),
        (3, "shipped"),
        (4, "cancelled"),
        (5, "done"),
    ],
)
def test_every_documented_status(number: int, status: str) -> None:
    order = changed(order_status=number)
    assert (order.status, order.unknown) == (status, ())
    line = with_line(order_status=number).lines[0]
    assert line.status == status
    assert len(ORDER_STATUS) == 7


@pytest.mark.parametrize(
    ("main_status", "status"),
    [(103, "unpaid"), (21, "cancelled"), (22, "to_ship"), (39, "to_ship"), (0, "to_ship")],
)
def test_main_status_decides_only_where_it_forbids_shipping(main_status: int, status: str) -> None:
    order = changed(main_status=main_status)
    assert (order.status, order.unknown) == (status, ())
    assert with_line(main_status=main_status).lines[0].status == status


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("order_status", 999),
        ("main_status", 999),
        ("order_type", 77),
        ("goods_type", 2),
        ("pre_sale_type", 3),
        ("receive_type", 2),
        ("given_product_type", "HALF"),
    ],
)
def test_an_unknown_value_is_named_once(field: str, value: object) -> None:
    order = detail()
    for sku_order in order["sku_order_list"]:
        sku_order[field] = value
    assert mapped(order).unknown == (f"{field}={value}",)


def test_an_unknown_status_is_unknown_and_not_ready() -> None:
    assert changed(order_status=999).status is OrderStatus.UNKNOWN
    assert changed(order_status=999).unknown == ("order_status=999",)


@pytest.mark.parametrize(
    ("mark", "open_case", "unknown"),
    [
        *((number, True, ()) for number in (6, 7, 8, 11)),
        *((number, False, ()) for number in (0, 12, 13, 14, 27, 28, 29, 51, 53)),
        (77, True, ("after_sale_status=77",)),
    ],
)
def test_an_after_sale_on_a_line(mark: int, open_case: bool, unknown: tuple[str, ...]) -> None:
    order = with_line(after_sale_info={"after_sale_status": mark})
    assert [line.in_after_sale for line in order.lines] == [open_case, False]
    assert order.unknown == unknown


def test_the_deadline_is_the_earliest_of_what_is_not_shipped() -> None:
    order = detail()
    cup, brush = order["sku_order_list"]
    cup["exp_ship_time"] -= 3600
    assert mapped(order).deadline == SHIP_BY - timedelta(hours=1)
    cup["order_status"] = 3
    assert mapped(order).deadline == SHIP_BY
    brush["order_status"] = 4
    assert mapped(order).deadline is None
    assert [line.deadline for line in mapped(order).lines] == [
        SHIP_BY - timedelta(hours=1),
        SHIP_BY,
    ]


def test_a_line_without_a_deadline_has_the_orders() -> None:
    order = with_line(exp_ship_time=0)
    assert order.lines[0].deadline == SHIP_BY
    order = changed(exp_ship_time=0)
    assert order.deadline == SHIP_BY


def test_a_change_of_a_child_order_is_a_change() -> None:
    assert with_line(update_time=1790560803).changed_at == CHANGED_AT + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("changes", "not_before"),
    [
        ({}, None),
        ({"appointment_ship_time": 1790733600}, SHIP_BY),
        ({"recommend_start_ship_time": 1790733600}, SHIP_BY),
        ({"appointment_ship_time": 1790733600, "recommend_start_ship_time": 1}, SHIP_BY),
    ],
)
def test_an_agreed_date_is_not_due_before(changes: Any, not_before: datetime | None) -> None:
    assert changed(**changes).not_before == not_before


@pytest.mark.parametrize("kind", [{"goods_type": 1}, {"order_type": 2}, {"order_type": 4}])
def test_what_is_not_put_in_a_parcel(kind: Any) -> None:
    assert [line.is_virtual for line in with_line(**kind).lines] == [True, False]


def test_remarks_flag_and_money() -> None:
    order = changed(
        buyer_words="不要发货\n谢谢", seller_words="老客户", seller_remark_stars=5, post_amount=600
    )
    assert (order.buyer_remark, order.seller_memo) == ("不要发货\n谢谢", "老客户")
    assert (order.flag, order.postage_minor) == (5, 600)


def test_clear_text_is_never_taken_even_if_it_comes() -> None:
    order = detail()
    order |= {"post_receiver": "张三丰", "post_tel": "13800138000", "mask_post_receiver": ""}
    order["post_addr"]["detail"] = "江南大道1号"
    written = mapped(order).model_dump_json()
    assert mapped(order).receiver.name == ""
    for clear in ("张三丰", "13800138000", "江南大道1号"):
        assert clear not in written


def test_a_region_without_its_mask_comes_from_the_address() -> None:
    assert changed(mask_post_addr=None).receiver.region == "浙江省杭州市滨江区长河街道"


def test_ids_may_be_numbers_and_null_is_absent() -> None:
    order = detail()
    order["order_id"] = int(order["order_id"])
    order["open_address_id"] = None
    order["logistics_info"] = None
    order["sku_order_list"][0] |= {"order_id": 6920000000000000123, "spec": None, "code": " X "}
    got = mapped(order)
    assert got.key.order_id == "6920000000000000123"
    assert got.receiver.address_id == ""
    assert (got.lines[0].line_id, got.lines[0].sku) == ("6920000000000000123", "X")


def test_an_order_at_the_platforms_limit_of_lines_may_be_cut() -> None:
    order = detail()
    order["sku_order_list"] = [
        {**order["sku_order_list"][0], "order_id": str(number)} for number in range(1, 41)
    ]
    assert mapped(order).unknown == ("sku_order_list.length=40",)
    order["sku_order_list"].pop()
    assert mapped(order).unknown == ()


@pytest.mark.parametrize("asked", [1790560802, "1790560802", "2026-09-28T10:00:02+08:00"])
def test_one_instant_in_every_spelling(asked: object) -> None:
    assert changed(update_time=asked, sku_order_list=[bare_line()]).changed_at == CHANGED_AT


def bare_line() -> Any:
    line = detail()["sku_order_list"][0]
    del line["update_time"]
    return line


def test_old_times_are_times() -> None:
    assert changed(create_time=946684799).created_at == datetime(
        1999, 12, 31, 23, 59, 59, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"create_time": 0}, "create_time"),
        ({"update_time": None}, "update_time"),
        ({"update_time": "2026-09-28T10:00:02"}, "update_time"),
        ({"update_time": "yesterday"}, "update_time"),
        ({"update_time": 1790560802000}, "update_time"),
        ({"update_time": 10**30}, "update_time"),
        ({"update_time": True}, "update_time"),
        ({"order_id": 6.92e18}, "order_id"),
        ({"order_id": ""}, "order_id"),
        ({"order_status": "soon"}, "order_status"),
        ({"pay_amount": 59.9}, "pay_amount"),
        ({"sku_order_list": []}, "lines"),
        ({"sku_order_list": None}, "sku_order_list"),
    ],
)
def test_what_cannot_be_an_order_is_refused_with_its_place(changes: Any, place: str) -> None:
    with pytest.raises(Malformed, match=place):
        changed(**changes)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"item_num": 0}, "quantity"),
        ({"pay_amount": -1}, "paid_minor"),
        ({"code": "x" * 129}, "sku"),
    ],
)
def test_what_cannot_be_a_line_is_refused_with_its_place(change: Any, place: str) -> None:
    with pytest.raises(Malformed, match=place):
        with_line(**change)


def test_a_refusal_never_quotes_the_receiver() -> None:
    with pytest.raises(Malformed) as refused:
        changed(mask_post_receiver={"name": "张*"})
    assert "张" not in str(refused.value)
    assert "mask_post_receiver" in str(refused.value)


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5), st.data())
def test_any_value_in_any_field_maps_or_is_refused(value: Any, data: st.DataObject) -> None:
    order = detail()
    where = data.draw(st.sampled_from([order, *order["sku_order_list"]]))
    where[data.draw(st.sampled_from(sorted(where)))] = value
    try:
        mapped(order)
    except Malformed:
        return
