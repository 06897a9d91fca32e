"""A run asks every rule that counts, in order, and no rule can keep another from being asked."""

import math
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedan.domain.rules import Rule
from hedan.rules.engine import LINES_TOLD_MAX, PART_TOLD_MAX, RulesInvalid, compile_rules
from hedan.rules.failures import Failure
from hedan.rules.names import EXAMPLES, describe
from hedan.rules.schema import Kind
from hedan.rules.view import View
from tests.rules.views import LINE, NOW, VIEW, VIEWS, rule, view

HOUR = timedelta(hours=1)


def fired(rules: list[Rule], seen: View = VIEW) -> list[str]:
    return [effect.rule.id for effect in compile_rules(rules).run(seen, NOW).effects]


def test_rules_are_asked_by_priority_and_then_by_id() -> None:
    rules = [rule("c", "true"), rule("a", "true"), rule("b", "true", priority=1)]
    assert fired(rules) == ["b", "a", "c"]


def test_every_action_of_a_rule_is_an_effect() -> None:
    both = rule("both", "true", {"do": "split"}, {"do": "hold", "reason": "look"})
    effects = compile_rules([both]).run(VIEW, NOW).effects
    assert [(effect.action.do, effect.line_ids) for effect in effects] == [
        ("split", ()),
        ("hold", ()),
    ]


def test_a_rule_of_lines_speaks_of_the_lines_that_meet_it() -> None:
    lines = [LINE, LINE._replace(id="2", quantity=9), LINE._replace(id="3", quantity=8)]
    many = rule("many", "line.quantity > 5 && order.total > 1", {"do": "split"}, scope="line")
    (effect,) = compile_rules([many]).run(view(lines), NOW).effects
    assert effect.line_ids == ("2", "3")
    assert fired([many], view([])) == []


def test_a_rule_of_lines_may_ask_nothing_of_the_line() -> None:
    each = rule("each", "order.total > 1", {"do": "split"}, scope="line")
    (effect,) = compile_rules([each]).run(view([LINE, LINE._replace(id="2")]), NOW).effects
    assert effect.line_ids == ("1", "2")


def test_later_rules_see_the_tags_that_earlier_ones_gave() -> None:
    sees = rule("b-sees", '"gift" in order.tags', {"do": "split"})
    line_sees = rule("c-line", '"gift" in order.tags', {"do": "split"}, scope="line")
    gives = {"do": "tag", "tag": "gift"}
    asks = 'order.total > 1 && !("gift" in order.tags)'
    assert fired([rule("a", asks, gives), sees, line_sees]) == ["a", "b-sees", "c-line"]
    assert fired([rule("z", "true", gives), sees, line_sees]) == ["z"]
    of_line = rule("a", 'line.sku == "CUP-1" && order.total > 1', gives, scope="line")
    assert fired([of_line, sees, line_sees]) == ["a", "b-sees", "c-line"]


def test_a_tag_is_given_once_however_often_it_is_given() -> None:
    rules = [rule("a", "true", {"do": "tag", "tag": "vip"}), rule("b", "order.tags.size() == 1")]
    assert fired(rules) == ["a", "b"]


def test_a_stop_flag_ends_the_run_only_when_the_rule_fired() -> None:
    rules = [rule("a", "false", stops=True), rule("b", "true", stops=True), rule("c", "true")]
    outcome = compile_rules(rules).run(VIEW, NOW)
    assert [effect.rule.id for effect in outcome.effects] == ["b"]
    assert outcome.stopped_by == "b"


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({"enabled": False}, False),
        ({"active": [{"starts": NOW, "ends": NOW + HOUR}]}, True),
        ({"active": [{"starts": NOW - HOUR, "ends": NOW}]}, False),
        ({"excluded": [{"starts": NOW, "ends": NOW + HOUR}]}, False),
        ({"excluded": [{"starts": NOW - HOUR, "ends": NOW}]}, True),
    ],
)
def test_a_rule_counts_in_its_periods(more: dict[str, object], counts: bool) -> None:
    assert fired([rule("a", "true", **more)]) == (["a"] if counts else [])


def test_a_failing_rule_silences_no_other() -> None:
    rules = [
        rule("a", "order.total / order.flag > 1", stops=True),
        rule("b", "order.lines[9].paid > 1"),
        rule("c", "true"),
    ]
    outcome = compile_rules(rules).run(VIEW, NOW)
    assert [effect.rule.id for effect in outcome.effects] == ["c"]
    assert [(one.rule_id, one.line_id) for one in outcome.failures] == [("a", ""), ("b", "")]
    assert [one.message for one in outcome.failures] == [
        "order.total / order.flag > 1: divided by zero",
        "order.lines[9].paid > 1: no such place in the list",
    ]


def test_a_rule_that_fails_on_one_line_is_asked_of_the_others() -> None:
    lines = [LINE._replace(id=str(number), quantity=number) for number in range(3)]
    thin = rule("thin", "line.paid / line.quantity > 1", {"do": "split"}, scope="line")
    outcome = compile_rules([thin]).run(view(lines), NOW)
    assert outcome.effects[0].line_ids == ("1", "2")
    assert [one.line_id for one in outcome.failures] == ["0"]


