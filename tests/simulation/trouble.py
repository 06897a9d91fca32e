"""What goes wrong at the ports: a call fails, its answer is lost, somebody else is quicker.

All that goes wrong in a run, and where it is put in:

| trouble | where |
|---|---|
| messages lost, late, again, in any order | `world.hint`, `doors.deliver`, `_take` |
| an execution started twice under one name | `world.start` |
| a message of the ship queue again | `uploads._upload`: it stays until its handler is done |
| a stream's batch again, and cut in two | `streams.follow` |
| an answer lost after the work was done | here: `TryAgain` at a point after a call |
| a call throttled before it did anything | here: `Throttled`; the platform's: `PlatformBusy` |
| somebody stored a newer version | here: `VersionConflict`; and in earnest by `interlude` |
| a crash before or after any call | here: `Crash` |
| two at once | here: `interlude`, another whole act between reading and writing |
| the platform refuses, or ends the access | `tests/fakes/platform.py`, `buyers.end_access` |
| listings that shift, end early, miscount, show late | `tests/fakes/platform.py`, `doors.poll` |
| an order that nobody can read | `buyers.place_order`: poison |
| an index that lags behind its table | `stale.LaggingDesk` |
| clocks up to ten minutes apart | `clocks.by_the_clock_of` |
"""

from collections import Counter
from typing import Any

from hedan.errors import PlatformBusy, TryAgain, VersionConflict
from tests.fakes.gates import AFTER, BEFORE
from tests.fakes.platform import BETWEEN_PAGES

PLATFORM = f"{BEFORE}platform."


class Throttled(TryAgain):
    """AWS had no room for a call: it did nothing."""


class Trouble:
    """Every port call passes here: it may fail, and somebody else may be quicker."""

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.left = 0
        self.interlude: Any = None  # What somebody else does while this call is under way.
        self.depth = 0
        self.calls = 0
        self.platform_calls = 0
        self.failed: Counter[str] = Counter()

    def plan(self, error: BaseException, calls: int) -> None:
        """Fail after so many calls that can fail this way."""
        self.error, self.left = error, calls

    def calm(self) -> None:
        """No trouble from now on."""
        self.error = None

    def __call__(self, point: str) -> None:
        if point.startswith(BEFORE):
            self.calls += 1
            self.platform_calls += point.startswith(PLATFORM)
        if self.interlude and self.depth == 0 and point in INTERLUDES:
            self.depth += 1
            kept, self.error = self.error, None
            try:
                self.interlude()
            finally:
                self.depth -= 1
                self.error = kept
        if self.error is not None and self.depth == 0 and _fits(self.error, point):
            self.left -= 1
            if self.left < 0:
                error, self.error = self.error, None
                self.failed[_name(error)] += 1
                raise error


# Between reading and writing: the places where being overtaken matters.
INTERLUDES = frozenset(
    {
        "before desk.commit",
        "before platform.ship",
        "after platform.ship",
        "before ledgers.save",
        BETWEEN_PAGES,
    }
)


def _fits(error: BaseException, point: str) -> bool:
    match error:
        case VersionConflict():
            return point == "before desk.commit"
        case PlatformBusy():
            return point == BETWEEN_PAGES or point.startswith(PLATFORM)
        case Throttled():
            return point.startswith(BEFORE) and not point.startswith(PLATFORM)
        case TryAgain():
            return point.startswith(AFTER)
        case _:
            return True


def _name(error: BaseException) -> str:
    match error:
        case VersionConflict():
            return "conflicts"
        case PlatformBusy() | Throttled():
            return "throttles"
        case TryAgain():
            return "lost acknowledgements"
        case _:
            return "crashes"
