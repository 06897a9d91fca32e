"""Numbers that speak against themselves: kept from the platform until a person has decided."""

import pytest

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.events import EventKind
from hedan.domain.parcels import Doubt, Parcel, ParcelState, Tracking
from hedan.domain.stops import StopAnswer
from hedan.domain.tracking_numbers import NumberUse
from hedan.ports import Change
from hedan.usecases.again import until_settled
from hedan.usecases.numbers.decide_number import (
    NothingToDecide,
    believe_number,
    give_number,
    refuse_number,
)
from hedan.usecases.numbers.number_parcel import Numbering, number_parcel
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.waves.release_parcel import release_parcel
from tests.domain.builders import line_key
from tests.fakes.gates import open_gate
from tests.usecases.returning import NUMBER, OTHER, answer, hand_in, parcel_with
from tests.usecases.stage import SUPPLIER, Stage, survives

LABEL = Tracking(carrier="zto", number=NUMBER)
SECOND = Tracking(carrier="zto", number=OTHER)
THIRD = Tracking(carrier="zto", number="78005550000555")


def shop() -> Stage:
    """Three orders in parcels of their own, in a written workbook."""
    stage = Stage()
    for order_id in ("1", "2", "3"):
        stage.place("MUG", order_id=order_id, buyer_id=f"buyer-{order_id}")
        stage.make_ready(order_id)
    stage.wave()
    return stage


@pytest.fixture
def stage() -> Stage:
    return shop()


def number(stage: Stage, line_id: str, *labels: Tracking) -> Numbering:
    """A number comes for a line's parcel."""
    parcel = parcel_with(stage, line_id)
    key = line_key(line_id[0], line_id)
    label, *more = labels
    (verdict,) = until_settled(
        lambda: number_parcel(
            parcel.parcel_id, label, [key], (), desk=stage.desk, now=stage.now, more=tuple(more)
        )
    ).values()
    return verdict


def ship(stage: Stage, line_id: str) -> None:
    """The platform takes its parcel's number."""
    parcel = parcel_with(stage, line_id)
    assert parcel.state is ParcelState.NUMBERED
    stage.upload(parcel.parcel_id)
    assert parcel_with(stage, line_id).state is ParcelState.SHIPPED


def believe(stage: Stage, line_id: str) -> Parcel:
    parcel = parcel_with(stage, line_id).parcel_id
    return believe_number(parcel, "li/1", desk=stage.desk, now=stage.now)


def refuse(stage: Stage, line_id: str) -> Parcel:
    parcel = parcel_with(stage, line_id).parcel_id
    return refuse_number(parcel, "li/1", desk=stage.desk, now=stage.now)


def give(stage: Stage, line_id: str, label: Tracking) -> Parcel:
    parcel = parcel_with(stage, line_id).parcel_id
    return give_number(parcel, label, "li/1", desk=stage.desk, now=stage.now)


def doubts(stage: Stage, line_id: str) -> list[Doubt]:
    return [one.code for one in parcel_with(stage, line_id).doubts]


def told(stage: Stage, kind: EventKind) -> int:
    return sum(stored.event.kind is kind for stored in stage.desk.events)


# --- Doubts ---------------------------------------------------------------------------------------


def test_a_new_number_is_remembered_in_the_same_transaction(stage: Stage) -> None:
    written = len(stage.desk.touched)
    assert number(stage, "11", LABEL) is Numbering.ACCEPTED
    uses = [one for one in stage.desk.touched[written:] if isinstance(one, NumberUse)]
    parcel = parcel_with(stage, "11")
    assert [(one.tracking, one.parcel_id) for one in uses] == [(LABEL, parcel.parcel_id)]
    assert (uses[0].supplier, uses[0].workbook) == (SUPPLIER, parcel.workbook)


def test_pn53_a_number_of_another_parcel_is_quarantined_before_the_upload(stage: Stage) -> None:
    number(stage, "11", LABEL)
    assert number(stage, "21", LABEL) is Numbering.DOUBTED
    parcel = parcel_with(stage, "21")
    assert (parcel.state, parcel.tracking) == (ParcelState.HELD, LABEL)
    assert doubts(stage, "21") == [Doubt.USED_BEFORE]
    assert parcel_with(stage, "11").parcel_id in parcel.doubts[0].evidence
    assert told(stage, EventKind.PARCEL_NUMBERED) == 1
    assert told(stage, EventKind.NUMBER_DOUBTED) == 1


