"""The doors: callbacks and polls lead to hints on a queue, hints to what the platform says now."""

import json
from typing import Any

from hedan.domain.line_work import LineState
from hedan.domain.orders import OrderStatus
from tests.functions.cases import case, nothing_changed
from tests.functions.seed import BUSY_ORDER, token_nearly_over, token_of
from tests.functions.stages import AFTER_SALE, after_sales, take_back
from tests.functions.world import ORDER, World

ACCEPTED = {"code": 0, "msg": "success"}


def hints(world: World) -> list[dict[str, Any]]:
    """Take the hints off the intake queue."""
    return [json.loads(message["Body"]) for message in world.queue("IntakeQueue")]


def assert_answered(answer: Any, status: int) -> Any:
    """Check that the platform is answered in JSON; return what it reads."""
    assert answer["statusCode"] == status
    assert answer["headers"] == {"content-type": "application/json"}
    said = json.loads(answer["body"])
    assert (said == ACCEPTED) == (status == 200)
    assert said["code"] != 0 or status == 200
    return said


# --- receive_callback ---------------------------------------------------------------------------


@case("receive_callback", "paid")
def queues_a_hint_in_the_line_of_its_order(world: World, answer: Any) -> None:
    assert_answered(answer, 200)
    (message,) = world.queue("IntakeQueue")
    assert message["Attributes"]["MessageGroupId"] == f"doudian:cup-house:{ORDER.order_id}"
    assert message["Attributes"]["MessageDeduplicationId"].endswith(f":{ORDER.order_id}")
    hint = json.loads(message["Body"])
    assert (hint["door"], hint["kind"], hint["tag"]) == ("push", "order", 101)
    assert (hint["store"], hint["order_id"]) == ("cup-house", ORDER.order_id)


@case("receive_callback", "refund_created")
def queues_a_refund_in_the_line_of_its_order(world: World, answer: Any) -> None:
    assert_answered(answer, 200)
    (message,) = world.queue("IntakeQueue")
    assert message["Attributes"]["MessageGroupId"] == f"doudian:cup-house:{ORDER.order_id}"
    hint = json.loads(message["Body"])
    assert (hint["kind"], hint["after_sale_id"]) == ("after_sale", AFTER_SALE)


@case("receive_callback", "md5_mode")
def takes_md5_where_it_was_agreed(world: World, answer: Any) -> None:
    assert_answered(answer, 200)
    assert [hint["store"] for hint in hints(world)] == ["tea-house"]


@case("receive_callback", "several_messages")
def queues_more_messages_than_one_call_takes(world: World, answer: Any) -> None:
    assert_answered(answer, 200)
    assert [len(call.params["Entries"]) for call in world.calls[1:]] == [10, 3]
    queued = hints(world)
    assert len(queued) == len({hint["message_id"] for hint in queued}) == 13


@case("receive_callback", "mixed_shops")
def gives_each_shop_its_own_message(world: World, answer: Any) -> None:
    assert_answered(answer, 200)
    assert {hint["store"]: hint["shop_id"] for hint in hints(world)} == {
        "cup-house": "4463798",
        "tea-house": "4463799",
    }


@case("receive_callback", "ping_unsigned")
@case("receive_callback", "ping_signed")
def answers_a_ping_and_keeps_nothing(world: World, answer: Any) -> None:
    assert_answered(answer, 200)
    assert hints(world) == []


@case("receive_callback", "bad_signature")
@case("receive_callback", "ping_badly_signed")
@case("receive_callback", "unsigned")
@case("receive_callback", "wrong_app_id")
@case("receive_callback", "other_mode_than_agreed")
def refuses_what_is_not_signed_as_agreed(world: World, answer: Any) -> None:
    assert_answered(answer, 401)
    assert hints(world) == []
    assert [call.operation for call in world.calls] == ["GetSecretValue"]


@case("receive_callback", "not_json")
@case("receive_callback", "no_array")
def says_that_it_cannot_read_it(world: World, answer: Any) -> None:
    said = assert_answered(answer, 400)
    assert said["msg"].startswith("body: not")
    assert hints(world) == []


