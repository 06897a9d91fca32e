"""What everybody's clock shows: in some runs no two of them show the same."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

# In some runs they are wrong by up to so much.
SKEW_MAX = timedelta(minutes=10)
NONE = timedelta(0)
# What happens by the platform's clock.
AT_PLATFORM = frozenset(
    {
        "place_order",
        "ask_refund",
        "ask_again",
        "move_refund",
        "change_memo",
        "call_off",
        "change_address",
    }
)
# Who asks by time may be wrong by so much against the platform; others, each by so much.
ASKING = frozenset({"poll", "sweep"})
A_SECOND = timedelta(seconds=1)


class Clocks:
    """The true time, and what is shown instead of it."""

    def __init__(self, chance: Random, start: datetime, *, is_skewed: bool) -> None:
        self.chance = chance
        self._true_now = start
        # Clocks differ in some runs: one skew for the platform, another for each who acts.
        self.asked_at: dict[datetime, datetime] = {}  # The platform's time, by that of who asked.
        self.is_skewed = is_skewed
        self.platform_skew = self._some_skew()
        self.skew = NONE

    @property
    def now(self) -> datetime:
        """What the clock of whoever acts shows."""
        return self._true_now + self.skew

    @property
    def platform_now(self) -> datetime:
        """What the platform's clock shows."""
        return self._true_now + self.platform_skew

    def asking(self) -> datetime:
        """Return the time of who asks now, and keep what the platform's clock shows meanwhile."""
        self.asked_at.setdefault(self.now, self.platform_now)
        return self.now

    def tick(self, seconds: float = 1) -> datetime:
        """Let time pass; every instant is new."""
        self._true_now += A_SECOND * seconds
        return self.now

    def by_the_clock_of(self, name: str, act: Callable[[], None]) -> None:
        """Act by a clock of one's own: buyers by the platform's, all others by that of a Lambda."""
        kept = self.skew
        if name in AT_PLATFORM:
            self.skew = self.platform_skew
        elif self.is_skewed:
            self.skew = self._some_skew() + (self.platform_skew if name in ASKING else NONE)
        try:
            act()
        finally:
            self.skew = kept

    def _some_skew(self) -> timedelta:
        return SKEW_MAX * self.chance.choice((-1, -0.5, 0, 0, 0.5, 1)) if self.is_skewed else NONE
