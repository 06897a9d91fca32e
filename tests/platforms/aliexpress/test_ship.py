"""Shipping: what is told, in which call, at most once, and never over a request."""

from typing import Any

import pytest

from hedan.domain.base import OrderKey
from hedan.domain.parcels import Tracking
from hedan.errors import AccessEnded, OrderGone, PlatformBusy, PlatformRejected
from hedan.platforms.aliexpress.ship import CORRECT, SHIP_LINES, SHIP_WHOLE
from hedan.platforms.aliexpress.store import READ_ORDER
from hedan.platforms.platform import ShipLine, Shipment
from tests.platforms.aliexpress import child, order
from tests.platforms.aliexpress.wire import (
    NO_ANSWER,
    Call,
    Reply,
    ScriptedGateway,
    aliexpress_store,
    ok,
    refused,
)

ONE, OTHER = "8190000000001234", "8190000000005678"
NUMBER = "LP00600000001234"
WAITS, SENT = "WAIT_SELLER_SEND_GOODS", "WAIT_BUYER_ACCEPT_GOODS"
SHIPPED_WHOLE = ok(SHIP_WHOLE, {"result_success": True})
SHIPPED_LINES = ok(SHIP_LINES, {"result": {"success": True}})
NO = ok(
    SHIP_WHOLE, {"result_success": False, "result_error_code": "B_SHIP", "result_error_desc": "x"}
)
SHIP_PARAM = "param_aeop_seller_shipment_sub_trade_order_request"


def shipment(
    *lines: tuple[str, str, int], whole_order: bool = False, carrier: str = "CN"
) -> Shipment:
    return Shipment(
        request_id="PABCDEFGHJKMN",
        tracking=Tracking(carrier=carrier, number=NUMBER),
        lines=tuple(
            ShipLine(
                order=OrderKey(platform="aliexpress", store="mugs", order_id=order_id),
                line_id=line_id,
                quantity=quantity,
            )
            for order_id, line_id, quantity in lines
        ),
        whole_order=whole_order,
    )


WHOLE = shipment((ONE, "1", 2), (ONE, "2", 2), whole_order=True)
PART = shipment((ONE, "2", 2))
MERGED = shipment((ONE, "1", 2), (ONE, "2", 2), (OTHER, "3", 2))


def told(
    *lines: tuple[str, str], order_id: str = ONE, numbers: tuple[str, ...] = (), **changes: Any
) -> Reply:
    """Answer an order with such lines (id, status) that travels under these numbers."""
    children = [
        child(child_order_id=line_id, order_sort_id=place, order_status=status)
        for place, (line_id, status) in enumerate(lines, start=1)
    ]
    parcels = [
        {"logistics_no": number, "logistics_type_code": "CAINIAO_STANDARD"} for number in numbers
    ]
    statuses = {status for _, status in lines}
    status = (
        WAITS if statuses == {WAITS} else SENT if statuses == {SENT} else "SELLER_PART_SEND_GOODS"
    )
    shown = {"id": int(order_id), "order_status": status, "child_order_list": children}
    return Reply(order(**{**shown, "logistic_info_list": parcels, **changes}))


WAITING = told(("1", WAITS), ("2", WAITS))
LEFT = told(("1", SENT), ("2", SENT), numbers=(NUMBER,))


def test_a_whole_order_is_one_plain_call(gateway: ScriptedGateway) -> None:
    gateway.answers(READ_ORDER, WAITING)
    gateway.answers(SHIP_WHOLE, SHIPPED_WHOLE)
    aliexpress_store(gateway).ship(WHOLE)
    assert gateway.methods() == [READ_ORDER, SHIP_WHOLE]
    assert gateway.asked(SHIP_WHOLE) == [
        {
            "out_ref": ONE,
            "logistics_no": NUMBER,
            "service_name": "CAINIAO_STANDARD",
            "send_type": "all",
        }
    ]


def test_part_of_an_order_is_told_by_the_lines_place(gateway: ScriptedGateway) -> None:
    gateway.answers(READ_ORDER, WAITING)
    gateway.answers(SHIP_LINES, SHIPPED_LINES)
    aliexpress_store(gateway).ship(PART)
    assert gateway.asked(SHIP_LINES) == [
        {
            SHIP_PARAM: {
                "trade_order_id": int(ONE),
                "sub_trade_order_list": [
                    {
                        "sub_trade_order_index": 2,
                        "send_type": "all",
                        "shipment_list": [
                            {"logistics_no": NUMBER, "service_name": "CAINIAO_STANDARD"}
                        ],
                    }
                ],
            }
        }
    ]


def two_orders(call: Call) -> Reply:
    if call.params["param1"]["order_id"] == int(ONE):
        return WAITING
    return told(("3", WAITS), order_id=OTHER)


