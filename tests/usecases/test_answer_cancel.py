"""A platform that waits: "stopped" is said only when nothing can be shipped behind the answer."""

from collections.abc import Callable

import pytest

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.line_work import LineState
from hedan.domain.orders import OrderStatus
from hedan.domain.stops import StopAnswer
from hedan.errors import AccessEnded, Malformed, OrderGone, PlatformBusy, TryAgain
from hedan.usecases.intake.answer_cancel import CancelAnswer, answer_cancel
from hedan.usecases.stops.answer_stop import answer_stop
from tests.domain.builders import order_key
from tests.domain.seeding import seeded
from tests.fakes.gates import FailsAt, open_gate
from tests.usecases.stage import SUPPLIER, Stage, survives

CASE = "77"


@pytest.fixture
def stage() -> Stage:
    """Two orders of one buyer, ready; the first has two lines, and its first is to be refunded."""
    return prepared()


def prepared() -> Stage:
    stage = Stage()
    stage.stock_in(5)
    stage.place("CUP", "MUG")
    stage.place("CUP", order_id="2")
    stage.make_ready("1")
    stage.make_ready("2")
    return stage


def wants_refund(stage: Stage, *line_ids: str, order_id: str = "1", case: str = CASE) -> None:
    """The buyer asks, and only the platform knows."""
    stage.later()
    stage.platform.ask_refund(case, order_id, line_ids or ("11",), stage.now)


def asks(
    stage: Stage, *line_ids: str, case: str | None = CASE, order_id: str = "1"
) -> CancelAnswer:
    return answer_cancel(
        order_key(order_id),
        case,
        line_ids,
        desk=stage.desk,
        marks=stage.ledgers,
        platform_of=lambda _: stage.platform,
        archive=stage.archive,
        now=stage.now,
    )


def test_what_waits_is_stopped_and_stays_stopped(stage: Stage) -> None:
    wants_refund(stage)
    assert asks(stage) is CancelAnswer.STOPPED
    assert stage.states() == {"11": LineState.NEW, "12": LineState.READY, "21": LineState.READY}
    assert not stage.line("11").may_ship
    stage.wave()
    assert [line.key.line_id for line in stage.parcel().lines] == ["12", "21"]
    assert asks(stage) is CancelAnswer.STOPPED


def test_what_nobody_has_worked_on_yet_is_stopped_too() -> None:
    stage = Stage()
    stage.place("MUG")
    wants_refund(stage)
    assert asks(stage) is CancelAnswer.STOPPED  # The question itself brought order and refund.
    assert not stage.line("11").may_ship


def test_what_a_supplier_may_hold_is_handed_over_and_its_stop_is_open(stage: Stage) -> None:
    stage.wave()
    wants_refund(stage)
    assert asks(stage) is CancelAnswer.HANDED_OVER
    assert [line.key.line_id for line in stage.stop().lines] == ["11"]
    assert stage.states()["11"] is LineState.STOPPING
    assert asks(stage) is CancelAnswer.HANDED_OVER
    assert stage.events().count("stop_opened") == 1


def test_eb33_a_label_that_is_printed_is_said_until_the_supplier_says_more(stage: Stage) -> None:
    stage.wave()
    wants_refund(stage)
    asks(stage)
    printed = StopAnswer.LABEL_PRINTED
    stop_id = stage.stop().stop_id
    answer_stop(SUPPLIER, stop_id, printed, "link", desk=stage.desk, now=stage.now)
    assert asks(stage) is CancelAnswer.LABEL_PRINTED
    answer_stop(SUPPLIER, stop_id, StopAnswer.STOPPED, "link", desk=stage.desk, now=stage.now)
    assert asks(stage) is CancelAnswer.STOPPED


