"""The last rung of the ladder: a call that is due, what was said on the phone, what is measured."""

from typing import Any

from hedan.domain.line_work import LineState
from hedan.domain.stops import StopAnswer, StopLevel
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_orders import states
from tests.functions.cases_pages import STOP, stop_of
from tests.functions.cases_staff import told
from tests.functions.stages import SUPPLIER, WORKBOOK
from tests.functions.world import NOW, World


def call_due(world: World) -> None:
    """Nobody has answered at any level."""
    for level in ("reminder", "escalation", "call"):
        world.send("tell_stop", level)


@case("tell_stop", "call", stage="stop told")
def asks_the_owner_to_phone(world: World, answer: Any) -> None:
    assert answer == {"outcome": "escalated", "wait_seconds": 0}
    (notice,) = world.mail()
    attributes = {name: one["Value"] for name, one in notice["MessageAttributes"].items()}
    assert (attributes["kind"], attributes["severity"]) == ("stop_call", "critical")
    assert attributes["audience"] == "owner"
    assert stop_of(world).call_due_at == NOW


@case("staff_api", "calls", stage="stop told", prepare=call_due)
def lists_whom_to_phone(world: World, answer: Any) -> None:
    (due,) = told(answer)["calls"]
    assert (due["supplier"], due["stop"], due["workbook"]) == (SUPPLIER, STOP, WORKBOOK)
    assert len(due["goods"]) == 2
    nothing_changed(world)


@case("staff_api", "call_nobody_answered", stage="stop told", prepare=call_due)
def keeps_a_call_that_nobody_took(world: World, answer: Any) -> None:
    body = told(answer)
    assert (body["answer"], body["is_due"]) == (None, True)
    (call,) = stop_of(world).calls
    assert (call.text, call.by) == ("没有人接", "li/sub-of-li")
    assert states(world) == [LineState.STOPPING, LineState.STOPPING]


@case("staff_api", "call_stopped", stage="stop told", prepare=call_due)
def settles_the_stop_by_phone(world: World, answer: Any) -> None:
    assert told(answer)["is_due"] is False
    stop = stop_of(world)
    assert (stop.answer, stop.answered_by) == (StopAnswer.STOPPED, "phone li/sub-of-li")
    assert stop.call_due_at == stop.escalated_at == NOW
    assert states(world) == [LineState.STOPPED, LineState.STOPPED]


@case("staff_api", "call_gone", stage="stop told", prepare=call_due)
def books_out_what_left(world: World, answer: Any) -> None:
    assert told(answer)["answer"] == "gone"
    assert states(world) == [LineState.GONE, LineState.GONE]
    assert [telling.level for telling in stop_of(world).told][-1] is StopLevel.CALL


@case("follow_events", "stop_told")
@case("follow_events", "stop_told_late")
@case("follow_events", "stop_acknowledged_after_the_call")
def only_measures(world: World, answer: Any) -> None:
    """What it counts is looked at in test_stop_metrics."""
    assert {call.service for call in world.calls} <= {"dynamodb"}  # The settings.
    nothing_changed(world)
