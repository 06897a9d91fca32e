"""A wish for another address: accepted only when no wave can take the order to the old one."""

from datetime import datetime

import pytest

from hedan.domain.line_work import LineState
from hedan.domain.orders import OrderStatus
from hedan.errors import PlatformBusy, PlatformRejected, TryAgain
from hedan.usecases.intake.answer_address import AddressAnswer, answer_address
from hedan.usecases.orders.release_hold import release_hold
from tests.domain.builders import RECEIVER, order_key
from tests.fakes.gates import FailsAt, open_gate
from tests.simulation.world import SETTINGS
from tests.usecases.stage import Stage, survives

CODE = "ADDRESS_CHANGE_ASKED"


@pytest.fixture
def stage() -> Stage:
    """One order of two lines, ready."""
    return prepared()


def prepared() -> Stage:
    stage = Stage()
    stage.stock_in(5)
    stage.place("CUP", "MUG")
    stage.make_ready()
    stage.later()
    return stage


def asks(stage: Stage, asked_at: datetime | None = None, *, order_id: str = "1") -> AddressAnswer:
    return answer_address(
        order_key(order_id),
        asked_at or stage.now,
        desk=stage.desk,
        settings=SETTINGS,
        marks=stage.ledgers,
        platform_of=lambda _: stage.platform,
        archive=stage.archive,
        now=stage.now,
    )


def open_holds(stage: Stage) -> list[str]:
    holds = stage.desk.order_file(order_key("1")).holds
    return [hold.finding.code for hold in holds.open]


def moves(stage: Stage) -> None:
    """The platform writes the new address down."""
    stage.later()
    stage.platform.change_order("1", stage.now, receiver=RECEIVER.but(address_id="#new"))
    stage.take(stage.hint())


def test_an_order_that_waits_is_held_until_its_address_has_changed(stage: Stage) -> None:
    asked_at = stage.now
    assert asks(stage) is AddressAnswer.ACCEPTED
    assert open_holds(stage) == [CODE]
    assert set(stage.states().values()) == {LineState.NEW}
    assert stage.desk.stock(["CUP"])["CUP"].reserved == 0
    stage.plan()
    assert stage.claim().parcel_ids == ()
    assert asks(stage, asked_at) is AddressAnswer.ACCEPTED
    moves(stage)
    assert asks(stage, asked_at) is AddressAnswer.ACCEPTED  # Played again: an old wish.
    assert stage.desk.orders([order_key("1")])[order_key("1")].address_change_asked_at is None
    stage.look()  # The order was stored, so the order workflow looks at it.
    assert open_holds(stage) == []


def test_a_question_brings_an_order_that_nobody_had_seen() -> None:
    stage = Stage()
    stage.place("MUG")
    assert asks(stage) is AddressAnswer.ACCEPTED
    assert open_holds(stage) == [CODE]


def test_a_wish_that_comes_too_late_leaves_no_trace(stage: Stage) -> None:
    stage.wave()
    before = stage.desk.everything()
    assert asks(stage) is AddressAnswer.HANDED_OVER
    assert stage.desk.everything() == before
    stage.number()
    stage.upload()
    assert asks(stage) is AddressAnswer.SHIPPED


def test_what_somebody_shipped_on_the_platform_is_shipped(stage: Stage) -> None:
    shipped = OrderStatus.SHIPPED
    stage.platform.change_lines("1", stage.now, status=shipped)
    stage.platform.change_order("1", stage.now, status=shipped)
    assert asks(stage) is AddressAnswer.SHIPPED


def test_a_person_who_let_the_order_go_on_has_refused(stage: Stage) -> None:
    asked_at = stage.now
    asks(stage)
    (hold,) = stage.desk.order_file(order_key("1")).holds.open
    release_hold(order_key("1"), hold.hold_id, "owner", desk=stage.desk, now=stage.now)
    assert asks(stage, asked_at) is AddressAnswer.REFUSED
    stage.later()
    assert asks(stage) is AddressAnswer.ACCEPTED  # Another wish is another decision.


def test_an_unpaid_order_is_held_when_it_is_paid() -> None:
    stage = Stage()
    stage.place("MUG", status=OrderStatus.UNPAID)
    assert asks(stage) is AddressAnswer.ACCEPTED
    assert open_holds(stage) == []
    stage.later()
    stage.platform.change_order("1", stage.now, status=OrderStatus.TO_SHIP)
    stage.take(stage.hint())
    assert stage.desk.orders([order_key("1")])[order_key("1")].address_change_asked_at


def test_an_order_that_nobody_knows(stage: Stage) -> None:
    assert asks(stage, order_id="404") is AddressAnswer.UNKNOWN_ORDER


@pytest.mark.parametrize(
    "error", [PlatformBusy("throttled"), PlatformRejected("15", "isv.x", "no such order")]
)
def test_an_order_that_cannot_be_read_now_is_not_answered(stage: Stage, error: Exception) -> None:
    stage.platform.gate = FailsAt(0, error)
    with pytest.raises(TryAgain):
        asks(stage)
    assert open_holds(stage) == []


@pytest.mark.parametrize("commit", [1, 2, 3])
def test_a_wave_at_any_moment_gets_it_before_the_answer_or_not_at_all(
    stage: Stage, commit: int
) -> None:
    """Before the wish is stored, between wish and hold, after the hold."""
    points = {1: "before desk.commit", 2: "after desk.commit", 3: "after desk.commit"}
    left = [2 if commit == 3 else 1]

    def gate(point: str) -> None:
        if point != points[commit]:
            return
        left[0] -= 1
        if left[0] == 0:
            stage.desk.gate = open_gate
            stage.wave()

    stage.desk.gate = gate
    answer = asks(stage)
    assert left == [0]
    claimed = set(stage.states().values()) == {LineState.CLAIMED}
    assert answer is (AddressAnswer.HANDED_OVER if claimed else AddressAnswer.ACCEPTED)
    assert claimed == (commit < 3)


def test_dying_at_any_point_and_being_asked_again_ends_the_same() -> None:
    assert survives(prepared, asks) > 5
