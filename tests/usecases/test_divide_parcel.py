"""Partial shipments: one parcel of the workbook comes back under several numbers."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.base import LineKey
from hedan.domain.divided import divided_into
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.order_parts import parts_of
from hedan.domain.parcels import Parcel, ParcelState, Tracking
from hedan.domain.workbook_columns import Field
from hedan.usecases.numbers.divide_parcel import Box
from hedan.usecases.workbooks.boxes import RowSays, boxes_of
from tests.domain.builders import line_key, order_key
from tests.usecases.returning import NUMBER, OTHER, Cells, answer, cell_of, hand_in, parcel_with
from tests.usecases.stage import Stage, survives

THIRD = "78005550000555"


def shop() -> Stage:
    """One buyer's order of three lines in one parcel, and another buyer's parcel beside it."""
    stage = Stage()
    stage.stock_in(9)
    stage.place("CUP", "MUG", "CUP")
    stage.place("MUG", order_id="2", buyer_id="buyer-2")
    for order_id in ("1", "2"):
        stage.make_ready(order_id)
    stage.wave()
    return stage


@pytest.fixture
def stage() -> Stage:
    return shop()


def numbers(stage: Stage) -> dict[str, str]:
    """Return the number that each line travels under."""
    return {
        line_id: tracking.number if (tracking := parcel_with(stage, line_id).tracking) else ""
        for line_id in ("11", "12", "13")
    }


def ship_all(stage: Stage) -> None:
    for parcel in list(stage.desk.all(Parcel)):
        if parcel.state is ParcelState.NUMBERED:
            stage.upload(parcel.parcel_id)


# --- Which boxes ----------------------------------------------------------------------------------

A, B, C, D = (line_key("1", name) for name in "abcd")
N1, N2 = (Tracking(carrier="zto", number=number) for number in (NUMBER, OTHER))


@pytest.mark.parametrize(
    ("rows", "boxes"),
    [
        # One number counts for the rows that were left empty.
        ([((A,), (N1,))], [((A, B, C, D), (N1,))]),
        # Two numbers: nothing is known of the empty rows.
        ([((A,), (N1,)), ((B,), (N2,))], [((A,), (N1,)), ((B,), (N2,)), ((C, D), ())]),
        # What is out of stock does not travel under the one number.
        ([((A,), (N1,)), ((C,), ())], [((A, B, D), (N1,)), ((C,), ())]),
        # A line in two boxes joins them: they are boxes of one parcel.
        (
            [((A,), (N1,)), ((A,), (N2,)), ((B, C, D), (N2,))],
            [((A, B, C, D), (N1, N2))],
        ),
        ([((A, B), (N1, N2)), ((C, D), (N1,))], [((A, B, C, D), (N1, N2))]),
        # Out of stock alone divides nothing.
        ([((A,), ())], []),
    ],
)
def test_boxes_are_what_the_rows_say(
    rows: list[tuple[tuple[LineKey, ...], tuple[Tracking, ...]]],
    boxes: list[tuple[tuple[LineKey, ...], tuple[Tracking, ...]]],
) -> None:
    says = [RowSays(lines, numbers) for lines, numbers in rows]
    assert boxes_of(says, (A, B, C, D)) == tuple(Box(*box) for box in boxes)


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from((A, B, C, D)), min_size=1, max_size=3, unique=True),
            st.lists(st.sampled_from((N1, N2)), max_size=2, unique=True),
        ),
        max_size=5,
    )
)
def test_every_line_is_in_at_most_one_box_and_every_number_too(
    rows: list[tuple[list[LineKey], list[Tracking]]],
) -> None:
    boxes = boxes_of([RowSays(tuple(a), tuple(b)) for a, b in rows], (A, B, C, D))
    lines = [key for box in boxes for key in box.lines]
    found = [one for box in boxes for one in box.numbers]
    assert len(lines) == len(set(lines))
    assert len(found) == len(set(found))
    if boxes:
        assert set(lines) == {A, B, C, D}
        assert set(found) == {one for _, several in rows for one in several}


# --- Through a file -------------------------------------------------------------------------------


def test_rows_with_several_numbers_divide_their_parcel(stage: Stage) -> None:
    before = parcel_with(stage, "11")
    returned = hand_in(stage, answer("11") | answer("12", "13", number=OTHER))
    assert (returned.accepted, returned.refused) == (3, 0)
    assert numbers(stage) == {"11": NUMBER, "12": OTHER, "13": OTHER}
    first, part = parcel_with(stage, "11"), parcel_with(stage, "12")
    assert first.parcel_id == before.parcel_id
    assert list(divided_into(first)) == [part.parcel_id]
    same = ("receiver", "workbook", "supplier", "wave_id", "store", "claimed_at")
    assert all(getattr(part, name) == getattr(before, name) for name in same)
    assert part.part_of == first.part_of == (order_key("1"),)
    assert part.reasons[-1] == f"DIVIDED: from parcel {before.parcel_id}"
    works = {one.key.line_id: one.parcel_id for one in stage.desk.all(LineWork)}
    assert works["12"] == works["13"] == part.parcel_id


def test_eb6_a_part_has_the_earliest_deadline_of_its_own_lines(stage: Stage) -> None:
    hand_in(stage, answer("11") | answer("12", "13", number=OTHER))
    part = parcel_with(stage, "12")
    own = [stage.line(name).deadline for name in ("12", "13")]
    assert part.deadline == min(one for one in own if one)


def test_parts_of_the_order_still_count(stage: Stage) -> None:
    hand_in(stage, answer("11") | answer("12", number=OTHER) | answer("13", number=THIRD))
    file = stage.desk.order_file(order_key("1"))
    assert file.order
    parcels = {one.parcel_id: one for one in stage.desk.all(Parcel)}
    parts = parts_of(file.order, file.lines.values(), parcels)
    assert [(str(one), one.line_ids) for one in parts] == [
        ("1/3", ("11",)),
        ("2/3", ("12",)),
        ("3/3", ("13",)),
    ]


def test_every_part_goes_to_the_platform_once_and_stock_is_booked_once(stage: Stage) -> None:
    hand_in(stage, answer("11") | answer("12", "13", number=OTHER))
    ship_all(stage)
    assert set(stage.states().values()) == {LineState.SHIPPED, LineState.CLAIMED}
    told = [
        (line.line_id, call.tracking.number) for call in stage.platform.calls for line in call.lines
    ]
    assert sorted(told) == [("11", NUMBER), ("12", OTHER), ("13", OTHER)]
    assert stage.desk.stock(["CUP"])["CUP"].on_hand == 7


def test_the_same_file_again_divides_nothing_more(stage: Stage) -> None:
    cells = answer("11") | answer("12", "13", number=OTHER)
    hand_in(stage, cells)
    events = len(stage.desk.events)
    again = hand_in(stage, cells, 1)
    assert (again.accepted, again.refused) == (3, 0)
    assert len(stage.desk.events) == events
    assert len(list(stage.desk.all(Parcel))) == 3


def test_rows_left_empty_beside_two_numbers_wait_in_a_parcel_of_their_own(stage: Stage) -> None:
    hand_in(stage, answer("11") | answer("12", number=OTHER))
    assert numbers(stage) == {"11": NUMBER, "12": OTHER, "13": ""}
    assert parcel_with(stage, "13").state is ParcelState.CLAIMED
    cells = answer("11") | answer("12", number=OTHER) | answer("13", number=THIRD)
    returned = hand_in(stage, cells, 1)
    assert (returned.accepted, returned.refused) == (3, 0)
    assert numbers(stage) == {"11": NUMBER, "12": OTHER, "13": THIRD}


def test_a_line_out_of_stock_does_not_travel_under_the_number_of_the_others(stage: Stage) -> None:
    hand_in(stage, answer("11") | {("12", Field.EXPECTED): "缺货"})
    assert numbers(stage) == {"11": NUMBER, "12": "", "13": NUMBER}
    returned = hand_in(stage, answer("11", "13") | answer("12", number=OTHER), 1)
    assert (returned.accepted, returned.refused) == (3, 0)
    assert numbers(stage)["12"] == OTHER


def test_a_parcel_that_has_a_number_is_divided_no_more(stage: Stage) -> None:
    hand_in(stage, answer("11"))
    returned = hand_in(stage, answer("11") | answer("12", number=OTHER), 1)
    assert (returned.accepted, returned.refused) == (1, 1)
    assert returned.refusals[0].startswith(cell_of(stage, "12", Field.NUMBER))
    assert numbers(stage) == dict.fromkeys(("11", "12", "13"), NUMBER)
    assert parcel_with(stage, "12").change is None


def test_a_fenced_line_stays_where_its_stop_looks_for_it(stage: Stage) -> None:
    stage.refund("12")
    returned = hand_in(stage, answer("11") | answer("12", "13", number=OTHER))
    assert (returned.accepted, returned.refused) == (2, 1)
    assert (
        stage.line("12").parcel_id == stage.stop().parcel_id == parcel_with(stage, "11").parcel_id
    )
    assert numbers(stage)["13"] == OTHER
    assert parcel_with(stage, "13").parcel_id != stage.stop().parcel_id


def test_a_number_of_a_fenced_row_is_not_taken_for_the_others(stage: Stage) -> None:
    stage.refund("11")
    returned = hand_in(stage, answer("11") | answer("12", "13", number=OTHER))
    assert (returned.accepted, returned.refused) == (2, 1)
    assert numbers(stage) == dict.fromkeys(("11", "12", "13"), OTHER)


def test_several_numbers_in_one_cell_are_several_boxes_of_one_parcel(stage: Stage) -> None:
    returned = hand_in(stage, answer("11", number=f"{NUMBER}，{OTHER}"))
    assert (returned.accepted, returned.refused) == (1, 0)
    parcel = parcel_with(stage, "11")
    assert parcel.tracking == N1
    assert parcel.more_numbers == (N2,)
    assert len(parcel.rest) == 3


def test_a_row_that_cannot_be_read_makes_its_whole_parcel_wait(stage: Stage) -> None:
    cells: Cells = answer("11") | answer("12", number="12") | answer("21", number=THIRD)
    returned = hand_in(stage, cells)
    assert (returned.accepted, returned.refused) == (1, 2)
    assert numbers(stage) == dict.fromkeys(("11", "12", "13"), "")
    assert parcel_with(stage, "21").tracking


@pytest.mark.parametrize(
    "cells",
    [
        answer("11") | answer("12", number=OTHER) | answer("13", number=THIRD),
        answer("11") | {("12", Field.EXPECTED): "缺货"},
    ],
    ids=["three numbers", "out of stock"],
)
def test_a_run_that_dies_anywhere_ends_the_same(cells: Cells) -> None:
    act: Callable[[Stage], object] = lambda stage: hand_in(stage, cells)  # noqa: E731
    assert survives(shop, act) > 20
