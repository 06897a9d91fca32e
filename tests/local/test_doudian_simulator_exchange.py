"""The simulated Doudian sends again: exchanges and resends, what it asks for, what it refuses."""

from datetime import timedelta
from typing import Any

import pytest

from infra.local.doudian import DoudianPlatform, Item
from infra.local.doudian.after_sale_flow import WrongState
from infra.local.doudian.caller import Caller
from infra.local.doudian.errors import Refused
from infra.local.doudian.people import People
from infra.local.simulated.clock import SetClock
from tests.local.conftest import SHOP

pytestmark = pytest.mark.loopback

FIRST, SECOND, THIRD = (f"SF{serial:013d}" for serial in (1, 2, 3))
CHANGED = "isv.business-failed:20309541"


def shipped(platform: DoudianPlatform, number: str = FIRST) -> str:
    cup = Item("CUP-RED-01", "示例保温杯", 2, 6490)
    order_id = platform.place_order(SHOP, [cup], receiver=People(1).receiver(), buyer="b")
    platform.ship_by_hand(order_id, "shunfeng", number)
    return order_id


def came_back(platform: DoudianPlatform) -> str:
    case = platform.request_exchange(shipped(platform))
    platform.agree_refund(case)
    platform.return_goods(case, "yuantong", "YT0000000000009")
    return case


def told(caller: Caller, case: str) -> dict[str, Any]:
    info = caller.call("afterSale.Detail", {"after_sale_id": case})["data"]["process_info"]
    return {**info, **info["after_sale_info"]}


def item(caller: Caller, case: str, company: str = "shunfeng", number: str = SECOND) -> Any:
    seen = told(caller, case)["update_time"]
    logistics = {"company_code": company, "logistics_code": number}
    return {"aftersale_id": case, "update_time": seen, "logistics": logistics}


def send(caller: Caller, *items: Any) -> str:
    answer = caller.call("afterSale.operate", {"type": 311, "items": list(items)})
    return "" if answer["code"] == 10000 else str(answer["sub_code"])


def test_an_exchange_from_its_wish_to_its_end(
    platform: DoudianPlatform, caller: Caller, clock: SetClock
) -> None:
    case = platform.request_exchange(shipped(platform))
    assert (told(caller, case)["after_sale_type"], told(caller, case)["after_sale_status"]) == (
        3,
        6,
    )
    assert send(caller, item(caller, case)) == CHANGED
    platform.agree_refund(case)
    assert send(caller, item(caller, case)) == CHANGED  # Nothing has come back.
    seen = item(caller, case)
    clock.advance(timedelta(seconds=1))
    platform.return_goods(case, "yuantong", "YT0000000000009")
    platform.accept_back(case)
    assert send(caller, seen) == CHANGED  # The state that was seen is not the state that is.
    with pytest.raises(WrongState):
        platform.agree_refund(case)
    assert send(caller, item(caller, case)) == ""
    found = told(caller, case)
    assert (found["after_sale_status"], found["real_refund_amount"]) == (13, 0)
    assert found["logistics_info"]["exchange"]["tracking_no"] == SECOND
    assert found["logistics_info"]["return"]["tracking_no"] == "YT0000000000009"
    assert send(caller, item(caller, case, number=THIRD)) == CHANGED  # Told twice.
    with pytest.raises(WrongState):
        platform.withdraw_refund(case)
    platform.receive_again(case)
    assert told(caller, case)["after_sale_status"] == 14
    assert send(caller, item(caller, case, number=THIRD)) == CHANGED
    assert [m.tag for m in platform.messages if m.tag >= 200] == [200, 202, 203, 211]
    assert [pack.logistics_code for pack in platform.orders()[0].packs] == [FIRST]
    assert platform.violations == []


@pytest.mark.parametrize(
    ("company", "number", "code"),
    [
        ("nobody", SECOND, "isv.parameter-invalid"),
        ("yuantong", SECOND, "isv.parameter-invalid"),
        ("shunfeng", "?", "isv.parameter-invalid"),
        ("shunfeng", "", "isv.parameter-missing"),
        ("", SECOND, "isv.parameter-missing"),
    ],
)
def test_a_number_that_is_none(
    platform: DoudianPlatform, caller: Caller, company: str, number: str, code: str
) -> None:
    case = came_back(platform)
    assert send(caller, item(caller, case, company, number)) == code
    assert told(caller, case)["after_sale_status"] == 11


def test_all_are_told_or_none(platform: DoudianPlatform, caller: Caller) -> None:
    case, other = came_back(platform), came_back(platform)
    wrong = item(caller, other, "yuantong", SECOND)
    assert send(caller, item(caller, case), wrong) == "isv.parameter-invalid"
    assert told(caller, case)["after_sale_status"] == 11
    assert send(caller, item(caller, case)) == ""
    assert send(caller, item(caller, other)) == "isv.parameter-invalid"  # One number, two cases.
    assert send(caller, {**item(caller, other), "aftersale_id": "7"}) == (
        "isv.parameter-invalid:10000"
    )
    assert send(caller, item(caller, other, number=FIRST)) == ""
    assert [one.kind for one in platform.violations] == ["first_number_again"]


def test_a_resend_is_agreed_to_and_numbered_in_the_console(
    platform: DoudianPlatform, caller: Caller
) -> None:
    case = platform.request_resend(shipped(platform))
    with pytest.raises(WrongState):
        platform.send_again_by_hand(case, "shunfeng", SECOND)
    platform.agree_refund(case)
    assert (told(caller, case)["after_sale_type"], told(caller, case)["after_sale_status"]) == (
        7,
        8,
    )
    assert send(caller, item(caller, case)) == CHANGED  # The call is for exchanges.
    with pytest.raises(Refused):
        platform.send_again_by_hand(case, "yuantong", SECOND)
    platform.send_again_by_hand(case, "shunfeng", SECOND)
    assert told(caller, case)["logistics_info"]["resend"]["tracking_no"] == SECOND
    platform.receive_again(case)
    assert told(caller, case)["after_sale_status"] == 14
    assert [m.tag for m in platform.messages if m.tag >= 200] == [200, 227, 226]


def test_nothing_is_sent_again_that_has_not_left(platform: DoudianPlatform) -> None:
    cup = Item("CUP-RED-01", "示例保温杯", 2, 6490)
    order_id = platform.place_order(SHOP, [cup], receiver=People(1).receiver(), buyer="b")
    with pytest.raises(WrongState):
        platform.request_exchange(order_id)
    refund = platform.request_refund(order_id)
    with pytest.raises(WrongState):
        platform.send_again_by_hand(refund, "shunfeng", SECOND)
