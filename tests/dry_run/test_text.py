"""The report as a seller reads it, in both languages."""

import pytest

from hedan.deciding.dry_run_text import dry_run_text
from hedan.deciding.replay import replay
from hedan.deciding.rule_health_text import health_lines
from hedan.deciding.sides import Side
from hedan.domain.decisions import Case, Decision
from hedan.domain.dry_run import Counts, DryRunReport, Facet
from hedan.domain.parts import Handling
from hedan.domain.rule_health import Ailment, RuleFinding, Why
from hedan.texts import TEXTS
from tests.domain.builders import make_line
from tests.dry_run.builders import (
    SETTINGS,
    make_case,
    make_decision,
    make_finding,
    make_plan,
    make_run,
    past_order,
    side,
)

CASES = [
    make_case(past_order(str(one), make_line(f"{one}-1"), buyer_id=f"b{one}")) for one in range(2)
]


def tried(case: Case) -> Decision:
    if case is CASES[0]:
        return make_decision(case, make_finding())
    by_air = make_plan(case.order.lines[0].line_id, handling=Handling(carrier="air"))
    return make_decision(case, lines=(by_air,))


def report(counts: Counts) -> DryRunReport:
    return DryRunReport(run=make_run(), files=2, counts=counts, digest="d")


ILL = (
    RuleFinding(kind=Ailment.NEVER_FIRES, why=Why.TRUE_OF_NONE, rule_id="air", orders=400),
    RuleFinding(
        kind=Ailment.CONTRADICTING,
        why=Why.SAYS_OTHERWISE,
        rule_id="sea",
        other_rule_id="air",
        orders=40,
        example="doudian:cup-shop:7",
    ),
)
CHANGED = report(replay(CASES, side(), Side(SETTINGS, tried)).counts).but(health=ILL)


def test_in_english() -> None:
    assert dry_run_text(CHANGED, "en") == (
        "Dry run\n"
        "Draft D1 against the settings in force (version 3): the last 7 days, 2 store days,"
        " 2 orders\n"
        "\n"
        "Orders that would have gone another way: 2 of 2\n"
        "\n"
        "What would be different\n"
        "  Held or not: 1 orders\n"
        "    e.g. doudian:cup-shop:0: none → The buyer's remark asks for a person\n"
        "  Carrier: 1 orders\n"
        "    e.g. doudian:cup-shop:1: none → air\n"
        "\n"
        "Holds\n"
        "  Orders held: 0 → 1 (+1)\n"
        "  “The buyer's remark asks for a person”: 1 more, 0 fewer (net +1)\n"
        "    e.g. doudian:cup-shop:0: none → The buyer's remark asks for a person\n"
        "\n"
        "Parcels and cost\n"
        "  Parcels: 2 → 1 (-1)\n"
        "  Parcels by whichever carrier the supplier takes: 2 → 0 (-2)\n"
        "  Parcels by air: 0 → 1 (+1)\n"
        "  Lines of factory-a: 2 → 1 (-1)\n"
        "  Freight: 0.00 → 10.00 (+10.00)\n"
        "  Cost of gifts: 0.00 → 0.00 (+0.00)\n"
        "  Parcels whose freight is not known (no carrier, price or weight): 2 → 0 (-2)\n"
        "\n"
        "Health of the rules\n"
        "  Rule air: Never fires: true of none of 400 orders\n"
        "  Rule sea: Contradicts a rule of the same priority: says otherwise than rule air"
        " (40 orders), e.g. doudian:cup-shop:7\n"
    )


def test_in_chinese() -> None:
    text = dry_run_text(CHANGED, "zh")
    assert "会有不同结果的订单：2 个，共 2 个" in text
    assert "“买家留言需要人看”：新增 1，减少 0（净 +1）" in text
    assert "运费：由 0.00 变为 10.00（+10.00）" in text
    assert "规则 air：从不生效。看了 400 个订单，没有一个符合" in text


def test_nothing_to_look_at_and_nothing_different_are_said() -> None:
    assert "There are no past orders yet" in dry_run_text(report(Counts()), "en")
    same = replay(CASES, side(), side()).counts
    assert "No order would have gone another way." in dry_run_text(report(same), "en")
    assert "Parcels: 2 → 2 (+0)" in dry_run_text(report(same), "en")
    assert "Nothing is wrong with any rule." in dry_run_text(report(same), "en")


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize("kind", Ailment)
def test_every_ailment_is_told_in_both_languages(kind: Ailment, why: Why) -> None:
    ill = RuleFinding(kind=kind, why=why, rule_id="a", other_rule_id="b", detail="x", orders=3)
    for language in ("zh", "en"):
        (line,) = health_lines([ill], language)
        assert "a" in line


def test_every_facet_has_a_name() -> None:
    assert {f"dryrun.facet.{facet}" for facet in Facet} <= TEXTS.keys()
