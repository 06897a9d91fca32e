"""An order of any size: what is too much for one transaction comes in several, and none is torn.

The desk of these tests refuses a transaction of more than 100 actions.
"""

from collections.abc import Callable

import pytest

from hedan.domain.after_sales import AfterSale, AfterSaleStatus
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import OrderStatus
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop
from hedan.settings import SkuSettings
from hedan.usecases.intake.take_in import Taken
from hedan.usecases.orders.make_ready import make_ready
from hedan.usecases.orders.reserve_stock import reserve_stock
from tests.domain.builders import order_key
from tests.fakes.gates import AFTER, BEFORE, Crash, open_gate
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, Stage, survives

KEY = order_key("1")
LINES = 120
PARCELS = 4
COUNTED = tuple(f"S{n}" for n in range(1, LINES + 1))
SHOP = SETTINGS.but(
    skus=(
        *SETTINGS.skus,
        *(SkuSettings(sku=sku, name="杯", supplier=SUPPLIER, tracks_stock=True) for sku in COUNTED),
    )
)
ALL = tuple(f"1{n}" for n in range(1, LINES + 1))
COMMITTED = f"{AFTER}desk.commit"
COMMITS = f"{BEFORE}desk.commit"


def ready() -> Stage:
    """An order of many lines waits for a wave, each with a counted SKU of its own."""
    stage = Stage()
    for sku in COUNTED:
        stage.stock_in(1, sku)
    stage.place(*COUNTED)
    stage.take(stage.hint())
    work_on(stage)
    assert set(stage.states().values()) == {LineState.READY}
    return stage


def claimed() -> Stage:
    stage = ready()
    stage.wave()
    assert set(stage.states().values()) == {LineState.CLAIMED}
    assert len(list(stage.desk.all(Parcel))) == PARCELS
    return stage


def work_on(stage: Stage) -> None:
    reserve_stock(KEY, deciding=stage.deciding(SHOP), now=stage.now)
    make_ready(KEY, desk=stage.desk, now=stage.now)


def asked(stage: Stage, *line_ids: str) -> Stage:
    stage.later()
    stage.platform.ask_refund("77", "1", line_ids or ALL, stage.now)
    return stage


def hear(stage: Stage) -> None:
    stage.take(stage.hint("1", "77"))


def move(stage: Stage, status: AfterSaleStatus) -> None:
    stage.later()
    stage.platform.change_after_sale("77", status, stage.now)


def at(stage: Stage, point: str, number: int, act: Callable[[], object]) -> None:
    """Let something happen once, at the n-th time that a call passes this point."""
    left = number

    def gate(passed: str) -> None:
        nonlocal left
        left -= passed == point
        if passed == point and left == 0:
            stage.gate_all(open_gate)
            act()

    stage.gate_all(gate)


def die() -> None:
    raise Crash


def hear_and_die(stage: Stage, number: int) -> None:
    at(stage, COMMITTED, number, die)
    with pytest.raises(Crash):
        hear(stage)


def reserved(stage: Stage) -> int:
    return sum(stock.reserved for stock in stage.desk.stock(COUNTED).values())


def closed(stage: Stage) -> set[str]:
    return {work.key.line_id for work in stage.desk.all(LineWork) if not work.may_ship}


def case(stage: Stage) -> AfterSale:
    return stage.desk.order_file(KEY).after_sales["77"]


def stops(stage: Stage) -> list[Stop]:
    return list(stage.desk.all(Stop))


def heard(stage: Stage) -> set[str]:
    """Lines of which somebody must still say what happened."""
    return {line.key.line_id for stop in stops(stage) if not stop.is_settled for line in stop.lines}


def stopping(stage: Stage) -> set[str]:
    return {name for name, state in stage.states().items() if state is LineState.STOPPING}


# --- A refund of everything -----------------------------------------------------------------------


def test_a_refund_of_many_waiting_lines_fences_them_all() -> None:
    stage = asked(ready())
    hear(stage)
    assert closed(stage) == set(ALL)
    assert set(stage.states().values()) == {LineState.NEW}
    assert reserved(stage) == 0
    assert case(stage).but(
        version=0, raw="", read_at=None, seen_at=None, fenced_at=None
    ) == stage.platform.after_sale("77")
    told = [one.event for one in stage.desk.events if one.event.kind == "fence_closed"]
    assert len(told) > 1
    named = [line for event in told for line in event.facts["lines"].split(",")]
    assert sorted(named) == sorted(ALL)


def test_a_refund_of_many_claimed_lines_has_one_stop_for_each_parcel() -> None:
    stage = asked(claimed())
    hear(stage)
    assert stopping(stage) == set(ALL)
    assert len(stops(stage)) == PARCELS
    assert heard(stage) == set(ALL)
    move(stage, AfterSaleStatus.CLOSED)
    hear(stage)
    assert closed(stage) == set()
    assert set(stage.states().values()) == {LineState.CLAIMED}
    assert all(stop.withdrawn_at for stop in stops(stage))


def test_a_refund_before_its_order_fences_every_line_when_it_appears() -> None:
    stage = Stage()
    stage.place(*COUNTED)
    hear(asked(stage))
    stage.take(stage.hint())
    work_on(stage)
    assert closed(stage) == set(ALL)
    assert set(stage.states().values()) == {LineState.NEW}


@pytest.mark.parametrize("made", [ready, claimed])
def test_taking_a_big_refund_in_survives_its_death(made: Callable[[], Stage]) -> None:
    assert survives(lambda: asked(made()), hear) > 10


def test_lifting_a_big_refund_survives_its_death() -> None:
    def fenced() -> Stage:
        stage = asked(claimed())
        hear(stage)
        move(stage, AfterSaleStatus.REFUSED)
        return stage

    assert survives(fenced, hear) > 10


