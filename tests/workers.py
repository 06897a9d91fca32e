"""How `make test` shares the tests out: two workers, since the emulated day mostly waits."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# The tests of these packages look at one emulator: one worker takes them all.
STAY_TOGETHER = ("tests/e2e/", "tests/workflows/")
# Long and each by itself: whoever is free takes the next.
APART = ("tests/shipping/test_storm.py::test_eb48",)
# Before all others: what takes minutes, so that both workers end at about the same time. The day is
# the very first, because it waits while the other worker computes.
FIRST = ("tests/e2e/", "tests/days/", "tests/simulation/", "tests/parcels/", "tests/workflows/")


class AFileAtATime(LoadScopeScheduling):  # type: ignore[misc] # It ships no types.
    """Gives a worker that is free the next file, or the next package that stays together."""

    def _split_scope(self, nodeid: str) -> str:
        for package in STAY_TOGETHER:
            if nodeid.startswith(package):
                return package
        return nodeid if nodeid.startswith(APART) else nodeid.split("::", 1)[0]


def turn(item: pytest.Item) -> int:
    """Return how early a test runs, 0 first; equals keep the order in which they were found."""
    for number, package in enumerate(FIRST):
        if item.nodeid.startswith(package):
            return number
    return len(FIRST)
