"""Two ways to decide the same orders: what differs is counted, and nothing else."""

from collections import Counter
from collections.abc import Callable

from hypothesis import given

from hedan.deciding.outcomes import codes_of, digest, holding, outcome_of
from hedan.deciding.replay import replay
from hedan.deciding.sides import Side
from hedan.domain.decisions import Answer, Case, Decision
from hedan.domain.dry_run import (
    EXAMPLES_MAX,
    Changed,
    Counts,
    DryRunPart,
    Facet,
    Shift,
    add_up,
    digest_of,
)
from hedan.domain.findings import Ends
from hedan.domain.parts import Handling, Part
from tests.domain.builders import NOW, make_line, minutes
from tests.dry_run.builders import (
    SETTINGS,
    decided_twice,
    deciding,
    make_case,
    make_decision,
    make_finding,
    make_plan,
    past_order,
    side,
)

type Twice = tuple[list[Case], Side, Side]


def _always(decision: Decision) -> Callable[[Case], Decision]:
    return lambda _: decision


def orders(number: int) -> list[Case]:
    return [
        make_case(past_order(str(one), make_line(f"{one}-1"), buyer_id=f"buyer-{one}"))
        for one in range(number)
    ]


@given(decided_twice())
def test_settings_that_decide_alike_change_nothing(drawn: Twice) -> None:
    cases, before, _ = drawn
    counts = replay(cases, before, before).counts
    assert counts.changed == 0
    assert (counts.facets, counts.holds) == ({}, {})
    for shift in (
        counts.held,
        counts.parcels,
        counts.freight_minor,
        counts.freight_unknown,
        counts.gifts_minor,
        counts.gifts_unknown,
        *counts.carriers.values(),
        *counts.lines.values(),
    ):
        assert shift.change == 0


@given(decided_twice())
def test_both_sides_are_counted_as_each_alone(drawn: Twice) -> None:
    """What is planned once for both sides comes out as if it were planned for each."""
    cases, before, after = drawn
    both = replay(cases, before, after).counts
    first, second = (replay(cases, one, one).counts for one in (before, after))
    assert both.parcels == Shift(before=first.parcels.before, after=second.parcels.after)
    assert both.held == Shift(before=first.held.before, after=second.held.after)
    for name in ("freight_minor", "freight_unknown", "gifts_minor", "gifts_unknown"):
        shift = getattr(both, name)
        assert shift.before == getattr(first, name).before, name
        assert shift.after == getattr(second, name).after, name
    for name in ("carriers", "lines"):
        shifts = getattr(both, name)
        assert +Counter({key: one.before for key, one in shifts.items()}) == Counter(
            {key: one.before for key, one in getattr(first, name).items()}
        )
        assert +Counter({key: one.after for key, one in shifts.items()}) == Counter(
            {key: one.after for key, one in getattr(second, name).items()}
        )


@given(decided_twice())
def test_turned_round_it_is_the_other_way_round(drawn: Twice) -> None:
    cases, before, after = drawn
    there, back = replay(cases, before, after).counts, replay(cases, after, before).counts
    assert there.changed == back.changed
    assert there.parcels.change == -back.parcels.change
    assert {code: one.change for code, one in there.holds.items()} == {
        code: -one.change for code, one in back.holds.items()
    }
    assert {facet: one.orders for facet, one in there.facets.items()} == {
        facet: one.orders for facet, one in back.facets.items()
    }


@given(decided_twice())
def test_an_order_is_changed_exactly_when_its_decision_is(drawn: Twice) -> None:
    cases, before, after = drawn
    differ = [
        case for case in cases if outcome_of(before.decide(case)) != outcome_of(after.decide(case))
    ]
    counts = replay(cases, before, after).counts
    assert counts.changed == len(differ)
    assert bool(counts.facets) == bool(differ)
    for changed in counts.facets.values():
        assert len(changed.examples) == min(changed.orders, EXAMPLES_MAX)


@given(decided_twice())
def test_every_change_of_a_hold_is_counted(drawn: Twice) -> None:
    cases, before, after = drawn
    net: Counter[str] = Counter()
    for case in cases:
        net.update(codes_of(holding(case, after.decide(case))))
        net.subtract(codes_of(holding(case, before.decide(case))))
    counts = replay(cases, before, after).counts
    assert {code: one.change for code, one in counts.holds.items() if one.change} == {
        code: change for code, change in net.items() if change
    }


@given(decided_twice())
def test_stores_and_days_add_up(drawn: Twice) -> None:
    """Orders that can never meet may be looked at apart."""
    cases, before, after = drawn
    of_buyer: dict[str, list[Case]] = {}
    for case in cases:
        of_buyer.setdefault(case.order.buyer_id, []).append(case)
    parts = [replay(some, before, after) for some in of_buyer.values()]
    assert add_up(parts) == add_up(reversed(parts)) == replay(cases, before, after)


@given(decided_twice())
def test_published_the_settings_decide_just_what_was_foretold(drawn: Twice) -> None:
    cases, before, after = drawn
    foretold = replay(cases, before, after).digests
    decided = {str(case.order.key): digest(outcome_of(after.decide(case))) for case in cases}
    assert foretold == decided
    assert digest_of(foretold) == digest_of(decided)


def test_the_version_of_settings_is_no_difference() -> None:
    assert replay(orders(2), side(), side(settings_version=9)).counts.changed == 0


def test_no_order_gives_an_empty_part() -> None:
    assert replay([], side(), side()) == DryRunPart(counts=Counts())


