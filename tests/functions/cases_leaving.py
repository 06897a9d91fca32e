"""Lines leave their parcels: an order is called off at each stage, and what a late answer does."""

from typing import Any

from hedan.domain.line_work import LineState
from hedan.domain.orders import OrderStatus
from hedan.domain.stops import StopAnswer, StopCause
from hedan.usecases.waves.take_out import take_out
from tests.domain.seeding import seeded
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_orders import STARTED, open_holds, reserved_cups, states
from tests.functions.cases_pages import assert_page
from tests.functions.stages import SUPPLIER, parcel_ids
from tests.functions.world import NOW, ORDER, World


def called_off(world: World) -> None:
    """The platform has cancelled the order, and no after-sale says so."""
    with world.seeing() as seen:
        desk = seen.desk()
        order = desk.orders([ORDER])[ORDER]
        lines = tuple(line.but(status=OrderStatus.CANCELLED) for line in order.lines)
        cancelled = order.but(status=OrderStatus.CANCELLED, lines=lines)
        desk.commit(seeded(cancelled, desk=desk))


def stops(world: World) -> list[tuple[StopCause, StopAnswer | None]]:
    """Return why goods are asked back, and what their supplier said."""
    with world.seeing() as seen:
        return [(stop.cause, stop.answer) for stop in seen.desk().stops(SUPPLIER)]


@case("advance_order", "check_called_off", stage="claimed", prepare=called_off)
def sees_that_lines_must_leave(world: World, answer: Any) -> None:
    assert answer == {"outcome": "hold", "codes": []}
    nothing_changed(world)


@case("advance_order", "hold_called_off_before_the_workbook", stage="claimed", prepare=called_off)
def takes_them_out_at_once(world: World, answer: Any) -> None:
    assert answer == {"open": []}
    assert (states(world), reserved_cups(world)) == ([LineState.NEW, LineState.NEW], 0)
    assert stops(world) == []


@case("advance_order", "hold_called_off_after_the_workbook", stage="told", prepare=called_off)
def asks_their_supplier_for_them(world: World, answer: Any) -> None:
    assert answer == {"open": []}
    assert states(world) == [LineState.STOPPING, LineState.STOPPING]
    assert stops(world) == [(StopCause.CANCELLED, None)]


def asked_back(world: World) -> None:
    """The buyer has another address, and the supplier was asked for the goods."""
    with world.seeing() as seen:
        desk = seen.desk()
        (parcel_id,) = parcel_ids(world)
        lines = [line.key for line in desk.parcels([parcel_id])[parcel_id].lines]
        take_out(parcel_id, lines, StopCause.ADDRESS, desk=desk, now=NOW)


@case("answer_stop", "gone_before_the_address_changed", stage="told", prepare=asked_back)
def lets_it_travel_and_calls_a_person(world: World, answer: Any) -> None:
    assert_page(answer, 200)
    assert stops(world) == [(StopCause.ADDRESS, StopAnswer.GONE)]
    assert states(world) == [LineState.CLAIMED, LineState.CLAIMED]
    assert open_holds(world) == ["STOP_TOO_LATE"]


@case("follow_events", "lines_taken_out")
def plans_them_anew(world: World, answer: Any) -> None:
    assert world.executions("OrderWorkflow") == STARTED
