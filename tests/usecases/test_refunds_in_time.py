"""A refund at every moment of a parcel's life, and what it does to the rest of the parcel."""

from collections.abc import Callable

import pytest

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.line_work import LineState
from hedan.domain.parcels import ParcelState
from hedan.domain.stops import StopAnswer
from hedan.errors import AfterSaleAhead, PlatformRejected, TryAgain
from hedan.usecases.intake.take_in import Taken
from hedan.usecases.numbers.number_parcel import Numbering
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.uploads.upload_tracking import Uploaded
from hedan.usecases.waves.release_parcel import release_parcel
from tests.domain.builders import line_key
from tests.usecases.stage import SUPPLIER, Stage


@pytest.fixture
def stage() -> Stage:
    """Two orders of one buyer, ready; the first has two lines."""
    stage = Stage()
    stage.stock_in(5)
    stage.place("CUP", "MUG")
    stage.place("CUP", order_id="2")
    stage.make_ready("1")
    stage.make_ready("2")
    return stage


def _withdraw(stage: Stage, case: str = "77") -> None:
    stage.later()
    stage.platform.change_after_sale(case, AfterSaleStatus.CLOSED, stage.now)
    stage.take(stage.hint("1", case))


def test_one_bad_hint_costs_the_others_nothing(stage: Stage) -> None:
    stage.place("MUG", order_id="3")
    bad = stage.hint("404")
    answers = stage.take(stage.hint("1"), bad, stage.hint("3"))
    assert answers[0] is Taken.UNCHANGED
    assert answers[1] is Taken.SET_ASIDE
    (mark,) = stage.ledgers.set_aside("cup-shop")
    assert (mark.subject, "no such order" in mark.reason) == ("404", True)
    assert answers[2] is Taken.STORED


def test_eb34_refund_before_its_order_fences_the_line_when_it_appears() -> None:
    stage = Stage()
    stage.place("MUG", "MUG")
    stage.refund("11")
    stage.make_ready()
    assert stage.states() == {"11": LineState.NEW, "12": LineState.READY}
    assert not stage.line("11").may_ship


def test_same_second_with_other_facts_is_news(stage: Stage) -> None:
    stage.platform.change_order("1", stage.now, seller_memo="again in the same second")
    assert stage.take(stage.hint("1")) == [Taken.STORED]
    assert stage.take(stage.hint("1")) == [Taken.UNCHANGED]


def test_two_refunds_on_one_line_withdrawing_one_opens_nothing(stage: Stage) -> None:
    stage.refund("11")
    stage.refund("11", case="78")
    _withdraw(stage)
    assert not stage.line("11").may_ship
    _withdraw(stage, "78")
    assert stage.line("11").may_ship


def test_eb32_refund_before_the_wave_gives_the_stock_back(stage: Stage) -> None:
    stage.refund("11")
    assert stage.line("11").state is LineState.NEW
    assert stage.desk.stock(["CUP"])["CUP"].reserved == 1  # The other order's.
    assert "stop_opened" not in stage.events()


def test_eb31_refund_between_plan_and_claim_leaves_alone(stage: Stage) -> None:
    stage.plan()
    stage.refund("11")
    claimed = stage.claim()
    assert len(claimed.parcel_ids) == 1
    assert [line.key.line_id for line in stage.parcel().lines] == ["12", "21"]
    assert stage.states()["11"] is LineState.NEW


def test_pn29_refund_between_claim_and_write_stays_out_of_the_file(stage: Stage) -> None:
    stage.plan()
    stage.claim()
    stage.refund("11")
    stage.write()
    file = stage.desk.workbook(SUPPLIER, "factory-a-000001")
    assert file
    assert file.row_count == 2
    assert stage.states()["11"] is LineState.STOPPED
    assert stage.stop().answer is StopAnswer.STOPPED
    _withdraw(stage)
    assert stage.states()["11"] is LineState.NEW  # Free for the next wave.


def test_everything_refunded_before_the_write_makes_no_file(stage: Stage) -> None:
    stage.plan()
    stage.claim()
    stage.refund("11", "12")
    stage.refund("21", order_id="2", case="78")
    assert stage.write() is None
    file = stage.desk.workbook(SUPPLIER, "factory-a-000001")
    assert file
    assert file.state.value == "empty"


def test_eb31_refund_after_export_opens_one_stop_and_leaves_the_rest(stage: Stage) -> None:
    stage.wave()
    before = stage.parcel()
    stage.refund("11")
    assert stage.states() == {
        "11": LineState.STOPPING,
        "12": LineState.CLAIMED,
        "21": LineState.CLAIMED,
    }
    assert [line.key.line_id for line in stage.stop().lines] == ["11"]
    assert stage.parcel() == before


def test_number_for_a_fenced_row_is_held_and_the_rest_goes(stage: Stage) -> None:
    stage.wave()
    stage.refund("11")
    verdicts = stage.number()
    assert verdicts == {
        line_key("1", "11"): Numbering.FENCED,
        line_key("1", "12"): Numbering.ACCEPTED,
        line_key("2", "21"): Numbering.ACCEPTED,
    }
    holds = stage.desk.order_file(line_key("1").order).holds
    assert [hold.finding.code for hold in holds.open] == ["TRACKING_AFTER_STOP"]
    assert "tracking_for_fenced" in stage.events()
    assert stage.upload() is Uploaded.SHIPPED
    assert [one.line_id for one in stage.platform.accepted] == ["12", "21"]


def test_same_number_again_is_the_same_another_is_refused(stage: Stage) -> None:
    stage.wave()
    stage.number()
    assert set(stage.number().values()) == {Numbering.SAME}