def test_a_number_older_than_the_order_is_doubted_for_that_too(stage: Stage) -> None:
    parcel = parcel_with(stage, "11")
    (order,) = stage.desk.orders(parcel.orders).values()
    long_ago = (order.paid_at or order.created_at).replace(year=2025)
    use = NumberUse(
        tracking=LABEL, parcel_id="P-of-last-year", supplier="factory-b", first_seen_at=long_ago
    )
    stage.desk.commit(Change(puts=(use,)))
    assert number(stage, "11", LABEL) is Numbering.DOUBTED
    assert doubts(stage, "11") == [Doubt.USED_BEFORE, Doubt.OLDER_THAN_ORDER]


def test_a_doubted_number_that_comes_again_changes_nothing(stage: Stage) -> None:
    number(stage, "11", LABEL)
    number(stage, "21", LABEL)
    written = len(stage.desk.touched)
    assert number(stage, "21", LABEL) is Numbering.DOUBTED
    assert len(stage.desk.touched) == written


def test_two_who_bring_one_number_at_once_are_both_looked_at(stage: Stage) -> None:
    """Between the look and the write of the one, the other is done: its commit must not stand."""
    other = parcel_with(stage, "21").parcel_id
    raced: list[str] = []

    def race(point: str) -> None:
        if point == "before desk.commit" and not raced:
            raced.append(point)
            stage.desk.gate = open_gate
            number(stage, "21", LABEL)

    stage.desk.gate = race
    assert number(stage, "11", LABEL) is Numbering.DOUBTED
    assert raced
    assert other in parcel_with(stage, "11").doubts[0].evidence
    assert parcel_with(stage, "21").state is ParcelState.NUMBERED


def test_a_lifted_refund_does_not_send_a_number_in_doubt_up(stage: Stage) -> None:
    number(stage, "11", LABEL)
    stage.refund("21", order_id="2")
    assert number(stage, "21", LABEL) is Numbering.FENCED
    stage.later()
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    stage.take(stage.hint("2", "77"))
    assert parcel_with(stage, "21").state is ParcelState.HELD
    assert believe(stage, "21").state is ParcelState.NUMBERED


def test_numbers_of_fenced_rows_and_of_lines_that_left_are_remembered(stage: Stage) -> None:
    stage.refund("11")
    assert number(stage, "11", LABEL) is Numbering.FENCED
    assert number(stage, "21", LABEL) is Numbering.DOUBTED
    assert set(stage.desk.number_uses([LABEL])) == {LABEL}


# --- Another number -------------------------------------------------------------------------------


def test_another_number_for_a_shipped_parcel_waits_for_a_person(stage: Stage) -> None:
    number(stage, "11", LABEL)
    ship(stage, "11")
    assert number(stage, "11", SECOND) is Numbering.CHANGE_ASKED
    parcel = parcel_with(stage, "11")
    assert (parcel.state, parcel.tracking) == (ParcelState.SHIPPED, LABEL)
    assert parcel.change is not None
    assert (parcel.change.old, parcel.change.new) == (LABEL, SECOND)
    assert parcel.is_in_question
    written = len(stage.desk.touched)
    assert number(stage, "11", SECOND) is Numbering.CHANGE_ASKED
    assert number(stage, "11", LABEL) is Numbering.SAME
    assert len(stage.desk.touched) == written


def test_a_change_that_a_person_allows_goes_to_the_platform(stage: Stage) -> None:
    number(stage, "11", LABEL)
    ship(stage, "11")
    number(stage, "11", SECOND)
    decided = believe(stage, "11")
    assert decided.change is not None
    assert (decided.change.allowed_by, decided.change.done_at) == ("li/1", None)
    assert decided.tracking == LABEL  # Until the platform has the other one.
    assert told(stage, EventKind.NUMBER_CHANGE_ALLOWED) == 1
    assert number(stage, "11", THIRD) is Numbering.CHANGE_BUSY


