"""Orders at the simulated Doudian that need a look: on the wire, then in our words."""

from datetime import timedelta
from typing import Any

import pytest

from hedan.domain.orders import Order, OrderStatus, Payment
from hedan.platforms.doudian.mapping import order_of
from infra.local.doudian import DoudianPlatform, Item, Receiver, Terms
from infra.local.doudian.caller import Caller
from infra.local.doudian.errors import Refused
from infra.local.doudian.people import People
from tests.local.conftest import SHOP, START

pytestmark = pytest.mark.loopback

CUP = Item("CUP-RED-01", "示例保温杯", 2, 6490, shop_discount_fen=500)
TEA = Item("TEA-LJ-250", "示例龙井茶", 1, 12800)
NUMBER = "SF0000000000001"


@pytest.fixture
def receiver() -> Receiver:
    return People(7).receiver()


def shown(caller: Caller, order_id: str) -> dict[str, Any]:
    answer = caller.call("order.orderDetail", {"shop_order_id": order_id})
    assert answer["code"] == 10000, answer
    found: dict[str, Any] = answer["data"]["shop_order_detail"]
    return found


def ours(caller: Caller, order_id: str) -> Order:
    return order_of({"shop_order_detail": shown(caller, order_id)}, "cups")


def test_a_deposit_and_later_its_balance(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    due = START + timedelta(days=3)
    order_id = platform.place_order(
        SHOP,
        [CUP, TEA],
        receiver=receiver,
        buyer="b",
        post_fen=800,
        terms=Terms(deposit_fen=3001, balance_due_at=due),
    )
    order = shown(caller, order_id)
    assert (order["order_status"], order["main_status"], order["pay_time"]) == (1, 103, 0)
    phases = order["order_phase_list"]
    assert [phase["pay_success"] for phase in phases] == [True, False, True, False]
    for phase in phases:
        assert phase["phase_order_amount"] == phase["phase_sum_amount"] + phase["phase_post_amount"]
    paid = [phase["phase_pay_amount"] for phase in phases]
    assert (sum(paid), paid[1], paid[3]) == (3001, 0, 0)
    told = ours(caller, order_id)
    assert (told.payment, told.status) == (Payment.DEPOSIT, OrderStatus.UNPAID)
    assert (told.paid_minor, told.payable_minor) == (3001, 2 * 6490 - 500 + 12800 + 800)
    assert told.balance_due_at == due

    platform.pay(order_id)
    told = ours(caller, order_id)
    assert (told.payment, told.status) == (Payment.FULL, OrderStatus.TO_SHIP)
    assert told.paid_minor == 2 * 6490 - 500 + 12800 + 800


def test_nothing_is_shipped_on_a_deposit(platform: DoudianPlatform, receiver: Receiver) -> None:
    order_id = platform.place_order(
        SHOP, [CUP], receiver=receiver, buyer="b", terms=Terms(deposit_fen=1000)
    )
    with pytest.raises(Refused):
        platform.ship_by_hand(order_id, "shunfeng", NUMBER)


def test_a_part_of_the_price_is_missing(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    order_id = platform.place_order(
        SHOP, [CUP], receiver=receiver, buyer="b", terms=Terms(unpaid_rest_fen=2000)
    )
    told = ours(caller, order_id)
    assert (told.payment, told.status) == (Payment.PART, OrderStatus.TO_SHIP)
    assert (told.payable_minor or 0) - told.paid_minor == 2000
    assert told.paid_minor == sum(line.paid_minor for line in told.lines)


def test_a_discount_that_was_promised_and_never_taken_off(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    item = Item("CUP-RED-01", "示例保温杯", 1, 6490, promised_discount_fen=700)
    line = ours(caller, platform.place_order(SHOP, [item], receiver=receiver, buyer="b")).lines[0]
    assert (line.list_price_minor, line.discount_minor, line.paid_minor) == (6490, 700, 6490)


def test_an_ordinary_order_adds_up(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    told = ours(
        caller, platform.place_order(SHOP, [CUP, TEA], receiver=receiver, buyer="b", post_fen=800)
    )
    assert told.unknown == ()
    assert (told.payment, told.payable_minor) == (Payment.FULL, told.paid_minor)
    for line in told.lines:
        assert line.list_price_minor is not None
        whole = line.list_price_minor * line.quantity
        assert whole - line.discount_minor == line.paid_minor


def test_amounts_that_disagree_with_the_lines_are_that_alone(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    order_id = platform.place_order(
        SHOP, [CUP], receiver=receiver, buyer="b", misreport_paid_by_fen=-100
    )
    told = ours(caller, order_id)
    assert told.payment is Payment.FULL
    assert told.paid_minor == told.lines[0].paid_minor - 100


def test_sf_was_promised(platform: DoudianPlatform, caller: Caller, receiver: Receiver) -> None:
    terms = Terms(by_sf=True)
    order_id = platform.place_order(SHOP, [CUP], receiver=receiver, buyer="b", terms=terms)
    assert ours(caller, order_id).carrier_wished == "顺丰"


def test_a_memo_and_a_flag_from_the_start_and_later(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    order_id = platform.place_order(SHOP, [CUP], receiver=receiver, buyer="b", memo="加赠", star=5)
    told = ours(caller, order_id)
    assert (told.seller_memo, told.flag, told.unknown) == ("加赠", 5, ())
    platform.set_memo(order_id, "加赠", star=9)
    assert ours(caller, order_id).unknown == ("seller_remark_stars=9",)


def test_a_set_names_its_members(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    item = Item("SET-TEA", "示例礼盒", 1, 15000, bundle=(("TEA-LJ-250", 1), ("CUP-RED-01", 2)))
    order_id = platform.place_order(SHOP, [item], receiver=receiver, buyer="b")
    members = shown(caller, order_id)["sku_order_list"][0]["bundle_sku_info"]
    assert [(one["code"], one["item_num"]) for one in members] == [
        ("TEA-LJ-250", 1),
        ("CUP-RED-01", 2),
    ]


def test_the_seller_ships_by_hand(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    order_id = platform.place_order(SHOP, [CUP, TEA], receiver=receiver, buyer="b")
    platform.ship_by_hand(order_id, "shunfeng", NUMBER, lines=[1])
    told = ours(caller, order_id)
    assert told.status is OrderStatus.PART_SHIPPED
    assert [line.status for line in told.lines] == [OrderStatus.TO_SHIP, OrderStatus.SHIPPED]
    platform.ship_by_hand(order_id, "shunfeng", "SF0000000000002")
    assert ours(caller, order_id).status is OrderStatus.SHIPPED
    assert [one.method for one in platform.shipments] == ["console", "console"]
    assert [message.tag for message in platform.messages][-2:] == [108, 102]


def test_by_hand_nothing_leaves_over_an_open_refund(
    platform: DoudianPlatform, receiver: Receiver
) -> None:
    order_id = platform.place_order(SHOP, [CUP], receiver=receiver, buyer="b")
    platform.request_refund(order_id)
    with pytest.raises(Refused):
        platform.ship_by_hand(order_id, "shunfeng", NUMBER)
    assert platform.refunds_refused_by_shipping == 0
