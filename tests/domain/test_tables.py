"""Every pair of the two tables of states, written out by hand and walked."""

from itertools import product

import pytest

from hedan.domain import line_work, parcels
from hedan.domain.line_work import IllegalMove, LineState
from hedan.domain.parcels import Parcel, ParcelLine, ParcelState
from tests.domain.builders import NOW, RECEIVER, line_key, make_work, order_key

LINE_MOVES = {
    ("new", "reserved"),
    ("reserved", "ready"),
    ("reserved", "new"),
    ("ready", "claimed"),
    ("ready", "new"),
    ("claimed", "stopping"),
    ("claimed", "shipped"),
    ("claimed", "stopped"),
    ("claimed", "new"),  # Out of its parcel before anybody heard of it.
    ("stopping", "stopped"),
    ("stopping", "gone"),
    ("stopping", "claimed"),
    ("stopping", "shipped"),
    ("stopped", "new"),
    ("gone", "claimed"),
}
PARCEL_MOVES = {
    ("claimed", "numbered"),
    ("claimed", "empty"),
    ("held", "claimed"),  # Its number was refused: the supplier is asked for another one.
    ("numbered", "uploading"),
    ("numbered", "held"),
    ("uploading", "shipped"),
    ("shipped", "numbered"),
    ("shipped", "numbered"),  # A line whose refund was withdrawn follows its parcel.
    ("uploading", "held"),
    ("uploading", "numbered"),
    ("held", "numbered"),
}


def make_parcel(state: ParcelState = ParcelState.CLAIMED) -> Parcel:
    return Parcel(
        parcel_id="P1",
        store="cup-shop",
        supplier="factory-a",
        wave_id="w1",
        workbook="factory-a-000001",
        lines=tuple(
            ParcelLine(
                key=line_key(order_id, line_id),
                sku="CUP",
                name="杯",
                spec="红",
                quantity=1,
                paid_minor=1,
                is_gift=False,
            )
            for order_id, line_id in (("2", "a"), ("1", "b"), ("2", "c"))
        ),
        receiver=RECEIVER,
        remarks=(),
        deadline=NOW,
        reasons=(),
        state=state,
    )


@pytest.mark.parametrize(("before", "after"), list(product(LineState, LineState)))
def test_a_line_moves_only_as_the_table_says(before: LineState, after: LineState) -> None:
    line = make_work(before)
    if (before, after) in LINE_MOVES:
        assert line.move(after) == line.but(state=after)
    else:
        with pytest.raises(IllegalMove, match=f"{before} -> {after}"):
            line.move(after)


@pytest.mark.parametrize(("before", "after"), list(product(ParcelState, ParcelState)))
def test_a_parcel_moves_only_as_the_table_says(before: ParcelState, after: ParcelState) -> None:
    parcel = make_parcel(before)
    if (before, after) in PARCEL_MOVES:
        assert parcel.move(after) == parcel.but(state=after)
    else:
        with pytest.raises(ValueError, match=f"{before} -> {after}"):
            parcel.move(after)


def test_every_state_has_its_row() -> None:
    assert set(line_work.NEXT) == set(LineState)
    assert set(parcels.NEXT) == set(ParcelState)


def test_only_what_is_over_has_no_way_on() -> None:
    assert [state for state in LineState if not line_work.NEXT[state]] == [LineState.SHIPPED]
    assert [state for state in ParcelState if not parcels.NEXT[state]] == [ParcelState.EMPTY]


def test_a_parcel_names_each_of_its_orders_once() -> None:
    assert make_parcel().orders == (order_key("2"), order_key("1"))


def test_eb11_what_leaves_a_parcel_leaves_everything_else_of_it_alone() -> None:
    before = make_parcel()
    left = before.without([line_key("1", "b")], "address", NOW)
    assert left.but(corrections=()) == before
    assert [line.key.line_id for line in left.rest] == ["a", "c"]
    assert [(one.cause, one.lines) for one in left.corrections] == [
        ("address", (line_key("1", "b"),))
    ]
    assert left.without([line_key("1", "b"), line_key("9", "x")], "held", NOW) == left


@pytest.mark.parametrize("state", list(ParcelState))
def test_a_parcel_without_a_line_ends_unless_it_has_a_number(state: ParcelState) -> None:
    parcel = make_parcel(state)
    over = parcel.without([line.key for line in parcel.lines], "held", NOW)
    assert over.rest == ()
    ends = ParcelState.EMPTY if state is ParcelState.CLAIMED else state
    assert over.state is ends
