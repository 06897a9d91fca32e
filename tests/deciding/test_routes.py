"""Who ships a line: whose word counts, what is kept, who is passed over, what is counted."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import pytest

from hedan.deciding.decide import decide
from hedan.deciding.rule_book import RuleBook
from hedan.domain.decisions import Case, Decision, LinePlan
from hedan.domain.edits import EditField
from hedan.domain.facts import Facts
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parts import Part
from hedan.domain.routing import RouteBy, RouteReason, member_of
from hedan.domain.rules import Route, Scope
from hedan.domain.tallies import route_tally
from hedan.settings import Settings, Source, SupplierSettings
from tests.deciding.builders import SETTINGS, book, case, edit, line, order, rule
from tests.domain.builders import NOW, hours, line_key, make_work, order_key

A, B, C = "factory-a", "factory-b", "factory-c"
SHARED = (Source(supplier=A, share=70), Source(supplier=B, share=30))
TALLY = route_tally("CUP")
# The builders' receiver lives there.
HERE = "浙江"


def supplier(name: str, **changes: object) -> SupplierSettings:
    return SupplierSettings(id=name, name=name).but(**changes)


def shop(*suppliers: SupplierSettings, store: str | None = None, **cup: object) -> Settings:
    """Return the shop with three factories, some of them as given, and a cup that is so."""
    known = {name: supplier(name) for name in (A, B, C)} | {one.id: one for one in suppliers}
    skus = tuple(sku.but(**cup) if sku.sku == "CUP" else sku for sku in SETTINGS.skus)
    (shop_,) = SETTINGS.stores
    return SETTINGS.but(
        suppliers=tuple(known.values()), skus=skus, stores=(shop_.but(supplier=store),)
    )


def plan_of(made: Case, settings: Settings, line_id: str = "1") -> LinePlan:
    return decide(made, RuleBook(settings)).line(line_id)


def counted(**counts: int) -> Facts:
    """Return facts in which so many lines of the cup went to each, by the shares of SHARED."""
    names = {"a": A, "b": B}
    told = {member_of(names[one], SHARED): number for one, number in counts.items()}
    return Facts(tallies={TALLY: told})


def codes(decision: Decision) -> list[str]:
    return [finding.code for finding in decision.findings]


def passed(plan: LinePlan) -> list[tuple[str, str]]:
    assert plan.route is not None
    return [(one.supplier, one.why) for one in plan.route.passed]


# --- Whose word counts --------------------------------------------------------------------------


def test_the_sku_s_own_supplier_needs_no_reason() -> None:
    plan = plan_of(case(), shop())
    assert (plan.supplier, plan.route) == (A, None)


def test_eb39_by_hand_before_rules_before_the_store_before_the_shares_before_the_sku() -> None:
    shared = shop(sources=SHARED)
    whole_shop = shop(store=C, sources=SHARED)
    routed = (rule("to-b", Route(supplier=B)),)
    by_hand = (edit(EditField.SUPPLIER, A),)
    known = case(facts=counted(a=7, b=0))
    plans = [
        plan_of(known, shop()),
        plan_of(known, shared),
        plan_of(known, whole_shop),
        decide(known, book(*routed, settings=whole_shop)).line("1"),
        decide(case(edits=by_hand), book(*routed, settings=whole_shop)).line("1"),
    ]
    assert [plan.supplier for plan in plans] == [A, B, C, B, A]
    assert [plan.route for plan in plans] == [
        None,
        RouteReason(by=RouteBy.SHARE, of="CUP", share=30, shares=100),
        RouteReason(by=RouteBy.STORE, of="cup-shop"),
        RouteReason(by=RouteBy.RULE, of="to-b"),
        RouteReason(by=RouteBy.PERSON, of="wang"),
    ]


def test_eb39_the_whole_shop_goes_to_one_supplier_whatever_the_goods() -> None:
    decision = decide(
        case(line("1"), line("2", "BRUSH"), line("3", "MIXED")), RuleBook(shop(store=C))
    )
    assert [plan.supplier for plan in decision.lines] == [C, C, C]
    assert decision.counted == ()


def test_a_word_for_a_supplier_that_is_gone_holds_the_order() -> None:
    decision = decide(case(edits=(edit(EditField.SUPPLIER, "gone"),)), RuleBook(shop()))
    assert codes(decision) == ["ROUTE_MISSING"]


def test_a_person_s_word_stands_where_the_supplier_refuses() -> None:
    refusing = shop(supplier(B, refused_regions=(HERE,), fall_back=C))
    decision = decide(case(edits=(edit(EditField.SUPPLIER, B),)), RuleBook(refusing))
    assert decision.line("1").supplier == B
    assert codes(decision) == ["REGION_REFUSED"]


# --- A switch is for new orders -----------------------------------------------------------------


def looked_at(made: Case, settings: Settings, *works: LineWork) -> Case:
    """Return the case as it is at the next look: with the decision, and what was done by it."""
    return made.but(last=decide(made, RuleBook(settings)), works=works)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (shop(), shop(supplier=B)),
        (shop(), shop(store=B)),
        (shop(store=C), shop()),
        (shop(), shop(sources=(Source(supplier=B),))),
        (shop(sources=SHARED), shop(supplier=C)),
    ],
    ids=["by product", "whole shop", "no longer", "shared", "no longer shared"],
)
def test_eb39_a_switch_affects_only_new_orders(before: Settings, after: Settings) -> None:
    new = case(facts=counted(a=0, b=0))
    old = looked_at(new, before)
    assert old.last is not None
    kept = plan_of(old, after)
    assert kept.supplier == old.last.line("1").supplier
    assert plan_of(new, after).supplier != kept.supplier
    # At the next look nothing is new.
    assert plan_of(looked_at(old, after), after) == kept


def test_eb39_what_a_supplier_was_promised_stays_with_it_whatever_happens() -> None:
    claimed = make_work(LineState.CLAIMED, key=line_key("1", "1"), supplier=A, parcel_id="P1")
    closed = shop(supplier(A, refused_regions=(HERE,), fall_back=B), supplier=C)
    assert plan_of(case(works=(claimed,)), closed).supplier == A


def test_a_rule_that_no_longer_speaks_leaves_nothing_behind() -> None:
    ruled = decide(case(), book(rule("to-b", Route(supplier=B)), settings=shop()))
    assert ruled.line("1").supplier == B
    assert plan_of(case(last=ruled), shop()).supplier == A


def test_an_edit_that_was_taken_back_leaves_nothing_behind() -> None:
    by_hand = decide(case(edits=(edit(EditField.SUPPLIER, B),)), RuleBook(shop()))
    assert plan_of(case(last=by_hand), shop()).supplier == A


def test_other_goods_are_routed_anew() -> None:
    before = decide(case(), RuleBook(shop())).line("1")
    brush = case(edits=(edit(EditField.SKU, "BRUSH"),), last=decide(case(), RuleBook(shop())))
    assert (before.supplier, plan_of(brush, shop()).supplier) == (A, B)


@pytest.mark.parametrize(
    "now", [supplier(A, refused_regions=(HERE,), fall_back=C), supplier(A, fall_back=C)]
)
def test_eb39_what_has_become_impossible_is_not_kept(now: SupplierSettings) -> None:
    silent = Facts(silent=() if now.refused_regions else (A,))
    waiting = looked_at(case(facts=silent), shop())
    assert plan_of(waiting, shop(now)).supplier == C


def test_a_supplier_that_vanished_is_not_kept() -> None:
    waiting = looked_at(case(), shop())
    without_a = shop(supplier=B)
    without_a = without_a.but(suppliers=without_a.suppliers[1:])
    assert plan_of(waiting, without_a).supplier == B


# --- Shares -------------------------------------------------------------------------------------


def test_c73_a_share_is_kept_over_a_thousand_orders() -> None:
    """Each order is decided on what was counted before it: never a whole line off."""
    ready = RuleBook(shop(sources=SHARED))
    counts: Counter[str] = Counter()
    for number in range(1, 1001):
        decision = decide(case(facts=Facts(tallies={TALLY: counts})), ready)
        (step,) = decision.counted
        assert (step.tally, step.line_id) == (TALLY, "1")
        assert step.member == member_of(str(decision.line("1").supplier), SHARED)
        counts[step.member] += 1
        assert abs(counts[member_of(A, SHARED)] - number * 0.7) < 1
    assert counts == {member_of(A, SHARED): 700, member_of(B, SHARED): 300}


@pytest.mark.parametrize("at_once", [2, 5, 20])
def test_c73_orders_decided_at_once_are_off_by_no_more_than_they_are(at_once: int) -> None:
    """They all see the same count; those that come next make good for it."""
    ready = RuleBook(shop(sources=SHARED))
    counts: Counter[str] = Counter()
    for _ in range(1000 // at_once):
        seen = Facts(tallies={TALLY: dict(counts)})
        for _ in range(at_once):
            counts[decide(case(facts=seen), ready).counted[0].member] += 1
        assert abs(counts[member_of(A, SHARED)] - counts.total() * 0.7) <= at_once


def test_a_line_that_waits_is_counted_when_it_is_reserved_and_then_no_more() -> None:
    settings = shop(sources=SHARED)
    waiting = looked_at(case(facts=counted(a=7, b=0)), settings)
    steps = [len(decide(waiting, RuleBook(settings)).counted)]
    reserved = make_work(LineState.RESERVED, key=line_key("1", "1"), supplier=B, version=1)
    reserved = reserved.but(parts=(Part(sku="CUP", quantity=1, tracks_stock=True),))
    for work in (reserved, reserved.but(state=LineState.NEW, supplier=None, version=2)):
        again = decide(waiting.but(works=(work,)), RuleBook(settings))
        assert again.line("1").supplier == B
        steps.append(len(again.counted))
    assert steps == [1, 0, 0]


def test_without_a_count_a_lot_is_drawn_by_the_order_s_id() -> None:
    ready = RuleBook(shop(sources=SHARED))

    def drawn(number: int) -> str | None:
        made = case()
        named = made.but(order=made.order.but(key=order_key(f"48{number:08}")))
        return decide(named, ready).line("1").supplier

    first = [drawn(number) for number in range(1000)]
    assert first == [drawn(number) for number in range(1000)]
    assert 650 <= first.count(A) <= 750


def test_eb13_lines_of_an_order_stay_together_though_another_source_has_its_turn() -> None:
    """Merging comes first: what could travel in one parcel is not parted to keep a share."""
    decision = decide(
        case(line("1"), line("2"), line("3"), facts=counted(a=0, b=0)),
        RuleBook(shop(sources=SHARED)),
    )
    assert {plan.supplier for plan in decision.lines} == {A}
    by = [plan.route.by for plan in decision.lines if plan.route]
    assert by == [RouteBy.SHARE, RouteBy.COMPANY, RouteBy.COMPANY]
    assert len(decision.counted) == 3


def test_eb13_an_order_goes_where_the_buyer_s_other_orders_wait() -> None:
    facts = counted(a=0, b=9).but(beside=(B,))
    plan = plan_of(case(facts=facts), shop(sources=SHARED))
    assert plan.supplier == B
    assert plan.route == RouteReason(by=RouteBy.COMPANY, of="CUP", share=30, shares=100)


def test_a_combo_comes_from_a_source_that_has_all_of_it() -> None:
    settings = shop(sources=(Source(supplier=B, share=9), Source(supplier=A)))
    both = decide(case(line("1", "SET"), facts=counted()), RuleBook(settings))
    assert both.line("1").supplier == A  # The box of the set is made there only.
    mixed = decide(case(line("1", "MIXED"), facts=counted()), RuleBook(settings))
    assert mixed.line("1").supplier == B
    none = decide(case(line("1", "MIXED")), RuleBook(shop()))
    assert codes(none) == ["ROUTE_MISSING"]


# --- Who is passed over -------------------------------------------------------------------------


def test_who_refuses_the_place_passes_it_on_and_that_one_on() -> None:
    settings = shop(
        supplier(A, refused_regions=(HERE,), fall_back=B),
        supplier(B, refused_regions=(HERE,), fall_back=C),
    )
    plan = plan_of(case(), settings)
    assert plan.supplier == C
    assert plan.route is not None
    assert (plan.route.by, plan.route.of) == (RouteBy.FALL_BACK, A)
    assert passed(plan) == [(A, "region"), (B, "region")]
    assert {one.region for one in plan.route.passed} == {HERE}


def test_a_circle_of_fall_backs_ends() -> None:
    refusing = {"refused_regions": (HERE,)}
    settings = shop(supplier(A, fall_back=B, **refusing), supplier(B, fall_back=A, **refusing))
    decision = decide(case(), RuleBook(settings))
    assert decision.line("1").supplier == A
    assert codes(decision) == ["REGION_REFUSED"]


def test_without_a_fall_back_another_source_ships() -> None:
    settings = shop(supplier(A, refused_regions=(HERE,)), sources=SHARED)
    decision = decide(case(facts=counted(a=0, b=9)), RuleBook(settings))
    plan = decision.line("1")
    assert plan.supplier == B
    assert plan.route is not None
    assert (plan.route.by, passed(plan)) == (RouteBy.SHARE, [(A, "region")])
    assert [one.member for one in decision.counted] == [member_of(B, SHARED)]


def test_what_falls_to_a_supplier_outside_the_shares_is_not_counted() -> None:
    settings = shop(supplier(A, refused_regions=(HERE,), fall_back=C), sources=SHARED)
    decision = decide(case(facts=counted(a=0, b=9)), RuleBook(settings))
    assert decision.line("1").supplier == C
    assert decision.counted == ()


def test_the_store_s_supplier_that_refuses_leaves_the_line_to_the_sku_s_own() -> None:
    plan = plan_of(case(), shop(supplier(C, refused_regions=(HERE,)), store=C))
    assert plan.supplier == A
    assert plan.route is not None
    assert (plan.route.by, passed(plan)) == (RouteBy.SKU, [(C, "region")])


def test_who_does_not_look_at_what_it_is_sent_is_passed_over() -> None:
    facts = Facts(silent=(A,))
    assert plan_of(case(facts=facts), shop(supplier(A, fall_back=B))).supplier == B
    assert plan_of(case(facts=facts), shop()).supplier == A  # There is nobody else.


# --- Closed days --------------------------------------------------------------------------------

# 2026-10-01 20:00 in Shanghai, a Thursday; the line is due two days later.
NATIONAL_DAYS = tuple(date(2026, 10, day) for day in range(1, 8))


@pytest.mark.parametrize(
    ("closed", "hours_left", "ships"),
    [
        ({"holidays": NATIONAL_DAYS}, 48, B),
        ({"holidays": NATIONAL_DAYS}, 24 * 7, A),
        ({"holidays": NATIONAL_DAYS[:1]}, 48, A),
        ({"holidays": NATIONAL_DAYS[1:], "cut_offs": ("16:30",)}, 48, B),
        ({"holidays": NATIONAL_DAYS[1:], "cut_offs": ("21:00",)}, 48, A),
        # What is not urgent before the holidays never goes.
        ({"holidays": NATIONAL_DAYS[1:], "cut_offs": ("16:30",), "urgent_hours": 4}, 48, B),
        ({"holidays": NATIONAL_DAYS[1:], "cut_offs": ("16:30",), "urgent_hours": 48}, 48, A),
        ({"workdays": (1, 2, 3)}, 48, B),
        ({"workdays": (6,), "cut_offs": ("16:30",)}, 48, A),
        ({"workdays": (6,), "cut_offs": ("21:00",)}, 48, B),
        # Late on any day: nobody else would be in time because of it.
        ({"cut_offs": ("16:30",)}, 3, A),
    ],
)
def test_who_is_closed_until_it_is_too_late_passes_the_line_on(
    closed: Mapping[str, object], hours_left: int, ships: str
) -> None:
    made = case(line(deadline=NOW + hours(hours_left)))
    plan = plan_of(made, shop(supplier(A, fall_back=B, **closed)))
    assert plan.supplier == ships
    if ships == B:
        assert passed(plan) == [(A, "closed")]


def test_who_takes_no_more_today_keeps_what_has_time_until_tomorrow() -> None:
    full = Facts(full=(A,))
    settings = shop(supplier(A, fall_back=B, cut_offs=("09:00",)))
    for hours_left, ships in ((48, A), (6, A), (14, A), (12, A)):
        made = case(line(deadline=NOW + hours(hours_left)), facts=full)
        assert plan_of(made, settings).supplier == ships
    tonight = shop(supplier(A, fall_back=B, cut_offs=("21:00",)))
    made = case(line(deadline=NOW + hours(6)), facts=full)
    plan = plan_of(made, tonight)
    assert (plan.supplier, passed(plan)) == (B, [(A, "full")])


def test_b15_whose_score_is_too_low_passes_the_line_on_where_somebody_else_can_ship() -> None:
    poor = Facts(poor=(A,))
    plan = plan_of(case(facts=poor), shop(supplier(A, fall_back=B)))
    assert (plan.supplier, passed(plan)) == (B, [(A, "poor")])
    assert plan_of(case(facts=poor), shop()).supplier == A
    shared = shop(sources=SHARED)
    assert plan_of(case(facts=counted(a=0, b=7)), shared).supplier == A  # It is its turn.
    turned = counted(a=0, b=7).but(poor=(A,))
    assert plan_of(case(facts=turned), shared).supplier == B


def test_b15_a_poor_supplier_ships_rather_than_one_that_makes_it_late_or_cannot() -> None:
    poor = Facts(poor=(A,))
    closed = shop(supplier(A, fall_back=B), supplier(B, holidays=NATIONAL_DAYS))
    assert plan_of(case(facts=poor), closed).supplier == A
    refusing = shop(supplier(A, fall_back=B), supplier(B, refused_regions=(HERE,)))
    assert plan_of(case(facts=poor), refusing).supplier == A
    both = Facts(poor=(A, B))
    assert plan_of(case(facts=both), shop(supplier(A, fall_back=B))).supplier == A


def test_a_line_without_a_deadline_waits_for_its_supplier() -> None:
    made = case().but(order=order(line(deadline=None)).but(deadline=None))
    assert plan_of(made, shop(supplier(A, fall_back=B, holidays=NATIONAL_DAYS))).supplier == A


def test_when_everybody_is_closed_the_first_one_ships() -> None:
    closed = {"holidays": NATIONAL_DAYS}
    settings = shop(supplier(A, fall_back=B, **closed), supplier(B, **closed))
    assert plan_of(case(), settings).supplier == A


# --- C74, C75 -----------------------------------------------------------------------------------


def test_c74_a_store_keeps_its_supplier_for_everything_it_sells() -> None:
    settings = shop(store=C, sources=SHARED)
    plans = [plan_of(case(line("1", sku)), settings) for sku in ("CUP", "BOX", "BRUSH", "SET")]
    assert {plan.supplier for plan in plans} == {C}


def test_rules_of_lines_route_each_line() -> None:
    routed = book(
        rule("brush-to-c", Route(supplier=C), scope=Scope.LINE), lines=("2",), settings=shop()
    )
    decision = decide(case(line("1"), line("2")), routed)
    assert [plan.supplier for plan in decision.lines] == [A, C]
    assert decision.line("2").route == RouteReason(by=RouteBy.RULE, of="brush-to-c")