def test_a_case_that_nobody_can_read_closes_every_line_also_after_a_death() -> None:
    stage = ready()
    at(stage, COMMITTED, 1, die)
    with pytest.raises(Crash):
        stage.take(stage.hint("1", "no-such-case"))
    stage.take(stage.hint("1", "no-such-case"))
    assert closed(stage) == set(ALL)


# --- Between two transactions ---------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_claimed_between_two_transactions_gets_a_stop(number: int) -> None:
    stage = ready()
    stage.plan()
    asked(stage)
    at(stage, COMMITTED, number, stage.claim)
    hear(stage)
    assert closed(stage) == set(ALL)
    assert set(stage.states().values()) == {LineState.NEW, LineState.STOPPING}
    assert stopping(stage) == heard(stage)


@pytest.mark.parametrize("number", [1, 2])
def test_a_fence_that_is_closed_stays_closed_to_a_claim_after_a_death(number: int) -> None:
    stage = ready()
    stage.plan()
    hear_and_die(asked(stage), number)
    before = closed(stage)
    assert set() < before < set(ALL)
    stage.claim()
    assert not {name for name in before if stage.line(name).state is LineState.CLAIMED}
    hear(stage)
    assert closed(stage) == set(ALL)
    assert stopping(stage) == heard(stage)


@pytest.mark.parametrize("made", [ready, claimed])
@pytest.mark.parametrize("number", [1, 2])
def test_a_withdrawn_refund_lifts_what_a_dead_attempt_closed(
    made: Callable[[], Stage], number: int
) -> None:
    stage = asked(made())
    hear_and_die(stage, number)
    assert closed(stage)
    move(stage, AfterSaleStatus.CLOSED)
    hear(stage)
    assert closed(stage) == heard(stage) == stopping(stage) == set()
    assert case(stage).status is AfterSaleStatus.CLOSED


@pytest.mark.parametrize("number", [1, 2])
def test_a_newer_telling_between_two_transactions_stands(number: int) -> None:
    stage = asked(claimed())

    def only_three() -> None:
        asked(stage, *ALL[:3])
        hear(stage)

    at(stage, COMMITTED, number, only_three)
    hear(stage)
    assert closed(stage) == set(ALL[:3]) == stopping(stage)
    assert stopping(stage) <= heard(stage)
    assert case(stage).line_ids == ALL[:3]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_same_telling_twice_at_once_is_one(number: int) -> None:
    stage = asked(claimed())
    at(stage, COMMITTED, number, lambda: hear(stage))
    hear(stage)
    assert closed(stage) == set(ALL) == heard(stage)
    assert len(stops(stage)) == PARCELS


def test_an_unfinished_telling_is_news_to_the_poll() -> None:
    stage = asked(ready())
    hear_and_die(stage, 1)
    assert case(stage).changed_at < stage.platform.after_sale("77").changed_at
    answer = stage.take(stage.hint("1", "77"))
    assert answer == [Taken.STORED]
    assert stage.take(stage.hint("1", "77")) == [Taken.UNCHANGED]


# --- The order itself -----------------------------------------------------------------------------


def cancelled(stage: Stage) -> Stage:
    stage.later()
    status = OrderStatus.CANCELLED
    stage.platform.change_lines("1", stage.now, status=status)
    stage.platform.change_order("1", stage.now, status=status)
    return stage


def readdressed(stage: Stage) -> Stage:
    stage.later()
    (order,) = stage.platform.orders
    receiver = order.receiver.but(address_id="elsewhere", city="宁波市")
    stage.platform.change_order("1", stage.now, receiver=receiver)
    return stage


@pytest.mark.parametrize("changed", [cancelled, readdressed])
def test_many_waiting_lines_come_back_with_their_stock(changed: Callable[[Stage], Stage]) -> None:
    stage = changed(ready())
    stage.take(stage.hint())
    assert set(stage.states().values()) == {LineState.NEW}
    assert reserved(stage) == 0
    assert stage.take(stage.hint()) == [Taken.UNCHANGED]


@pytest.mark.parametrize("changed", [cancelled, readdressed])
def test_taking_many_lines_back_survives_its_death(changed: Callable[[Stage], Stage]) -> None:
    assert survives(lambda: changed(ready()), lambda stage: stage.take(stage.hint())) > 10


@pytest.mark.parametrize("point", [COMMITS, COMMITTED])
@pytest.mark.parametrize("number", [1, 2])
def test_no_line_is_reserved_again_for_an_order_that_is_over(point: str, number: int) -> None:
    stage = cancelled(ready())
    at(stage, point, number, lambda: work_on(stage))
    stage.take(stage.hint())
    assert set(stage.states().values()) == {LineState.NEW}
    assert reserved(stage) == 0


def test_no_line_is_reserved_while_its_order_is_being_cancelled() -> None:
    stage = Stage()
    stage.stock_in(5)
    stage.place("CUP", "MUG")
    stage.take(stage.hint())
    cancelled(stage)
    at(stage, COMMITS, 1, lambda: work_on(stage))
    stage.take(stage.hint())
    assert set(stage.states().values()) <= {LineState.NEW}
    assert stage.desk.stock(["CUP"])["CUP"].reserved == 0


# --- Tellings of one second -----------------------------------------------------------------------


def test_a_case_that_ends_twice_in_one_second_stops_its_parcel_again() -> None:
    stage = claimed()
    asked(stage, "11")
    hear(stage)
    for status in (AfterSaleStatus.CLOSED, AfterSaleStatus.SUCCEEDED):
        stage.platform.change_after_sale("77", status, stage.now)
        assert stage.take(stage.hint("1", "77")) == [Taken.STORED]
    assert closed(stage) == {"11"} == heard(stage)
