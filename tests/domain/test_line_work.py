"""The fence of a line, what it does to the line, and what a line's life does to the stock."""

from collections.abc import Callable
from contextlib import suppress
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSale, AfterSaleStatus, is_news
from hedan.domain.line_work import (
    HOLDING_STOCK,
    Fence,
    FenceCase,
    IllegalMove,
    LineState,
    LineWork,
    Promised,
    fenced,
    gone,
    released,
    stock_moves,
    stopped,
    taken_out,
)
from hedan.domain.parts import Handling
from hedan.domain.stock import StockMove
from hedan.domain.stops import StopCause
from tests.domain.builders import NOW, make_after_sale, make_part, make_work, minutes

PROMISED = Promised(address="id:1", goods="CUP*3")
CUPS = (make_part(quantity=3, tracks_stock=True),)

CLOSED = Fence(version=1, cases=(FenceCase(after_sale_id="1", changed_at=NOW, closes=True),))
REFUND = make_after_sale()
WITHDRAWN = make_after_sale(AfterSaleStatus.CLOSED, changed_at=NOW + minutes(1))

# What a closing fence makes of each state, and what lifting makes of that.
CLOSING = {
    LineState.NEW: LineState.NEW,
    LineState.RESERVED: LineState.NEW,
    LineState.READY: LineState.NEW,
    LineState.CLAIMED: LineState.STOPPING,
    LineState.STOPPING: LineState.STOPPING,
    LineState.STOPPED: LineState.STOPPED,
    LineState.GONE: LineState.GONE,
    LineState.SHIPPED: LineState.SHIPPED,
}
LIFTING = {
    LineState.NEW: LineState.NEW,
    LineState.STOPPING: LineState.CLAIMED,
    LineState.STOPPED: LineState.NEW,
    LineState.GONE: LineState.CLAIMED,
    LineState.SHIPPED: LineState.SHIPPED,
}


@pytest.mark.parametrize(("before", "after"), CLOSING.items())
def test_what_a_refund_does_to_each_state(before: LineState, after: LineState) -> None:
    line = fenced(make_work(before), REFUND)
    assert line.state is after
    assert line.fence.is_closed
    assert not line.may_ship


@pytest.mark.parametrize(("before", "after"), LIFTING.items())
def test_what_a_withdrawn_refund_does_to_each_state(before: LineState, after: LineState) -> None:
    line = fenced(fenced(make_work(before), REFUND), WITHDRAWN)
    assert line.state is after
    assert line.may_ship


def test_every_state_is_in_the_two_tables() -> None:
    assert set(CLOSING) == set(LineState)
    assert set(LIFTING) == set(CLOSING.values())


def test_a_waiting_line_gives_everything_back() -> None:
    line = make_work(LineState.READY, tags=("goods",), parts=CUPS, handling=Handling(package="x"))
    line = fenced(line, REFUND)
    assert (line.supplier, line.parcel_id, line.parts, line.tags) == (None, None, (), ())
    assert line.handling == Handling()


def test_a_claimed_line_keeps_its_parcel_until_the_supplier_has_answered() -> None:
    line = fenced(make_work(LineState.CLAIMED, parcel_id="P1"), REFUND)
    assert (line.parcel_id, line.supplier, line.parts) == ("P1", "factory-a", (make_part(),))


def test_the_same_telling_again_changes_nothing() -> None:
    line = fenced(make_work(LineState.CLAIMED), REFUND)
    assert fenced(line, REFUND) is line


@pytest.mark.parametrize("another", ["1", "z"])
def test_withdrawing_one_of_two_refunds_opens_nothing(another: str) -> None:
    line = fenced(make_work(LineState.CLAIMED), REFUND)
    line = fenced(line, make_after_sale(after_sale_id=another))
    line = fenced(line, WITHDRAWN)
    assert line.fence.is_closed
    assert line.state is LineState.STOPPING
    line = fenced(
        line,
        make_after_sale(
            AfterSaleStatus.REFUSED, after_sale_id=another, changed_at=NOW + minutes(1)
        ),
    )
    assert line.may_ship
    assert line.state is LineState.CLAIMED


def test_a_line_that_the_request_no_longer_names_is_free() -> None:
    line = fenced(make_work(LineState.CLAIMED), REFUND)
    line = fenced(line, make_after_sale(changed_at=NOW + minutes(1)), named=False)
    assert line.may_ship
    assert line.state is LineState.CLAIMED


def test_every_change_of_the_fence_has_a_version() -> None:
    once = fenced(make_work(), REFUND)
    twice = fenced(once, WITHDRAWN)
    assert (once.fence.version, twice.fence.version) == (1, 2)