@pytest.mark.parametrize(
    ("said", "answer"),
    [(StopAnswer.STOPPED, CancelAnswer.STOPPED), (StopAnswer.GONE, CancelAnswer.SHIPPED)],
)
def test_what_the_supplier_said_counts(
    stage: Stage, said: StopAnswer, answer: CancelAnswer
) -> None:
    stage.wave()
    wants_refund(stage)
    asks(stage)
    stop_id = stage.stop().stop_id
    answer_stop(SUPPLIER, stop_id, said, "link", desk=stage.desk, now=stage.now)
    assert asks(stage) is answer


def test_what_left_is_shipped(stage: Stage) -> None:
    stage.wave()
    stage.number()
    stage.upload()
    wants_refund(stage)
    assert asks(stage) is CancelAnswer.SHIPPED


def test_what_somebody_shipped_on_the_platform_is_shipped(stage: Stage) -> None:
    wants_refund(stage)
    stage.platform.change_lines("1", stage.now, status=OrderStatus.SHIPPED)
    assert stage.states()["11"] is LineState.READY
    assert asks(stage) is CancelAnswer.SHIPPED


def test_an_order_that_nobody_knows(stage: Stage) -> None:
    assert asks(stage, order_id="404", case=None) is CancelAnswer.UNKNOWN_ORDER
    assert asks(stage, order_id="404") is CancelAnswer.UNKNOWN_ORDER


def test_pn30_a_refund_that_is_not_shown_yet_is_never_answered_with_a_promise(stage: Stage) -> None:
    with pytest.raises(TryAgain, match="does not show"):
        asks(stage)
    assert not stage.line("11").may_ship  # Closed to be sure, until somebody can read it.
    wants_refund(stage)
    assert asks(stage) is CancelAnswer.STOPPED
    assert stage.line("12").may_ship  # The refund names the other line alone.


def test_a_busy_platform_is_never_answered_with_a_promise(stage: Stage) -> None:
    wants_refund(stage)
    for position in range(2):  # The refund cannot be read, the order cannot.
        stage.platform.gate = FailsAt(position, PlatformBusy("throttled"))
        with pytest.raises(PlatformBusy):
            asks(stage)
    assert not stage.line("11").may_ship  # The refund that could be read is stored all the same.
    stage.platform.gate = open_gate
    assert asks(stage) is CancelAnswer.STOPPED


def test_an_order_that_the_platform_deleted_will_not_be_shipped(stage: Stage) -> None:
    wants_refund(stage)
    gone = OrderGone("order 1")
    stage.platform.gate = lambda point: _raises(point, "read_order", gone)
    assert asks(stage) is CancelAnswer.STOPPED
    assert set(stage.states().values()) == {LineState.NEW, LineState.READY}  # 2 is another order.
    assert stage.line("12").state is LineState.NEW


def test_ended_access_is_the_owners_affair(stage: Stage) -> None:
    ended = AccessEnded("26", "", "log in again")
    stage.platform.gate = lambda point: _raises(point, "read_after_sale", ended)
    with pytest.raises(AccessEnded):
        asks(stage)


def _raises(point: str, word: str, error: Exception) -> None:
    if point.endswith(word):
        raise error


def test_a_call_that_names_no_refund_promises_nothing_without_a_fence(stage: Stage) -> None:
    with pytest.raises(TryAgain, match="no refund stops line 11, 12"):
        asks(stage, case=None)
    wants_refund(stage)
    asks(stage)
    assert asks(stage, "11", case=None) is CancelAnswer.STOPPED
    with pytest.raises(TryAgain, match="line 12"):
        asks(stage, case=None)


def test_lines_beside_the_refund_are_not_promised(stage: Stage) -> None:
    wants_refund(stage)
    with pytest.raises(TryAgain, match="line 12"):
        asks(stage, "11", "12")
    wants_refund(stage, "12", case="78")
    assert asks(stage, "11", "12", case="78") is CancelAnswer.STOPPED