def test_a_change_that_a_person_denies_is_not_asked_again(stage: Stage) -> None:
    number(stage, "11", LABEL)
    ship(stage, "11")
    number(stage, "11", SECOND)
    decided = refuse(stage, "11")
    assert (decided.tracking, decided.change, decided.is_in_question) == (LABEL, None, False)
    assert number(stage, "11", SECOND) is Numbering.DENIED
    assert number(stage, "11", THIRD) is Numbering.CHANGE_ASKED


def test_a_third_number_takes_the_place_of_the_second(stage: Stage) -> None:
    number(stage, "11", LABEL)
    ship(stage, "11")
    number(stage, "11", SECOND)
    number(stage, "11", THIRD)
    parcel = parcel_with(stage, "11")
    assert [(one.new, bool(one.problem)) for one in parcel.number_changes] == [
        (SECOND, True),
        (THIRD, False),
    ]
    # Nobody said no to it: its supplier may come back to it.
    assert number(stage, "11", SECOND) is Numbering.CHANGE_ASKED


def test_pn53_a_number_that_no_platform_has_heard_of_is_kept_back_until_decided(
    stage: Stage,
) -> None:
    number(stage, "11", LABEL)
    assert number(stage, "11", SECOND) is Numbering.CHANGE_ASKED
    assert parcel_with(stage, "11").state is ParcelState.HELD
    assert doubts(stage, "11") == [Doubt.OTHER_NUMBER]
    decided = believe(stage, "11")
    assert (decided.state, decided.tracking) == (ParcelState.NUMBERED, SECOND)
    assert decided.number_changes[-1].done_at == stage.now
    assert told(stage, EventKind.NUMBER_CHANGE_ALLOWED) == 0


def test_denied_before_the_upload_the_first_number_goes_up(stage: Stage) -> None:
    number(stage, "11", LABEL)
    number(stage, "11", SECOND)
    decided = refuse(stage, "11")
    assert (decided.state, decided.tracking) == (ParcelState.NUMBERED, LABEL)


def test_denied_while_the_first_is_in_doubt_itself_nothing_goes_up(stage: Stage) -> None:
    number(stage, "21", LABEL)
    number(stage, "11", LABEL)
    assert number(stage, "11", SECOND) is Numbering.CHANGE_ASKED
    decided = refuse(stage, "11")
    assert (decided.state, decided.tracking) == (ParcelState.HELD, LABEL)
    assert [one.code for one in decided.doubts] == [Doubt.USED_BEFORE]


# --- Several boxes --------------------------------------------------------------------------------


def test_several_boxes_are_kept_until_a_platform_has_heard_of_the_first(stage: Stage) -> None:
    assert number(stage, "11", LABEL, SECOND) is Numbering.ACCEPTED
    assert parcel_with(stage, "11").more_numbers == (SECOND,)
    assert number(stage, "11", LABEL, SECOND, THIRD) is Numbering.ACCEPTED
    assert parcel_with(stage, "11").more_numbers == (SECOND, THIRD)
    assert number(stage, "11", SECOND) is Numbering.SAME
    ship(stage, "11")
    assert number(stage, "11", LABEL, Tracking(carrier="zto", number="78001")) is (
        Numbering.MORE_TOO_LATE
    )


def test_one_used_box_among_several_puts_all_in_doubt(stage: Stage) -> None:
    number(stage, "21", SECOND)
    assert number(stage, "11", LABEL, SECOND) is Numbering.DOUBTED


# --- Decisions ------------------------------------------------------------------------------------


def test_a_believed_number_goes_up(stage: Stage) -> None:
    number(stage, "11", LABEL)
    number(stage, "21", LABEL)
    assert believe(stage, "21").state is ParcelState.NUMBERED
    ship(stage, "21")
    with pytest.raises(NothingToDecide):
        believe(stage, "21")


def test_a_refused_number_leaves_the_parcel_open_and_is_never_taken_again(stage: Stage) -> None:
    number(stage, "11", LABEL)
    number(stage, "21", LABEL)
    refused = refuse(stage, "21")
    assert (refused.state, refused.tracking) == (ParcelState.CLAIMED, None)
    assert number(stage, "21", LABEL) is Numbering.DENIED
    assert number(stage, "21", SECOND) is Numbering.ACCEPTED
    assert refused.number_changes[0].problem == "refused by li/1"


