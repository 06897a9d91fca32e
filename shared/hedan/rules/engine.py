"""All rules of a seller, compiled once and asked of one order after the other."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from cel_expr_python import cel

from hedan.domain.decisions import NearMiss, RuleFailure
from hedan.domain.rules import Action, Rule, Scope, TagIt, in_order
from hedan.rules.conditions import Condition, compile_condition
from hedan.rules.messages import Asked, Makers
from hedan.rules.mistakes import ConditionInvalid, MistakeCode, RuleMistake, RulesInvalid
from hedan.rules.schema import environment
from hedan.rules.view import View

__all__ = [
    "CompiledRule",
    "Effect",
    "MistakeCode",
    "Outcome",
    "RuleMistake",
    "RuleSet",
    "RulesInvalid",
    "Said",
    "compile_rules",
]

# Of how many lines one rule's near miss or failure is written down: an order may have 200.
LINES_TOLD_MAX: Final = 5
# Characters of a condition in a failure: enough to find the part by.
PART_TOLD_MAX: Final = 120


class Effect(NamedTuple):
    """One action of a rule that fired."""

    rule: Rule
    action: Action
    line_ids: tuple[str, ...]  # Empty: the whole order.


class Outcome(NamedTuple):
    """What came of asking all rules of one order."""

    effects: tuple[Effect, ...] = ()  # In the order of the rules; nothing is resolved yet.
    near: tuple[NearMiss, ...] = ()
    failures: tuple[RuleFailure, ...] = ()
    stopped_by: str = ""  # The rule whose stop flag ended the run.


class Said(NamedTuple):
    """What one rule said of one order. Of a whole order it speaks without naming lines."""

    fired: bool
    line_ids: tuple[str, ...] = ()
    near: tuple[NearMiss, ...] = ()
    failures: tuple[RuleFailure, ...] = ()


# Most rules say one of these of most orders.
_NO: Final = Said(fired=False)
_YES: Final = Said(fired=True)


class CompiledRule:
    """One rule with its condition ready."""

    def __init__(self, rule: Rule, condition: Condition) -> None:
        self.rule = rule
        self.condition = condition
        self.tags = tuple(action.tag for action in rule.then if isinstance(action, TagIt))
        self._is_of_lines = rule.scope is Scope.LINE
        self._is_always_active = rule.enabled and not rule.active and not rule.excluded

    def is_active(self, at: datetime) -> bool:
        """Tell whether the rule counts at an instant."""
        return self._is_always_active or self.rule.is_active(at)

    def ask(self, asked: Asked, *, near: bool = False) -> Said:
        """Ask the condition: once of the order, or of each line."""
        if self._is_of_lines:
            return self._ask_lines(asked, near=near)
        activation = asked.of_order()
        answer = self.condition.test(activation)
        if answer is True:
            return _YES
        if answer is not False:
            return Said(fired=False, failures=(self._failure(activation, answer),))
        part = self.condition.only_false_part(activation) if near else ""
        return Said(fired=False, near=(self._near(part),)) if part else _NO

    def _ask_lines(self, asked: Asked, *, near: bool) -> Said:
        fired: list[str] = []
        nearly: list[NearMiss] = []
        failures: list[RuleFailure] = []
        for line_id, activation in zip(asked.line_ids, asked.of_lines(), strict=True):
            answer = self.condition.test(activation)
            if answer is True:
                fired.append(line_id)
            elif answer is not False:
                failures.append(self._failure(activation, answer, line_id))
            elif near and len(nearly) < LINES_TOLD_MAX:
                part = self.condition.only_false_part(activation)
                nearly += [self._near(part, line_id)] if part else []
        told = tuple(failures[:LINES_TOLD_MAX])
        return Said(bool(fired), tuple(fired), tuple(nearly), told)

    def _failure(self, activation: cel.Activation, why: str, line_id: str = "") -> RuleFailure:
        """Write down what failed: the part as its seller wrote it, and nothing of the order."""
        part = " ".join(self.condition.failing_part(activation).split())
        shown = part if len(part) <= PART_TOLD_MAX else f"{part[: PART_TOLD_MAX - 1]}…"
        message = f"{shown}: {why}"
        return RuleFailure(rule_id=self.rule.id, message=message, line_id=line_id)

    def _near(self, part: str, line_id: str = "") -> NearMiss:
        return NearMiss(rule_id=self.rule.id, part=part, line_id=line_id)


class RuleSet:
    """Rules that compile. Running them never raises, whatever the view holds."""

    def __init__(self, compiled: Sequence[CompiledRule]) -> None:
        self.compiled = tuple(compiled)
        self._makers = Makers(frozenset().union(*(one.condition.names for one in compiled)))

    def asked(self, view: View) -> Asked:
        """Return a view ready for the conditions of this set."""
        return Asked(view, self._makers)

    def active(self, at: datetime) -> Iterator[CompiledRule]:
        """Yield the rules that count at an instant, in the order in which they are asked."""
        return (one for one in self.compiled if one.is_active(at))

    def run(self, view: View, at: datetime, near: bool = True) -> Outcome:
        """Ask every rule that is active at an instant.

        A rule that fails is written down and silences no other. near: whether to find out which
        rules nearly fired.
        """
        asked = self.asked(view)
        effects: list[Effect] = []
        nearly: list[NearMiss] = []
        failures: list[RuleFailure] = []
        for one in self.active(at):
            said = one.ask(asked, near=near)
            nearly += said.near
            failures += said.failures
            if not said.fired:
                continue
            effects += [Effect(one.rule, action, said.line_ids) for action in one.rule.then]
            asked.tag(one.tags)
            if one.rule.stops:
                return Outcome(tuple(effects), tuple(nearly), tuple(failures), one.rule.id)
        return Outcome(tuple(effects), tuple(nearly), tuple(failures))


def compile_rules(rules: Sequence[Rule]) -> RuleSet:
    """Make rules ready to be run. Disabled ones are compiled too, and never asked.

    Raises RulesInvalid with every mistake in every condition.
    """
    compiled: list[CompiledRule] = []
    mistakes: list[RuleMistake] = []
    for rule in in_order(tuple(rules)):
        try:
            compiled.append(CompiledRule(rule, compile_condition(rule.when, rule.scope)))
        except ConditionInvalid as invalid:
            mistakes += [RuleMistake(rule.id, "when", one) for one in invalid.mistakes]
    if mistakes:
        raise RulesInvalid(mistakes)
    for scope in Scope:
        environment(scope)  # Built now, so that the first order does not wait for it.
    return RuleSet(compiled)
