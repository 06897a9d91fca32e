"""Parts of an order: counted in a stable order, the rest among them, whole with the last one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.line_work import Fence, FenceCase, LineState, LineWork
from hedan.domain.order_parts import (
    IN_PARCEL,
    OrderPart,
    PartState,
    is_complete,
    is_part_shipped,
    part_in,
    part_orders,
    parts_of,
)
from hedan.domain.orders import Order, OrderStatus
from hedan.domain.parcels import Parcel, ParcelState
from tests.domain.builders import NOW, RECEIVER, line_key, make_line, make_order, make_work, minutes

CLOSED = Fence(cases=(FenceCase(after_sale_id="A1", changed_at=NOW, closes=True),))


def parcel(parcel_id: str, after: int, state: ParcelState = ParcelState.CLAIMED) -> Parcel:
    return Parcel(
        parcel_id=parcel_id,
        store="cup-shop",
        supplier="factory-a",
        wave_id="W1",
        workbook="factory-a-000001",
        lines=(),
        receiver=RECEIVER,
        remarks=(),
        deadline=None,
        reasons=(),
        claimed_at=NOW + minutes(after),
        state=state,
    )


def order(*line_ids: str) -> Order:
    return make_order(*(make_line(line_id) for line_id in line_ids))


def work(line_id: str, state: LineState, parcel_id: str | None = None, **more: object) -> LineWork:
    return make_work(state, key=line_key(line_id=line_id), parcel_id=parcel_id, **more)


def told(parts: tuple[OrderPart, ...]) -> list[tuple[str, str | None, str, PartState]]:
    return [(str(part), part.parcel_id, "".join(part.line_ids), part.state) for part in parts]


def test_eb19_parts_are_one_of_three_two_of_three_and_the_last_completes_the_order() -> None:
    of = order("a", "b", "c", "d")
    parcels = {"P2": parcel("P2", 9), "P1": parcel("P1", 1, ParcelState.SHIPPED)}
    works = [
        work("a", LineState.CLAIMED, "P2"),
        work("b", LineState.SHIPPED, "P1"),
        work("c", LineState.READY),
        work("d", LineState.SHIPPED, "P1"),
    ]
    parts = parts_of(of, works, parcels)
    assert told(parts) == [
        ("1/3", "P1", "bd", PartState.SHIPPED),
        ("2/3", "P2", "a", PartState.CLAIMED),
        ("3/3", None, "c", PartState.REST),
    ]
    assert (is_complete(parts), is_part_shipped(parts)) == (False, True)
    parcels["P3"] = parcel("P3", 20)
    last = [work("c", LineState.CLAIMED, "P3")]
    shipped_but_one = parts_of(
        of, [work("a", LineState.SHIPPED, "P2"), *works[1:2], *last, works[3]], parcels
    )
    assert [part.parcel_id for part in shipped_but_one] == ["P1", "P2", "P3"]
    assert is_part_shipped(shipped_but_one)
    everything = [one.but(state=LineState.SHIPPED) for one in (*works, *last) if one.parcel_id]
    whole = parts_of(of, everything, parcels)
    assert (is_complete(whole), is_part_shipped(whole), len(whole)) == (True, False, 3)


def test_pn25_what_was_refunded_is_no_part_and_does_not_keep_the_order_open() -> None:
    works = [
        work("a", LineState.SHIPPED, "P1"),
        work("b", LineState.NEW, fence=CLOSED),
    ]
    parts = parts_of(order("a", "b", "c"), works, {"P1": parcel("P1", 1, ParcelState.SHIPPED)})
    assert told(parts)[1:] == [("2/2", None, "c", PartState.REST)]  # Nothing was done on c yet.
    parts = parts_of(order("a", "b"), works, {"P1": parcel("P1", 1, ParcelState.SHIPPED)})
    assert told(parts) == [("1/1", "P1", "a", PartState.SHIPPED)]
    assert is_complete(parts)


@pytest.mark.parametrize(
    ("line", "state", "shown"),
    [
        (LineState.CLAIMED, ParcelState.CLAIMED, PartState.CLAIMED),
        (LineState.CLAIMED, ParcelState.NUMBERED, PartState.NUMBERED),
        (LineState.CLAIMED, ParcelState.UPLOADING, PartState.NUMBERED),
        (LineState.CLAIMED, ParcelState.HELD, PartState.HELD),
        (LineState.STOPPING, ParcelState.CLAIMED, PartState.ASKED_BACK),
        (LineState.GONE, ParcelState.CLAIMED, PartState.SHIPPED),
        (LineState.SHIPPED, ParcelState.NUMBERED, PartState.SHIPPED),
    ],
)
def test_how_far_a_part_is(line: LineState, state: ParcelState, shown: PartState) -> None:
    (part,) = parts_of(order("a"), [work("a", line, "P1")], {"P1": parcel("P1", 1, state)})
    assert part.state is shown


def test_what_somebody_else_has_sent_is_a_part_that_left() -> None:
    of = make_order(make_line("a", status=OrderStatus.SHIPPED), make_line("b"))
    parts = parts_of(of, [work("b", LineState.READY)], {})
    assert told(parts) == [
        ("1/2", None, "a", PartState.SHIPPED),
        ("2/2", None, "b", PartState.REST),
    ]


def test_an_order_that_is_not_paid_has_no_parts_and_is_not_complete() -> None:
    of = make_order(status=OrderStatus.CANCELLED)
    assert parts_of(of, [], {}) == ()
    assert not is_complete(())
    assert not is_part_shipped(())


def test_the_orders_of_which_lines_travel_elsewhere() -> None:
    whole = make_order(make_line("a"))
    partly = order("b", "c").but(key=line_key("2").order)
    over = make_order(make_line("d"), make_line("e", status=OrderStatus.CANCELLED))
    over = over.but(key=line_key("3").order)
    mine = [(whole.key, "a"), (partly.key, "b"), (over.key, "d")]
    assert part_orders(mine, (whole, partly, over)) == [partly.key]


@given(
    st.lists(
        st.tuples(st.sampled_from(list(LineState)), st.sampled_from(["P1", "P2", "P3"])),
        min_size=1,
        max_size=8,
    )
)
def test_every_line_is_in_exactly_one_part_and_a_part_keeps_its_number(
    lines: list[tuple[LineState, str]],
) -> None:
    of = order(*(f"L{n}" for n in range(len(lines))))
    parcels = {name: parcel(name, place) for place, name in enumerate(["P3", "P1", "P2"])}
    works = [
        work(f"L{n}", state, name if state in IN_PARCEL else None)
        for n, (state, name) in enumerate(lines)
    ]
    parts = parts_of(of, works, parcels)
    assert sorted(one for part in parts for one in part.line_ids) == sorted(
        line.line_id for line in of.lines
    )
    assert [str(part) for part in parts] == [f"{n}/{len(parts)}" for n in range(1, len(parts) + 1)]
    # The rest is planned: those that had a number keep it.
    parcels["P9"] = parcel("P9", 99)
    later = [
        one if one.parcel_id else one.but(state=LineState.CLAIMED, parcel_id="P9") for one in works
    ]
    numbers = {part.parcel_id: part.number for part in parts if part.parcel_id}
    after = parts_of(of, later, parcels)
    for parcel_id, number in numbers.items():
        part = part_in(after, parcel_id)
        assert part is not None
        assert part.number == number
