"""The simulated Pinduoduo exchanges: its states, the call that tells a number, what it refuses."""

from typing import Any

import pytest

from infra.local.pinduoduo import PinduoduoPlatform
from infra.local.pinduoduo.caller import Caller
from infra.local.pinduoduo.flow import WrongState
from infra.local.simulated.clock import SetClock
from tests.local.test_pinduoduo_simulator_orders import (
    SHOP,
    START,
    caller,
    clock,
    order,
    platform,
    window,
)

__all__ = ["caller", "clock", "platform"]  # Fixtures.
FIRST, SECOND, THIRD = (f"SF{serial:013d}" for serial in (1, 2, 3))
LIST, DETAIL = "pdd.refund.list.increment.get", "pdd.refund.information.get"
BACK = "YT0000000000009"


def shipped(platform: PinduoduoPlatform) -> str:
    order_sn = order(platform)
    platform.ship_by_hand(order_sn, 44, FIRST)
    return order_sn


def told(caller: Caller, order_sn: str, case: str) -> dict[str, Any]:
    found: dict[str, Any] = caller.call(DETAIL, {"order_sn": order_sn, "after_sales_id": case})
    return found


def send(caller: Caller, order_id: str, case: str, **otherwise: object) -> str:
    """Tell a number; return the code of the refusal, empty for none."""
    request = {
        "order_sn": order_id,
        "after_sales_id": case,
        "shipping_id": 44,
        "shipping_name": "顺丰快递",
        "tracking_number": SECOND,
        **otherwise,
    }
    answer = caller.call("pdd.refund.exchange.shipping", {"request": request})
    if "error_response" in answer:
        return str(answer["error_response"]["sub_code"] or answer["error_response"]["error_code"])
    return "" if answer["is_success"] else str(answer["error_code"])


def test_an_exchange_from_its_wish_to_its_end(
    platform: PinduoduoPlatform, caller: Caller, clock: SetClock
) -> None:
    order_sn = shipped(platform)
    case = platform.request_exchange(order_sn)
    assert told(caller, order_sn, case)["after_sales_type"] == 3
    assert told(caller, order_sn, case)["after_sales_status"] == 14
    assert send(caller, order_sn, case) == "AFTER_SALE_STATUS"
    platform.agree_exchange(case)
    assert "expire_time" not in told(caller, order_sn, case)  # It is the buyer's turn: 15.
    assert send(caller, order_sn, case) == "AFTER_SALE_STATUS"
    platform.return_goods(case, BACK)
    with pytest.raises(WrongState):
        platform.agree_exchange(case)
    found = told(caller, order_sn, case)
    assert (found["after_sales_status"], found["express_no"]) == (14, BACK)
    assert send(caller, order_sn, case, shipping_id="44") == ""
    found = told(caller, order_sn, case)
    assert found["after_sales_status"] == 18
    assert found["exchange_shipping_detail"]["tracking_number"] == SECOND
    assert send(caller, order_sn, case, tracking_number=THIRD) == "AFTER_SALE_STATUS"  # Twice.
    with pytest.raises(WrongState):
        platform.withdraw_refund(order_sn)
    platform.receive_again(case)
    assert told(caller, order_sn, case)["after_sales_status"] == 16
    assert send(caller, order_sn, case, tracking_number=THIRD) == "AFTER_SALE_STATUS"
    assert platform.numbers(order_sn) == (FIRST,)
    assert (platform.order(order_sn).refund_status, platform.violations) == (1, [])
    asked = {"after_sales_status": 16, "after_sales_type": 4, "page": 1, "page_size": 10}
    (row,) = caller.call(LIST, window(START) | asked)["refund_increment_get_response"][
        "refund_list"
    ]
    assert (str(row["id"]), row["after_sales_type"]) == (case, 4)


@pytest.mark.parametrize(
    ("otherwise", "code"),
    [
        ({"shipping_id": 7}, "101"),
        ({"shipping_id": 119}, "101"),
        ({"tracking_number": BACK}, "102"),
        ({"shipping_name": "圆通快递"}, "103"),
        ({"tracking_number": ""}, "10001"),
        ({"shipping_name": ""}, "10001"),
        ({"after_sales_id": "7"}, "AFTER_SALE_NOT_FOUND"),
        ({"order_sn": "7"}, "ORDER_NOT_FOUND"),
    ],
)
def test_what_it_refuses(
    platform: PinduoduoPlatform, caller: Caller, otherwise: dict[str, object], code: str
) -> None:
    order_sn = shipped(platform)
    case = platform.request_exchange(order_sn)
    platform.agree_exchange(case)
    platform.return_goods(case, BACK)
    assert send(caller, order_sn, case, **otherwise) == code
    assert told(caller, order_sn, case)["after_sales_status"] == 14
    assert send(caller, order_sn, case) == ""


def test_one_number_is_for_one_case_and_not_the_first_again(
    platform: PinduoduoPlatform, caller: Caller
) -> None:
    orders = [shipped(platform), shipped(platform)]
    cases = [platform.request_exchange(order_sn) for order_sn in orders]
    for case in cases:
        platform.agree_exchange(case)
        platform.return_goods(case, BACK)
    assert send(caller, orders[0], cases[1]) == "AFTER_SALE_NOT_FOUND"
    assert send(caller, orders[0], cases[0]) == ""
    assert send(caller, orders[1], cases[1]) == "104"
    assert send(caller, orders[1], cases[1], tracking_number=FIRST) == ""
    assert [text.split(":")[0] for text in platform.violations] == ["first_number_again"]


def test_an_exchange_moves_no_money_and_needs_goods_that_left(platform: PinduoduoPlatform) -> None:
    order_sn = order(platform)
    with pytest.raises(WrongState):
        platform.request_exchange(order_sn)
    platform.ship_by_hand(order_sn, 44, FIRST)
    platform.request_exchange(order_sn)
    for move in (platform.agree_refund, platform.begin_paying_back, platform.refuse_refund):
        with pytest.raises(WrongState):
            move(order_sn)
    platform.withdraw_refund(order_sn)
    assert platform.request_refund(order_sn)
    assert platform.orders(SHOP)[0].refund_status == 2
