"""The third button says that a supplier has heard; a lifted stop is closed when it was seen."""

import pytest

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.line_work import LineState
from hedan.domain.stops import Stop, StopAnswer, StopLevel
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.stops.see_withdrawal import see_withdrawal
from hedan.usecases.stops.tell_stop import tell_stop
from tests.fakes.memory_ports import MemoryNotices
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, Stage, survives

LADDER = (StopLevel.NOTICE, StopLevel.REMINDER, StopLevel.ESCALATION, StopLevel.CALL)


def asked() -> Stage:
    """One line of a written workbook is refunded."""
    stage = Stage()
    stage.stock_in(5)
    stage.place("CUP", "MUG")
    stage.make_ready()
    stage.wave()
    stage.refund("11")
    return stage


def lifted() -> Stage:
    """The buyer has taken the refund back."""
    stage = asked()
    stage.later()
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    stage.take(stage.hint("1", "77"))
    return stage


def say(stage: Stage, said: StopAnswer, by: str = "link") -> Stop:
    stop_id = stage.stop().stop_id
    return answer_stop(SUPPLIER, stop_id, said, by, desk=stage.desk, now=stage.now)


def see(stage: Stage, by: str = "link") -> Stop:
    return see_withdrawal(SUPPLIER, stage.stop().stop_id, by, desk=stage.desk, now=stage.now)


def test_a_printed_label_acknowledges_and_moves_nothing() -> None:
    stage = asked()
    parcel, states = stage.parcel(), stage.states()
    heard = say(stage, StopAnswer.LABEL_PRINTED)
    assert heard == stage.stop()
    assert (heard.acknowledged_at, heard.label_printed_at) == (stage.now, stage.now)
    assert heard.acknowledged_by == "link"
    assert heard.answer is None
    assert not heard.is_settled
    assert (stage.parcel(), stage.states()) == (parcel, states)
    assert stage.events()[-1] == "stop_acknowledged"


def test_a_printed_label_said_twice_changes_nothing() -> None:
    stage = asked()
    first = say(stage, StopAnswer.LABEL_PRINTED)
    stage.later()
    assert say(stage, StopAnswer.LABEL_PRINTED, "somebody else") == first
    assert stage.events().count("stop_acknowledged") == 1


@pytest.mark.parametrize(
    ("said", "state"), [(StopAnswer.STOPPED, LineState.STOPPED), (StopAnswer.GONE, LineState.GONE)]
)
def test_pn26_the_end_follows_a_printed_label(said: StopAnswer, state: LineState) -> None:
    stage = asked()
    first = say(stage, StopAnswer.LABEL_PRINTED, "first")
    stage.later()
    ended = say(stage, said, "second")
    assert (ended.answer, ended.answered_by) == (said, "second")
    assert ended.acknowledged_by == "first"
    assert ended.acknowledged_at == ended.label_printed_at == first.acknowledged_at
    assert stage.states()["11"] is state


@pytest.mark.parametrize("said", [StopAnswer.STOPPED, StopAnswer.GONE])
def test_a_printed_label_after_the_end_changes_nothing(said: StopAnswer) -> None:
    stage = asked()
    ended = say(stage, said)
    assert (ended.acknowledged_at, ended.label_printed_at) == (stage.now, None)
    stage.later()
    assert say(stage, StopAnswer.LABEL_PRINTED) == ended
    assert "stop_acknowledged" not in stage.events()


def test_a_printed_label_of_a_lifted_stop_changes_nothing() -> None:
    stage = lifted()
    assert say(stage, StopAnswer.LABEL_PRINTED).label_printed_at is None


def test_pn12_the_ladder_goes_on_after_a_printed_label() -> None:
    """Whoever has only heard of it may still forget it."""
    stage, notices = asked(), MemoryNotices()
    say(stage, StopAnswer.LABEL_PRINTED)
    outcomes = [
        tell_stop(
            SUPPLIER,
            stage.stop().stop_id,
            level,
            desk=stage.desk,
            archive=stage.archive,
            notices=notices,
            settings=SETTINGS,
            link_of=lambda _: "https://a.example/a/x",
            now=stage.now,
        ).outcome
        for level in LADDER
    ]
    assert outcomes == ["waiting", "waiting", "waiting", "escalated"]
    assert stage.stop().escalated_at
    assert stage.stop().needs_a_call


def test_saying_that_a_label_is_printed_survives_its_death() -> None:
    assert survives(asked, lambda stage: say(stage, StopAnswer.LABEL_PRINTED)) > 1


def test_a_lifted_stop_is_open_until_its_supplier_has_seen_it() -> None:
    stage = lifted()
    assert not stage.stop().is_closed
    seen = see(stage)
    assert seen == stage.stop()
    assert seen.is_closed
    assert (seen.withdrawal_seen_at, seen.withdrawal_seen_by) == (stage.now, "link")
    assert stage.events()[-1] == "withdrawal_seen"
    stage.later()
    assert see(stage, "somebody else") == seen
    assert stage.events().count("withdrawal_seen") == 1


def test_what_still_stands_or_was_answered_cannot_be_seen_as_lifted() -> None:
    standing = asked()
    assert see(standing).withdrawal_seen_at is None
    answered = lifted()
    say(answered, StopAnswer.STOPPED)
    assert see(answered).withdrawal_seen_at is None
    assert "withdrawal_seen" not in answered.events() + standing.events()


def test_seeing_it_survives_its_death() -> None:
    assert survives(lifted, see) > 1


def test_nobody_answers_or_sees_what_is_another_suppliers() -> None:
    stage = lifted()
    stop_id = stage.stop().stop_id
    for said in StopAnswer:
        with pytest.raises(KeyError):
            answer_stop("factory-b", stop_id, said, "link", desk=stage.desk, now=stage.now)
    with pytest.raises(KeyError):
        see_withdrawal("factory-b", stop_id, "link", desk=stage.desk, now=stage.now)
