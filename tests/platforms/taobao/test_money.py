"""What Taobao tells of money and wishes: two payments, discounts, carriers, invoices."""

from typing import Any

import pytest

from hedan.domain.orders import Order, OrderStatus, Payment
from hedan.platforms.taobao.mapping import order_of
from hedan.platforms.taobao.reading import TRADE_FIELDS
from tests.platforms.taobao import sample

DEPOSIT: dict[str, object] = {
    "type": "step",
    "status": "WAIT_BUYER_PAY",
    "step_trade_status": "FRONT_PAID_FINAL_NOPAID",
    "step_paid_fee": "20.00",
    "pay_time": None,
}


def told(trade: dict[str, object] | None = None, **line: object) -> Order:
    """Map the sample with these fields changed; those of its first line by keyword."""
    data = sample("trade")
    data["trade"]["orders"]["order"][0] |= line
    data["trade"] |= trade or {}
    return order_of(data, "tea")


def test_a_deposit() -> None:
    order = told(DEPOSIT)
    assert (order.status, order.payment) == (OrderStatus.UNPAID, Payment.DEPOSIT)
    assert (order.paid_minor, order.payable_minor) == (2000, 12850)
    assert order.balance_due_at is None  # The platform tells no end.
    assert [line.list_price_minor for line in order.lines] == [None, None]


@pytest.mark.parametrize(
    ("fee", "paid"), [(None, 12850), ("much", 12850), ("200.00", 20000), ("128.50", 12850)]
)
def test_a_deposit_that_is_not_told_or_is_everything(fee: object, paid: int) -> None:
    order = told({**DEPOSIT, "step_paid_fee": fee})
    assert (order.payment, order.paid_minor, order.payable_minor) == (Payment.DEPOSIT, paid, None)


@pytest.mark.parametrize(
    ("changes", "payment"),
    [
        ({}, Payment.FULL),
        ({"step_trade_status": "FRONT_PAID_FINAL_PAID", "type": "step"}, Payment.FULL),
        ({"step_trade_status": "FRONT_NOPAID_FINAL_NOPAID", "pay_time": None}, Payment.NONE),
        ({"status": "WAIT_BUYER_PAY", "pay_time": None}, Payment.NONE),
        ({"status": "TRADE_CLOSED_BY_TAOBAO", "pay_time": None}, Payment.NONE),
        ({"status": "TRADE_CLOSED"}, Payment.FULL),
        ({"type": "cod"}, Payment.ON_DELIVERY),
    ],
)
def test_how_much_has_come_in(changes: Any, payment: Payment) -> None:
    assert told(changes).payment is payment


def test_a_promise_that_was_not_kept_does_not_add_up() -> None:
    order = told(part_mjz_discount="9.50")
    line = order.lines[0]
    assert (line.list_price_minor, line.discount_minor, line.paid_minor) == (7900, 950, 7350)
    assert order.discount_minor == 0  # Every discount is shared among the lines.


@pytest.mark.parametrize(
    ("line", "sums"),
    [
        ({"discount_fee": "1.00", "payment": "78.00", "part_mjz_discount": "4.50"}, (7900, 550)),
        ({"adjust_fee": "-5.50", "payment": "73.50", "part_mjz_discount": None}, (7900, 550)),
        ({"adjust_fee": "5.50", "part_mjz_discount": None}, (None, 0)),  # A higher price.
        ({"part_mjz_discount": None}, (None, 0)),  # What is off stands nowhere.
        ({"part_mjz_discount": None, "divide_order_fee": "79.00"}, (7900, 0)),
        ({"part_mjz_discount": "a lot", "divide_order_fee": "79.00"}, (7900, 0)),
        ({"price": "0.00"}, (None, 550)),
        ({"is_free_gift": True}, (None, 550)),
    ],
)
def test_what_is_off_a_line(line: Any, sums: tuple[int | None, int]) -> None:
    mapped = told(**line).lines[0]
    assert (mapped.list_price_minor, mapped.discount_minor) == sums


def test_a_single_line_may_hold_the_postage() -> None:
    data = sample("trade")
    trade = data["trade"]
    (tea, _) = trade["orders"]["order"]
    tea |= {"payment": "85.00", "divide_order_fee": "79.00", "part_mjz_discount": "0.00"}
    trade |= {"orders": {"order": [tea]}, "post_fee": "6.00", "payment": "85.00"}
    line = order_of(data, "tea").lines[0]
    assert (line.list_price_minor, line.discount_minor, line.paid_minor) == (7900, 0, 7900)


@pytest.mark.parametrize(
    ("changes", "wished"),
    [
        ({}, ""),
        ({"shipping_type": "ems"}, "EMS"),
        ({"logistics_infos": {"logistics_info": [{"white_delivery_cps": "SF"}]}}, "SF"),
        ({"logistics_infos": {"logistics_info": [{"white_delivery_cps": "SF,YTO"}]}}, ""),
        ({"logistics_infos": [{"white_delivery_cps": "SF"}, {"white_delivery_cps": "SF"}]}, "SF"),
        ({"logistics_infos": "SF"}, ""),
    ],
)
def test_the_one_carrier_that_may_be_used(changes: Any, wished: str) -> None:
    assert told(changes).carrier_wished == wished


@pytest.mark.parametrize(
    ("changes", "wished"),
    [
        ({}, ""),
        ({"invoice_name": "示例公司", "invoice_kind": "1"}, "示例公司"),
        ({"invoice_kind": 2}, "纸质发票"),
        ({"invoice_kind": "9"}, ""),
    ],
)
def test_an_invoice(changes: Any, wished: str) -> None:
    assert told(changes).invoice_wished == wished


@pytest.mark.parametrize(("flag", "unknown"), [(10, ()), (11, ("seller_flag=11",))])
def test_a_flag_that_no_table_knows(flag: int, unknown: tuple[str, ...]) -> None:
    order = told({"seller_flag": flag})
    assert (order.flag, order.unknown) == (flag, unknown)


def test_everything_that_is_read_is_asked_for() -> None:
    asked = set(TRADE_FIELDS.split(","))
    assert asked >= {"step_paid_fee", "invoice_name", "invoice_kind", "logistics_infos"}