@case("receive_callback", "base64_and_mixed_case_headers")
def verifies_the_bytes_that_were_signed(world: World, answer: Any) -> None:
    assert_answered(answer, 200)
    (hint,) = hints(world)
    assert json.loads(hint["data"])["buyer_words"] == "请包好"


@case("receive_callback", "unknown_tag")
def keeps_a_message_that_nobody_knows(world: World, answer: Any) -> None:
    assert_answered(answer, 200)
    (hint,) = hints(world)
    assert (hint["kind"], hint["tag"], hint["order_id"]) == ("other", 931, None)
    assert json.loads(hint["data"])["material_id"] == 88


@case("receive_callback", "over_256_kb")
def queues_a_giant_without_its_text(world: World, answer: Any) -> None:
    assert_answered(answer, 200)
    (hint,) = hints(world)
    assert (hint["order_id"], hint["data"]) == (ORDER.order_id, None)


@case("receive_callback", "unknown_store")
def knows_no_such_store(world: World, answer: Any) -> None:
    assert_answered(answer, 404)
    assert hints(world) == []


# --- poll_store ---------------------------------------------------------------------------------


@case("poll_store", "something_changed")
def queues_a_hint_for_order_and_refund(world: World, answer: Any) -> None:
    # The stub lists them in both windows of each look; on the queue they stand once.
    assert answer == {"messages": 0, "hints": 2, "open_windows": 4}
    queued = hints(world)
    assert [(hint["door"], hint["kind"]) for hint in queued] == [
        ("poll", "after_sale"),
        ("poll", "order"),
    ]
    assert {hint["order_id"] for hint in queued} == {ORDER.order_id}
    assert world.tables() != world.before  # How far it has looked.


@case("poll_store", "nothing_changed")
def queues_nothing(world: World, answer: Any) -> None:
    assert answer == {"messages": 0, "hints": 0, "open_windows": 0}
    assert hints(world) == []
    # Each twice: what was asked before once more, and what is new.
    assert world.platform.methods() == ["afterSale.List"] * 2 + ["order.searchList"] * 2


@case("poll_store", "token_nearly_over", prepare=token_nearly_over)
def renews_the_token_first(world: World, answer: Any) -> None:
    assert answer == {"messages": 0, "hints": 0, "open_windows": 0}
    asked = ["afterSale.List"] * 2 + ["order.searchList"] * 2
    assert world.platform.methods() == ["token.refresh", *asked]
    assert token_of(world, "tea-house") == "renewed"
    assert token_of(world, "cup-house") == "cup-house"


@case("poll_store", "sweep")
def pulls_the_orders_of_the_last_days_again(world: World, answer: Any) -> None:
    # The stub lists it in each of three windows; on the queue it stands once.
    assert answer == {"messages": 0, "hints": 1, "open_windows": 3}
    assert {hint["order_id"] for hint in hints(world)} == {ORDER.order_id}
    assert world.platform.methods() == ["order.searchList"] * 3


# --- take_in ------------------------------------------------------------------------------------

ALL_TAKEN: dict[str, list[Any]] = {"batchItemFailures": []}


@case("take_in", "paid_order")
@case("take_in", "polled_order")
@case("take_in", "token_nearly_over", prepare=token_nearly_over)
def stores_the_order_with_its_payload(world: World, answer: Any) -> None:
    assert answer == ALL_TAKEN
    with world.seeing() as seen:
        order = seen.desk().order_file(ORDER).order
        assert (order.status, order.version) == (OrderStatus.TO_SHIP, 1)
        assert [line.sku for line in order.lines] == ["CUP-RED-01", "GIFT-BRUSH"]
        assert order.raw.partition("#")[0] in world.files("raw/doudian/")


@case("take_in", "one_order_told_twice")
def reads_an_order_once_for_two_hints(world: World, answer: Any) -> None:
    assert answer == ALL_TAKEN
    assert world.platform.methods() == ["order.orderDetail"]


