"""Two sides of a comparison decide as each would alone, whatever they find out together."""

from hypothesis import given
from hypothesis import strategies as st

from hedan.deciding.decide import decide
from hedan.deciding.halves import differ_in_rules_only
from hedan.deciding.rule_book import RuleBook
from hedan.deciding.sides import health_of, sides_of
from hedan.domain.checks import CheckRules
from hedan.domain.decisions import Case
from hedan.domain.rule_health import HealthTally
from hedan.domain.rules import Action, AddGift, HoldIt, Rule, Scope, TagIt, UseCarrier
from hedan.settings import Settings, SkuSettings
from tests.deciding.builders import SETTINGS, case, line
from tests.deciding.test_decide_properties import cases, of_lines, of_orders

OF_ORDERS = (
    "true",
    "order.units > 3",
    '"vip" in order.tags',
    "order.total / order.flag > 0",  # Fails where there is no flag.
    "order.margin_percent < 50",
)
OF_LINES = ("line.quantity > 2", "order.units / (line.quantity - 1) > 0")


def _hangs_on_no_other_order(action: Action) -> bool:
    """Who is among the first of a day is counted by a side, and alone by nobody."""
    return not isinstance(action, AddGift) or action.first_per_day is None


@st.composite
def rule_sets(draw: st.DrawFn) -> tuple[Rule, ...]:
    """Draw rules out of few, so that two sets have some in common."""
    made = []
    for name in draw(st.lists(st.sampled_from("abcdef"), unique=True, max_size=4)):
        scope = draw(st.sampled_from(Scope))
        does: st.SearchStrategy[Action] = of_lines if scope is Scope.LINE else of_orders
        made.append(
            Rule(
                id=name,
                author="li",
                scope=scope,
                when=draw(st.sampled_from(OF_LINES if scope is Scope.LINE else OF_ORDERS)),
                then=(draw(does.filter(_hangs_on_no_other_order)),),
                stops=draw(st.booleans()),
                priority=draw(st.integers(1, 2)),
            )
        )
    return tuple(made)


others: st.SearchStrategy[dict[str, object]] = st.sampled_from(
    [
        {},
        {"version": 9},
        {"checks": CheckRules(quantity_max=1)},
        {"carriers": ()},
        {"skus": (*SETTINGS.skus, SkuSettings(sku="NOPE", name="?", supplier="factory-b"))},
    ]
)


@given(st.lists(cases(), min_size=1, max_size=2), rule_sets(), rule_sets(), st.data())
def test_sides_decide_as_each_would_alone(
    made: list[Case], some: tuple[Rule, ...], more: tuple[Rule, ...], data: st.DataObject
) -> None:
    after_rules = data.draw(st.sampled_from([some, more, (*some[:1], *more)]))
    named = {one.id: one for one in after_rules}  # Of two of one name the later.
    first = SETTINGS.but(rules=some)
    second = SETTINGS.but(rules=tuple(named.values()), **data.draw(others))
    before, after = sides_of(first, second)
    alone = [RuleBook(one, near=False) for one in (first, second)]
    for one in (*made, *made):
        assert before.decide(one) == decide(one, alone[0])
        assert after.decide(one) == decide(one, alone[1])


def test_only_rules_and_versions_may_differ_for_work_to_be_shared() -> None:
    ruled = SETTINGS.but(rules=(dear(),), version=9)
    assert differ_in_rules_only(SETTINGS, ruled)
    assert not differ_in_rules_only(SETTINGS, ruled.but(checks=CheckRules(quantity_max=1)))


def dear(when: str = "order.units > 3") -> Rule:
    return Rule(id="dear", author="li", when=when, then=(TagIt(tag="dear"),))


def test_an_order_that_no_other_rule_meets_is_decided_once() -> None:
    before, after = sides_of(SETTINGS, SETTINGS.but(rules=(dear(),), version=9))

    few, many = case(line(quantity=1)), case(line(quantity=9))
    assert before.decide(few).lines is after.decide(few).lines
    assert before.decide(many).tags != after.decide(many).tags


def test_health_is_counted_of_the_second_side() -> None:
    settings: Settings = SETTINGS.but(
        rules=(
            dear(),
            dear("order.units > 3 // again").but(id="dear-2"),
            Rule(id="hold", author="li", when="false", then=(HoldIt(reason="?"),)),
            Rule(id="sf", author="li", when="true", then=(UseCarrier(carrier="sf"),)),
        )
    )
    before, after = sides_of(SETTINGS, settings)
    assert before.health is None
    assert after.health is not None
    for _ in range(3):
        after.decide(case(line(quantity=9)))
    tally = after.health.tally()
    assert {name: one.fired.orders for name, one in tally.rules.items()} == {
        "dear": 3,
        "dear-2": 3,
        "hold": 0,
        "sf": 3,
    }
    assert [(one.kind.value, one.rule_id) for one in health_of(settings, tally)] == [
        ("DUPLICATE", "dear-2"),
        ("NEVER_FIRES", "hold"),
    ]
    assert health_of(SETTINGS, HealthTally()) == ()
