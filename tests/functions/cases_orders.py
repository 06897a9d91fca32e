"""The order's way: what an event starts, the steps of the order workflow, a person's release."""

import json
from datetime import timedelta
from typing import Any

from hedan.adapters import clients
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.line_work import LineState
from hedan.domain.stock import StockMove
from hedan.ports import Change
from hedan.usecases.orders.hold_order import hold_at_once, hold_order
from tests.domain.seeding import seeded
from tests.functions.cases import case, nothing_changed
from tests.functions.seed import sample
from tests.functions.stack import STACK
from tests.functions.stages import SUPPLIER, deciding, stored
from tests.functions.world import NOW, ORDER, World
from tests.platforms.doudian.wire import ok

LINES = [ORDER.order_id, str(int(ORDER.order_id) + 1)]
STARTED = [{"order": str(ORDER)}]


def states(world: World) -> list[LineState]:
    """Return where the work on the order's two lines stands."""
    with world.seeing() as seen:
        file = seen.desk().order_file(ORDER)
        return [file.line(line_id).state for line_id in LINES]


def open_holds(world: World) -> list[str]:
    """Return the codes of the holds that are open."""
    with world.seeing() as seen:
        return [hold.finding.code for hold in seen.desk().order_file(ORDER).holds.open]


def reserved_cups(world: World) -> int:
    """Return how many red cups are promised."""
    with world.seeing() as seen:
        promised: int = seen.desk().stock(["CUP-RED-01"])["CUP-RED-01"].reserved
        return promised


# --- follow_events ------------------------------------------------------------------------------


@case("follow_events", "order_stored")
@case("follow_events", "hold_released")
@case("follow_events", "fence_lifted")
@case("follow_events", "stop_answered_in_time")
def starts_the_order_workflow(world: World, answer: Any) -> None:
    assert answer is None
    assert world.executions("OrderWorkflow") == STARTED
    assert world.executions("StopWorkflow") == []


@case("follow_events", "unpaid_order_stored")
@case("follow_events", "stop_answered_too_late")
def starts_nothing(world: World, answer: Any) -> None:
    assert answer is None
    assert world.executions("OrderWorkflow") == world.executions("StopWorkflow") == []
    assert world.queue("ShipQueue") == []


@case("follow_events", "stop_opened")
def starts_the_stop_workflow(world: World, answer: Any) -> None:
    stop = {"supplier": SUPPLIER, "stop": "SJAQTQ9QZT548", "level": "notice"}
    assert world.executions("StopWorkflow") == [stop]


@case("follow_events", "stop_withdrawn")
def starts_the_stop_workflow_with_the_good_news(world: World, answer: Any) -> None:
    stop = {"supplier": SUPPLIER, "stop": "SJAQTQ9QZT548", "level": "withdrawn"}
    assert world.executions("StopWorkflow") == [stop]


@case("follow_events", "parcel_numbered")
def queues_the_parcel_for_the_platform(world: World, answer: Any) -> None:
    (message,) = world.queue("ShipQueue")
    assert message["Body"] == message["Attributes"]["MessageGroupId"] == "PDJNQ0BAERJHY"


def followed_before(world: World) -> None:
    """The same batch was delivered already, and its answer was lost."""
    world.send("follow_events", "same_batch_again")


@case("follow_events", "same_batch_again", prepare=followed_before)
def starts_nothing_a_second_time(world: World, answer: Any) -> None:
    assert world.executions("OrderWorkflow") == STARTED
    assert len(world.queue("ShipQueue")) == 1


@case("follow_events", "order_held", stage="held")
def tells_the_owner_of_the_hold(world: World, answer: Any) -> None:
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["audience"]["Value"] == "owner"
    assert ORDER.order_id in notice["Message"]
    assert "先别发" in notice["Message"]


def presale_held(world: World) -> None:
    """The order is a presale, and held until it is due."""
    finding = Finding(
        code="PRESALE_NOT_DUE",
        severity=Severity.STOP,
        evidence="order: not before",
        fix="Wait.",
        ends=Ends.TIME,
        until=NOW + timedelta(days=2),
    )
    with world.seeing() as seen:
        hold_order(ORDER, [finding], deciding=deciding(seen), now=NOW)


