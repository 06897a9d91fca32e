"""Changes without an answer: one notice a level, each said once, quiet suppliers cost nothing."""

from contextlib import suppress
from datetime import timedelta

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.parcels import Doubt, NumberDoubt, Parcel, ParcelState, QuestionLevel
from hedan.ports import Change
from hedan.usecases.stops.see_withdrawal import see_withdrawal
from hedan.usecases.workbooks.remind_changes import remind_changes
from tests.fakes.gates import Counting, Crash, FailsAt, open_gate
from tests.usecases.stage import SUPPLIER, TRACKING
from tests.usecases.test_supplier_news import refunded, sent
from tests.usecases.wave_stage import WaveStage

DOUBT = NumberDoubt(code=Doubt.USED_BEFORE, evidence="P0")


def lifted() -> WaveStage:
    """A stop is withdrawn and its supplier has not said that it knows."""
    stage = refunded()
    stage.later()
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    stage.take(stage.hint("1", "77"))
    return stage


def doubted() -> WaveStage:
    """A number waits for somebody's word."""
    stage = sent()
    put(stage, TRACKING.number, DOUBT)
    return stage


def put(stage: WaveStage, number: str, *doubts: NumberDoubt) -> None:
    parcel = next(one for one in stage.desk.all(Parcel) if one.orders[0].order_id == "1")
    tracking = TRACKING.but(number=number)
    state = ParcelState.HELD if doubts else ParcelState.NUMBERED
    stage.desk.commit(Change(puts=(parcel.but(state=state, tracking=tracking, doubts=doubts),)))


def remind(stage: WaveStage) -> list[str]:
    said = remind_changes(
        stage.supplier,
        desk=stage.desk,
        notices=stage.notices,
        settings=stage.settings,
        link_of=lambda supplier: f"https://example.com/s/{supplier}",
        now=stage.now,
    )
    return list(said)


def wait(stage: WaveStage) -> None:
    """Let pass what a supplier has for an answer, which is as long at both levels."""
    assert stage.settings.stop.reminder_seconds == stage.settings.stop.escalation_seconds
    stage.now += timedelta(seconds=stage.settings.stop.reminder_seconds)


def told(stage: WaveStage) -> list[str]:
    return [kind for kind in stage.told() if kind.startswith("changes_")]


def test_a_lifted_stop_that_nobody_saw_is_told_again_and_then_to_the_owner() -> None:
    stage = lifted()
    assert remind(stage) == []
    wait(stage)
    assert remind(stage) == ["reminder"]
    assert remind(stage) == []
    wait(stage)
    assert remind(stage) == ["escalation"]
    wait(stage)
    assert remind(stage) == []
    assert told(stage) == ["changes_reminder", "changes_escalation"]
    to = [notice.attributes["audience"] for notice in stage.notices.published[-2:]]
    assert to == ["supplier", "owner"]


def test_a_number_in_question_climbs_the_same_ladder() -> None:
    stage = doubted()
    said = []
    for _ in range(5):
        said += remind(stage)
        wait(stage)
    assert said == ["reminder", "escalation"]
    (parcel,) = (one for one in stage.desk.all(Parcel) if one.question_told)
    assert [telling.level for telling in parcel.question_told] == list(QuestionLevel)


def test_another_number_in_question_is_another_question() -> None:
    stage = doubted()
    for _ in range(3):
        remind(stage)
        wait(stage)
    put(stage, "78009999999999")
    put(stage, "78009999999999", DOUBT)
    assert remind(stage) == []
    wait(stage)
    assert remind(stage) == ["reminder"]


def test_one_notice_lists_everything() -> None:
    stage = lifted()
    put(stage, TRACKING.number, DOUBT)
    remind(stage)
    wait(stage)
    remind(stage)
    body = stage.notices.published[-1].email_body
    assert TRACKING.number in body
    assert stage.stop().parcel_id in body
    assert f"https://example.com/s/{SUPPLIER}" in body
    assert len(told(stage)) == 1


def test_who_has_seen_it_hears_no_more() -> None:
    stage = lifted()
    wait(stage)
    see_withdrawal(SUPPLIER, stage.stop().stop_id, "page", desk=stage.desk, now=stage.now)
    assert remind(stage) == []


def test_a_quiet_supplier_costs_one_list_and_no_write() -> None:
    stage = sent()
    counting = Counting()
    stage.gate_all(counting)
    assert remind(stage) == []
    stage.gate_all(open_gate)
    assert counting.passed == ["before desk.supplier_news"]


def both_due() -> WaveStage:
    """Something of either kind is to be said again."""
    stage = lifted()
    put(stage, TRACKING.number, DOUBT)
    remind(stage)
    wait(stage)
    return stage


def test_a_crash_says_it_twice_and_never_not_at_all() -> None:
    counting, quiet = Counting(), both_due()
    quiet.gate_all(counting)
    remind(quiet)
    for position, point in enumerate(counting.passed):
        stage = both_due()
        stage.gate_all(FailsAt(position, Crash()))
        with suppress(Crash):
            remind(stage)
        stage.gate_all(open_gate)
        remind(stage)
        bodies = "".join(one.email_body for one in stage.notices.published)
        assert TRACKING.number in bodies, point
        assert stage.stop().parcel_id in bodies, point
        assert remind(stage) == [], point
    assert len(counting.passed) > 5