tellings = st.lists(
    st.builds(
        lambda status, minute, number: make_after_sale(
            status, changed_at=NOW + minutes(minute), after_sale_id=str(number)
        ),
        st.sampled_from(AfterSaleStatus),
        st.integers(0, 2),
        st.integers(1, 2),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda told: (told.after_sale_id, told.age),
)


def _told(line: LineWork, order: tuple[AfterSale, ...]) -> LineWork:
    """Take the tellings in as intake does: what is not news is not looked at."""
    known: dict[str, AfterSale] = {}
    for fresh in order:
        if is_news(known.get(fresh.after_sale_id), fresh):
            known[fresh.after_sale_id] = fresh
            line = fenced(line, fresh)
    return line


@given(tellings, st.sampled_from([LineState.NEW, LineState.CLAIMED, LineState.SHIPPED]))
def test_any_order_and_repetition_of_refunds_ends_the_same(
    told: list[AfterSale], state: LineState
) -> None:
    start = make_work(state, parcel_id="P1")
    ends = {
        (line.state, frozenset(line.fence.cases), line.fence.is_closed)
        for order in permutations([*told, told[0]])
        for line in (_told(start, order),)
    }
    assert len(ends) == 1


@given(tellings, st.sampled_from(LineState))
def test_state_and_fence_agree_after_every_telling(told: list[AfterSale], state: LineState) -> None:
    start = make_work(state)
    if state in (LineState.STOPPING, LineState.STOPPED, LineState.GONE):
        start = start.but(fence=CLOSED)
    line = _told(start, tuple(told))
    waiting = {LineState.RESERVED, LineState.READY, LineState.CLAIMED}
    stopping = {LineState.STOPPING, LineState.STOPPED, LineState.GONE}
    assert line.state not in (waiting if line.fence.is_closed else stopping)


def test_the_supplier_says_it_stayed() -> None:
    stopping = fenced(make_work(LineState.CLAIMED, parcel_id="P1"), REFUND)
    line = stopped(stopping)
    assert line.state is LineState.STOPPED
    assert line.fence.is_closed


def test_it_stayed_but_the_refund_was_withdrawn_meanwhile() -> None:
    lifted = fenced(fenced(make_work(LineState.CLAIMED, parcel_id="P1"), REFUND), WITHDRAWN)
    line = stopped(lifted)
    assert line.state is LineState.NEW
    assert (line.parcel_id, line.supplier, line.parts) == (None, None, ())


def test_the_supplier_says_it_had_left() -> None:
    stopping = fenced(make_work(LineState.CLAIMED, parcel_id="P1"), REFUND)
    assert gone(stopping).state is LineState.GONE
    lifted = fenced(stopping, WITHDRAWN)
    assert gone(lifted) == lifted


@pytest.mark.parametrize("state", [LineState.SHIPPED, LineState.NEW])
def test_an_answer_about_a_line_that_nobody_asked_about_is_our_mistake(state: LineState) -> None:
    with pytest.raises(IllegalMove):
        stopped(make_work(state, fence=CLOSED))
    with pytest.raises(IllegalMove):
        gone(make_work(state, fence=CLOSED))


def test_only_a_line_that_is_still_here_can_be_released() -> None:
    here = {LineState.RESERVED, LineState.READY, LineState.CLAIMED, LineState.STOPPED}
    for state in set(LineState) - here:
        with pytest.raises(IllegalMove):
            released(make_work(state))


def test_what_each_end_of_a_reservation_does_to_the_stock() -> None:
    held = make_work(LineState.CLAIMED, parts=CUPS, parcel_id="P1")
    new = make_work()
    reserved = held.but(state=LineState.RESERVED)
    assert stock_moves(new, reserved, NOW) == (StockMove(sku="CUP-RED-01", reserved=3),)
    assert stock_moves(reserved, held, NOW) == ()
    assert stock_moves(reserved, released(reserved), NOW) == (
        StockMove(sku="CUP-RED-01", reserved=-3),
    )
    left = StockMove(
        sku="CUP-RED-01",
        reserved=-3,
        on_hand=-3,
        entry_id=f"{held.key}|P1",
        cause="shipped in parcel P1",
        at=NOW,
    )
    assert stock_moves(held, held.move(LineState.SHIPPED), NOW) == (left,)
    stopping = fenced(held, REFUND)
    assert stock_moves(stopping, gone(stopping), NOW) == (left.but(cause="gone in parcel P1"),)


def test_what_the_factory_makes_to_order_moves_no_stock() -> None:
    held = make_work(LineState.CLAIMED, parts=(make_part(quantity=3),), parcel_id="P1")
    assert stock_moves(held, held.move(LineState.SHIPPED), NOW) == ()


def test_what_has_left_is_booked_out_once_though_its_refund_is_withdrawn() -> None:
    held = make_work(LineState.CLAIMED, parts=CUPS, parcel_id="P1")
    stopping = fenced(held, REFUND)
    left = gone(stopping)
    lifted = fenced(left, WITHDRAWN)
    shipped = lifted.move(LineState.SHIPPED)
    steps = ((held, stopping), (stopping, left), (left, lifted), (lifted, shipped))
    moves = [move for before, after in steps for move in stock_moves(before, after, NOW)]
    assert [(move.reserved, move.on_hand) for move in moves] == [(-3, -3)]


def _next(line: LineWork, minute: int, tracks: bool) -> dict[str, LineWork]:
    """Return every legal next step of a line. Nobody stops what has left."""
    at = NOW + minutes(minute)
    steps: dict[str, Callable[[], LineWork]] = {
        "reserve": lambda: line.move(LineState.RESERVED).but(
            parts=(make_part(quantity=3, tracks_stock=tracks),)
        ),
        "ready": lambda: line.move(LineState.READY),
        "claim": lambda: line.move(LineState.CLAIMED).but(parcel_id=f"P{minute}"),
        "ship": lambda: line.move(LineState.SHIPPED),
        "refund": lambda: fenced(line, REFUND.but(changed_at=at)),
        "withdraw": lambda: fenced(line, WITHDRAWN.but(changed_at=at)),
        "stayed": lambda: stopped(line),
        "gone": lambda: gone(line),
    }
    legal = {}
    for name, step in steps.items():
        if line.fence.is_closed and name in ("reserve", "ready", "claim"):
            continue
        with suppress(IllegalMove):
            legal[name] = step()
    return legal


@given(st.data(), st.booleans())
def test_a_reservation_ends_in_exactly_one_of_shipped_and_released(
    data: st.DataObject, tracks: bool
) -> None:
    line, reserved, on_hand, has_left = make_work(), 0, 0, False
    entries: list[str] = []
    for minute in range(12):
        legal = _next(line, minute, tracks)
        if has_left:
            legal.pop("stayed", None)
        after = legal[data.draw(st.sampled_from(sorted(legal)))]
        for move in stock_moves(line, after, NOW):
            reserved, on_hand = reserved + move.reserved, on_hand + move.on_hand
            entries += [move.entry_id] if move.on_hand else []
        line = after
        has_left = has_left or line.state in (LineState.GONE, LineState.SHIPPED)
        assert reserved == (3 if line.state in HOLDING_STOCK and _tracks(line) else 0)
        assert on_hand == (-3 if tracks and has_left else 0)
        assert len(entries) == len(set(entries)) <= 1


def _tracks(line: LineWork) -> bool:
    return any(part.tracks_stock for part in line.parts)


def test_a_combo_moves_each_of_its_skus_once() -> None:
    cups = make_part("CUP", 2, tracks_stock=True)
    parts = (cups, make_part("BOX", tracks_stock=True), make_part("CARD"), cups.but(is_gift=True))
    new, held = make_work(), make_work(LineState.RESERVED, parts=parts)
    assert [(move.sku, move.reserved) for move in stock_moves(new, held, NOW)] == [
        ("CUP", 4),
        ("BOX", 1),
    ]
    claimed = held.but(state=LineState.CLAIMED, parcel_id="P1")
    left = stock_moves(claimed, claimed.move(LineState.SHIPPED), NOW)
    assert [(move.sku, move.reserved, move.on_hand) for move in left] == [
        ("CUP", -4, -4),
        ("BOX", -1, -1),
    ]


def test_what_nobody_heard_of_is_free_at_once_and_forgets_its_parcel() -> None:
    line = make_work(LineState.CLAIMED, parts=CUPS, parcel_id="P1", promised=PROMISED)
    free = taken_out(line, StopCause.ADDRESS, is_told=False)
    assert free == make_work()


def test_what_its_supplier_may_have_is_asked_back_and_free_when_it_stayed() -> None:
    line = make_work(LineState.CLAIMED, parts=CUPS, parcel_id="P1", promised=PROMISED)
    asked = taken_out(line, StopCause.HELD, is_told=True)
    assert (asked.state, asked.leaves, asked.parcel_id) == (LineState.STOPPING, "held", "P1")
    assert stopped(asked) == make_work()


def test_what_had_left_travels_as_it_was_promised() -> None:
    line = make_work(LineState.CLAIMED, parts=CUPS, parcel_id="P1", promised=PROMISED)
    went = gone(taken_out(line, StopCause.REROUTED, is_told=True))
    assert went == line.but(left=True)
    assert stock_moves(line, went, NOW) == ()


def test_a_lifted_fence_leaves_a_line_that_is_asked_back_for_something_else() -> None:
    line = make_work(LineState.CLAIMED, parts=CUPS, parcel_id="P1")
    asked = taken_out(line, StopCause.ADDRESS, is_told=True)
    closed = fenced(asked, REFUND)
    assert closed.state is LineState.STOPPING
    lifted = fenced(closed, WITHDRAWN)
    assert (lifted.state, lifted.may_ship) == (LineState.STOPPING, True)
    assert gone(closed).state is LineState.GONE
    assert stopped(closed).state is LineState.STOPPED