@case("follow_events", "presale_held", stage="stored", prepare=presale_held)
def wakes_a_presale_when_it_is_due(world: World, answer: Any) -> None:
    (found,) = clients.scheduler().list_schedules(GroupName=STACK)["Schedules"]
    schedule = clients.scheduler().get_schedule(GroupName=STACK, Name=found["Name"])
    assert schedule["ScheduleExpression"] == f"at({NOW + timedelta(days=2):%Y-%m-%dT%H:%M:%S})"
    assert json.loads(schedule["Target"]["Input"]) == {"order": str(ORDER)}


@case("follow_events", "parcel_refused_by_the_platform", stage="numbered")
def tells_the_owner_what_the_platform_said(world: World, answer: Any) -> None:
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["audience"]["Value"] == "owner"
    assert "60017" in notice["Message"]


@case("follow_events", "tracking_for_fenced_line", stage="numbered")
def tells_the_owner_of_a_number_for_fenced_goods(world: World, answer: Any) -> None:
    (notice,) = world.mail()
    assert "SF1234567890123" in notice["Message"]


# --- the steps ----------------------------------------------------------------------------------


@case("advance_order", "check_clear", stage="stored")
def finds_nothing(world: World, answer: Any) -> None:
    assert answer == {"outcome": "clear", "codes": []}
    nothing_changed(world)


@case("advance_order", "check_unknown_order")
def has_nothing_to_do(world: World, answer: Any) -> None:
    assert answer["outcome"] == "nothing_to_do"


@case("advance_order", "check_held", stage="held")
def sends_a_held_order_through_hold(world: World, answer: Any) -> None:
    assert answer == {"outcome": "hold", "codes": ["REMARK"]}


def memo_asks_for_a_person(world: World) -> None:
    """The seller's memo has a word that asks for a person."""
    data = sample("order_detail")["data"]
    data["shop_order_detail"]["seller_words"] = "客户要求先别发"
    world.platform.answers("order.orderDetail", ok(data))
    stored(world)


@case("advance_order", "check_seller_memo", prepare=memo_asks_for_a_person)
def finds_the_word_in_the_memo(world: World, answer: Any) -> None:
    assert answer == {"outcome": "hold", "codes": ["DO_NOT_SHIP"]}
    nothing_changed(world)


@case("advance_order", "hold_for_a_remark", stage="ready")
def holds_and_takes_waiting_lines_back(world: World, answer: Any) -> None:
    assert answer == {"open": ["REMARK"]}
    assert open_holds(world) == ["REMARK"]
    assert states(world) == [LineState.NEW, LineState.NEW]
    assert reserved_cups(world) == 0


@case("advance_order", "hold_when_the_fact_is_over", stage="held")
def leaves_a_persons_hold_open(world: World, answer: Any) -> None:
    assert answer == {"open": ["REMARK"]}
    nothing_changed(world)


@case("advance_order", "reserve_enough", stage="stored")
def reserves_all_lines(world: World, answer: Any) -> None:
    assert (answer["outcome"], answer["findings"]) == ("reserved", [])
    assert answer["suppliers"] == dict.fromkeys(LINES, SUPPLIER)
    assert "goods" in answer["tags"]
    assert states(world) == [LineState.RESERVED, LineState.RESERVED]
    assert reserved_cups(world) == 1
    with world.seeing() as seen:
        decision = seen.desk().order_file(ORDER).decision
    assert [plan.line_id for plan in decision.lines] == LINES


@case("advance_order", "reserve_again", stage="reserved")
def reserves_nothing_twice(world: World, answer: Any) -> None:
    assert answer["outcome"] == "reserved"
    assert answer["suppliers"] == dict.fromkeys(LINES, SUPPLIER)
    nothing_changed(world)


def cups_are_sold_out(world: World) -> None:
    """Every red cup has left by another way."""
    sold = StockMove(sku="CUP-RED-01", on_hand=-60, entry_id="out-1", cause="counted", at=NOW)
    with world.seeing() as seen:
        seen.desk().commit(Change(stock=(sold,)))


@case("advance_order", "reserve_short", stage="stored", prepare=cups_are_sold_out)
def reserves_nothing_when_one_line_is_short(world: World, answer: Any) -> None:
    assert answer["outcome"] == "short"
    assert [finding["code"] for finding in answer["findings"]] == ["STOCK_SHORT"]
    nothing_changed(world)


