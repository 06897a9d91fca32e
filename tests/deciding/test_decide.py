"""Deciding: who has the last word, how each line ships, what keeps the order back."""

from datetime import timedelta

import pytest

from hedan.deciding.decide import decide
from hedan.deciding.rule_book import RuleBook
from hedan.domain.after_sales import AfterSale
from hedan.domain.decisions import Answer, Case, Decision, Given, RuleFailure
from hedan.domain.edits import EditField
from hedan.domain.findings import Ends, Post, Severity
from hedan.domain.line_work import LineState
from hedan.domain.orders import OrderStatus
from hedan.domain.parts import Part
from hedan.domain.rules import (
    Accept,
    AddGift,
    Ask,
    HoldIt,
    Merge,
    NeverMerge,
    Prioritise,
    Refuse,
    ReleaseIt,
    Route,
    Scope,
    Split,
    TagIt,
    Tell,
    UseCarrier,
    UsePackage,
    WaitUntil,
)
from tests.deciding.builders import SETTINGS, Always, book, case, edit, line, rule
from tests.domain.builders import NOW, hours, line_key, make_after_sale, make_work, minutes

PLAIN = book()


def codes(decision: Decision) -> list[str]:
    return [finding.code for finding in decision.findings]


def said(decision: Decision) -> list[tuple[str, str, str, str]]:
    """Which rule said what of which lines, and who overruled it."""
    return [
        (given.rule_id, given.value, ",".join(given.line_ids), given.overruled_by)
        for given in decision.reasoning.given
    ]


# --- Without rules --------------------------------------------------------------------------------


def test_an_ordinary_order_goes_through_untouched() -> None:
    decision = decide(case(), PLAIN)
    assert decision.answer is Answer.ACCEPT
    assert decision.findings == decision.waived == ()
    (plan,) = decision.lines
    assert (plan.supplier, plan.parts[0].sku, plan.handling.travels) == (
        "factory-a",
        "CUP",
        "with_buyer",
    )
    assert decision.tags == ("goods", "region:浙江省")
    assert (decision.settings_version, decision.order_version) == (7, 3)


def test_work_begins_so_early_that_it_is_done_by_the_deadline() -> None:
    one = decide(case(line("1")), PLAIN)
    two = decide(case(line("1"), line("2")), PLAIN)
    combo = decide(case(line("1", "SET")), PLAIN)
    deadline = NOW + hours(48)
    assert one.priority == deadline - minutes(10)
    assert two.priority == deadline - minutes(20)
    assert combo.priority == deadline - minutes(15)


def test_without_a_deadline_it_comes_before_all_that_have_one() -> None:
    lines = (line(deadline=None),)
    made = case(*lines)
    decision = decide(made.but(order=made.order.but(deadline=None)), PLAIN)
    assert decision.priority < NOW


def test_parts_of_two_suppliers_need_a_person() -> None:
    decision = decide(case(line(sku="MIXED")), PLAIN)
    assert codes(decision) == ["ROUTE_MISSING"]
    assert decision.findings[0].evidence == "line 1: its parts come from factory-a, factory-b"
    routed = decide(case(line(sku="MIXED"), edits=[edit(EditField.SUPPLIER, "factory-b")]), PLAIN)
    assert codes(routed) == []
    assert routed.lines[0].supplier == "factory-b"


def test_goods_that_nobody_knows_are_one_finding_and_have_an_empty_plan() -> None:
    decision = decide(case(line(sku="NOPE")), PLAIN)
    assert codes(decision) == ["SKU_UNKNOWN"]
    assert (decision.lines[0].parts, decision.lines[0].supplier) == ((), None)


def test_virtual_goods_need_a_hand_once_nothing_else_is_left() -> None:
    goods, virtual = line("1"), line("2", is_virtual=True)
    assert codes(decide(case(goods, virtual), PLAIN)) == []
    shipped = goods.but(status=OrderStatus.SHIPPED)
    decision = decide(case(shipped, virtual), PLAIN)
    assert [f.evidence for f in decision.findings if f.code == "VIRTUAL_BY_HAND"] == [
        "lines 2: virtual goods, nothing to put in a parcel"
    ]
    assert decision.lines == ()


def test_what_is_not_to_be_shipped_has_no_plan() -> None:
    made = case(line("1"), line("2", status=OrderStatus.CANCELLED))
    assert [plan.line_id for plan in decide(made, PLAIN).lines] == ["1"]
    cancelled = made.but(order=made.order.but(status=OrderStatus.CANCELLED))
    assert decide(cancelled, book(rule("r", HoldIt(reason="x")))).findings == ()


def test_a_carrier_that_the_buyer_chose_is_asked_of_the_supplier() -> None:
    made = case()
    wished = made.but(order=made.order.but(carrier_wished="顺丰"))
    assert decide(wished, PLAIN).lines[0].handling.carrier == "sf"
    ruled = decide(wished, book(rule("r", UseCarrier(carrier="zto"))))
    assert ruled.lines[0].handling.carrier == "zto"


