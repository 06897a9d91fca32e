"""What can be wrong with rules that compile, and what is counted over past orders to find it.

Counts add up: of orders looked at in pieces, in any sequence, the same comes out.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen


class Ailment(StrEnum):
    """The kinds; texts translate them by these names."""

    NEVER_FIRES = "NEVER_FIRES"
    SHADOWED = "SHADOWED"  # Whenever it fires, earlier rules have said it all or ended the run.
    CONTRADICTING = "CONTRADICTING"  # Another rule of the same priority says otherwise.
    DUPLICATE = "DUPLICATE"  # Asks and does the same as an earlier one.
    FAILING = "FAILING"
    SLOW = "SLOW"


class Why(StrEnum):
    """By what a rule was found out; texts make sentences of these."""

    SAME_AS_EARLIER = "same_as_earlier"
    ALWAYS_FALSE = "always_false"
    TIMES_OVER = "times_over"
    TRUE_OF_NONE = "true_of_none"
    ALWAYS_LATE = "always_late"
    SAYS_TWO_THINGS = "says_two_things"
    SAYS_OTHERWISE = "says_otherwise"
    FAILED = "failed"
    TAKES_LONG = "takes_long"


class RuleFinding(Frozen):
    """One thing that is wrong with one rule."""

    kind: Ailment
    why: Why
    rule_id: str
    other_rule_id: str = ""  # Whose fault it is; empty when no other rule has to do with it.
    detail: str = ""  # What the engine said; how many times the usual time. No order's own words.
    orders: NonNegativeInt = 0  # On how many it was seen; 0 when no order is needed to see it.
    example: str = ""  # The first of them.


class Sighting(Frozen):
    """How often something was seen, and the first order on which it was."""

    orders: NonNegativeInt = 0
    at: AwareDatetime | None = None  # When the first one was decided.
    example: str = ""
    message: str = ""

    def plus(self, other: "Sighting") -> "Sighting":
        """Return both together."""
        first = min((one for one in (self, other) if one.orders), key=_when, default=self)
        return first.but(orders=self.orders + other.orders)


class RuleTally(Frozen):
    """What was counted of one rule."""

    asked: NonNegativeInt = 0
    fired: Sighting = Sighting()
    failed: Sighting = Sighting()
    silenced: Sighting = Sighting()
    silencers: Mapping[str, int] = {}  # Which rules came before it, how often.
    times: Mapping[int, int] = {}  # How often one evaluation took so long: see health.py.

    def plus(self, other: "RuleTally") -> "RuleTally":
        """Return both together."""
        return RuleTally(
            asked=self.asked + other.asked,
            fired=self.fired.plus(other.fired),
            failed=self.failed.plus(other.failed),
            silenced=self.silenced.plus(other.silenced),
            silencers=_sum(self.silencers, other.silencers),
            times=_sum(self.times, other.times),
        )


class HealthTally(Frozen):
    """What was counted of all rules of a set."""

    rules: Mapping[str, RuleTally] = {}
    # By the rule that says otherwise, then by the earlier one.
    contradictions: Mapping[str, Mapping[str, Sighting]] = {}
    latest: AwareDatetime | None = None  # The latest instant at which they were asked.

    def plus(self, other: "HealthTally") -> "HealthTally":
        """Return both together."""
        known = [at for at in (self.latest, other.latest) if at is not None]
        return HealthTally(
            rules={
                rule_id: self.rules.get(rule_id, RuleTally()).plus(
                    other.rules.get(rule_id, RuleTally())
                )
                for rule_id in sorted({*self.rules, *other.rules})
            },
            contradictions={
                rule_id: _together(
                    self.contradictions.get(rule_id, {}), other.contradictions.get(rule_id, {})
                )
                for rule_id in sorted({*self.contradictions, *other.contradictions})
            },
            latest=max(known, default=None),
        )


def _when(one: Sighting) -> tuple[datetime, str]:
    if one.at is None:
        raise ValueError("what was seen was seen at an instant")
    return one.at, one.example


def _sum[K](ours: Mapping[K, int], theirs: Mapping[K, int]) -> dict[K, int]:
    return dict(Counter(ours) + Counter(theirs))


def _together(ours: Mapping[str, Sighting], theirs: Mapping[str, Sighting]) -> dict[str, Sighting]:
    return {
        rule_id: ours.get(rule_id, Sighting()).plus(theirs.get(rule_id, Sighting()))
        for rule_id in sorted({*ours, *theirs})
    }
