"""Order details into orders: the sample whole, then every table and every odd value."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.base import OrderKey
from hedan.domain.orders import Line, Order, OrderStatus, Receiver
from hedan.errors import Malformed
from hedan.platforms.pinduoduo.mapping import order_of
from hedan.platforms.pinduoduo.tables import AFTER_SALE_OVER, AFTER_SALE_STATUS, ORDER_STATUS
from tests.platforms.pinduoduo import order_info

SN = "260928-123456789012345"
SHIP_BY = datetime(2026, 9, 30, 2, 0, 1, tzinfo=UTC)
GIFT = {"goods_id": 500000000009, "sku_id": "9", "outer_id": "GIFT-BRUSH", "goods_count": 2}


def mapped(info: Any, **options: bool) -> Order:
    return order_of({"order_info": info}, "cups", **options)


def changed(**changes: object) -> Order:
    return mapped({**order_info(), **changes})


def with_item(**changes: object) -> Order:
    info = order_info()
    info["item_list"][0] |= changes
    return mapped(info)


def test_the_sample_order_maps_exactly() -> None:
    assert mapped(order_info()) == Order(
        key=OrderKey(platform="pinduoduo", store="cups", order_id=SN),
        status=OrderStatus.TO_SHIP,
        lines=(
            Line(
                line_id=f"{SN}-1",
                sku="CUP-RED-01",
                product_id="500000000001",
                name="示例水杯",
                spec="红色,350ml",
                quantity=1,
                unit_price_minor=6490,
                paid_minor=5990,
                status=OrderStatus.TO_SHIP,
                sku_id="1000000000001",
                list_price_minor=6490,
                deadline=SHIP_BY,
            ),
        ),
        currency="CNY",
        paid_minor=5990,
        postage_minor=0,
        payable_minor=5990,
        discount_minor=500,
        buyer_id="",
        buyer_remark="请尽快发货",
        seller_memo="",
        receiver=Receiver(
            address_id="OA_invented_0001",
            name="张*",
            phone="1********00",
            province="浙江省",
            city="杭州市",
            district="滨江区",
            street="",
            detail="江****号",
        ),
        created_at=datetime(2026, 9, 28, 1, 58, 20, tzinfo=UTC),
        paid_at=datetime(2026, 9, 28, 2, 0, tzinfo=UTC),
        changed_at=datetime(2026, 9, 28, 2, 0, 2, tzinfo=UTC),
        deadline=SHIP_BY,
    )


def test_no_cipher_leaves_the_payload() -> None:
    told = mapped(order_info()).model_dump_json()
    assert "AAAA" not in told


@pytest.mark.parametrize(("number", "status"), ORDER_STATUS.items())
def test_every_order_status(number: int, status: OrderStatus) -> None:
    order = changed(order_status=number)
    assert (order.status, order.lines[0].status, order.unknown) == (status, status, ())
    assert (order.deadline is None) == (status is not OrderStatus.TO_SHIP)


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("confirm_status", 0, OrderStatus.UNPAID),
        ("confirm_status", 2, OrderStatus.CANCELLED),
        ("group_status", 0, OrderStatus.UNPAID),
        ("group_status", 2, OrderStatus.CANCELLED),
        ("risk_control_status", 1, OrderStatus.IN_REVIEW),
        ("refund_status", 2, OrderStatus.TO_SHIP),
        ("refund_status", 3, OrderStatus.TO_SHIP),
        ("refund_status", 4, OrderStatus.CANCELLED),
        ("trade_type", 1, OrderStatus.UNPAID),
    ],
)
def test_what_else_decides_while_it_is_to_be_shipped(
    field: str, value: int, status: OrderStatus
) -> None:
    assert changed(**{field: value}).status is status
    assert changed(**{field: value}).unknown == ()
    # What has left stays what it is.
    assert changed(**{field: value}, order_status=2).status is OrderStatus.SHIPPED


@pytest.mark.parametrize(("step", "status"), [(1, OrderStatus.UNPAID), (2, OrderStatus.TO_SHIP)])
def test_a_deposit_order_waits_for_the_rest(step: int, status: OrderStatus) -> None:
    assert changed(trade_type=1, step_order_info={"step_trade_status": step}).status is status


def test_the_gravest_state_counts() -> None:
    order = changed(risk_control_status=1, group_status=0, confirm_status=2)
    assert order.status is OrderStatus.CANCELLED


@pytest.mark.parametrize(
    "field",
    ["order_status", "confirm_status", "group_status", "risk_control_status", "refund_status"],
)
def test_an_unknown_state_opens_a_hold_named_after_it(field: str) -> None:
    order = changed(**{field: 77})
    assert order.status is OrderStatus.UNKNOWN
    assert order.unknown == (f"{field}=77",)


@pytest.mark.parametrize(
    "field",
    [
        "after_sales_status",
        "gift_order_status",
        "identification_status",
        "shipping_type",
        "self_contained",
        "trade_type",
        "is_stock_out",
        "is_lucky_flag",
    ],
)
def test_an_unknown_mark_opens_a_hold_named_after_it(field: str) -> None:
    assert changed(**{field: 77}).unknown == (f"{field}=77",)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("gift_order_status", 0),
        ("identification_status", 1),
        ("identification_status", 2),
        ("shipping_type", 1),
        ("shipping_type", 2),
        ("shipping_type", 3),
        ("self_contained", 1),
        ("is_lucky_flag", 2),
        ("is_stock_out", 1),
    ],
)
def test_what_keeps_an_order_back_is_a_hold_until_it_is_shipped(field: str, value: int) -> None:
    assert changed(**{field: value}).unknown == (f"{field}={value}",)
    assert changed(**{field: value}, order_status=2).unknown == ()


def test_the_platforms_pause_is_a_hold() -> None:
    tags = [{"name": "ship_hold", "value": 1}, {"name": "free_sf", "value": 1}]
    assert changed(order_tag_list=tags).unknown == ("ship_hold=1",)


def test_a_shortage_that_is_settled_holds_nothing() -> None:
    assert changed(is_stock_out=1, stock_out_handle_status=1).unknown == ()


def test_the_seller_may_let_lottery_orders_go_on() -> None:
    info = {**order_info(), "is_lucky_flag": 2}
    assert mapped(info, ships_lottery=True).unknown == ()


@pytest.mark.parametrize("number", [0, *AFTER_SALE_STATUS])
def test_a_case_that_is_not_over_marks_the_lines(number: int) -> None:
    (line,) = changed(after_sales_status=number).lines
    assert line.in_after_sale == (number not in AFTER_SALE_OVER | {0})


@pytest.mark.parametrize(("number", "marked"), [(1, False), (2, True), (3, True), (4, False)])
def test_a_refund_that_is_not_over_marks_the_lines(number: int, marked: bool) -> None:
    (line,) = changed(refund_status=number).lines
    assert line.in_after_sale is marked


def test_unknown_counts_as_not_over() -> None:
    assert changed(refund_status=77).lines[0].in_after_sale
    assert changed(after_sales_status=77).lines[0].in_after_sale


def test_a_gift_in_the_box_is_a_line() -> None:
    item, gift = changed(gift_list=[GIFT], gift_order_status=2).lines
    assert (item.line_id, gift.line_id) == (f"{SN}-1", f"{SN}-g1")
    assert (gift.sku, gift.quantity, gift.paid_minor, gift.is_gift) == ("GIFT-BRUSH", 2, 0, True)
    assert gift.gift_of == (f"{SN}-1",)


@pytest.mark.parametrize("status", [0, 1])
def test_a_gift_that_travels_otherwise_is_none(status: int) -> None:
    assert len(changed(gift_list=[GIFT], gift_order_status=status).lines) == 1


@given(
    st.integers(0, 1_000_000),
    st.integers(0, 3_000),
    st.lists(st.tuples(st.integers(0, 50_000), st.integers(1, 9)), min_size=1, max_size=6),
)
def test_what_was_paid_is_divided_to_the_last_fen(
    goods: int, postage: int, items: list[tuple[int, int]]
) -> None:
    template = order_info()["item_list"][0]
    item_list = [
        {**template, "goods_price": Decimal(price) / 100, "goods_count": count}
        for price, count in items
    ]
    order = changed(
        pay_amount=Decimal(goods + postage) / 100,
        postage=Decimal(postage) / 100,
        item_list=item_list,
    )
    assert sum(line.paid_minor for line in order.lines) + order.postage_minor == order.paid_minor
    assert [line.line_id for line in order.lines] == [f"{SN}-{n + 1}" for n in range(len(items))]


@pytest.mark.parametrize(
    "told", ["59.90", Decimal("59.9"), Decimal("59.89999999999999"), Decimal("5.99E+1")]
)
def test_yuan_in_every_spelling(told: object) -> None:
    assert changed(pay_amount=told).paid_minor == 5990


@pytest.mark.parametrize(
    "told",
    [
        Decimal("-0.01"),
        "59.905",
        "many",
        "",
        59.9,
        True,
        "NaN",
        "Infinity",
        "1e999999999",
        [1],
    ],
)
def test_money_that_cannot_be_is_malformed(told: object) -> None:
    with pytest.raises(Malformed, match=r"order_info\.pay_amount"):
        changed(pay_amount=told)


@pytest.mark.parametrize(
    "field",
    ["pay_amount", "order_sn", "order_status", "refund_status", "created_time", "updated_at"],
)
def test_what_no_order_may_lack(field: str) -> None:
    for absent in (None, ...):
        info = order_info()
        if absent is None:
            info[field] = None
        else:
            del info[field]
        with pytest.raises(Malformed, match=field):
            mapped(info)


@pytest.mark.parametrize("told", ["2026-09-28T10:00:02", "1790560802", "soon", 1790560802])
def test_a_time_in_another_spelling_is_malformed(told: object) -> None:
    with pytest.raises(Malformed, match="updated_at"):
        changed(updated_at=told)


@pytest.mark.parametrize("told", ["", None, "1970-01-01 08:00:00"])
def test_no_time_is_none(told: object) -> None:
    assert changed(last_ship_time=told).deadline is None


def test_a_promised_delivery_shortens_the_deadline() -> None:
    order = changed(promise_delivery_time="2026-09-29 18:00:00")
    assert order.deadline == datetime(2026, 9, 29, 10, 0, tzinfo=UTC)


def test_a_presale_is_not_due_before_its_date() -> None:
    due = datetime(2026, 9, 29, 0, 0, tzinfo=UTC)
    assert changed(is_pre_sale=1, pre_sale_time="2026-09-29 08:00:00").not_before == due
    assert changed(is_pre_sale=0, pre_sale_time="2026-09-29 08:00:00").not_before is None
    # On the deadline it is that deadline itself, not a date to wait for.
    assert changed(is_pre_sale=1, pre_sale_time="2026-09-30 10:00:01").not_before is None


@pytest.mark.parametrize("goods_id", [500000000001, "500000000001", 9007199254740993])
def test_ids_are_text_however_they_come(goods_id: object) -> None:
    assert with_item(goods_id=goods_id).lines[0].product_id == str(goods_id)


def test_flag_remark_and_virtual_goods() -> None:
    order = changed(remark="加急", remark_tag=2, card_info_list=[{"card_no": "~x~"}])
    assert (order.seller_memo, order.flag, order.lines[0].is_virtual) == ("加急", 2, True)


def test_an_order_in_review_has_no_receiver() -> None:
    blank = dict.fromkeys(
        ("receiver_name_mask", "receiver_phone_mask", "receiver_address_mask", "address_mask"), ""
    )
    order = changed(risk_control_status=1, open_address_id=None, **blank)
    assert (order.receiver.address_id, order.receiver.name, order.receiver.detail) == ("", "", "")


@pytest.mark.parametrize("quantity", [0, -1, 2_000_000])
def test_a_quantity_that_cannot_be_is_malformed(quantity: int) -> None:
    with pytest.raises(Malformed, match=SN):
        with_item(goods_count=quantity)


@pytest.mark.parametrize("data", [{}, {"order_info": None}, {"order_info": []}, [], "x", None])
def test_no_order_at_all_is_malformed(data: object) -> None:
    with pytest.raises(Malformed, match=r"pdd\.order\.information\.get"):
        order_of(data, "cups")


def test_an_order_without_goods_is_malformed() -> None:
    with pytest.raises(Malformed, match="item_list"):
        changed(item_list=[])


def test_errors_never_quote_a_receiver() -> None:
    with pytest.raises(Malformed) as raised:
        changed(receiver_name_mask=["张三"], updated_at="张三")
    assert "张三" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_shipped_order_tells_its_numbers_since_no_line_does() -> None:
    info = order_info()
    info |= {
        "tracking_number": " SF1 ",
        "extra_delivery_list": [{"logistics_id": 44, "tracking_number": "SF2"}],
        "gift_delivery_list": [{"logistics_id": 44, "tracking_number": "SF1"}],
    }
    assert order_of({"order_info": info}, "cups").left_under == ()
    info["order_status"] = 2
    assert order_of({"order_info": info}, "cups").left_under == ("SF1", "SF2")
