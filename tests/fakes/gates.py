"""Where a fake can fail: every port call passes a gate before it acts and one after it acted.

A gate that raises before is a call that never arrived; one that raises after is an answer that
got lost although the call did its work.
"""

from collections.abc import Callable

from hedan.errors import TryAgain, VersionConflict

type Gate = Callable[[str], None]

BEFORE = "before "
AFTER = "after "


class Crash(BaseException):
    """The process dies here. No exception of ours, so that nothing of ours can swallow it."""


def open_gate(_: str) -> None:
    """Let everything pass."""


class Counting:
    """Remembers what passed: the list of points at which a run can be broken."""

    def __init__(self) -> None:
        self.passed: list[str] = []

    def __call__(self, point: str) -> None:
        self.passed.append(point)


class FailsAt:
    """Fails once, at the n-th point that it sees (counted from 0), and lets the rest pass."""

    def __init__(self, position: int, error: BaseException) -> None:
        self.left = position
        self.error = error
        self.failed_at = ""

    def __call__(self, point: str) -> None:
        self.left -= 1
        if self.left == -1:
            self.failed_at = point
            raise self.error


def lost_acknowledgement() -> BaseException:
    """Return what a client sees when the answer got lost."""
    return TryAgain("the connection broke before the answer came")


def conflict() -> BaseException:
    """Return what a client sees when somebody was quicker."""
    return VersionConflict("injected: somebody stored a newer version")
