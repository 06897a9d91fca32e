"""Snapshots: what was kept comes back whole, and the same day is the same file."""

import gzip
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSale
from hedan.domain.facts import BuyerHistory, BuyerOrder, Facts, SkuHistory
from hedan.domain.snapshots import (
    Snapshot,
    cases_in,
    packed,
    snapshot_key,
    snapshot_place,
    snapshots_in,
)
from tests.domain.builders import NOW, make_after_sale, make_order, make_work, order_key
from tests.dry_run.builders import days, decisions, make_case, make_decision

FACTS = Facts(
    buyer=BuyerHistory(
        orders=(
            BuyerOrder(
                key=order_key("1"),
                ordered_at=NOW,
                status=make_order().status,
                paid_minor=1,
                goods=("A*1",),
            ),
        )
    ),
    skus={"CUP-RED-01": SkuHistory(lines=3, quantity_median=1, quantity_p99=2, quantity_max=2)},
)


@st.composite
def snapshots(draw: st.DrawFn) -> list[Snapshot]:
    kept = []
    for bare in draw(days()):
        after_sales: tuple[AfterSale, ...] = (make_after_sale(),) if draw(st.booleans()) else ()
        case = bare.but(
            facts=draw(st.sampled_from([Facts(), FACTS])),
            after_sales=after_sales,
            works=(make_work(),),
            settled=("H1",),
        )
        if draw(st.booleans()):
            case = case.but(last=draw(decisions(case)))
        kept.append(Snapshot(case=case, decision=draw(decisions(case))))
    return kept


@given(snapshots())
def test_what_was_packed_comes_back_whole(kept: list[Snapshot]) -> None:
    body = packed(kept)
    assert list(snapshots_in(body)) == kept
    assert list(cases_in(body)) == [one.case for one in kept]


@given(snapshots())
def test_the_same_day_is_the_same_file(kept: list[Snapshot]) -> None:
    assert packed(kept) == packed(kept)


def test_one_line_an_order_without_the_facts_twice() -> None:
    case = make_case(facts=FACTS)
    body = packed([Snapshot(case=case, decision=make_decision(case))] * 2)
    lines = gzip.decompress(body).splitlines()
    assert len(lines) == 2
    assert lines[0].count(b'"quantity_p99"') == 1


def test_a_file_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="Snapshot"):
        list(snapshots_in(gzip.compress(b'{"case": 1}\n')))


def test_a_key_names_store_and_day() -> None:
    day = date(2026, 11, 22)
    assert snapshot_place(snapshot_key("cup-shop", day)) == ("cup-shop", day)
    with pytest.raises(ValueError, match="not the key"):
        snapshot_place("waves/cup-shop/2026-11-22.json")