# --- Rules ----------------------------------------------------------------------------------------


def test_the_first_of_a_kind_counts_and_the_others_are_written_down() -> None:
    rules = (
        rule("a", Route(supplier="factory-b"), UseCarrier(carrier="sf")),
        rule("b", Route(supplier="factory-a"), UsePackage(package="礼盒")),
    )
    decision = decide(case(), book(*rules))
    assert decision.lines[0].supplier == "factory-b"
    assert decision.lines[0].handling.carrier == "sf"
    assert decision.lines[0].handling.package == "礼盒"
    assert said(decision) == [
        ("a", "factory-b", "", ""),
        ("a", "sf", "", ""),
        ("b", "factory-a", "", "a"),
        ("b", "礼盒", "", ""),
    ]


def test_a_rule_of_a_line_leaves_the_other_lines_to_later_rules() -> None:
    rules = (
        rule("a", Route(supplier="factory-b"), scope=Scope.LINE),
        rule("b", Route(supplier="factory-a")),
    )
    decision = decide(case(line("1"), line("2", "BRUSH")), book(*rules, lines=("1",)))
    assert [plan.supplier for plan in decision.lines] == ["factory-b", "factory-a"]
    assert said(decision) == [
        ("a", "factory-b", "1", ""),
        ("b", "factory-a", "1", "a"),
        ("b", "factory-a", "2", ""),
    ]


def test_a_rule_that_says_two_of_a_kind_means_the_first() -> None:
    twice = rule("a", UseCarrier(carrier="sf"), UseCarrier(carrier="zto"))
    decision = decide(case(), book(twice))
    assert decision.lines[0].handling.carrier == "sf"
    assert [given.overruled_by for given in decision.reasoning.given] == ["", "a"]


def test_what_adds_up_adds_up() -> None:
    rules = (
        rule("a", TagIt(tag="vip"), Tell(text="轻放"), Tell(to="operator", text="回访")),
        rule("b", TagIt(tag="vip"), TagIt(tag="new"), Tell(text="加急"), Tell(text="轻放")),
    )
    decision = decide(case(), book(*rules))
    assert {"vip", "new"} <= set(decision.tags)
    assert decision.lines[0].handling.notes == ("轻放", "加急")
    assert decision.messages == ("回访",)


@pytest.mark.parametrize(
    ("actions", "travels", "window"),
    [
        ((Merge(window_minutes=90),), "with_buyer", 90),
        ((NeverMerge(),), "with_order", None),
        ((NeverMerge(), Merge(window_minutes=90)), "with_order", None),
        ((Merge(window_minutes=90), Split()), "alone", 90),
    ],
)
def test_with_whom_a_line_travels(
    actions: tuple[Merge | NeverMerge | Split, ...], travels: str, window: int | None
) -> None:
    handling = decide(case(), book(rule("r", *actions))).lines[0].handling
    assert (handling.travels, handling.merge_window_minutes) == (travels, window)


def test_a_hold_of_a_rule_says_who_why_and_how_long() -> None:
    hold = HoldIt(reason="等货", post=Post.WAREHOUSE, severity=Severity.STOP, due_minutes=30)
    (found,) = decide(case(), book(rule("wait", hold))).findings
    assert (found.code, found.evidence, found.rule_id) == ("RULE_HOLD", "rule wait: 等货", "wait")
    assert (found.post, found.severity, found.ends) == (Post.WAREHOUSE, Severity.STOP, Ends.FACT)
    assert found.due_minutes == 30


def test_a_hold_until_shortly_before_the_deadline_ends_then() -> None:
    ruled = book(rule("wait", HoldIt(reason="等货", until_hours_before_deadline=6)))
    (found,) = decide(case(), ruled).findings
    assert (found.ends, found.until) == (Ends.TIME, NOW + hours(42))
    assert decide(case().but(at=NOW + hours(42)), ruled).findings == ()


def test_the_delay_of_a_wait_is_counted_from_the_payment() -> None:
    ruled = book(rule("cool", WaitUntil(minutes_after_payment=120)))
    waits = decide(case(), ruled)  # It was paid 90 minutes ago.
    assert (waits.answer, codes(waits)) == (Answer.WAIT, ["ACCEPT_WAIT"])
    assert waits.findings[0].until == NOW + minutes(30)
    assert waits.findings[0].post is Post.NOBODY
    later = decide(case().but(at=NOW + minutes(30)), ruled)
    assert (later.answer, codes(later)) == (Answer.ACCEPT, [])


