"""Pick lists add up to what they were made of; what is short leaves its parcel line by line."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.base import LineKey
from hedan.domain.parcels import Parcel, ParcelLine
from hedan.domain.picking import (
    PickOutcome,
    Wanted,
    WhyStays,
    pick_list,
    pick_proposal,
)
from tests.domain.builders import NOW, RECEIVER, line_key

WANTED = st.lists(
    st.builds(
        Wanted,
        parcel_id=st.sampled_from(["P1", "P2", "P3"]),
        sku=st.sampled_from(["CUP", "MUG", ""]),
        name=st.sampled_from(["杯", "马克杯"]),
        spec=st.sampled_from(["红", "白"]),
        units=st.integers(1, 99),
        shelf=st.sampled_from(["A-1", "B-2", ""]),
    ),
    max_size=12,
)


@given(WANTED)
def test_totals_are_those_of_the_rows_by_shelf_sku_and_parcel(rows: list[Wanted]) -> None:
    picks = pick_list(rows)
    wanted: Counter[tuple[str, str, str]] = Counter()
    listed: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        wanted[row.shelf, row.sku, row.parcel_id] += row.units
    for pick in picks:
        assert pick.units == sum(into.units for into in pick.parcels)
        assert len({into.parcel_id for into in pick.parcels}) == len(pick.parcels)
        for into in pick.parcels:
            listed[pick.shelf, pick.sku, into.parcel_id] += into.units
    assert listed == wanted
    places = [(not pick.shelf, pick.shelf, pick.sku) for pick in picks]
    assert places == sorted(places), "by shelf, then SKU; without a shelf last"
    known = [(pick.shelf, pick.sku) for pick in picks if pick.sku]
    assert len(set(known)) == len(known), "one total for a SKU on a shelf"


def test_a_spec_that_differs_is_not_told_and_goods_without_a_sku_stay_apart() -> None:
    red, white = Wanted("P1", "CUP", "杯", "红", 1), Wanted("P2", "CUP", "杯", "白", 2)
    (pick,) = pick_list([red, white])
    assert (pick.spec, pick.units) == ("", 3)
    assert pick_list([red])[0].spec == "红"
    nameless = [red._replace(sku=""), white._replace(sku="")]
    assert [one.spec for one in pick_list(nameless)] == ["白", "红"]


def line(
    line_id: str, quantity: int = 2, order_id: str = "1", *, is_gift: bool = False
) -> ParcelLine:
    return ParcelLine(
        key=line_key(order_id, line_id),
        sku="CUP",
        name="杯",
        spec="",
        quantity=quantity,
        paid_minor=0,
        is_gift=is_gift,
    )


def parcel(*lines: ParcelLine) -> Parcel:
    return Parcel(
        parcel_id="P1",
        store="cup-shop",
        supplier="factory-a",
        wave_id="W1",
        workbook="factory-a-000001",
        lines=lines,
        receiver=RECEIVER,
        remarks=(),
        deadline=None,
        reasons=(),
    )


A, B, GIFT, OTHER = line("a"), line("b"), line("g", 1, is_gift=True), line("c", 1, "2")


def test_pn22_a_line_that_is_short_stays_with_all_its_units() -> None:
    proposal = pick_proposal(parcel(A, B), {A.key: 1})
    assert proposal.outcome is PickOutcome.SPLIT
    assert proposal.goes == (B.key,)
    (stays,) = proposal.stays
    assert (stays.line, stays.wanted, stays.found, stays.why) == (A.key, 2, 1, WhyStays.SHORT)


def test_what_is_all_there_goes_and_where_no_line_is_whole_nothing_does() -> None:
    assert pick_proposal(parcel(A, B), {A.key: 2}).outcome is PickOutcome.COMPLETE
    nothing = pick_proposal(parcel(A, B), {A.key: 1, B.key: 0})
    assert (nothing.outcome, nothing.goes) == (PickOutcome.NOTHING_GOES, ())


def test_a_gift_waits_for_the_goods_of_its_order() -> None:
    proposal = pick_proposal(parcel(A, GIFT, OTHER), {A.key: 0})
    assert proposal.goes == (OTHER.key,)
    assert {one.line: one.why for one in proposal.stays} == {
        A.key: WhyStays.SHORT,
        GIFT.key: WhyStays.GIFT_WAITS,
    }
    assert pick_proposal(parcel(A, B, GIFT), {A.key: 0}).goes == (B.key, GIFT.key)
    only_gifts = pick_proposal(parcel(GIFT, OTHER), {OTHER.key: 0})
    assert only_gifts.goes == (GIFT.key,), "its goods are in another parcel"


def test_what_has_left_is_not_picked_any_more() -> None:
    left = parcel(A, B).without([B.key], "refund", NOW)
    assert pick_proposal(left, {}).goes == (A.key,)
    with pytest.raises(ValueError, match="not in parcel"):
        pick_proposal(left, {B.key: 1})


@pytest.mark.parametrize("units", [-1, 3])
def test_more_than_a_line_has_cannot_be_found(units: int) -> None:
    with pytest.raises(ValueError, match="found of 2"):
        pick_proposal(parcel(A), {A.key: units})


@given(st.dictionaries(st.sampled_from([A.key, B.key, OTHER.key]), st.integers(0, 1)))
def test_every_line_goes_or_stays_whole(found: dict[LineKey, int]) -> None:
    of = parcel(A, B, OTHER, GIFT)
    proposal = pick_proposal(of, found)
    stays = {one.line for one in proposal.stays}
    assert stays.isdisjoint(proposal.goes)
    assert stays | set(proposal.goes) == {one.key for one in of.lines}
    for key in proposal.goes:
        quantity = next(one.quantity for one in of.lines if one.key == key)
        assert found.get(key, quantity) == quantity