def test_a_merged_parcel_is_told_of_each_order_as_a_consolidation(
    gateway: ScriptedGateway,
) -> None:
    gateway.answers(READ_ORDER, two_orders)
    gateway.answers(SHIP_LINES, SHIPPED_LINES)
    aliexpress_store(gateway).ship(MERGED)
    asked = [params[SHIP_PARAM] for params in gateway.asked(SHIP_LINES)]
    assert [each["trade_order_id"] for each in asked] == [int(ONE), int(OTHER)]
    assert [line["sub_trade_order_index"] for line in asked[0]["sub_trade_order_list"]] == [1, 2]
    assert all(
        line["shipment_list"][0]["package_type"] == "consolidation"
        for each in asked
        for line in each["sub_trade_order_list"]
    )


def test_a_merged_parcel_goes_on_where_it_stopped(gateway: ScriptedGateway) -> None:
    def half(call: Call) -> Reply:
        return LEFT if call.params["param1"]["order_id"] == int(ONE) else two_orders(call)

    gateway.answers(READ_ORDER, half)
    gateway.answers(SHIP_LINES, SHIPPED_LINES)
    aliexpress_store(gateway).ship(MERGED)
    (asked,) = gateway.asked(SHIP_LINES)
    assert asked[SHIP_PARAM]["trade_order_id"] == int(OTHER)


def test_what_has_this_number_is_left_alone(gateway: ScriptedGateway) -> None:
    gateway.answers(READ_ORDER, LEFT)
    aliexpress_store(gateway).ship(WHOLE)
    assert gateway.methods() == [READ_ORDER]


def test_a_line_may_follow_under_the_same_number(gateway: ScriptedGateway) -> None:
    gateway.answers(READ_ORDER, told(("1", SENT), ("2", WAITS), numbers=(NUMBER,)))
    gateway.answers(SHIP_LINES, SHIPPED_LINES)
    aliexpress_store(gateway).ship(WHOLE)
    (asked,) = gateway.asked(SHIP_LINES)
    (line,) = asked[SHIP_PARAM]["sub_trade_order_list"]
    assert line["sub_trade_order_index"] == 2


@pytest.mark.parametrize(
    ("answer", "sub_code"),
    [
        (told(("1", SENT), ("2", SENT), numbers=("LP-ANOTHER",)), "not-to-ship"),
        (told(("1", WAITS), ("2", WAITS), order_status="RISK_CONTROL"), "not-to-ship"),
        (told(("1", WAITS), ("2", WAITS), frozen_status="IN_FROZEN"), "not-to-ship"),
        (told(("1", WAITS), ("2", WAITS), order_status="FINISH"), "not-to-ship"),
        (told(("1", WAITS), ("2", WAITS), order_status="IN_CANCEL"), "in-after-sale"),
        (told(("1", WAITS), ("2", WAITS), issue_status="IN_ISSUE"), "in-after-sale"),
        (told(("8", WAITS), ("9", WAITS)), "line-unknown"),
    ],
)
def test_what_must_not_be_sent_is_refused_before_the_platform_is_told(
    gateway: ScriptedGateway, answer: Reply, sub_code: str
) -> None:
    gateway.answers(READ_ORDER, answer)
    with pytest.raises(PlatformRejected) as refusal:
        aliexpress_store(gateway).ship(WHOLE)
    assert (refusal.value.code, refusal.value.sub_code) == ("hedan", sub_code)
    assert gateway.methods() == [READ_ORDER]


@pytest.mark.parametrize(
    ("what", "sub_code"),
    [
        (shipment((ONE, "1", 2), carrier="SF"), "carrier-unmapped"),
        (shipment((ONE, "1", 2), carrier="XX"), "carrier-unmapped"),
        (shipment((ONE, "1", 2), carrier="YY"), "tracking-site-missing"),
        (shipment((ONE, "1", 1)), "quantity-split"),
    ],
)
def test_what_cannot_be_told(gateway: ScriptedGateway, what: Shipment, sub_code: str) -> None:
    gateway.answers(READ_ORDER, WAITING)
    with pytest.raises(PlatformRejected) as refusal:
        aliexpress_store(gateway).ship(what)
    assert refusal.value.sub_code == sub_code


