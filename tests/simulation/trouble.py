"""What goes wrong at the ports: a call fails, its answer is lost, somebody else is quicker."""

from typing import Any

from hedan.errors import PlatformBusy, TryAgain, VersionConflict
from tests.fakes.gates import AFTER
from tests.fakes.platform import BETWEEN_PAGES


class Trouble:
    """Every port call passes here: it may fail, and somebody else may be quicker."""

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.left = 0
        self.interlude: Any = None  # What somebody else does while this call is under way.
        self.depth = 0

    def plan(self, error: BaseException, calls: int) -> None:
        """Fail after so many calls that can fail this way."""
        self.error, self.left = error, calls

    def calm(self) -> None:
        """No trouble from now on."""
        self.error = None

    def __call__(self, point: str) -> None:
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
            return point == BETWEEN_PAGES or point.startswith("before platform.")
        case TryAgain():
            return point.startswith(AFTER)
        case _:
            return True