@case("take_in", "refund_before_its_order")
def fences_lines_that_nobody_has_seen_yet(world: World, answer: Any) -> None:
    assert answer == ALL_TAKEN
    assert after_sales(world)[AFTER_SALE].closes
    with world.seeing() as seen:
        file = seen.desk().order_file(ORDER)
        assert file.order
        assert [work.fence.is_closed for work in file.lines.values()] == [True, True]
        assert {work.state for work in file.lines.values()} == {LineState.NEW}


@case("take_in", "busy_platform_keeps_the_group_in_line")
def hands_back_only_what_stands_in_the_busy_line(world: World, answer: Any) -> None:
    failed = [one["itemIdentifier"][-2:] for one in answer["batchItemFailures"]]
    assert failed == ["01", "03"]
    asked = [ORDER.order_id, "6920000000000000456", BUSY_ORDER]
    with world.seeing() as seen:
        orders = seen.desk().orders(ORDER.but(order_id=order_id) for order_id in asked)
    assert sorted(key.order_id for key in orders) == asked[:2]


@case("take_in", "refund_after_export", stage="told")
def opens_a_stop_with_the_fence(world: World, answer: Any) -> None:
    assert answer == ALL_TAKEN
    with world.seeing() as seen:
        works = seen.desk().order_file(ORDER).lines.values()
        (stop,) = seen.desk().stops("factory-a")
    assert {(work.state, work.may_ship) for work in works} == {(LineState.STOPPING, False)}
    assert (stop.workbook, len(stop.lines)) == ("factory-a-000001", 2)


@case("take_in", "refund_withdrawn", stage="stop told", prepare=take_back)
def lifts_the_fence_and_withdraws_the_stop(world: World, answer: Any) -> None:
    assert answer == ALL_TAKEN
    with world.seeing() as seen:
        works = seen.desk().order_file(ORDER).lines.values()
        (stop,) = seen.desk().stops("factory-a")
    assert {(work.state, work.may_ship) for work in works} == {(LineState.CLAIMED, True)}
    assert stop.withdrawn_at


@case("take_in", "refund_of_a_reserved_order", stage="reserved")
def gives_the_stock_back(world: World, answer: Any) -> None:
    assert answer == ALL_TAKEN
    with world.seeing() as seen:
        assert seen.desk().stock(["CUP-RED-01"])["CUP-RED-01"].reserved == 0
        works = seen.desk().order_file(ORDER).lines.values()
        assert {(work.state, work.may_ship) for work in works} == {(LineState.NEW, False)}


@case("take_in", "unknown_message_kept")
def keeps_the_text_of_a_message_about_nothing_we_follow(world: World, answer: Any) -> None:
    assert answer == ALL_TAKEN
    assert len(world.files("raw/doudian/")) == 1
    nothing_changed(world)


@case("take_in", "address_change_asked")
def remembers_the_wish_for_another_address(world: World, answer: Any) -> None:
    assert answer == ALL_TAKEN
    with world.seeing() as seen:
        asked = seen.desk().order_file(ORDER).order.address_change_asked_at
    assert int(asked.timestamp()) == 1790560900


@case("take_in", "unreadable_hint_harms_no_other")
@case("take_in", "store_gone_from_the_settings_harms_no_other")
def stores_the_good_one_beside_a_bad_one(world: World, answer: Any) -> None:
    assert [one["itemIdentifier"][-2:] for one in answer["batchItemFailures"]] == ["01"]
    with world.seeing() as seen:
        assert seen.desk().order_file(ORDER).order


# --- certify_day --------------------------------------------------------------------------------


@case("certify_day", "yesterday")
def writes_what_the_ledger_proves_and_what_not(world: World, answer: Any) -> None:
    assert answer == {"day": "2026-09-27", "complete": False}  # Nobody asked for most of it.
    assert world.files("certificates/") == [
        "certificates/cup-house/2026-09-27.json",
        "certificates/cup-house/2026-09-27.txt",
    ]
    with world.seeing() as seen:
        text = seen.archive().get("certificates/cup-house/2026-09-27.txt").decode()
    assert "还不完整" in text
    assert "未查询：2026-09-27 00:00:00 至 2026-09-28 00:00:00" in text
