"""Deciding with rules as a seller writes them: conditions, order of rules, stops and failures."""

import pytest

from hedan.deciding.decide import decide
from hedan.deciding.rule_book import RuleBook
from hedan.domain.decisions import Case, Decision
from hedan.domain.facts import BuyerHistory, BuyerOrder, Facts
from hedan.domain.orders import OrderStatus
from hedan.domain.rules import Accept, AddGift, HoldIt, Route, Rule, Scope, TagIt, UseCarrier
from hedan.settings import Settings
from tests.deciding.builders import SETTINGS, case, line
from tests.domain.builders import NOW, hours, order_key

BEFORE = BuyerOrder(
    key=order_key("0"),
    ordered_at=NOW - hours(50),
    status=OrderStatus.DONE,
    paid_minor=9900,
    goods=("CUP*1",),
)


def ruled(*rules: Rule, **changes: object) -> RuleBook:
    settings: Settings = SETTINGS.but(rules=rules, **changes)
    return RuleBook(settings)


def when(rule_id: str, condition: str, *then: object, **changes: object) -> Rule:
    made = Rule(id=rule_id, author="li", when=condition, then=(TagIt(tag=rule_id),))
    return made.but(**({"then": then} if then else {}), **changes)


def fired(decision: Decision) -> set[str]:
    return {given.rule_id for given in decision.reasoning.given}


@pytest.mark.parametrize(
    ("condition", "is_true"),
    [
        ("order.total == 5990 && order.units == 1", True),
        ("'CUP' in order.skus && order.lines[0].supplier == 'factory-a'", True),
        ("order.lines.exists(l, l.margin_percent > 60)", True),
        ("'goods' in order.tags && order.province == '浙江省'", True),
        ("order.hours_left > 47.0 && order.has_deadline", True),
        ("buyer.orders == 1 && !buyer.is_new && buyer.hours_since_last > 40.0", True),
        ("store.platform == 'doudian' && store.name == '杯店'", True),
        ("time.hour == 20 && time.date == '2026-10-01'", True),
        ("order.remark != ''", False),
        ("buyer.cancelled > 0 || buyer.open_orders > 0", False),
    ],
)
def test_what_a_condition_sees(condition: str, is_true: bool) -> None:
    known: Case = case().but(facts=Facts(buyer=BuyerHistory(orders=(BEFORE,))))
    assert fired(decide(known, ruled(when("r", condition)))) == ({"r"} if is_true else set())


def test_a_tag_of_an_earlier_rule_is_seen_by_a_later_one() -> None:
    big = when("big", "order.units > 5", TagIt(tag="big"), priority=10)
    careful = when("careful", "'big' in order.tags", UseCarrier(carrier="sf"))
    decision = decide(case(line(quantity=6)), ruled(careful, big))
    assert decision.lines[0].handling.carrier == "sf"
    assert "big" in decision.tags


def test_a_rule_of_lines_speaks_of_those_of_which_it_is_true() -> None:
    heavy = when("many", "line.quantity >= 3", Route(supplier="factory-b"), scope=Scope.LINE)
    gift = when("gift", "line.sku == 'BOX'", AddGift(sku="BRUSH"), scope=Scope.LINE)
    decision = decide(case(line("1"), line("2", "BOX", quantity=3)), ruled(heavy, gift))
    assert [plan.supplier for plan in decision.lines] == ["factory-a", "factory-b"]
    assert [len(plan.parts) for plan in decision.lines] == [1, 2]


def test_a_rule_that_fails_holds_the_order_and_the_next_one_speaks() -> None:
    bad = when("bad", "order.lines[5].quantity > 1", priority=1)
    good = when("good", "true")
    decision = decide(case(), ruled(bad, good))
    assert [finding.code for finding in decision.findings] == ["RULE_FAILED"]
    assert decision.findings[0].rule_id == "bad"
    assert fired(decision) == {"good"}


def test_the_evidence_of_a_failed_rule_quotes_no_buyer() -> None:
    asks = '{"a": 1}[order.remark] > 0 || order.remark.matches(order.memo)'
    made = case()
    wrote = made.order.but(buyer_remark="Zhang San 13800000000", seller_memo="(Li Si 13900000000")
    (found,) = [
        finding
        for finding in decide(made.but(order=wrote), ruled(when("bad", asks))).findings
        if finding.code == "RULE_FAILED"
    ]
    assert found.evidence.startswith(f"rule bad: {asks}: ")
    assert not {"Zhang", "13800000000", "Li Si", "13900000000"} & {*found.evidence.split()}
    assert "138" not in found.evidence
    assert "139" not in found.evidence


def test_a_stop_ends_the_run_and_says_so() -> None:
    stop = when("stop", "true", Accept(), priority=1, stops=True)
    never = when("never", "true", HoldIt(reason="x"))
    decision = decide(case(), ruled(stop, never))
    assert decision.findings == ()
    assert decision.reasoning.stopped_by == "stop"


def test_what_nearly_fired_is_told_unless_nobody_wants_to_know() -> None:
    near = when("near", "order.units == 1 && order.total > 999999")
    assert [one.rule_id for one in decide(case(), ruled(near)).reasoning.near] == ["near"]
    hurried = RuleBook(SETTINGS.but(rules=(near,)), near=False)
    assert decide(case(), hurried).reasoning.near == ()
