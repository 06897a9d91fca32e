"""Trades in our words: the documented sample, every row of every table, and what is amiss."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from hedan.domain.orders import Line, Order, OrderStatus, Payment
from hedan.errors import Malformed, OrderGone
from hedan.platforms.taobao.mapping import (
    HOLDS,
    ORDINARY_TYPES,
    REFUND_OPEN,
    REFUND_OTHER,
    STATUS,
    order_of,
)
from tests.platforms.taobao import sample

TID = "4012345678901234567"


def told(trade: dict[str, object] | None = None, **line: object) -> Order:
    """Map the sample with these fields changed; those of its first line by keyword."""
    data = sample("trade")
    data["trade"]["orders"]["order"][0] |= line
    data["trade"] |= trade or {}
    return order_of(data, "tea")


def test_the_documented_trade() -> None:
    order = order_of(sample("trade"), "tea", asked=TID)
    due = datetime(2026, 10, 3, 2, 2, 10, tzinfo=UTC)
    assert str(order.key) == f"taobao:tea:{TID}"
    assert (order.status, order.currency) == (OrderStatus.TO_SHIP, "CNY")
    assert (order.paid_minor, order.postage_minor) == (12850, 0)
    assert (order.payable_minor, order.discount_minor) == (12850, 0)
    assert (order.payment, order.logistics_method) == (Payment.FULL, "express")
    assert (order.buyer_id, order.buyer_remark) == ("AAFexampleexampleexample", "请发顺丰")
    assert order.created_at == datetime(2026, 10, 1, 2, 1, 50, tzinfo=UTC)
    assert order.paid_at == datetime(2026, 10, 1, 2, 2, 10, tzinfo=UTC)
    assert order.changed_at == datetime(2026, 10, 1, 2, 2, 11, tzinfo=UTC)
    assert order.deadline == due
    assert order.unknown == ()
    tea, cup = order.lines
    assert tea == Line(
        line_id="4012345678901234568",
        sku="TEA-A-250G",
        product_id="652800000001",
        name="示例龙井 250g",
        spec="规格:250g",
        quantity=1,
        unit_price_minor=7900,
        paid_minor=7350,
        status=OrderStatus.TO_SHIP,
        sku_id="4800000000001",
        list_price_minor=7900,
        discount_minor=550,
        deadline=due,
    )
    assert (cup.sku, cup.paid_minor, cup.in_after_sale) == ("CUP-B-W", 5500, True)
    assert sum(line.paid_minor for line in order.lines) == order.paid_minor


def test_the_receiver_is_masks_and_one_id() -> None:
    receiver = order_of(sample("trade"), "tea").receiver
    assert receiver.address_id == "1exampleOaid9b2"
    assert (receiver.name, receiver.phone) == ("张**", "*******1234")
    assert receiver.region == "浙江省杭州市西湖区文新街道"
    assert (receiver.detail, receiver.postcode) == ("文新街道**路**号***", "310000")
    assert receiver.country == ""


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"receiver_city": ""}, "city", "西湖区"),
        ({"receiver_mobile": ""}, "phone", ""),
        ({"receiver_mobile": "", "receiver_phone": "0571-****"}, "phone", "0571-****"),
        ({"receiver_country": "中国"}, "country", ""),
        ({"receiver_country": "SG"}, "country", "SG"),
        ({"receiver_zip": 310000}, "postcode", "310000"),
        ({"oaid": None}, "address_id", ""),
    ],
)
def test_the_receivers_odd_cases(changes: dict[str, object], field: str, value: str) -> None:
    assert getattr(told(changes).receiver, field) == value


@pytest.mark.parametrize(("status", "ours"), STATUS.items())
def test_every_status(status: str, ours: OrderStatus) -> None:
    order = told({"status": status}, status=status)
    assert (order.status, order.lines[0].status, order.unknown) == (ours, ours, ())


def test_the_statuses_are_those_that_the_platform_documents() -> None:
    assert {name for name, ours in STATUS.items() if ours is OrderStatus.CANCELLED} == {
        "TRADE_CLOSED",
        "TRADE_CLOSED_BY_TAOBAO",
    }
    assert {name for name, ours in STATUS.items() if ours is OrderStatus.UNPAID} == {
        "TRADE_NO_CREATE_PAY",
        "WAIT_BUYER_PAY",
        "PAY_PENDING",
        "WAIT_PRE_AUTH_CONFIRM",
    }
    assert STATUS["PAID_FORBID_CONSIGN"] is OrderStatus.IN_REVIEW
    assert STATUS["WAIT_SELLER_SEND_GOODS"] is OrderStatus.TO_SHIP


def test_an_unknown_status_holds_the_order() -> None:
    order = told({"status": "NEW_ONE"}, status="OTHER_ONE")
    assert (order.status, order.lines[0].status) == (OrderStatus.UNKNOWN, OrderStatus.UNKNOWN)
    assert order.unknown == ("status=NEW_ONE", "order.status=OTHER_ONE")


@pytest.mark.parametrize(
    ("step", "status", "ours"),
    [
        ("FRONT_NOPAID_FINAL_NOPAID", "WAIT_BUYER_PAY", OrderStatus.UNPAID),
        ("FRONT_PAID_FINAL_NOPAID", "WAIT_BUYER_PAY", OrderStatus.UNPAID),
        ("FRONT_PAID_FINAL_NOPAID", "WAIT_SELLER_SEND_GOODS", OrderStatus.UNPAID),
        ("FRONT_PAID_FINAL_PAID", "WAIT_SELLER_SEND_GOODS", OrderStatus.TO_SHIP),
        ("FRONT_PAID_FRONT_FORFEITED", "WAIT_BUYER_PAY", OrderStatus.CANCELLED),
        ("FRONT_PAID_FINAL_NOPAID", "TRADE_FINISHED", OrderStatus.DONE),
    ],
)
def test_a_trade_in_two_payments(step: str, status: str, ours: OrderStatus) -> None:
    order = told({"type": "step", "step_trade_status": step, "status": status}, status=status)
    assert (order.status, order.lines[0].status) == (ours, ours)


@pytest.mark.parametrize("hold", HOLDS)
def test_each_of_the_platforms_holds_is_ours_too(hold: str) -> None:
    set_, unset = (True, False) if hold == "is_sh_ship" else (1, 0)
    word = "true" if hold == "is_sh_ship" else "1"
    assert told({hold: set_}).unknown == (f"{hold}={word}",)
    assert told({hold: str(set_).lower()}).unknown == (f"{hold}={word}",)
    assert told({hold: unset}).unknown == ()
    assert told({hold: None}).unknown == ()


@pytest.mark.parametrize(
    ("trade", "line", "entry"),
    [
        ({"step_trade_status": "HALF_PAID"}, {}, "step_trade_status=HALF_PAID"),
        ({"type": "cod"}, {}, "type=cod"),
        ({"type": "o2o_offlinetrade"}, {}, "type=o2o_offlinetrade"),
        ({"shipping_type": "26"}, {}, "shipping_type=26"),
        ({"shipping_type": 25}, {}, "shipping_type=25"),
        ({"rx_audit_status": 0}, {}, "rx_audit_status=0"),
        ({"rx_audit_status": "2"}, {}, "rx_audit_status=2"),
        ({"delivery_time": "付款后7天内"}, {}, "delivery_time=付款后7天内"),
        ({}, {"shipping_type": "instant"}, "order.shipping_type=instant"),
        ({}, {"is_sh_ship": True}, "order.is_sh_ship=true"),
        ({}, {"is_force_dc": True}, "order.is_force_dc=true"),
        ({}, {"refund_status": "NEW"}, "order.refund_status=NEW"),
        ({}, {"customization": '{"text":"给小王"}'}, "order.customization=given"),
        (
            {"promotion_details": {"promotion_detail": [{"gift_item_id": 77, "id": 1}]}},
            {},
            "gift_item_id=77",
        ),
    ],
)
def test_whatever_a_person_must_see_holds_the_order(
    trade: dict[str, object], line: dict[str, object], entry: str
) -> None:
    assert told(trade, **line).unknown == (entry,)


def test_ordinary_trades_are_not_held() -> None:
    for kind in ORDINARY_TYPES:
        assert told({"type": kind}).unknown == ()
    assert told({"rx_audit_status": "1"}).unknown == ()


def test_a_promised_gift_that_is_a_line_is_no_surprise() -> None:
    order = told(
        {"promotion_details": {"promotion_detail": [{"gift_item_id": "652800000001"}]}},
        is_free_gift=True,
        gift_mids="4012345678901234569,99",
    )
    assert order.unknown == ()
    assert order.lines[0].is_gift
    assert order.lines[0].gift_of == ("4012345678901234569",)
    assert not order.lines[1].is_gift


@pytest.mark.parametrize("mids", [["4012345678901234569"], [4012345678901234569], {"long": [1]}])
def test_masters_come_in_any_wrapping(mids: object) -> None:
    gift_of = told({}, is_free_gift="true", gift_mids=mids).lines[0].gift_of
    assert gift_of == (() if isinstance(mids, dict) else ("4012345678901234569",))


@pytest.mark.parametrize("status", sorted(REFUND_OPEN | {"SUCCESS", "NOBODY_KNOWS"}))
def test_a_line_with_an_open_case_is_marked(status: str) -> None:
    assert told({}, refund_status=status).lines[0].in_after_sale


@pytest.mark.parametrize("status", sorted(REFUND_OTHER))
def test_a_line_without_one_is_not(status: str) -> None:
    assert not told({}, refund_status=status).lines[0].in_after_sale


def test_a_refunded_line_that_is_closed_is_over() -> None:
    line = told({}, refund_status="SUCCESS", status="TRADE_CLOSED").lines[0]
    assert (line.in_after_sale, line.status) == (False, OrderStatus.CANCELLED)


@pytest.mark.parametrize(
    ("trade", "line"),
    [
        ({"shipping_type": "virtual"}, {}),
        ({"type": "auto_delivery"}, {}),
        ({}, {"shipping_type": "virtual"}),
        ({}, {"is_service_order": True}),
    ],
)
def test_what_does_not_travel(trade: dict[str, object], line: dict[str, object]) -> None:
    order = told(trade, **line)
    assert order.lines[0].is_virtual
    assert order.unknown == ()


@pytest.mark.parametrize(
    ("trade", "line", "hours", "due"),
    [
        ({}, {"delivery_time": "2026-10-02 00:00:00"}, None, "2026-10-01T16:00:00"),
        ({"delivery_time": None}, {}, None, "2026-10-03T02:02:10"),
        ({"delivery_time": None, "consign_interval": "24"}, {}, 48, "2026-10-02T02:02:10"),
        ({"delivery_time": None, "consign_interval": None}, {}, 72, "2026-10-04T02:02:10"),
        ({"delivery_time": None, "consign_interval": 0}, {}, None, None),
        ({"delivery_time": None, "consign_interval": "9" * 30}, {}, None, None),
        ({"delivery_time": None, "pay_time": None}, {}, 48, None),
    ],
)
def test_the_deadline(
    trade: dict[str, object], line: dict[str, object], hours: int | None, due: str | None
) -> None:
    data = sample("trade")
    data["trade"] |= trade
    data["trade"]["orders"]["order"][0] |= line
    wanted = due and datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert order_of(data, "tea", ship_hours=hours).lines[0].deadline == wanted


def test_an_order_is_due_with_its_first_line_that_is_not_over() -> None:
    gone = told({}, delivery_time="2026-10-01 20:00:00", status="WAIT_BUYER_CONFIRM_GOODS")
    assert gone.deadline == datetime(2026, 10, 3, 2, 2, 10, tzinfo=UTC)
    waiting = told({}, delivery_time="2026-10-01 20:00:00")
    assert waiting.deadline == datetime(2026, 10, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told_money", "fen"),
    [("79.00", 7900), ("0.07", 7), (Decimal("79.1"), 7910), (79, 7900), ("79", 7900)],
)
def test_money_is_fen_to_the_last(told_money: object, fen: int) -> None:
    assert told({}, price=told_money).lines[0].unit_price_minor == fen


NO_MONEY = ["-0.01", "1.005", "NaN", "Infinity", "1e30", "1e999999", "", "abc", True, []]


@pytest.mark.parametrize("money", NO_MONEY)
@pytest.mark.parametrize(
    ("trade", "line", "place"),
    [
        ("payment", None, r"trade\.payment"),
        ("post_fee", None, r"trade\.post_fee"),
        (None, "divide_order_fee", r"orders\.0\.divide_order_fee"),
        (None, "price", r"orders\.0\.price"),
    ],
)
def test_money_that_is_none_names_its_place(
    trade: str | None, line: str | None, place: str, money: object
) -> None:
    changes = ({trade: money} if trade else {}, {line: money} if line else {})
    with pytest.raises(Malformed, match=place):
        told(changes[0], **changes[1])


@pytest.mark.parametrize("field", ["tid", "status", "created", "modified", "payment", "orders"])
def test_what_must_be_there(field: str) -> None:
    with pytest.raises(Malformed, match=rf"trade\.{field}"):
        told({field: None})


@pytest.mark.parametrize("field", ["oid", "num", "price", "status"])
def test_what_a_line_must_have(field: str) -> None:
    with pytest.raises(Malformed, match=rf"orders\.0\.{field}"):
        told({}, **{field: None})


@pytest.mark.parametrize(
    ("trade", "line", "place"),
    [
        ({}, {"payment": None, "divide_order_fee": None}, "line 4012345678901234568: payment"),
        ({}, {"num": 0}, "quantity"),
        ({}, {"num": -1}, "quantity"),
        ({}, {"oid": Decimal("4.01e18")}, "oid"),
        ({}, {"oid": "a#b"}, "oid"),
        ({"tid": 0}, {}, "tid"),
        ({"seller_flag": -1}, {}, "seller_flag"),
        ({"created": "yesterday"}, {}, "created"),
        ({"created": "0001-01-01 00:00:00"}, {}, "created"),
        ({"pay_time": "9999-12-31 23:59:59"}, {}, "pay_time"),
        ({"modified": 1790820000}, {}, "modified"),
        ({"orders": {"order": []}}, {}, "lines"),
    ],
)
def test_what_cannot_be_read_names_its_place(
    trade: dict[str, object], line: dict[str, object], place: str
) -> None:
    data = sample("trade")
    data["trade"]["orders"]["order"][0] |= line
    data["trade"] |= trade
    with pytest.raises(Malformed, match=place):
        order_of(data, "tea")


def test_before_the_share_of_discounts_is_known_the_line_tells_its_own_payment() -> None:
    assert told({}, divide_order_fee=None).lines[0].paid_minor == 7900


def test_numbers_and_text_are_one_id() -> None:
    as_text = told({"tid": TID}, oid="4012345678901234568", num_iid="652800000001")
    assert as_text == order_of(sample("trade"), "tea")


def test_lists_without_their_wrapper() -> None:
    data: Any = sample("trade")
    data["trade"]["orders"] = data["trade"]["orders"]["order"]
    data["trade"]["promotion_details"] = ""
    assert order_of(data, "tea") == order_of(sample("trade"), "tea")


def test_the_code_of_the_goods_where_the_variant_has_none() -> None:
    assert told({}, outer_sku_id=None).lines[0].sku == "TEA-A"
    assert told({}, outer_sku_id=None, outer_iid=None).lines[0].sku == ""


def test_no_trade_is_an_order_that_is_gone() -> None:
    for data in ({}, {"trade": None}):
        with pytest.raises(OrderGone, match=TID):
            order_of(data, "tea", asked=TID)


def test_another_trade_than_asked_for_is_not_taken() -> None:
    with pytest.raises(Malformed, match="order 7"):
        order_of(sample("trade"), "tea", asked="7")