URGENT = ORDER.but(order_id="6920000000000000777")


def somebody_urgent_wants_the_last_cup(world: World) -> None:
    """The last cup is reserved for an order that has more time than the one that comes now."""
    sold = StockMove(sku="CUP-RED-01", on_hand=-59, entry_id="out-1", cause="counted", at=NOW)
    soon = NOW + timedelta(hours=2)
    with world.seeing() as seen:
        desk = seen.desk()
        desk.commit(Change(stock=(sold,)))
        order = desk.orders([ORDER])[ORDER]
        lines = tuple(line.but(deadline=soon) for line in order.lines)
        urgent = {"key": URGENT, "lines": lines, "deadline": soon, "buyer_id": "else", "version": 0}
        desk.commit(seeded(order.but(**urgent)))


@case(
    "advance_order",
    "reserve_from_a_less_urgent_order",
    stage="ready",
    prepare=somebody_urgent_wants_the_last_cup,
)
def takes_the_last_cup_from_who_can_wait(world: World, answer: Any) -> None:
    assert answer["outcome"] == "reserved"
    assert open_holds(world) == ["STOCK_GIVEN"]
    assert states(world) == [LineState.NEW, LineState.NEW]
    assert reserved_cups(world) == 1


def cups_are_no_longer_sold(world: World) -> None:
    """The seller took the red cup out of the settings."""
    with world.seeing() as seen:
        settings = seen.settings()
        rest = tuple(sku for sku in settings.skus if sku.sku != "CUP-RED-01")
        seen.settings_table().publish(settings.but(skus=rest))


@case(
    "advance_order",
    "reserve_what_is_no_longer_sold",
    stage="reserved",
    prepare=cups_are_no_longer_sold,
)
def lets_hold_keep_what_check_did_not_see(world: World, answer: Any) -> None:
    assert answer["outcome"] == "held"
    nothing_changed(world)


@case("advance_order", "ready", stage="reserved")
def lets_the_lines_wait_for_a_wave(world: World, answer: Any) -> None:
    assert answer == {"lines": 2}
    assert states(world) == [LineState.READY, LineState.READY]
    with world.seeing() as seen:
        assert [key.line_id for key in seen.desk().ready_lines(SUPPLIER)] == LINES


@case("advance_order", "ready_again", stage="ready")
def makes_nothing_ready_twice(world: World, answer: Any) -> None:
    assert answer == {"lines": 0}
    nothing_changed(world)


@case("release_hold", "by_the_owner", stage="held")
def releases_the_hold(world: World, answer: Any) -> None:
    assert answer == {"open": []}
    with world.seeing() as seen:
        (hold,) = seen.desk().order_file(ORDER).holds.holds
    assert (hold.closed_by, hold.closed_at) == ("owner", NOW)


@case("release_hold", "unknown_hold", stage="held")
def releases_nothing_that_is_not_there(world: World, answer: Any) -> None:
    assert len(answer["open"]) == 1
    assert open_holds(world) == ["REMARK"]
    nothing_changed(world)


def two_people_wanted(world: World) -> None:
    """The owner wants two people for every hold that forbids shipping."""
    finding = Finding(
        code="RISK", severity=Severity.STOP, evidence="once", fix="Wait.", ends=Ends.PERSON
    )
    with world.seeing() as seen:
        table = seen.settings_table()
        known = table.settings()
        table.publish(known.but(publish=known.publish.but(four_eyes_release=True)))
        assert hold_at_once(ORDER, [finding], desk=seen.desk(), now=NOW)


@case("release_hold", "wants_two_people", stage="stored", prepare=two_people_wanted)
def releases_nothing_without_the_second_person(world: World, answer: Any) -> None:
    assert "RISK" in answer["refused"]
    assert open_holds(world) == ["RISK"]
    nothing_changed(world)


# --- what waits is looked at again ---------------------------------------------------------------


@case("recheck_held", "scheduled", stage="held")
def starts_nothing_that_waits_for_a_person(world: World, answer: Any) -> None:
    assert answer == {"started": 0}
    assert world.executions("OrderWorkflow") == []
    nothing_changed(world)
