"""The simulated orders: lists, details, amounts, masks, merging, address requests, stock."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from infra.local.doudian import DoudianPlatform, Gift, Item, Receiver
from infra.local.doudian.caller import Caller
from infra.local.doudian.people import People, goods
from infra.local.simulated.clock import SetClock
from tests.local.conftest import SHOP, START

pytestmark = pytest.mark.loopback

CUP = Item("CUP-RED-01", "示例保温杯", 1, 6490, shop_discount_fen=300, platform_discount_fen=200)
TEA = Item("TEA-LJ-250", "示例龙井茶", 2, 12800)


@pytest.fixture
def receiver() -> Receiver:
    return People(7).receiver()


def detail(caller: Caller, order_id: str) -> dict[str, Any]:
    answer = caller.call("order.orderDetail", {"shop_order_id": order_id})
    assert answer["code"] == 10000, answer
    found: dict[str, Any] = answer["data"]["shop_order_detail"]
    return found


def search(caller: Caller, **params: Any) -> dict[str, Any]:
    answer = caller.call("order.searchList", {"page": 0, "size": 100, **params})
    assert answer["code"] == 10000, answer
    found: dict[str, Any] = answer["data"]
    return found


# --- shape and amounts --------------------------------------------------------------------


def test_detail_shows_lines_gifts_amounts_and_times(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    order_id = platform.place_order(
        SHOP,
        [CUP, TEA],
        gifts=[Gift("GIFT-BRUSH", "赠品杯刷")],
        receiver=receiver,
        buyer="buyer-1",
        remark="放门口",
        post_fen=800,
        created_at=START - timedelta(hours=3),
        pay_time=START - timedelta(hours=2),
    )
    order = detail(caller, order_id)
    lines = order["sku_order_list"]
    assert [line["order_id"] == order_id for line in lines] == [True, False, False]
    assert [line["given_product_type"] for line in lines] == ["MASTER", "", "FREE"]
    assert lines[2]["master_sku_order_id_list"] == [order_id]
    assert lines[2]["pay_amount"] == 0
    assert order["pay_amount"] == sum(line["pay_amount"] for line in lines) + order["post_amount"]
    assert order["order_amount"] - order["promotion_amount"] == order["pay_amount"]
    assert order["promotion_amount"] == (
        order["promotion_shop_amount"] + order["promotion_platform_amount"]
    )
    for line in lines:
        assert line["sum_amount"] == line["item_num"] * line["origin_amount"]
        assert line["pay_amount"] == line["sum_amount"] - line["promotion_amount"]
    assert order["buyer_words"] == "放门口"
    assert order["exp_ship_time"] == int((START + timedelta(hours=46)).timestamp())
    assert order["pay_time"] - order["create_time"] == 3600
    assert order["update_time"] == int(START.timestamp())
    assert (order["order_status"], order["main_status"]) == (2, 2)


def test_paid_amount_can_be_made_to_disagree(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    order_id = platform.place_order(
        SHOP, [CUP], receiver=receiver, buyer="b", misreport_paid_by_fen=-1
    )
    order = detail(caller, order_id)
    assert order["pay_amount"] == order["sku_order_list"][0]["pay_amount"] - 1


def test_random_carts_add_up(platform: DoudianPlatform, caller: Caller) -> None:
    people = People(3)
    for _ in range(30):
        buyer = people.buyer()
        platform.place_order(
            SHOP, people.cart(), receiver=buyer.receiver, buyer=buyer.buyer, remark=people.remark()
        )
    known = {item.code for item in goods()}
    for order in search(caller, create_time_start=1)["shop_order_list"]:
        lines = order["sku_order_list"]
        assert order["pay_amount"] == sum(line["pay_amount"] for line in lines)
        assert order["pay_amount"] > 0
        assert {line["code"] for line in lines} <= known


def test_people_are_the_same_for_the_same_seed() -> None:
    first, second = People(5), People(5)
    assert [first.buyer() for _ in range(5)] == [second.buyer() for _ in range(5)]
    assert People(6).buyer() != People(5).buyer()


# --- the list -----------------------------------------------------------------------------


def test_pages_cover_everything_once(
    platform: DoudianPlatform, caller: Caller, clock: SetClock, receiver: Receiver
) -> None:
    placed = []
    for _ in range(25):
        placed.append(platform.place_order(SHOP, [CUP], receiver=receiver, buyer="b"))
        clock.advance(timedelta(seconds=10))
    window = {"update_time_start": int(START.timestamp()), "order_by": "update_time"}
    pages = [search(caller, page=page, size=10, order_asc=True, **window) for page in range(4)]
    assert [len(page["shop_order_list"]) for page in pages] == [10, 10, 5, 0]
    assert {page["total"] for page in pages} == {25}
    seen = [order["order_id"] for page in pages for order in page["shop_order_list"]]
    assert seen == placed
    newest_first = search(caller, **window)["shop_order_list"]
    assert [order["order_id"] for order in newest_first] == placed[::-1]


def test_update_window_finds_what_changed(
    platform: DoudianPlatform, caller: Caller, clock: SetClock, receiver: Receiver
) -> None:
    first = platform.place_order(SHOP, [CUP], receiver=receiver, buyer="b")
    platform.place_order(SHOP, [CUP], receiver=receiver, buyer="b")
    clock.advance(timedelta(minutes=10))
    platform.set_memo(first, "易碎", 5)
    now = int(START.timestamp())
    found = search(caller, update_time_start=now + 60, update_time_end=now + 900)
    assert [order["order_id"] for order in found["shop_order_list"]] == [first]
    assert search(caller, create_time_start=now + 60)["total"] == 0
    assert (
        search(caller, update_time_start=now, combine_status=[{"order_status": "1,4"}])["total"]
        == 0
    )
    assert (
        search(caller, update_time_start=now, combine_status=[{"order_status": "2,101"}])["total"]
        == 2
    )


@pytest.mark.parametrize(
    ("params", "code", "sub_code"),
    [
        ({"page": 0, "size": 10}, 40004, "isv.parameter-invalid:20011"),
        ({"page": 0, "size": 101, "create_time_start": 1}, 40004, "isv.parameter-invalid"),
        ({"page": -1, "size": 10, "create_time_start": 1}, 40004, "isv.parameter-invalid"),
        ({"page": 500, "size": 100, "create_time_start": 1}, 40004, "isv.parameter-invalid:20013"),
        ({"size": 10, "create_time_start": 1}, 40002, "isv.parameter-missing"),
        (
            {"page": "0", "size": 10, "create_time_start": 1},
            40003,
            "isv.parameter-format-invalid",
        ),
    ],
)
def test_list_refuses_what_the_platform_refuses(
    caller: Caller, params: dict[str, Any], code: int, sub_code: str
) -> None:
    answer = caller.call("order.searchList", params)
    assert (answer["code"], answer["sub_code"]) == (code, sub_code)


def test_orders_older_than_ninety_days_are_not_listed(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    for days in (89, 90):
        platform.place_order(
            SHOP, [CUP], receiver=receiver, buyer="b", created_at=START - timedelta(days=days)
        )
    assert search(caller, create_time_start=1)["total"] == 1


# --- receivers ----------------------------------------------------------------------------


def test_nothing_of_a_receiver_leaves_in_clear(platform: DoudianPlatform, caller: Caller) -> None:
    people = People(11)
    receivers = []
    for _ in range(40):
        buyer = people.buyer()
        receivers.append(buyer.receiver)
        order_id = platform.place_order(
            SHOP, people.cart(), receiver=buyer.receiver, buyer=buyer.buyer
        )
        moved = people.moved(buyer.receiver)
        receivers.append(moved)
        platform.apply_address_change(order_id, moved)
        platform.request_refund(order_id)
        detail(caller, order_id)
    wire = repr(search(caller, create_time_start=1))
    wire += repr(caller.call("afterSale.List", {"page": 0, "size": 100}))
    for after_sale_id in list(platform.book.after_sales):
        wire += repr(caller.call("afterSale.Detail", {"after_sale_id": after_sale_id}))
    wire += "".join(message.data for message in platform.messages)
    for receiver in receivers:
        for secret in (receiver.name, receiver.tel, receiver.detail):
            assert secret not in wire


def test_cipher_text_is_salted_and_address_id_is_not(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    def place(at: datetime, to: Receiver = receiver) -> dict[str, Any]:
        order_id = platform.place_order(SHOP, [CUP], receiver=to, buyer="b", created_at=at)
        return detail(caller, order_id)

    one, two = place(START), place(START - timedelta(hours=1))
    assert one["encrypt_post_tel"] != two["encrypt_post_tel"]
    assert one["encrypt_post_tel"].split("$")[1] == two["encrypt_post_tel"].split("$")[1]
    assert one["open_address_id"] == two["open_address_id"]
    assert place(START - timedelta(days=1))["open_address_id"] != one["open_address_id"]
    assert (
        place(START, replace(receiver, tel="10000000000"))["open_address_id"]
        != (one["open_address_id"])
    )
    assert one["post_receiver"] == one["post_tel"] == one["post_addr"]["detail"] == ""


# --- merging ------------------------------------------------------------------------------


def entry(order: dict[str, Any]) -> dict[str, str]:
    return {"order_id": order["order_id"], "open_address_id": order["open_address_id"]}


def test_merge_groups_by_receiver_across_days(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    other = People(8).receiver()
    orders = [
        detail(
            caller,
            platform.place_order(SHOP, [CUP], receiver=to, buyer="b", created_at=START - age),
        )
        for to, age in [
            (receiver, timedelta(0)),
            (other, timedelta(0)),
            (receiver, timedelta(days=2)),
        ]
    ]
    merge_list = [entry(order) for order in orders]
    ids = [order["order_id"] for order in orders]
    older = caller.call("order.merge", {"merge_list": merge_list})["data"]
    assert older == {"order_list": [f"{ids[0]},{ids[2]}", ids[1]]}
    newer = caller.call("order.mergeV2", {"merge_list": merge_list})["data"]
    assert newer == older | {"failed_order": {}}


def test_merge_v2_names_the_unfit(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    def place(**more: Any) -> str:
        return platform.place_order(SHOP, [CUP], receiver=receiver, buyer="b", **more)

    fit, wrong_address = place(), place()
    unfit = [
        place(risk_review=True),
        place(paid=False),
        place(created_at=START - timedelta(days=16)),
    ]
    merge_list = [entry(detail(caller, order_id)) for order_id in (fit, *unfit)]
    merge_list.append({"order_id": wrong_address, "open_address_id": "#stale"})
    merge_list.append({"order_id": "1", "open_address_id": "#x"})
    data = caller.call("order.mergeV2", {"merge_list": merge_list})["data"]
    assert data["order_list"] == [fit]
    assert set(data["failed_order"]) == {*unfit, wrong_address, "1"}
    assert caller.call("order.merge", {"merge_list": merge_list})["code"] == 40004
    too_few = caller.call("order.mergeV2", {"merge_list": merge_list[:1]})
    assert too_few["code"] == 40004


# --- remark, address, life ----------------------------------------------------------------


def test_remark_overwrites_and_star_is_text(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    order_id = platform.place_order(SHOP, [CUP], receiver=receiver, buyer="b")
    params = {"order_id": order_id, "remark": "红色包装", "is_add_star": "true", "star": "3"}
    assert caller.call("order.addOrderRemark", params)["code"] == 10000
    order = detail(caller, order_id)
    assert (order["seller_words"], order["seller_remark_stars"]) == ("红色包装", 3)
    assert caller.call("order.addOrderRemark", params | {"star": 3})["code"] == 40003
    assert caller.call("order.addOrderRemark", params | {"star": "6"})["sub_code"].endswith("50056")
    assert caller.call("order.addOrderRemark", params | {"remark": "x" * 501})["code"] == 50002


def test_address_request_is_agreed_or_refused(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    order_id = platform.place_order(SHOP, [CUP], receiver=receiver, buyer="b")
    before = detail(caller, order_id)["open_address_id"]
    confirm = {"order_id": order_id, "is_approved": 0}
    assert caller.call("order.addressConfirm", confirm)["sub_code"].endswith(":50036")
    moved = People(9).moved(receiver)
    platform.apply_address_change(order_id, moved)
    assert detail(caller, order_id)["open_address_id"] == before
    refuse = confirm | {"is_approved": 1001}
    assert caller.call("order.addressConfirm", refuse)["code"] == 10000
    assert detail(caller, order_id)["open_address_id"] == before
    platform.apply_address_change(order_id, moved)
    assert caller.call("order.addressConfirm", confirm)["code"] == 10000
    assert detail(caller, order_id)["open_address_id"] != before
    tags = [message.tag for message in platform.messages if message.order_id == order_id]
    assert tags == [100, 101, 111, 111, 105]


def test_shop_without_review_changes_the_address_at_once(
    platform: DoudianPlatform, receiver: Receiver
) -> None:
    platform.register_shop("5570001", "第二小店", review_address_changes=False)
    order_id = platform.place_order("5570001", [CUP], receiver=receiver, buyer="b")
    moved = People(9).moved(receiver)
    platform.apply_address_change(order_id, moved)
    assert platform.order(order_id).receiver == moved


def test_risk_review_cancel_and_deadline(
    platform: DoudianPlatform, caller: Caller, receiver: Receiver
) -> None:
    reviewed = platform.place_order(SHOP, [CUP], receiver=receiver, buyer="b", risk_review=True)
    assert detail(caller, reviewed)["order_status"] == 105
    platform.pass_risk_review(reviewed)
    assert detail(caller, reviewed)["order_status"] == 2
    unpaid = platform.place_order(SHOP, [CUP], receiver=receiver, buyer="b", paid=False)
    assert detail(caller, unpaid)["exp_ship_time"] == 0
    platform.cancel_order(unpaid)
    assert detail(caller, unpaid)["order_status"] == 4
    with pytest.raises(ValueError, match="status 2"):
        platform.cancel_order(reviewed)
    later = START + timedelta(days=5)
    platform.move_deadline(reviewed, later)
    lines = detail(caller, reviewed)["sku_order_list"]
    assert [line["exp_ship_time"] for line in lines] == [int(later.timestamp())]


def test_stock_is_set_or_changed_once(platform: DoudianPlatform, caller: Caller) -> None:
    def sync(**params: Any) -> int:
        code: int = caller.call("sku.syncStock", {"code": "CUP-RED-01", **params})["code"]
        return code

    sku_id = platform.book.sku_id(SHOP, "CUP-RED-01")
    stock = platform.book.shops[SHOP].stock
    assert sync(stock_num=10) == 10000
    assert sync(stock_num=-3, incremental=True, idempotent_id="a") == 10000
    assert sync(stock_num=-3, incremental=True, idempotent_id="a") == 50002
    assert stock == {sku_id: 7}
    assert sync(stock_num=-1) == 40004
    assert sync(stock_num=1, incremental=True) == 40002
    assert stock == {sku_id: 7}
