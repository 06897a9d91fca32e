"""What a plan is decided by: the seller's rules, the platforms' limits, the carriers' prices."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from hedan.domain.merging import MergeRules
from hedan.domain.orders import Receiver
from hedan.domain.ready import ReadyLine
from hedan.domain.splitting import PlatformLimits, SplitRules

type Price = Callable[[str, Receiver, int], int | None]
"""What a parcel costs by carrier, receiver and grams, in minor units; None where nobody knows."""

NO_LIMITS = PlatformLimits()


class PlanRules(NamedTuple):
    """Everything that decides a plan beside its lines. A platform without limits has none."""

    merge: MergeRules = MergeRules()
    split: SplitRules = SplitRules()
    limits: Mapping[str, PlatformLimits] = {}
    price: Price | None = None

    def limits_of(self, line: ReadyLine) -> PlatformLimits:
        """Return what the platform of a line can show."""
        return self.limits.get(line.key.order.platform, NO_LIMITS)
