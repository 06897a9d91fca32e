"""Calls over HTTP: whom to phone, the longest due first, and what was said."""

import pytest

from hedan.domain.findings import Post
from hedan.domain.people import Role
from hedan.domain.stops import StopAnswer
from hedan.ports import Change
from hedan.settings import Contact
from tests.simulation.world import SETTINGS
from tests.staff.calls import Answer, Shop
from tests.usecases.stage import Stage
from tests.usecases.test_answer_stop import asked, say
from tests.usecases.test_note_call import due

PHONE = "+8613800000000"
WANG = Contact(name="王姐", post=Post.WAREHOUSE, phone=PHONE, suppliers=("factory-a",))


def call(stage: Stage, method: str, path: str, body: object = None, **given: object) -> Answer:
    settings = SETTINGS.but(contacts=(WANG, WANG.but(post=Post.OWNER, name="老板")))
    shop = Shop(desk=stage.desk, now=stage.now, settings=settings)
    return shop.call(method, path, body, **given)


def note(stage: Stage, body: object, **given: object) -> Answer:
    stop = stage.stop()
    return call(stage, "POST", f"/calls/{stop.supplier}/{stop.stop_id}", body, **given)


def test_whom_to_phone_is_listed_with_what_to_say() -> None:
    stage = due()
    (shown,) = call(stage, "GET", "/calls").body["calls"]
    stop = stage.stop()
    assert (shown["stop"], shown["supplier"]) == (stop.stop_id, "factory-a")
    assert shown["phones"] == [{"name": "王姐", "phone": PHONE}]
    assert shown["order"] == str(stop.order)
    assert (shown["workbook"], len(shown["goods"])) == (stop.workbook, 1)
    assert shown["due_at"] > shown["escalated_at"] > shown["told_at"]


def test_what_is_told_and_not_yet_silent_needs_no_call() -> None:
    assert call(asked(), "GET", "/calls").body == {"calls": []}


def test_the_longest_due_comes_first() -> None:
    stage = due()
    stop = stage.stop()
    longer = stop.but(stop_id="S-LONGER", version=0, call_due_at=stop.escalated_at)
    stage.desk.commit(Change(puts=(longer,)))
    listed = call(stage, "GET", "/calls").body["calls"]
    assert [one["stop"] for one in listed] == ["S-LONGER", stop.stop_id]


@pytest.mark.parametrize("role", [Role.OWNER, Role.OPERATOR, Role.WAREHOUSE])
def test_an_answer_ends_it_and_says_who_was_told(role: Role) -> None:
    stage = due()
    told = note(stage, {"text": "taken out", "answer": "stopped"}, roles=(role,))
    assert (told.status, told.body["answer"], told.body["is_due"]) == (200, "stopped", False)
    assert told.body["answered_by"] == "phone li/sub-of-li"
    assert call(stage, "GET", "/calls").body == {"calls": []}


def test_a_call_that_nobody_took_leaves_the_task() -> None:
    stage = due()
    told = note(stage, {"text": "nobody took it"})
    assert (told.body["answer"], told.body["is_due"]) == (None, True)
    (shown,) = call(stage, "GET", "/calls").body["calls"]
    assert [one["text"] for one in shown["calls"]] == ["nobody took it"]


def test_the_answer_that_stands_is_shown() -> None:
    stage = due()
    say(stage, StopAnswer.GONE)
    assert note(stage, {"text": "taken out", "answer": "stopped"}).body["answer"] == "gone"


@pytest.mark.parametrize(
    "body", [{}, {"text": " "}, {"text": "x", "answer": "label_printed"}, {"text": "x" * 501}]
)
def test_what_is_no_result_is_refused(body: object) -> None:
    stage = due()
    assert note(stage, body).status == 422
    assert stage.stop().calls == ()


def test_an_unknown_stop_is_not_found() -> None:
    told = call(due(), "POST", "/calls/factory-a/S0", {"text": "x"})
    assert (told.status, told.body["code"]) == (404, "NO_SUCH_STOP")
