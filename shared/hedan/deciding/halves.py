"""What two settings that differ in rules only need not find out twice about one order.

A dry run decides each order by both. What the rules see of it is the same; and where the rules say
the same, so is all that follows.
"""

from collections.abc import Callable
from typing import NamedTuple

from hedan.deciding.looked import Looked
from hedan.deciding.rule_book import Said, Spoken
from hedan.domain.decisions import Case, Decision, RuleFailure
from hedan.settings import Settings


class _Heard(NamedTuple):
    """All that a decision takes from rules."""

    effects: tuple[Said, ...]
    lost: tuple[Said, ...]
    failures: tuple[RuleFailure, ...]
    stopped_by: str


class Halves:
    """Remembers the latest case: what was seen of it, and what was decided upon which words."""

    def __init__(self) -> None:
        self._case: Case | None = None
        self._looked: Looked | None = None
        self._heard: _Heard | None = None
        self._decision: Decision | None = None

    def looked(self, case: Case, look: Callable[[], Looked]) -> Looked:
        """Return what is seen of a case; looked at only once while it is the latest."""
        if case is not self._case or self._looked is None:
            self._case, self._looked = case, look()
            self._heard = self._decision = None
        return self._looked

    def decided(
        self,
        spoken: Spoken,
        lost: tuple[Said, ...],
        settings_version: int,
        decide: Callable[[], Decision],
    ) -> Decision:
        """Return the decision about the latest case upon what its rules said.

        lost: the gifts that they would give but for what went back.
        """
        heard = _Heard(tuple(spoken.effects), lost, spoken.failures, spoken.stopped_by)
        if self._decision is not None and heard == self._heard:
            return self._decision.but(settings_version=settings_version)
        self._heard, self._decision = heard, decide()
        return self._decision


def differ_in_rules_only(first: Settings, second: Settings) -> bool:
    """Tell whether two settings say the same but for their rules."""
    return _without_rules(first) == _without_rules(second)


def with_rules_of(first: Settings, second: Settings) -> Settings:
    """Return the second settings, with the first's own objects for the rules that both have.

    What is the same object is seen to be equal without being compared.
    """
    known = {rule.id: rule for rule in first.rules}
    rules = tuple(known[one.id] if known.get(one.id) == one else one for one in second.rules)
    return second.but(rules=rules)


def _without_rules(settings: Settings) -> Settings:
    return settings.but(rules=(), version=0)
