"""Days told step by step: what the machine proves for any day, shown once where one can see it."""

from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.line_work import LineState
from hedan.domain.stops import StopAnswer
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.waves.recall_wave import RecallRefused, recall_workbook
from tests.domain.builders import make_ready
from tests.domain.plan_helpers import plan, rules
from tests.fakes.memory_desk import MemoryDesk
from tests.parcels.catalogue import EAST, SUPPLIERS, WEST, Temper
from tests.parcels.machine import wanted
from tests.parcels.orders import STORES, Wanted
from tests.parcels.rest import come_to_rest
from tests.parcels.run import Run, light

CUP = Wanted(store=STORES.index(EAST), buyer=0, goods=(("CUP", 1),))


@pytest.fixture(autouse=True)
def light_workbooks() -> Iterator[None]:
    """Write no real workbooks."""
    with light():
        yield


def opened(*orders: Wanted, temper: Temper = Temper()) -> Run:  # noqa: B008 - Frozen.
    """Return a shop whose orders are ready."""
    run = Run(MemoryDesk(), temper)
    place(run, *orders)
    return run


def place(run: Run, *orders: Wanted) -> None:
    """Buyers pay, and their orders get ready."""
    for one in orders:
        run.do("place", partial(run.deeds.place, one))
    work_off(run)


def work_off(run: Run) -> None:
    """Let everything that is under way come to its end."""
    while run.shop.mail or run.deeds.has_work():
        if run.shop.mail:
            run.do("deliver", lambda: run.deeds.deliver(run.shop.number(), 0))
        else:
            run.do("carry_on", lambda: run.deeds.carry_on(0, 0))


def wave(run: Run, supplier: str = SUPPLIERS[0]) -> None:
    """A cut-off comes, and its wave goes."""
    name = f"wave-{run.shop.number()}"
    run.do("wave", lambda: run.shop.start("wave", name, {"supplier": supplier}))
    work_off(run)


def test_eb7_every_member_order_receives_the_number_of_its_parcel() -> None:
    west = CUP._replace(store=STORES.index(WEST))
    run = opened(CUP, CUP, west, temper=Temper(across_stores=True))
    wave(run)
    (parcel,) = run.watch.parcels.values()
    assert len(parcel.orders) == 3
    run.do("number", lambda: run.deeds.number(parcel.parcel_id))
    work_off(run)
    number = run.watch.parcels[parcel.parcel_id].tracking
    assert number is not None
    told = {
        (store, one.order_id, one.number)
        for store, platform in run.shop.platforms.items()
        for one in platform.accepted
    }
    assert told == {(key.store, key.order_id, number.number) for key in parcel.orders}


@given(
    st.lists(wanted, min_size=1, max_size=4),
    st.lists(wanted, max_size=3),
    st.lists(st.sampled_from(SUPPLIERS), min_size=2, max_size=4),
)
def test_two_waves_never_plan_a_line_twice_with_new_orders_between(
    first: list[Wanted], then: list[Wanted], suppliers: list[str]
) -> None:
    run = opened(*first, temper=Temper(value_max=2500))
    for supplier in suppliers:
        wave(run, supplier)
        place(run, *then[:1])
        then = then[1:]
    lines = Counter(line.key for one in run.watch.parcels.values() for line in one.lines)
    assert set(lines.values()) <= {1}
    claimed = {key for key, work in run.watch.lines.items() if work.state is LineState.CLAIMED}
    assert claimed == set(lines)


def test_pn12_what_left_is_not_recalled_and_sent_again() -> None:
    run = opened(CUP, CUP)
    wave(run)
    (parcel,) = run.watch.parcels.values()
    run.do("hold", lambda: run.deeds.hold(0, 1))  # And what is promised is to be stopped.
    work_off(run)
    (stop,) = run.watch.stops.values()
    # Nobody has downloaded the workbook; whoever sent its goods knows it all the same.
    answer = partial(answer_stop, stop.supplier, stop.stop_id, StopAnswer.GONE, "phone")
    run.do("answer", lambda: answer(desk=run.shop.desk, now=run.shop.now))
    with pytest.raises(RecallRefused):
        recall_workbook(
            parcel.supplier,
            parcel.workbook,
            "wang",
            "mistake",
            desk=run.shop.desk,
            now=run.shop.now,
        )
    come_to_rest(run)
    assert [one.parcel_id for one in run.watch.live_parcels()] == [parcel.parcel_id]


@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from(("", "VALUE:a", "VALUE:b"))), max_size=8)
)
def test_pn24_what_was_split_off_meets_no_other_order(drawn: list[tuple[int, str]]) -> None:
    lines = [
        make_ready(str(order), f"{order}{place}").but(split_mark=mark)
        for place, (order, mark) in enumerate(drawn)
    ]
    for parcel in plan(*lines, by=rules()).parcels:
        marks = {
            (line.key.order if line.split_mark else "", line.split_mark) for line in parcel.lines
        }
        assert len(marks) == 1
