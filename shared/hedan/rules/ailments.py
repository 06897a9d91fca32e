"""What is counted while rules are asked: in place, since it is done for each rule of each order.

Handed on as the values of domain.rule_health.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import log2
from typing import Final

from hedan.domain.rule_health import Ailment, RuleTally, Sighting

__all__ = ["TIMES_KEPT", "Ailment", "Seen", "Tally", "step_of", "typical"]

# So many times of one rule are enough for a median: the clock costs more than most conditions.
TIMES_KEPT: Final = 200
# Times are counted by steps so fine that two in one step differ by less than a tenth.
STEPS_PER_DOUBLE: Final = 8


@dataclass(slots=True)
class Seen:
    """How often something was seen, and the first order on which it was."""

    orders: int = 0
    first: tuple[datetime, str] | None = None
    message: str = ""

    def count(self, at: datetime, order: str, message: str = "") -> None:
        """Count one order, decided at an instant."""
        self.orders += 1
        if self.first is None or (at, order) < self.first:
            self.first, self.message = (at, order), message

    def told(self) -> Sighting:
        """Return it as a value."""
        at, example = self.first or (None, "")
        return Sighting(orders=self.orders, at=at, example=example, message=self.message)


@dataclass(slots=True)
class Tally:
    """What is counted of one rule."""

    asked: int = 0
    fired: Seen = field(default_factory=Seen)
    failed: Seen = field(default_factory=Seen)
    silenced: Seen = field(default_factory=Seen)
    silencers: Counter[str] = field(default_factory=Counter)
    times: Counter[int] = field(default_factory=Counter)
    timed: int = 0

    def told(self) -> RuleTally:
        """Return it as a value."""
        return RuleTally(
            asked=self.asked,
            fired=self.fired.told(),
            failed=self.failed.told(),
            silenced=self.silenced.told(),
            silencers=dict(sorted(self.silencers.items())),
            times=dict(sorted(self.times.items())),
        )


def step_of(nanoseconds: float) -> int:
    """Return the step that a time falls into."""
    return round(log2(max(nanoseconds, 1.0)) * STEPS_PER_DOUBLE)


def typical(times: Mapping[int, int]) -> float:
    """Return the median in nanoseconds of times counted by their steps; 0 of none."""
    half, passed = sum(times.values()) / 2, 0
    for step in sorted(times):
        passed += times[step]
        if passed >= half:
            return float(2 ** (step / STEPS_PER_DOUBLE))
    return 0.0