@pytest.mark.parametrize(
    ("action", "answer", "code"),
    [
        (Ask(question="真的要 50 个？"), Answer.ASK, "ACCEPT_ASK"),
        (Refuse(reason="黄牛"), Answer.REFUSE, "ACCEPT_REFUSED"),
    ],
)
def test_an_order_that_is_not_taken_waits_for_a_person(
    action: Ask | Refuse, answer: Answer, code: str
) -> None:
    decision = decide(case(), book(rule("r", action)))
    assert (decision.answer, codes(decision)) == (answer, [code])
    first = decide(case(), book(rule("a", Accept()), rule("r", action)))
    assert (first.answer, codes(first)) == (Answer.ACCEPT, [])


def test_a_rule_lets_a_finding_pass_and_it_is_written_down() -> None:
    many = line(quantity=50)
    ruled = book(rule("bulk", ReleaseIt(finding="QUANTITY")))
    assert "QUANTITY" in codes(decide(case(many), PLAIN))
    decision = decide(case(many), ruled)
    assert "QUANTITY" not in codes(decision)
    assert [finding.code for finding in decision.waived] == ["QUANTITY"]


def test_no_rule_lets_pass_what_the_platform_forbids() -> None:
    made = case()
    reviewed = made.but(order=made.order.but(status=OrderStatus.IN_REVIEW))
    decision = decide(reviewed, book(rule("r", ReleaseIt(finding="RISK_REVIEW"))))
    assert "RISK_REVIEW" in codes(decision)
    assert decision.waived == ()
    assert said(decision) == [("r", "RISK_REVIEW", "", "platform")]


def test_a_rule_that_failed_holds_the_order_and_silences_no_other() -> None:
    failed = (RuleFailure(rule_id="bad", message="divided by zero", line_id="1"),)
    decision = decide(case(), book(rule("tags", TagIt(tag="vip")), failures=failed))
    assert codes(decision) == ["RULE_FAILED"]
    assert decision.findings[0].evidence == "rule bad: divided by zero"
    assert "vip" in decision.tags


def test_hours_earlier_move_the_priority() -> None:
    plain, early = decide(case(), PLAIN), book(rule("r", Prioritise(hours_earlier=5)))
    assert decide(case(), early).priority == plain.priority - hours(5)
    by_hand = case(edits=[edit(EditField.PRIORITY, "-3")])
    assert decide(by_hand, early).priority == plain.priority + hours(3)


def test_rules_see_what_persons_put_on_and_our_classes() -> None:
    made = RuleBook(SETTINGS)
    made.rules = always = Always(())  # type: ignore[assignment] # It says what a rule set says.
    edits = [edit(EditField.TAG, "+vip"), edit(EditField.TAG, "-goods")]
    decide(case(line("1", "SET", quantity=2, paid_minor=10_000), edits=edits), made)
    (view,) = always.asked
    assert view.order.tags == ["region:浙江省", "vip"]
    (seen,) = view.order.lines
    assert (seen.skus, seen.supplier, seen.weight_grams) == (["CUP", "BOX"], "factory-a", 200)
    assert (seen.cost, seen.margin_percent) == (0, 100)  # The cost of one part is not known.


# --- Gifts ----------------------------------------------------------------------------------------

GIFT = AddGift(sku="BRUSH", quantity=2)
GIVEN = Part(sku="BRUSH", quantity=2, is_gift=True, name="刷")


def gifts(decision: Decision) -> dict[str, list[str]]:
    return {
        plan.line_id: [part.sku for part in plan.parts if part.is_gift] for plan in decision.lines
    }


def test_a_gift_travels_with_the_line_that_earned_it() -> None:
    ruled = book(rule("g", GIFT, scope=Scope.LINE), lines=("2",))
    decision = decide(case(line("1"), line("2")), ruled)
    assert gifts(decision) == {"1": [], "2": ["BRUSH"]}
    assert decision.line("2").parts[1:] == (GIVEN,)


def test_a_gift_of_the_order_travels_once_with_its_makers_line_if_there_is_one() -> None:
    ruled = book(rule("g", GIFT))
    assert gifts(decide(case(line("1"), line("2")), ruled)) == {"1": ["BRUSH"], "2": []}
    assert gifts(decide(case(line("1"), line("2", "BRUSH")), ruled)) == {"1": [], "2": ["BRUSH"]}


@pytest.mark.parametrize("state", [LineState.CLAIMED, LineState.SHIPPED, LineState.GONE])
def test_a_gift_that_is_on_its_way_is_not_given_again(state: LineState) -> None:
    sent = make_work(state, key=line_key("1", "1"), parts=(GIVEN,))
    shipped = line("1", status=OrderStatus.SHIPPED)
    decision = decide(case(shipped, line("2"), works=(sent,)), book(rule("g", GIFT)))
    assert gifts(decision) == {"2": []}