@pytest.mark.parametrize(
    ("when", "part"),
    [
        ("order.units == 2 &&\n  int(order.remark) > 1", "int(order.remark) > 1"),
        ("order.units / order.flag > 1 && int(order.remark) > 1", "order.units / order.flag > 1"),
        ("(order.units == 2 && order.tags[9] == 'x')", "order.tags[9] == 'x'"),
        ("order.units == 7 || order.tags[9] == 'x'", "order.units == 7 || order.tags[9] == 'x'"),
        (f"order.remark.matches(order.memo + '{'x' * 120}')", None),
    ],
)
def test_a_failure_names_the_part_and_its_kind_and_not_what_a_buyer_wrote(
    when: str, part: str | None
) -> None:
    secret = "Zhang San 13800000000"
    seen = view([LINE], remark=f"{secret} (", memo=f"({secret}")
    (failure,) = compile_rules([rule("a", when)]).run(seen, NOW).failures
    told, _, kind = failure.message.rpartition(": ")
    assert kind in set(Failure)
    assert "Zhang" not in failure.message
    assert "138" not in failure.message
    if part is None:
        assert len(told) == PART_TOLD_MAX
        assert told.endswith("…")
    else:
        assert told == part


@pytest.mark.parametrize(
    ("when", "part"),
    [
        ('order.total > 1 && "new" in order.tags', '"new" in order.tags'),
        ("(order.total > 9000) && order.units == 2 && !buyer.is_new", "order.total > 9000"),
        ("order.total > 9000 && order.units == 7", ""),  # Two parts are false.
        ("order.total > 9000", ""),  # No part is true.
        ("order.units == 2 && order.total / order.flag > 1 && buyer.is_new", ""),  # One fails.
        ("order.units == 7 || order.units == 2 && order.total > 9000", ""),
        ("order.units == 2 && (order.flag > 1 || order.total > 9000)", None),
    ],
)
def test_a_near_miss_names_the_one_part_that_was_false(when: str, part: str | None) -> None:
    rules = compile_rules([rule("a", when)])
    expected = "order.flag > 1 || order.total > 9000" if part is None else part
    assert [one.part for one in rules.run(VIEW, NOW).near] == ([expected] if expected else [])
    assert rules.run(VIEW, NOW, near=False).near == ()


def test_near_misses_of_an_order_with_many_lines_are_told_of_some() -> None:
    lines = [LINE._replace(id=str(number)) for number in range(200)]
    near = rule("near", "line.quantity > 5 && line.paid > 1", {"do": "split"}, scope="line")
    missed = compile_rules([near]).run(view(lines), NOW).near
    assert [one.line_id for one in missed] == [str(n) for n in range(LINES_TOLD_MAX)]


def test_all_mistakes_of_all_rules_are_told_at_once() -> None:
    rules = [rule("b", "order.totl > 1", enabled=False), rule("a", ""), rule("c", "true")]
    with pytest.raises(RulesInvalid) as refused:
        compile_rules(rules)
    told = refused.value.mistakes
    assert [(one.rule_id, one.field, one.mistake.code, one.mistake.line) for one in told] == [
        ("a", "when", "EMPTY", 0),
        ("b", "when", "UNKNOWN_NAME", 1),
    ]


# --- Whatever saves never raises --------------------------------------------------------------


def _asks() -> list[str]:
    """Return conditions that ask for every name there is, and some that fail easily."""
    asks = {
        Kind.TEXT: '{0} == "a" || {0}.hasWord("b") || {0}.matches({0})',
        Kind.WHOLE: "{0} * 9 / {0} > 1",
        Kind.DECIMAL: "int({0}) + 1 > 1",
        Kind.YES_NO: "{0}",
        Kind.TIME: '{0}.getHours("Asia/Shanghai") > 1 || {0} - time.now > duration("1h")',
        Kind.TEXTS: '{0}[1] == "a" && "b" in {0}',
        Kind.LINES: "{0}[1].paid > {0}[0].paid && {0}.all(x, {0}.exists(y, x.id != y.id))",
    }
    return [asks[one.kind].format(one.path) for one in describe()] + [
        one.condition for one in EXAMPLES
    ]


ASKS = _asks()
RULES = st.lists(
    st.tuples(
        st.sampled_from(ASKS),
        st.sampled_from([" && ", " || "]),
        st.sampled_from(ASKS),
        st.booleans(),
    ),
    max_size=6,
).map(
    lambda drawn: [
        rule(
            f"r{number}",
            f"({one}){sign}({other})",
            scope="line" if "line." in one + other else "order",
            stops=stops,
        )
        for number, (one, sign, other, stops) in enumerate(drawn)
    ]
)


@given(RULES, VIEWS, st.booleans())
@settings(max_examples=150, deadline=None)
def test_whatever_saves_never_raises_and_says_the_same_again(
    rules: list[Rule], seen: View, near: bool
) -> None:
    compiled = compile_rules(rules)
    outcome = compiled.run(seen, NOW, near=near)
    assert compiled.run(seen, NOW, near=near) == outcome
    assert compile_rules(rules[::-1]).run(seen, NOW, near=near) == outcome


def test_what_no_message_can_hold_becomes_the_nearest_that_one_can() -> None:
    wild = view(total=10**30, remark="a\ud800b", units=-(10**30), hours_left=math.nan)
    rules = [
        rule("a", "order.total == 9223372036854775807 && order.units < 0"),
        rule("b", 'order.remark == "a?b"'),
        rule("c", "order.hours_left > 0.0 || order.hours_left <= 0.0"),
    ]
    assert fired(rules, wild) == ["a", "b"]