def test_examples_are_the_first_three_by_their_keys() -> None:
    changed = replay(orders(5)[::-1], side(), side(tags=("vip",))).counts.facets[Facet.TAGS]
    assert changed.orders == 5
    assert [one.order.order_id for one in changed.examples] == ["0", "1", "2"]
    assert {(one.before, one.after) for one in changed.examples} == {(("goods",), ("vip",))}


def test_each_facet_is_told_by_its_name() -> None:
    case = make_case(past_order("1", make_line("1-1"), make_line("1-2")))
    plan = make_plan("1-1")
    gift = Part(sku="BRUSH", quantity=2, is_gift=True)

    def with_plan(**changes: object) -> Decision:
        return make_decision(case, lines=(plan.but(**changes), make_plan("1-2")))

    told = {
        Facet.HELD: (make_decision(case, make_finding()), (), ("REMARK",)),
        Facet.ANSWER: (make_decision(case, answer=Answer.ASK), ("accept",), ("ask",)),
        Facet.SUPPLIER: (
            with_plan(supplier="factory-b"),
            ("factory-a",),
            ("1-1: factory-b", "1-2: factory-a"),
        ),
        Facet.CARRIER: (with_plan(handling=Handling(carrier="air")), (), ("1-1: air",)),
        Facet.PACKAGE: (with_plan(handling=Handling(package="box")), (), ("1-1: box",)),
        Facet.TRAVELS: (
            with_plan(handling=Handling(merge_window_minutes=5)),
            ("with_buyer",),
            ("1-1: with_buyer 5 min", "1-2: with_buyer"),
        ),
        Facet.GOODS: (
            with_plan(parts=(Part(sku="BOX", quantity=2),)),
            ("CUP-RED-01*1",),
            ("1-1: BOX*2", "1-2: CUP-RED-01*1"),
        ),
        Facet.GIFTS: (with_plan(parts=(*plan.parts, gift)), (), ("1-1: BRUSH*2",)),
        Facet.TAGS: (make_decision(case, tags=()), ("goods",), ()),
        Facet.PRIORITY: (
            make_decision(case, priority=NOW + minutes(5)),
            ("2026-10-01 12:00 UTC",),
            ("2026-10-01 12:05 UTC",),
        ),
        Facet.MESSAGES: (make_decision(case, messages=("look",)), (), ("look",)),
    }
    assert {*told} == {*Facet} - {Facet.WORDS}
    for facet, (decision, was, becomes) in told.items():
        after = deciding(_always(decision))
        facets = replay([case], side(), after).counts.facets
        assert list(facets) == [facet]
        (example,) = facets[facet].examples
        assert (example.before, example.after) == (was, becomes), facet


def test_only_other_words_are_told_as_such_and_not_shown() -> None:
    case = make_case()
    before, after = (
        deciding(_always(make_decision(case, make_finding(evidence=words))))
        for words in ("张三 13800000000", "李四 13900000000")
    )
    part = replay([case], before, after)
    assert list(part.counts.facets) == [Facet.WORDS]
    assert part.counts.holds == {}
    assert "1380000" not in part.model_dump_json()


def test_what_a_person_or_a_time_settled_holds_nothing() -> None:
    finding = make_finding()
    over = make_finding("WISH_DATE", ends=Ends.TIME, until=NOW)
    case = make_case(settled=(finding.hold_id,))
    held = Side(SETTINGS, lambda case: make_decision(case, finding, over))
    counts = replay([case], side(), held).counts
    assert counts.held == Shift()
    assert counts.holds == {}
    assert counts.parcels == Shift(before=1, after=1)
    assert list(counts.facets) == [Facet.WORDS]


def test_a_hold_takes_its_parcel_and_its_gift_away() -> None:
    gift = Part(sku="BRUSH", quantity=2, is_gift=True)
    cases = orders(3)

    def gives(case: Case) -> Decision:
        plan = make_plan(case.order.lines[0].line_id)
        return make_decision(case, lines=(plan.but(parts=(*plan.parts, gift)),))

    def holds(case: Case) -> Decision:
        decision = gives(case)
        return decision.but(findings=(make_finding(),)) if case is cases[0] else decision

    counts = replay(cases, Side(SETTINGS, gives), Side(SETTINGS, holds)).counts
    assert counts.parcels == Shift(before=3, after=2)
    assert counts.held == Shift(before=0, after=1)
    assert counts.gifts_minor == Shift(before=900, after=600)
    assert counts.lines == {"factory-a": Shift(before=3, after=2)}
    assert counts.holds["REMARK"].change == 1


def test_a_dearer_carrier_costs_more_though_no_decision_changes() -> None:
    by_air = make_plan("0-1", handling=Handling(carrier="air"))
    dearer = SETTINGS.carriers[0].but(
        prices=tuple(
            price.but(first_minor=price.first_minor * 2) for price in SETTINGS.carriers[0].prices
        )
    )
    before = side(lines=(by_air,))
    after = side(SETTINGS.but(carriers=(dearer,)), lines=(by_air,))
    counts = replay(orders(1), before, after).counts
    assert counts.changed == 0
    assert counts.freight_minor == Shift(before=1000, after=2000)


def test_added_up_the_examples_are_the_first_of_all() -> None:
    parts = [
        replay(orders(6)[start : start + 2], side(), side(tags=("vip",))) for start in (4, 0, 2)
    ]
    changed = add_up(parts).counts.facets[Facet.TAGS]
    assert isinstance(changed, Changed)
    assert [one.order.order_id for one in changed.examples] == ["0", "1", "2"]
