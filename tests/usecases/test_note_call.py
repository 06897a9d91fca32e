"""A call about a stop: kept whether or not anybody answers, and it settles what it can."""

import pytest

from hedan.domain.line_work import LineState
from hedan.domain.stops import Stop, StopAnswer, StopLevel
from hedan.usecases.stops.note_call import CallAnswer, note_call
from tests.usecases.stage import SUPPLIER, Stage, survives
from tests.usecases.test_answer_stop import LADDER, asked, say
from tests.usecases.test_stop_clock import tell

TEXT = "Mrs Wang: taken out"


def due() -> Stage:
    """Nobody has answered at any level."""
    stage = asked()
    for level in LADDER:
        tell(stage, level)
        stage.later(10)
    return stage


def call(
    stage: Stage, answer: CallAnswer | None = None, text: str = TEXT, by: str = "li/1"
) -> Stop:
    stop_id = stage.stop().stop_id
    return note_call(SUPPLIER, stop_id, text, by, answer=answer, desk=stage.desk, now=stage.now)


def test_c132_silence_ends_in_a_call_that_is_due_until_somebody_knows() -> None:
    stage = due()
    assert stage.stop().needs_a_call
    assert [one.attributes["kind"] for one in stage.notices.published[-2:]] == [
        "stop_escalation",
        "stop_call",
    ]
    unreached = call(stage, text="nobody took it")
    assert unreached.needs_a_call
    stage.later(30)
    ended = call(stage, StopAnswer.STOPPED)
    assert [one.text for one in ended.calls] == ["nobody took it", TEXT]
    assert (ended.answer, ended.answered_by) == (StopAnswer.STOPPED, "phone li/1")
    assert ended == stage.stop()
    assert not ended.needs_a_call
    assert stage.states()["11"] is LineState.STOPPED


@pytest.mark.parametrize("rungs", [3, 4], ids=["escalated", "called"])
def test_pn28_a_late_answer_is_kept_beside_what_came_before_it(rungs: int) -> None:
    stage = asked()
    for level in LADDER[:rungs]:
        tell(stage, level)
        stage.later(10)
    before = stage.stop()
    ended = say(stage, StopAnswer.GONE)
    assert ended.escalated_at == before.escalated_at is not None
    assert ended.call_due_at == before.call_due_at
    assert (ended.call_due_at is not None) is (rungs == 4)
    assert (ended.answer, ended.answered_at) == (StopAnswer.GONE, stage.now)
    assert [told.level for told in ended.told] == list(LADDER[:rungs])


def test_the_first_answer_stands_and_the_call_is_kept() -> None:
    stage = due()
    say(stage, StopAnswer.GONE)
    after = call(stage, StopAnswer.STOPPED)
    assert after.answer is StopAnswer.GONE
    assert after.answered_by == "link"
    assert len(after.calls) == 1


def test_the_same_call_sent_twice_is_one_and_another_is_another() -> None:
    stage = due()
    call(stage)
    call(stage)
    assert len(stage.stop().calls) == 1
    call(stage, by="wang/2")
    stage.later(2)
    call(stage)
    assert len(stage.stop().calls) == 3
    assert stage.events().count("stop_called") == 3


def test_a_call_is_due_for_nobody_when_the_answer_was_quicker() -> None:
    stage = asked()
    for level in LADDER[:3]:
        tell(stage, level)

    def answers_meanwhile(point: str) -> None:
        if point == "after notices.publish":
            stage.notices.gate = lambda _: None
            say(stage, StopAnswer.STOPPED)

    stage.notices.gate = answers_meanwhile
    tell(stage, StopLevel.CALL)
    stop = stage.stop()
    assert (stop.answer, stop.call_due_at) == (StopAnswer.STOPPED, None)
    assert stop.told[-1].level is StopLevel.CALL


@pytest.mark.parametrize("answer", [None, StopAnswer.STOPPED, StopAnswer.GONE])
def test_noting_a_call_survives_its_death(answer: CallAnswer | None) -> None:
    assert survives(due, lambda stage: call(stage, answer)) > 1


def test_asking_for_a_call_survives_its_death() -> None:
    def made() -> Stage:
        stage = asked()
        for level in LADDER[:3]:
            tell(stage, level)
        return stage

    assert survives(made, lambda stage: tell(stage, StopLevel.CALL)) > 1


def test_an_unknown_stop_is_told_from_a_known_one() -> None:
    stage = due()
    with pytest.raises(KeyError):
        note_call("factory-b", stage.stop().stop_id, TEXT, "li", desk=stage.desk, now=stage.now)
