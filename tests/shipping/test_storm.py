"""Numbers reach their platforms exactly once, whatever goes wrong on the way.

`make simulate` plays ten thousand parcels (PARCELS=10000); a failure names its platform and seed.
"""

from collections import Counter

import pytest

from tests.shipping.mutants import MUTANTS, SOON, Mutant, complaint_about
from tests.shipping.runs import Run, is_short, runs, weather
from tests.shipping.storm import PLATFORMS

SHARE = 30
# What a share of the tests' size must have met, or it tests a fine day.
MET = ("died after a call", "an answer was lost", "a stale read", "refund asked", "came twice")


@pytest.mark.parametrize("run", runs(), ids=lambda run: f"{run.platform}-{run.seed}")
def test_eb48_pn55_every_number_once_on_every_member_order(run: Run) -> None:
    weather(run)


def test_it_storms() -> None:
    happened: Counter[str] = Counter()
    for platform in PLATFORMS:
        happened += weather(Run(platform, 1, SHARE))
    missing = [one for one in MET if not happened[one]]
    assert not missing, happened


@pytest.mark.parametrize("mutant", SOON if is_short() else MUTANTS, ids=lambda mutant: mutant.name)
def test_a_bug_put_in_by_hand_is_caught(mutant: Mutant) -> None:
    caught = complaint_about(mutant)
    assert caught is not None, f"nobody noticed: {mutant.name}"
    assert mutant.breaks in str(caught), f"{mutant.name}: {caught}"
