"""One side of a comparison: settings, and how orders are decided by them."""

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from hedan.deciding.decide import decide
from hedan.deciding.gifts import tallies_of
from hedan.deciding.halves import Halves, differ_in_rules_only, with_rules_of
from hedan.deciding.rule_book import RuleBook
from hedan.domain.decisions import Case, Decision
from hedan.domain.rule_health import HealthTally, RuleFinding
from hedan.domain.tallies import Tally, counted_up, seen_by
from hedan.settings import Settings

if TYPE_CHECKING:
    from hedan.rules.health import Health


class Side(NamedTuple):
    """Settings, and how an order is decided by them."""

    settings: Settings
    decide: Callable[[Case], Decision]
    health: "Health | None" = None  # What is counted of its rules; None: nobody counts.


def sides_of(before: Settings, after: Settings) -> tuple[Side, Side]:
    """Return how each of two settings decides, the rules of the second watched for their health.

    Which rules nearly fired is left out: nobody reads it of a hundred thousand orders. What both
    would find out alike about an order is found out once. Raises RulesInvalid when a rule does not
    compile.
    """
    after = with_rules_of(before, after)
    first, second = RuleBook(before, near=False), RuleBook(after, watched=True)
    if first.counted_gifts or second.counted_gifts:
        return (
            Side(before, _Counting(first).decide),
            Side(after, _Counting(second).decide, second.health),
        )
    halves = Halves() if differ_in_rules_only(before, after) else None
    return (
        Side(before, lambda case: decide(case, first, halves)),
        Side(after, lambda case: decide(case, second, halves), second.health),
    )


class _Counting:
    """Decides one order after the other, and counts as it goes who is among the first of a day.

    What was counted in the past was counted by the rules of the past: another number of the first,
    or another rule, would never have ended. Who is among them may differ from then, hence both
    sides count anew; how many are does not.
    """

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._tallies: defaultdict[str, Tally] = defaultdict(lambda: Tally(name="of a dry run"))

    def decide(self, case: Case) -> Decision:
        member = str(case.order.key)
        names = tallies_of(case.order, self._book, case.at)
        told = {name: seen_by(member, self._tallies[name]) for name in names}
        facts = case.facts.but(tallies={**case.facts.tallies, **told})
        decision = decide(case.but(facts=facts), self._book)
        for step in decision.counted:
            if step.tally in told:
                self._tallies[step.tally] = counted_up(self._tallies[step.tally], step.member)
        return decision


def health_of(settings: Settings, tally: HealthTally) -> tuple[RuleFinding, ...]:
    """Return what is wrong with the rules of settings, by what was counted of them.

    Raises RulesInvalid when one of them does not compile.
    """
    if not settings.rules:
        return ()
    from hedan.rules.diagnosis import diagnose  # noqa: PLC0415 - 50 MB: see rule_book.
    from hedan.rules.engine import compile_rules  # noqa: PLC0415

    return diagnose(compile_rules(settings.rules), tally)
