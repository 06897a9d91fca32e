"""A dry run shows who would ship: past orders are routed as if they were new."""

from collections import Counter

import pytest

from hedan.deciding.decide import decide
from hedan.deciding.replay import as_new, replay
from hedan.deciding.rule_book import RuleBook
from hedan.deciding.sides import sides_of
from hedan.domain.decisions import Case
from hedan.domain.dry_run import Facet
from hedan.domain.facts import Facts
from hedan.domain.line_work import LineState
from hedan.domain.routing import member_of
from hedan.domain.tallies import route_tally
from hedan.settings import Settings, Source
from tests.deciding.builders import SETTINGS, case
from tests.domain.builders import line_key, make_work, order_key

A, B = "factory-a", "factory-b"
SHARED = (Source(supplier=A, share=70), Source(supplier=B, share=30))


def cups_from(*sources: Source, supplier: str = A) -> Settings:
    cup, *others = SETTINGS.skus
    return SETTINGS.but(skus=(cup.but(sources=sources, supplier=supplier), *others))


def past(number: int, settings: Settings, **changes: object) -> Case:
    """Return an order that was decided by these settings, and claimed since."""
    new = case()
    key = order_key(f"69{number:06}")
    edits = new.edits.but(order=key)
    new = new.but(order=new.order.but(key=key), edits=edits).but(**changes)
    work = make_work(LineState.CLAIMED, key=line_key(key.order_id, "1"), supplier=A, version=3)
    return new.but(last=decide(new, RuleBook(settings)), works=(work,))


@pytest.mark.parametrize("wanted", [cups_from(supplier=B), cups_from(Source(supplier=B))])
def test_a_switch_is_seen_though_past_orders_keep_their_supplier(wanted: Settings) -> None:
    cases = [past(number, SETTINGS) for number in range(3)]
    counts = replay(cases, *sides_of(SETTINGS, wanted)).counts
    assert (counts.changed, counts.facets[Facet.SUPPLIER].orders) == (3, 3)
    assert (counts.lines[A].before, counts.lines[B].after) == (3, 3)
    assert decide(cases[0], RuleBook(wanted)).line("1").supplier == A


def test_shares_show_as_shares_whatever_was_counted_then() -> None:
    """The count of that time would send every single line to whom it lacks."""
    told = Facts(tallies={route_tally("CUP"): {member_of(A, SHARED): 900}})
    cases = [past(number, cups_from(*SHARED), facts=told) for number in range(500)]
    counts = replay(cases, *sides_of(SETTINGS, cups_from(*SHARED))).counts
    assert counts.lines[A].before == 500
    assert 320 <= counts.lines[A].after <= 380


def test_the_same_settings_differ_in_nothing() -> None:
    cases = [past(number, cups_from(*SHARED)) for number in range(50)]
    counts = replay(cases, *sides_of(cups_from(*SHARED), cups_from(*SHARED).but(version=9))).counts
    assert counts.changed == 0


def test_why_a_supplier_ships_is_no_outcome() -> None:
    """The same suppliers for another reason: nothing changes for anybody."""
    cases = [past(number, SETTINGS) for number in range(5)]
    counts = replay(cases, *sides_of(SETTINGS, cups_from(Source(supplier=A)))).counts
    assert counts.changed == 0


def test_all_but_the_routes_stays_as_it_was() -> None:
    gifts = {"gift:r:2026-10-01": {"others": 3}}
    told = Facts(tallies={**gifts, route_tally("CUP"): {}})
    before = past(1, SETTINGS, facts=told)
    new = as_new(before)
    assert new.facts == told.but(tallies=gifts)
    assert before.last is not None
    assert new.last == before.last.but(lines=())
    assert Counter(work.state for work in new.works) == {LineState.CLAIMED: 1}
