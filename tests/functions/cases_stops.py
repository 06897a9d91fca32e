"""What suppliers say of a stop, and what they are told of it: every level, every answer."""

from typing import Any

from hedan.domain.line_work import LineState
from hedan.domain.stops import StopAnswer
from tests.functions.cases import case, nothing_but_the_visit, nothing_changed
from tests.functions.cases_orders import reserved_cups, states
from tests.functions.cases_pages import STOP, assert_leads_back, assert_page, stop_of
from tests.functions.stages import SUPPLIER, WORKBOOK
from tests.functions.world import NOW, World

# --- tell_stop ----------------------------------------------------------------------------------


def levels(world: World) -> list[str]:
    """Return at which levels the stop was told."""
    return [telling.level.value for telling in stop_of(world).told]


@case("tell_stop", "notice", stage="stopping")
def tells_the_supplier_at_once(world: World, answer: Any) -> None:
    assert answer == {"outcome": "waiting", "wait_seconds": 4}
    (notice,) = world.mail()
    attributes = {name: one["Value"] for name, one in notice["MessageAttributes"].items()}
    assert (attributes["supplier"], attributes["store"]) == (SUPPLIER, "cup-house")
    assert {"severity", "warehouse", "audience"} <= set(attributes)
    assert WORKBOOK in notice["Message"]
    assert f"https://api.example.invalid/a/{SUPPLIER}_{STOP}." in notice["Message"]
    assert levels(world) == ["notice"]


@case("tell_stop", "notice_again", stage="stop told")
def tells_the_same_level_once(world: World, answer: Any) -> None:
    assert answer == {"outcome": "waiting", "wait_seconds": 4}
    nothing_changed(world)


@case("tell_stop", "reminder", stage="stop told")
def reminds(world: World, answer: Any) -> None:
    assert answer == {"outcome": "waiting", "wait_seconds": 4}
    assert len(world.mail()) == 1
    assert levels(world) == ["notice", "reminder"]


@case("tell_stop", "escalation", stage="stop told")
def escalates_to_a_person(world: World, answer: Any) -> None:
    assert answer == {"outcome": "waiting", "wait_seconds": 4}
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["severity"]["Value"] == "critical"
    assert stop_of(world).escalated_at


@case("tell_stop", "withdrawn", stage="withdrawn")
def gives_the_good_news(world: World, answer: Any) -> None:
    assert answer == {"outcome": "withdrawn", "wait_seconds": 0}
    assert len(world.mail()) == 1


def answered(world: World) -> None:
    """The supplier has answered while the workflow waited."""
    world.send("answer_stop", "stopped")


@case("tell_stop", "answered_meanwhile", stage="stop told", prepare=answered)
def says_nothing_after_an_answer(world: World, answer: Any) -> None:
    assert answer == {"outcome": "answered", "wait_seconds": 0}
    nothing_changed(world)


# --- answer_stop --------------------------------------------------------------------------------


@case("answer_stop", "look", stage="stop told")
def shows_the_stop_and_changes_nothing(world: World, answer: Any) -> None:
    body = assert_page(answer, 200)
    assert WORKBOOK in body
    assert 'method="post"' in body
    nothing_but_the_visit(world)
    assert not {call.operation for call in world.calls} & {"PutItem", "TransactWriteItems"}


@case("answer_stop", "stopped", stage="stop told")
@case("answer_stop", "plain_body", stage="stop told")
def keeps_that_the_goods_stayed(world: World, answer: Any) -> None:
    assert_page(answer, 200)
    stop = stop_of(world)
    assert (stop.answer, stop.answered_by) == (StopAnswer.STOPPED, "link 203.0.113.17")
    assert states(world) == [LineState.STOPPED, LineState.STOPPED]
    assert reserved_cups(world) == 0


@case("answer_stop", "already_gone", stage="stop told")
def keeps_that_the_goods_have_left(world: World, answer: Any) -> None:
    assert_page(answer, 200)
    assert stop_of(world).answer is StopAnswer.GONE
    assert states(world) == [LineState.GONE, LineState.GONE]


@case("answer_stop", "second_answer", stage="stop told", prepare=answered)
def keeps_the_first_answer(world: World, answer: Any) -> None:
    assert_page(answer, 200)
    assert stop_of(world).answer is StopAnswer.STOPPED
    nothing_but_the_visit(world)


@case("answer_stop", "label_printed", stage="stop told")
def asks_on_after_a_printed_label(world: World, answer: Any) -> None:
    body = assert_page(answer, 200)
    assert 'value="stopped"' in body
    assert 'value="label_printed"' not in body
    assert_only_heard(world)


@case("answer_stop", "label_printed_on_the_page", stage="stop told")
def leads_back_after_a_printed_label(world: World, answer: Any) -> None:
    assert_leads_back(answer, "label_printed")
    assert_only_heard(world)


def assert_only_heard(world: World) -> None:
    """Check that the stop is acknowledged and everything else as it was."""
    stop = stop_of(world)
    assert stop.answer is None
    assert stop.acknowledged_at == stop.label_printed_at == NOW
    assert states(world) == [LineState.STOPPING, LineState.STOPPING]


@case("answer_stop", "stopped_on_the_page", stage="stop told")
def leads_back_to_the_page_where_it_was_pressed(world: World, answer: Any) -> None:
    assert_leads_back(answer, "stopped")
    assert stop_of(world).answer is StopAnswer.STOPPED


@case("answer_stop", "back_to_another_suppliers_page", stage="stop told")
@case("answer_stop", "back_to_elsewhere", stage="stop told")
def leads_to_no_page_but_the_suppliers_own(world: World, answer: Any) -> None:
    assert "location" not in answer["headers"]
    assert_page(answer, 200)
    assert stop_of(world).answer is StopAnswer.STOPPED


@case("answer_stop", "no_answer", stage="stop told")
def shows_the_question_again(world: World, answer: Any) -> None:
    assert 'method="post"' in assert_page(answer, 400)
    nothing_but_the_visit(world)


@case("answer_stop", "forged", stage="stop told")
def takes_no_answer_from_a_forger(world: World, answer: Any) -> None:
    assert_page(answer, 403)
    nothing_changed(world)


@case("answer_stop", "expired", stage="stop told")
@case("answer_stop", "old_generation", stage="stop told")
def takes_no_answer_over_an_old_link(world: World, answer: Any) -> None:
    assert_page(answer, 410)
    nothing_changed(world)


@case("answer_stop", "unknown_stop", stage="stop told")
@case("answer_stop", "supplier_gone_from_the_settings", stage="stop told")
def knows_no_such_stop(world: World, answer: Any) -> None:
    assert_page(answer, 404)