def test_refused_after_its_last_line_left_the_parcel_is_over(stage: Stage) -> None:
    number(stage, "11", LABEL)
    number(stage, "21", LABEL)
    stage.refund("21", order_id="2")
    parcel_id = parcel_with(stage, "21").parcel_id
    stop = stage.stop()
    answer_stop(SUPPLIER, stop.stop_id, StopAnswer.STOPPED, "link", desk=stage.desk, now=stage.now)
    refused = refuse_number(parcel_id, "li/1", desk=stage.desk, now=stage.now)
    assert refused.state is ParcelState.EMPTY


def test_a_number_written_by_hand_is_the_person_s_word(stage: Stage) -> None:
    number(stage, "11", LABEL)
    assert give(stage, "21", LABEL).state is ParcelState.NUMBERED  # Two orders in one box.
    assert give(stage, "31", THIRD).tracking == THIRD
    with pytest.raises(NothingToDecide):
        believe(stage, "31")


def test_a_number_by_hand_decides_what_was_in_question(stage: Stage) -> None:
    number(stage, "11", LABEL)
    number(stage, "21", LABEL)
    decided = give(stage, "21", SECOND)
    assert (decided.state, decided.tracking) == (ParcelState.NUMBERED, SECOND)
    assert decided.number_changes[-1].old == LABEL


def test_a_number_by_hand_for_a_shipped_parcel_is_a_change_allowed_at_once(stage: Stage) -> None:
    number(stage, "11", LABEL)
    ship(stage, "11")
    decided = give(stage, "11", SECOND)
    assert decided.change is not None
    assert (decided.change.new, decided.change.allowed_at) == (SECOND, stage.now)
    assert told(stage, EventKind.NUMBER_CHANGE_ALLOWED) == 1


def test_the_old_number_by_hand_denies_the_change(stage: Stage) -> None:
    number(stage, "11", LABEL)
    number(stage, "11", SECOND)
    decided = give(stage, "11", LABEL)
    assert (decided.state, decided.tracking) == (ParcelState.NUMBERED, LABEL)
    assert not decided.is_in_question


@pytest.mark.parametrize("act", [believe, refuse])
def test_nothing_in_question_is_nothing_to_decide(stage: Stage, act: object) -> None:
    assert callable(act)
    with pytest.raises(NothingToDecide):
        act(stage, "11")
    number(stage, "11", LABEL)
    with pytest.raises(NothingToDecide):
        act(stage, "11")


# --- Through a file -------------------------------------------------------------------------------


def test_eb40_one_file_tells_its_owner_once_of_all_that_is_in_question(stage: Stage) -> None:
    hand_in(stage, answer("11"))
    returned = hand_in(stage, answer("11", "21") | answer("31", number=OTHER), 1)
    # The second parcel of this very file is refused with its cell; that of an earlier one is kept.
    assert (returned.accepted, returned.refused) == (2, 1)
    kept = hand_in(stage, answer("21"), 2)
    assert (kept.accepted, kept.refused) == (1, 0)
    asks = [s.event for s in stage.desk.events if s.event.kind is EventKind.RETURN_ASKS]
    assert [one.facts["numbers"] for one in asks] == [parcel_with(stage, "21").parcel_id]
    hand_in(stage, answer("21"), 3)
    assert told(stage, EventKind.RETURN_ASKS) == 1


def test_a_file_that_dies_anywhere_is_read_again_to_the_same_end() -> None:
    def made() -> Stage:
        stage = shop()
        hand_in(stage, answer("11"))
        return stage

    cells = answer("21") | answer("31", number=OTHER)
    assert survives(made, lambda stage: hand_in(stage, cells, 1)) > 10


def test_releasing_a_parcel_does_not_release_a_number_in_doubt(stage: Stage) -> None:
    number(stage, "11", LABEL)
    assert number(stage, "21", LABEL) is Numbering.DOUBTED
    doubted = parcel_with(stage, "21")
    assert release_parcel(doubted.parcel_id, desk=stage.desk, now=stage.now) == doubted
    believe(stage, "21")
    assert parcel_with(stage, "21").state is ParcelState.NUMBERED
