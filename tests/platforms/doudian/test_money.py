"""What Doudian tells of money and wishes, and where nothing is better than a guess."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hedan.domain.orders import Order, OrderStatus, Payment
from hedan.platforms.doudian.mapping import order_of
from tests.platforms.doudian import sample_data

CLOSES = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
DEPOSIT = {
    "sku_order_id": "6920000000000000123",
    "current_phase": 1,
    "pay_success": True,
    "phase_order_amount": 1000,
    "phase_pay_amount": 1000,
    "phase_promotion_amount": 0,
}
BALANCE = {
    "sku_order_id": "6920000000000000123",
    "current_phase": 2,
    "pay_success": False,
    "phase_close_time": 1790733600,
    "phase_order_amount": 5490,
    "phase_pay_amount": 0,
    "phase_promotion_amount": 500,
}


def told(line: dict[str, Any] | None = None, **changes: object) -> Order:
    """Map the recorded order with fields changed, those of its first line apart."""
    detail = sample_data("order_detail")["shop_order_detail"] | changes
    detail["sku_order_list"][0] |= line or {}
    return order_of({"shop_order_detail": detail}, "cups")


def presale(*phases: object, **changes: Any) -> Order:
    unpaid = {"order_status": 1, "main_status": 103, "pay_time": 0}
    return told(None, **{**unpaid, **changes, "order_phase_list": phases})


def test_a_deposit_and_its_balance() -> None:
    order = presale(DEPOSIT, BALANCE, sku_order_list=_unpaid_lines())
    assert (order.status, order.payment) == (OrderStatus.UNPAID, Payment.DEPOSIT)
    assert {line.status for line in order.lines} == {OrderStatus.UNPAID}
    assert (order.paid_minor, order.payable_minor) == (1000, 5990)
    assert order.balance_due_at == CLOSES
    assert [line.list_price_minor for line in order.lines] == [None, None]


def _unpaid_lines() -> list[Any]:
    lines: list[Any] = sample_data("order_detail")["shop_order_detail"]["sku_order_list"]
    return [{**line, "order_status": 1, "main_status": 103} for line in lines]


def test_the_balance_paid_too() -> None:
    order = presale(
        DEPOSIT,
        {**BALANCE, "pay_success": True, "phase_pay_amount": 4990},
        order_status=2,
        main_status=2,
        pay_time=1790560800,
    )
    assert (order.payment, order.paid_minor, order.payable_minor) == (Payment.FULL, 5990, None)
    assert order.balance_due_at is None
    assert order.lines[0].list_price_minor is None


@pytest.mark.parametrize(
    "phases", [(), ({"phase_order_amount": "much"},), (DEPOSIT | {"pay_success": False}, BALANCE)]
)
def test_a_deposit_whose_phases_say_nothing(phases: Any) -> None:
    order = presale(*phases)
    assert (order.payment, order.paid_minor, order.balance_due_at) == (Payment.DEPOSIT, 5990, None)


def test_neither_payment_in() -> None:
    order = presale({**DEPOSIT, "pay_success": False}, BALANCE, main_status=1)
    assert order.payment is Payment.NONE


@pytest.mark.parametrize(
    ("changes", "payment"),
    [
        ({"order_status": 1, "pay_time": 0}, Payment.NONE),
        ({"order_status": 4, "pay_time": 0}, Payment.NONE),
        ({"order_status": 4}, Payment.FULL),
        ({"order_status": 105}, Payment.FULL),
        ({"pay_type": 0, "pay_time": 0}, Payment.ON_DELIVERY),
        ({"pay_type": 0}, Payment.FULL),
        ({"order_amount": 6500}, Payment.PART),
    ],
)
def test_how_much_has_come_in(changes: Any, payment: Payment) -> None:
    assert told(**changes).payment is payment


@pytest.mark.parametrize(
    ("changes", "payable"),
    [
        ({"order_amount": 6500}, 6000),
        ({"order_amount": 6500, "post_promotion_amount": 10}, 5990),  # With it the sum is right.
        ({"order_amount": 6520, "post_promotion_amount": 10}, 6010),  # The smaller of both.
        ({"order_amount": 5000}, 5990),  # What was paid was asked for, whatever was promised.
        ({"order_amount": 0}, None),
        ({"order_amount": None}, None),
        ({"promotion_amount": None}, None),
        ({"promotion_amount": "none"}, None),
        *(
            ({"order_amount": 6500, name: 1}, None)
            for name in ("modify_amount", "modify_post_amount", "tax_amount", "packing_amount")
        ),
        ({"extra_promotion_amount_detail": [{"amount": 100}]}, None),
    ],
)
def test_what_is_to_be_paid_or_nothing_at_all(changes: Any, payable: int | None) -> None:
    assert told(**changes).payable_minor == payable


def test_what_no_line_has_its_share_of_is_off_the_order() -> None:
    assert told(promotion_amount=700).discount_minor == 200
    assert told(promotion_amount=500).discount_minor == 0
    assert told(promotion_amount=300).discount_minor == 0  # The lines know better.


def test_a_promise_that_was_not_kept_does_not_add_up() -> None:
    line = told({"promotion_amount": 700}, promotion_amount=700).lines[0]
    assert (line.list_price_minor, line.discount_minor, line.paid_minor) == (6490, 700, 5990)


@pytest.mark.parametrize(
    "line",
    [
        {"promotion_amount": None},
        {"promotion_amount": -1},
        {"origin_amount": 0},
        {"sum_amount": 6000},
    ],
)
def test_a_line_that_cannot_be_added_up_has_no_list_price(line: Any) -> None:
    assert told(line).lines[0].list_price_minor is None


def test_a_part_payment_is_not_added_up() -> None:
    order = told({"pay_amount": 4990}, pay_amount=4990)
    assert (order.payment, order.payable_minor) == (Payment.PART, 5990)
    assert order.lines[0].list_price_minor is None


@pytest.mark.parametrize(
    ("changes", "line", "wished"),
    [
        ({}, {}, ""),
        ({"shop_order_tag_ui": [{"key": "sf_free_shipping", "text": "顺丰包邮"}]}, {}, "顺丰"),
        ({}, {"sku_order_tag_ui": [{"key": "sf_free_shipping"}]}, "顺丰"),
        ({"shop_order_tag_ui": [{"key": "vip"}]}, {}, ""),
        ({"shop_order_tag_ui": ["sf_free_shipping"]}, {}, ""),
    ],
)
def test_the_carrier_that_was_promised(changes: Any, line: Any, wished: str) -> None:
    assert told(line, **changes).carrier_wished == wished


@pytest.mark.parametrize(
    ("line", "method"),
    [({}, ""), ({"receive_type": 2}, "自提"), ({"trade_type": 18}, "小时达")],
)
def test_another_way_to_the_door(line: Any, method: str) -> None:
    assert told(line).logistics_method == method


@pytest.mark.parametrize(("stars", "unknown"), [(5, ()), (9, ("seller_remark_stars=9",))])
def test_a_flag_that_no_table_knows(stars: int, unknown: tuple[str, ...]) -> None:
    order = told(seller_remark_stars=stars)
    assert (order.flag, order.unknown) == (stars, unknown)


@pytest.mark.parametrize(("sku_id", "ours"), [(17, "17"), ("17", "17"), (0, ""), (None, "")])
def test_the_platforms_own_sku(sku_id: object, ours: str) -> None:
    assert told({"sku_id": sku_id}).lines[0].sku_id == ours
