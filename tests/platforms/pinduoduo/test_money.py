"""What Pinduoduo tells of money and wishes: deposits, discounts, SF, invoices."""

from decimal import Decimal
from typing import Any

import pytest

from hedan.domain.orders import Order, OrderStatus, Payment
from hedan.platforms.pinduoduo.mapping import order_of
from tests.platforms.pinduoduo import order_info

STEP = {"advanced_paid_fee": 10.0, "step_paid_fee": 10.0, "step_trade_status": 1}


def changed(**changes: object) -> Order:
    return order_of({"order_info": {**order_info(), **changes}}, "cups")


def test_a_deposit() -> None:
    order = changed(trade_type=1, step_order_info=_exact(STEP))
    assert (order.status, order.payment) == (OrderStatus.UNPAID, Payment.DEPOSIT)
    assert (order.paid_minor, order.payable_minor) == (1000, 5990)
    assert order.lines[0].list_price_minor is None


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ({**STEP, "step_paid_fee": None}, (Payment.DEPOSIT, 1000, 5990)),
        ({"step_trade_status": 1}, (Payment.DEPOSIT, 5990, None)),
        ({**STEP, "step_paid_fee": 99.0}, (Payment.DEPOSIT, 9900, None)),
        ({**STEP, "step_trade_status": 0}, (Payment.NONE, 5990, None)),
        ({**STEP, "step_trade_status": 2}, (Payment.FULL, 5990, 5990)),
    ],
)
def test_every_step(step: Any, expected: object) -> None:
    order = changed(trade_type=1, step_order_info=_exact(step))
    assert (order.payment, order.paid_minor, order.payable_minor) == expected


def test_an_order_that_nobody_has_paid() -> None:
    assert changed(confirm_status=0, pay_time="").payment is Payment.NONE


def test_a_promise_that_was_not_kept_does_not_add_up() -> None:
    order = changed(discount_amount=_yuan("15.00"))
    line = order.lines[0]
    assert line.list_price_minor == 6490
    assert order.discount_minor == 1500
    assert 6490 - order.discount_minor + order.postage_minor != order.payable_minor


@pytest.mark.parametrize(
    "changes",
    [
        {"discount_amount": None},
        {"discount_amount": "much"},
        {"duo_duo_pay_reduction": "1.00"},
        {"trade_in_national_subsidy_amount": "100.00"},
        {"government_subsidy_settle_details": [{"funder": 1, "amount": "1.00"}]},
        {"service_fee_detail": [{"service_name": "install_fee", "service_fee": "30.00"}]},
        {"service_fee_detail": [{"service_fee": 1}, 7]},
        {"pay_amount": "70.00"},  # More than the price: something is in it that we do not know.
    ],
)
def test_amounts_that_cannot_be_added_up_leave_no_list_price(changes: Any) -> None:
    assert changed(**changes).lines[0].list_price_minor is None


def test_what_was_paid_for_sf_is_postage() -> None:
    order = changed(
        pay_amount="71.90",
        service_fee_detail=[{"service_name": "sf_express_fee", "service_fee": "12.00"}],
    )
    assert (order.carrier_wished, order.postage_minor) == ("顺丰", 1200)
    assert order.lines[0].paid_minor == 5990
    assert order.lines[0].list_price_minor == 6490


@pytest.mark.parametrize("tag", ["free_sf", "has_sf_express_service", "has_ship_additional"])
def test_sf_by_a_tag(tag: str) -> None:
    assert changed(order_tag_list=[{"name": tag, "value": 1}]).carrier_wished == "顺丰"
    assert changed(order_tag_list=[{"name": tag, "value": 0}]).carrier_wished == ""


@pytest.mark.parametrize(
    ("changes", "method"),
    [
        ({}, ""),
        ({"shipping_type": 1}, "预约配送"),
        ({"shipping_type": 2}, "1小时达"),
        ({"self_contained": 1}, "门店自提"),
        ({"order_tag_list": [{"name": "same_city_distribution", "value": 1}]}, "同城配送"),
    ],
)
def test_another_way_to_the_door(changes: Any, method: str) -> None:
    assert changed(**changes).logistics_method == method


@pytest.mark.parametrize(("status", "wished"), [(0, ""), (1, "要发票"), ("", "")])
def test_an_invoice(status: object, wished: str) -> None:
    assert changed(invoice_status=status).invoice_wished == wished


@pytest.mark.parametrize(("tag", "unknown"), [(5, ()), (9, ("remark_tag=9",))])
def test_a_flag_that_no_table_knows(tag: int, unknown: tuple[str, ...]) -> None:
    order = changed(remark_tag=tag)
    assert (order.flag, order.unknown) == (tag, unknown)


def _exact(step: dict[str, Any]) -> dict[str, Any]:
    """Return it as the client parses it: no binary fractions."""
    return {k: _yuan(str(v)) if isinstance(v, float) else v for k, v in step.items()}


def _yuan(text: str) -> Decimal:
    return Decimal(text)
