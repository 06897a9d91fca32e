"""What a tally of rules comes to: which of them are ill, and by what it was found out."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from statistics import median
from typing import Final

from hedan.domain.rule_health import Ailment, HealthTally, RuleFinding, RuleTally, Sighting, Why
from hedan.domain.rules import Action, Period, Rule
from hedan.rules.ailments import typical
from hedan.rules.engine import CompiledRule, RuleSet
from hedan.rules.places import contradicts_itself
from hedan.rules.scan import scan

# Fewer orders say nothing about a rule that none of them met.
ORDERS_ENOUGH: Final = 200
# Fewer firings may all have been overruled by chance.
FIRINGS_ENOUGH: Final = 3
# How many times the median of all rules the median of one may take. Ordinary conditions differ by
# less than ten; a step through all lines inside another takes hundreds.
SLOW_TIMES: Final = 25
TIMES_ENOUGH: Final = 20


def diagnose(
    rules: RuleSet, tally: HealthTally, *, orders_enough: int = ORDERS_ENOUGH
) -> tuple[RuleFinding, ...]:
    """Return what is wrong with rules, by rule in the order in which they are asked."""
    return tuple(_Diagnosis(rules, tally, orders_enough).findings())


class _Diagnosis:
    """Rules beside what was counted of them."""

    def __init__(self, rules: RuleSet, tally: HealthTally, orders_enough: int) -> None:
        self._rules = rules
        self._tally = tally
        self._orders_enough = orders_enough

    def findings(self) -> Iterator[RuleFinding]:
        same = dict(_duplicates(self._rules))
        slow = slow_ones(
            {
                rule_id: typical(tally.times)
                for rule_id, tally in self._tally.rules.items()
                if sum(tally.times.values()) >= TIMES_ENOUGH
            }
        )
        for one in self._rules.compiled:
            if one.rule.enabled:
                yield from self._still(one, same.get(one.rule.id, ""))
                yield from self._contradicted(one.rule)
                yield from self._troubled(one.rule, slow)

    def _of(self, rule: Rule) -> RuleTally:
        return self._tally.rules.get(rule.id, RuleTally())

    def _still(self, one: CompiledRule, same_as: str) -> Iterator[RuleFinding]:
        """Yield why a rule changes nothing: the first reason is enough."""
        rule, tally = one.rule, self._of(one.rule)
        if same_as:
            yield RuleFinding(
                kind=Ailment.DUPLICATE,
                why=Why.SAME_AS_EARLIER,
                rule_id=rule.id,
                other_rule_id=same_as,
            )
        elif why := self._never(one):
            yield RuleFinding(kind=Ailment.NEVER_FIRES, why=why, rule_id=rule.id)
        elif tally.asked >= self._orders_enough and not (tally.fired.orders or tally.failed.orders):
            yield RuleFinding(
                kind=Ailment.NEVER_FIRES,
                why=Why.TRUE_OF_NONE,
                rule_id=rule.id,
                orders=tally.asked,
            )
        elif FIRINGS_ENOUGH <= tally.fired.orders == tally.silenced.orders:
            by = max(sorted(tally.silencers), key=tally.silencers.__getitem__)
            yield _seen(Ailment.SHADOWED, Why.ALWAYS_LATE, rule, tally.silenced, by)

    def _never(self, one: CompiledRule) -> Why | None:
        """Return why no order that comes can meet a rule, whatever the order holds."""
        if one.condition.is_never_true:
            return Why.ALWAYS_FALSE
        for period in one.rule.active:
            if not _is_over(period, self._tally.latest) and not _is_excluded(period, one.rule):
                return None
        # What fired in the orders looked at has done its work: it is over, not ill.
        is_idle = one.rule.active and not self._of(one.rule).fired.orders
        return Why.TIMES_OVER if is_idle else None

    def _contradicted(self, rule: Rule) -> Iterator[RuleFinding]:
        if contradicts_itself(rule):
            yield RuleFinding(
                kind=Ailment.CONTRADICTING,
                why=Why.SAYS_TWO_THINGS,
                rule_id=rule.id,
                other_rule_id=rule.id,
            )
        for other, seen in self._tally.contradictions.get(rule.id, {}).items():
            yield _seen(Ailment.CONTRADICTING, Why.SAYS_OTHERWISE, rule, seen, other)

    def _troubled(self, rule: Rule, slow: Mapping[str, float]) -> Iterator[RuleFinding]:
        tally = self._of(rule)
        if tally.failed.orders:
            yield _seen(Ailment.FAILING, Why.FAILED, rule, tally.failed)
        if rule.id in slow:
            yield RuleFinding(
                kind=Ailment.SLOW,
                why=Why.TAKES_LONG,
                rule_id=rule.id,
                detail=f"{slow[rule.id]:.0f}",
                orders=tally.asked,
            )


def slow_ones(times: Mapping[str, float]) -> dict[str, float]:
    """Return which rules take too long, and how many times the median of all of them."""
    usual = median(times.values()) if times else 0.0
    if usual <= 0:
        return {}
    return {
        rule_id: taken / usual for rule_id, taken in times.items() if taken > SLOW_TIMES * usual
    }


def _seen(kind: Ailment, why: Why, rule: Rule, seen: Sighting, other: str = "") -> RuleFinding:
    return RuleFinding(
        kind=kind,
        why=why,
        rule_id=rule.id,
        other_rule_id=other,
        detail=seen.message,
        orders=seen.orders,
        example=seen.example,
    )


def _duplicates(rules: RuleSet) -> Iterator[tuple[str, str]]:
    """Yield each rule that asks and does, at the same times, what an earlier one does."""
    first: dict[object, str] = {}
    for one in rules.compiled:
        if not one.rule.enabled:
            continue
        asks = tuple(token.text for token in scan(one.rule.when))
        does: frozenset[Action] = frozenset(one.rule.then)
        key = one.rule.scope, asks, does, one.rule.active, one.rule.excluded
        known = first.setdefault(key, one.rule.id)
        if known != one.rule.id:
            yield one.rule.id, known


def _is_over(period: Period, latest: datetime | None) -> bool:
    return latest is not None and period.ends <= latest


def _is_excluded(period: Period, rule: Rule) -> bool:
    return any(out.starts <= period.starts and period.ends <= out.ends for out in rule.excluded)