def test_a_carrier_that_the_platform_does_not_know_is_explained(gateway: ScriptedGateway) -> None:
    gateway.answers(READ_ORDER, WAITING)
    gateway.answers(SHIP_WHOLE, SHIPPED_WHOLE)
    gateway.answers(SHIP_LINES, SHIPPED_LINES)
    store = aliexpress_store(gateway, options={"tracking_web_site": "https://track.example"})
    store.ship(shipment((ONE, "1", 2), (ONE, "2", 2), whole_order=True, carrier="YY"))
    store.ship(shipment((ONE, "1", 2), carrier="YY"))
    (whole,), (part,) = gateway.asked(SHIP_WHOLE), gateway.asked(SHIP_LINES)
    assert (whole["tracking_website"], whole["actual_carrier"]) == ("https://track.example", "YYEx")
    (waybill,) = part[SHIP_PARAM]["sub_trade_order_list"][0]["shipment_list"]
    assert waybill == {
        "logistics_no": NUMBER,
        "service_name": "OTHER_YY",
        "tracking_web_site": "https://track.example",
        "actual_carrier": "YYEx",
    }


@pytest.mark.parametrize("lost", [NO_ANSWER, Reply(b"", status=502), NO])
def test_a_lost_or_odd_answer_is_looked_up_and_not_repeated(
    gateway: ScriptedGateway, lost: Reply
) -> None:
    gateway.answers(READ_ORDER, WAITING, LEFT)
    gateway.answers(SHIP_WHOLE, lost)
    aliexpress_store(gateway).ship(WHOLE)
    assert gateway.methods() == [READ_ORDER, SHIP_WHOLE, READ_ORDER]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (NO_ANSWER, PlatformBusy),
        (NO, PlatformRejected),
        (refused("InsufficientPermission"), AccessEnded),
    ],
)
def test_what_was_not_taken_is_said(
    gateway: ScriptedGateway, answer: Reply, error: type[Exception]
) -> None:
    gateway.answers(READ_ORDER, WAITING)
    gateway.answers(SHIP_WHOLE, answer)
    with pytest.raises(error):
        aliexpress_store(gateway).ship(WHOLE)
    assert len(gateway.asked(SHIP_WHOLE)) == 1


def test_the_platforms_own_words_are_kept(gateway: ScriptedGateway) -> None:
    """The order went to another number meanwhile: its refusal says more than our look."""
    gateway.answers(READ_ORDER, WAITING, told(("1", SENT), ("2", SENT), numbers=("LP-ANOTHER",)))
    gateway.answers(SHIP_WHOLE, NO)
    with pytest.raises(PlatformRejected) as refusal:
        aliexpress_store(gateway).ship(WHOLE)
    assert refusal.value.code == "B_SHIP"


def test_an_order_that_is_gone(gateway: ScriptedGateway) -> None:
    gateway.answers(READ_ORDER, refused("15", "ISV", "isv.order-not-exist"))
    with pytest.raises(OrderGone):
        aliexpress_store(gateway).ship(WHOLE)


def test_a_line_without_its_place_cannot_be_told(gateway: ScriptedGateway) -> None:
    gateway.answers(READ_ORDER, Reply(order(child_order_list=[child(order_sort_id=None)])))
    with pytest.raises(PlatformRejected, match="no place in its order"):
        aliexpress_store(gateway).ship(shipment((ONE, "8190000000011234", 2)))


OLD = Tracking(carrier="CN", number="LP-OLD")


def test_a_number_is_corrected(gateway: ScriptedGateway) -> None:
    gateway.answers(READ_ORDER, told(("1", SENT), ("2", SENT), numbers=("LP-OLD",)))
    gateway.answers(CORRECT, ok(CORRECT, {"result_success": True}))
    aliexpress_store(gateway).correct_tracking(WHOLE, OLD)
    assert gateway.asked(CORRECT) == [
        {
            "out_ref": ONE,
            "old_logistics_no": "LP-OLD",
            "old_service_name": "CAINIAO_STANDARD",
            "new_logistics_no": NUMBER,
            "new_service_name": "CAINIAO_STANDARD",
            "send_type": "all",
        }
    ]


def test_a_number_that_is_there_already_needs_no_correction(gateway: ScriptedGateway) -> None:
    gateway.answers(READ_ORDER, LEFT)
    aliexpress_store(gateway).correct_tracking(WHOLE, OLD)
    assert gateway.methods() == [READ_ORDER]


def test_a_correction_whose_answer_is_lost(gateway: ScriptedGateway) -> None:
    gateway.answers(READ_ORDER, told(("1", SENT), numbers=("LP-OLD",)), LEFT)
    gateway.answers(CORRECT, NO_ANSWER)
    aliexpress_store(gateway).correct_tracking(PART, OLD)
    assert gateway.methods() == [READ_ORDER, CORRECT, READ_ORDER]
    assert gateway.asked(CORRECT)[0]["send_type"] == "part"


def test_a_number_that_was_never_told_cannot_be_corrected(gateway: ScriptedGateway) -> None:
    gateway.answers(READ_ORDER, told(("1", SENT), numbers=("LP-THIRD",)))
    with pytest.raises(PlatformRejected, match="old-number-unknown"):
        aliexpress_store(gateway).correct_tracking(PART, OLD)