def test_withdrawn_after_the_rest_was_shipped_follows_under_the_same_number(stage: Stage) -> None:
    stage.wave()
    stage.refund("11")
    stage.number()
    stage.upload()
    _withdraw(stage)
    assert stage.parcel().state is ParcelState.NUMBERED
    assert stage.upload() is Uploaded.SHIPPED
    first, second = stage.platform.calls
    assert first.request_id != second.request_id
    assert [line.line_id for line in second.lines] == ["11"]
    assert set(stage.states().values()) == {LineState.SHIPPED}


def test_refund_that_has_not_reached_us_makes_the_upload_wait(stage: Stage) -> None:
    stage.wave()
    stage.number()
    stage.later()
    stage.platform.ask_refund("77", "1", ["11"], stage.now)
    with pytest.raises(AfterSaleAhead):
        stage.upload()
    assert stage.platform.calls == []


def test_a_number_that_met_a_refund_goes_up_as_soon_as_it_is_withdrawn() -> None:
    stage = Stage()
    stage.place("MUG")
    stage.make_ready()
    stage.wave()
    stage.number()
    stage.later()
    stage.platform.ask_refund("77", "1", ["11"], stage.now)
    with pytest.raises(AfterSaleAhead):
        stage.upload()
    stage.take(stage.hint("1", "77"))
    assert stage.upload() is Uploaded.HELD
    _withdraw(stage)
    assert stage.events().count("parcel_numbered") == 2
    assert stage.upload() is Uploaded.SHIPPED
    assert stage.upload() is Uploaded.NOTHING_TO_DO
    assert len(stage.platform.calls) == 1


def test_refund_during_the_upload_is_refused_by_the_platform_and_held(stage: Stage) -> None:
    stage.wave()
    stage.number()

    def in_the_middle(point: str) -> None:
        if point == "before platform.ship":
            stage.platform.ask_refund("77", "1", ["11"], stage.now)

    stage.platform.gate = in_the_middle
    assert stage.upload() is Uploaded.HELD
    assert stage.parcel().state is ParcelState.HELD
    assert "60040" in stage.parcel().problem
    assert stage.events()[-1] == "parcel_held"


def test_held_number_goes_up_after_a_person_says_so(stage: Stage) -> None:
    stage.wave()
    stage.number()
    refusal = PlatformRejected("50002", "isv.business-failed:60109", "risk review")
    stage.platform.gate = raising("before platform.ship", refusal)
    assert stage.upload() is Uploaded.HELD
    stage.platform.gate = lambda _: None
    parcel_id = stage.parcel().parcel_id
    assert release_parcel(parcel_id, desk=stage.desk, now=stage.now).state is ParcelState.NUMBERED
    assert stage.events()[-1] == "parcel_numbered"
    assert release_parcel(parcel_id, desk=stage.desk, now=stage.now).state is ParcelState.NUMBERED
    assert stage.upload() is Uploaded.SHIPPED


def raising(where: str, error: Exception) -> Callable[[str], None]:
    def gate(point: str) -> None:
        if point == where:
            raise error

    return gate


def test_fence_that_closes_after_the_platform_took_it_does_not_undo_the_fact(stage: Stage) -> None:
    stage.wave()
    stage.number()

    def in_the_middle(point: str) -> None:
        if point == "after platform.ship":
            stage.platform.gate = lambda _: None
            stage.refund("11")

    stage.platform.gate = in_the_middle
    assert stage.upload() is Uploaded.SHIPPED
    assert set(stage.states().values()) == {LineState.SHIPPED}
    assert not stage.line("11").may_ship
    assert stage.stop().answer is None  # Somebody must still say where it is.


def test_whole_order_goes_up_whole_and_a_merge_names_its_lines(stage: Stage) -> None:
    stage.wave()
    stage.number()
    stage.upload()
    (shipment,) = stage.platform.calls
    assert not shipment.whole_order
    assert [line.line_id for line in shipment.lines] == ["11", "12", "21"]
    alone = Stage()
    alone.place("MUG", "MUG")
    alone.make_ready()
    alone.wave()
    alone.number()
    alone.upload()
    assert alone.platform.calls[0].whole_order


def test_first_answer_stands(stage: Stage) -> None:
    stage.wave()
    stage.refund("11")
    stop_id = stage.stop().stop_id
    for answer in (StopAnswer.GONE, StopAnswer.STOPPED):
        answer_stop(SUPPLIER, stop_id, answer, "link", desk=stage.desk, now=stage.now)
    assert stage.stop().answer is StopAnswer.GONE
    assert stage.states()["11"] is LineState.GONE
    assert stage.desk.stock(["CUP"])["CUP"].on_hand == 4


def test_stopped_after_the_withdrawal_starts_again(stage: Stage) -> None:
    stage.wave()
    stage.refund("11")
    _withdraw(stage)
    stop_id = stage.stop().stop_id
    answer_stop(SUPPLIER, stop_id, StopAnswer.STOPPED, "link", desk=stage.desk, now=stage.now)
    assert stage.states()["11"] is LineState.NEW
    (answered,) = (one.event for one in stage.desk.events if one.event.kind == "stop_answered")
    assert answered.facts["replanned"] == "True"


def test_withdrawn_at_the_instant_in_which_the_number_is_held_is_not_lost() -> None:
    stage = Stage()
    stage.place("MUG")
    stage.make_ready()
    stage.wave()
    stage.refund("11")

    def in_the_middle(point: str) -> None:
        if point == "before desk.commit":
            stage.desk.gate = lambda _: None
            _withdraw(stage)

    stage.desk.gate = in_the_middle
    with pytest.raises(TryAgain):
        stage.number()
    assert stage.number() == {line_key("1", "11"): Numbering.ACCEPTED}
    assert stage.parcel().state is ParcelState.NUMBERED