def test_one_line_of_several_that_has_left_decides(stage: Stage) -> None:
    wants_refund(stage, "11", "12")
    stage.platform.change_lines("1", stage.now)  # Nothing of it yet.
    assert asks(stage, "11", "12") is CancelAnswer.STOPPED
    file = stage.desk.order_file(order_key("1"))
    left = file.line("12").but(state=LineState.SHIPPED)
    stage.desk.commit(seeded(left, desk=stage.desk))
    assert asks(stage, "11", "12") is CancelAnswer.SHIPPED
    assert asks(stage, "11") is CancelAnswer.STOPPED


def test_a_refund_or_a_line_of_another_order_is_refused(stage: Stage) -> None:
    wants_refund(stage, "21", order_id="2")
    with pytest.raises(Malformed, match="not one of order 1"):
        asks(stage)
    assert stage.line("11").may_ship
    wants_refund(stage, case="78")
    with pytest.raises(Malformed, match="has no line 21"):
        asks(stage, "21", case="78")


def test_a_refund_that_was_withdrawn_is_no_promise(stage: Stage) -> None:
    wants_refund(stage)
    assert asks(stage) is CancelAnswer.STOPPED
    stage.later()
    stage.platform.change_after_sale(CASE, AfterSaleStatus.CLOSED, stage.now)
    with pytest.raises(TryAgain, match="no refund stops line 11"):
        asks(stage)
    assert stage.line("11").may_ship


def test_a_refused_refund_that_comes_again_is_stopped_again(stage: Stage) -> None:
    wants_refund(stage)
    asks(stage)
    stage.later()
    stage.platform.change_after_sale(CASE, AfterSaleStatus.REFUSED, stage.now)
    stage.take(stage.hint("1", CASE))
    stage.later()
    stage.platform.change_after_sale(CASE, AfterSaleStatus.REQUESTED, stage.now)
    assert asks(stage) is CancelAnswer.STOPPED


# --- Races --------------------------------------------------------------------------------------


def once(stage: Stage, wanted: str, act: Callable[[], object]) -> Callable[[str], None]:
    """Return a gate behind which something happens once, at the first point of this name."""

    def gate(point: str) -> None:
        if point == wanted:
            stage.desk.gate = open_gate
            act()

    return gate


def test_a_claim_just_before_the_fence_is_handed_over(stage: Stage) -> None:
    wants_refund(stage)
    stage.desk.gate = once(stage, "before desk.commit", stage.wave)
    assert asks(stage) is CancelAnswer.HANDED_OVER
    assert [line.key.line_id for line in stage.stop().lines] == ["11"]


def test_a_claim_between_fence_and_look_gets_nothing_of_it(stage: Stage) -> None:
    stage.plan()
    wants_refund(stage)
    stage.desk.gate = once(stage, "after desk.commit", stage.claim)
    assert asks(stage) is CancelAnswer.STOPPED
    assert [line.key.line_id for line in stage.parcel().lines] == ["12", "21"]
    assert asks(stage) is CancelAnswer.STOPPED


def test_a_refund_withdrawn_between_fence_and_look_is_no_promise(stage: Stage) -> None:
    wants_refund(stage)

    def withdraw() -> None:
        stage.later()
        stage.platform.change_after_sale(CASE, AfterSaleStatus.CLOSED, stage.now)
        stage.take(stage.hint("1", CASE))

    stage.desk.gate = once(stage, "after desk.commit", withdraw)
    with pytest.raises(TryAgain, match="no refund stops"):
        asks(stage)


def test_the_message_of_the_same_refund_that_came_first_leaves_nothing_to_store(
    stage: Stage,
) -> None:
    wants_refund(stage)
    stage.take(stage.hint("1", CASE), stage.hint("1"))
    before = stage.desk.everything()
    assert asks(stage) is CancelAnswer.STOPPED
    assert stage.desk.everything() == before


def test_dying_at_any_point_and_being_asked_again_ends_the_same() -> None:
    def made() -> Stage:
        stage = prepared()
        stage.wave()
        wants_refund(stage)
        return stage

    assert survives(made, asks) > 5
