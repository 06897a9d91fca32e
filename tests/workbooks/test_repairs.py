"""Ids that a spreadsheet damaged: restored where the manifest proves them, and nowhere else."""

from collections.abc import Mapping

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hedan.domain.workbook_columns import Field
from hedan.workbooks.cells import Number
from hedan.workbooks.repairs import may_have_been, repaired
from hedan.workbooks.rows import WorkbookRow
from tests.workbooks.samples import at, codes, filled, manifest, read, row, rows, written

SF = "SF1234567890123"
ORDER = "692012345678901234"


@pytest.mark.parametrize(
    "cell",
    [
        Number("692012345678901000"),
        Number("6.92012345678901E+17"),
        Number("6.9201234567890125E+17"),
        Number("692012345678901248"),  # What a binary number holds of it.
        "6.92012E+17",
        "6.92E+17",
        "692012345678901000",
        " ６.92012E+17",
        ORDER,
    ],
)
def test_pn35_what_a_spreadsheet_makes_of_an_id_may_have_been_it(cell: str) -> None:
    assert may_have_been(cell, ORDER)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("6.92013E+17", ORDER),
        ("692012345678901235", ORDER),
        (Number("692012345678902000"), ORDER),
        ("6.92012E+16", ORDER),
        ("", ORDER),
        ("缺货", ORDER),
        ("-6.92012E+17", ORDER),
        ("nan", ORDER),
        ("inf", ORDER),
        ("6.92012E+17", "E20261001-0007"),
        ("6.92012E+999999999", ORDER),
    ],
)
def test_nothing_else_may_have_been_it(cell: str, text: str) -> None:
    assert not may_have_been(cell, text)


def test_pn36_zeros_at_the_beginning_are_made_up_for() -> None:
    assert may_have_been(Number("12345"), "0012345")
    assert not may_have_been(Number("12345"), "0123450")
    made = [row(0, receiver_phone="013800001111", order_id="0000123456789012345")]
    cells: Mapping[str, object] = {
        at(Field.RECEIVER_PHONE): 13800001111,
        at(Field.ORDER): 123456789012345,
        at(Field.CARRIER): "顺丰",
        at(Field.NUMBER): SF,
    }
    returned = read(filled(written(made), cells))
    assert returned.rows == ()
    (proved,) = repaired(returned, {made[0].row_key: (made[0].parcel_id, (made[0].order_id,))}).rows
    assert (proved.order_id, proved.number_text) == (made[0].order_id, SF)


def damaged(*positions: int) -> bytes:
    """Return four rows, filled in, the orders of some kept as numbers."""
    cells: dict[str, object] = {at(Field.CARRIER, n): "顺丰" for n in range(4)}
    cells |= {at(Field.NUMBER, n): f"SF123456789012{n}" for n in range(4)}
    cells |= {at(Field.ORDER, n): float(int(rows(4)[n].order_id)) for n in positions}
    return filled(written(rows(4)), cells)


def test_pn35_lost_digits_are_restored_only_when_the_manifest_proves_them() -> None:
    returned = read(damaged(0, 2))
    assert codes(returned) == [(at(Field.ORDER, n), "DIGITS_LOST") for n in (0, 2)]
    proved = repaired(returned, {one.row_key: (one.parcel_id, (one.order_id,)) for one in single()})
    assert proved.refusals == ()
    assert [one.order_id for one in proved.rows] == [one.order_id for one in rows(4)]
    assert proved.remarks == ("DIGITS_REPAIRED",)
    nothing = repaired(returned, {})
    assert nothing is returned, "a row that the manifest does not know stays refused"


def single() -> list[WorkbookRow]:
    """Rows 0 and 1 share a parcel; to the manifest of this test they are parcels of their own."""
    return [
        one.but(parcel_id=one.parcel_id) if position % 2 else one
        for position, one in enumerate(rows(4))
        if position in (0, 2)
    ]


def test_two_orders_of_one_parcel_that_begin_alike_are_not_told_apart() -> None:
    returned = read(damaged(0))
    assert codes(repaired(returned, manifest(4))) == [(at(Field.ORDER), "DIGITS_LOST")]


@given(st.integers(0, 10**18), st.integers(0, 10**18))
def test_an_intact_id_is_never_taken_for_another_one(one: int, other: int) -> None:
    assume(one != other)
    assert not may_have_been(str(one), str(other)) or str(one).endswith("0")