def test_a_gift_that_stayed_with_its_line_is_given_to_the_next() -> None:
    stopped = make_work(LineState.STOPPED, key=line_key("1", "1"), parts=(GIVEN,))
    cancelled = line("1", status=OrderStatus.CANCELLED)
    decision = decide(case(cancelled, line("2"), works=(stopped,)), book(rule("g", GIFT)))
    assert gifts(decision) == {"2": ["BRUSH"]}


def test_a_gift_that_the_settings_do_not_know_is_a_failed_rule() -> None:
    decision = decide(case(), book(rule("g", AddGift(sku="NOPE"))))
    assert codes(decision) == ["RULE_FAILED"]
    assert gifts(decision) == {"1": []}


# --- Persons --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "actions"),
    [
        (EditField.SUPPLIER, "factory-b", (Route(supplier="factory-a"),)),
        (EditField.CARRIER, "zto", (UseCarrier(carrier="sf"),)),
        (EditField.PACKAGE, "纸箱", (UsePackage(package="礼盒"),)),
        (EditField.TRAVELS, "with_buyer", (NeverMerge(), Split())),
        (EditField.TAG, "-vip", (TagIt(tag="vip"),)),
        (EditField.PRIORITY, "2", (Prioritise(hours_earlier=9),)),
    ],
)
def test_a_person_overrules_every_rule(
    field: EditField, value: str, actions: tuple[Route | Split | TagIt, ...]
) -> None:
    by_hand = case(edits=[edit(field, value)])
    decision = decide(by_hand, book(rule("r", *actions)))
    alone = decide(by_hand, PLAIN)
    assert (decision.lines, decision.tags, decision.priority) == (
        alone.lines,
        alone.tags,
        alone.priority,
    )
    assert {given.overruled_by for given in decision.reasoning.given} == {"person:wang"}


def test_a_persons_word_on_one_line_leaves_the_others_to_the_rules() -> None:
    by_hand = case(line("1"), line("2"), edits=[edit(EditField.SUPPLIER, "factory-b", "2")])
    decision = decide(by_hand, book(rule("r", Route(supplier="factory-a"))))
    assert [plan.supplier for plan in decision.lines] == ["factory-a", "factory-b"]
    assert decision.reasoning.given == (
        Given(rule_id="r", act="route", value="factory-a", line_ids=("1",)),
        Given(
            rule_id="r",
            act="route",
            value="factory-a",
            line_ids=("2",),
            overruled_by="person:wang",
        ),
    )


def test_a_note_of_a_person_comes_first_and_silences_no_rule() -> None:
    by_hand = case(edits=[edit(EditField.NOTE, "红色丝带")])
    decision = decide(by_hand, book(rule("r", Tell(text="轻放"))))
    assert decision.lines[0].handling.notes == ("红色丝带", "轻放")


def test_what_a_person_says_the_goods_are() -> None:
    by_hand = case(line(sku="NOPE", paid_minor=999), edits=[edit(EditField.SKU, "CUP*2,BOX")])
    decision = decide(by_hand, PLAIN)
    assert codes(decision) == []
    assert [(part.sku, part.quantity) for part in decision.lines[0].parts] == [
        ("CUP", 2),
        ("BOX", 1),
    ]


def test_a_supplier_that_the_settings_dropped_is_nobody() -> None:
    by_hand = case(edits=[edit(EditField.SUPPLIER, "factory-z")])
    decision = decide(by_hand, PLAIN)
    assert codes(decision) == ["ROUTE_MISSING"]
    assert decision.lines[0].supplier is None


# --- What later looks compare with ----------------------------------------------------------------


def test_what_went_through_is_what_later_changes_are_compared_with() -> None:
    first = decide(case(), PLAIN)
    assert first.facets
    held = decide(case(line(sku="NOPE"), last=first), PLAIN)
    assert held.facets == first.facets
    released = case(line(sku="NOPE"), last=first).but(
        settled=tuple(finding.hold_id for finding in held.findings)
    )
    assert decide(released, PLAIN).facets != first.facets


def test_a_refund_of_pieces_holds_whatever_a_rule_says() -> None:
    refund: AfterSale = make_after_sale(
        order=case().order.key,
        lines=(make_after_sale().lines[0].but(line_id="1", quantity=1),),
    )
    made: Case = case(line(quantity=3), after_sales=(refund,))
    decision = decide(made, book(rule("r", ReleaseIt(finding="PART_REFUND"))))
    assert codes(decision) == ["PART_REFUND"]


def test_the_same_words_of_two_rules_hold_once() -> None:
    one = rule("r", HoldIt(reason="x"), HoldIt(reason="x"))
    assert codes(decide(case(), book(one))) == ["RULE_HOLD"]


def test_a_decision_is_made_at_its_instant() -> None:
    later = case().but(at=NOW + timedelta(days=1))
    assert decide(later, PLAIN).at == NOW + timedelta(days=1)
