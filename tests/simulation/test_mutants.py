"""Bugs put in by hand: each must be caught, or the simulation is only a slow way to feel safe.

`make simulate` looks for all of them, from several seeds on; the tests for those noticed soon.
"""

import pytest

from tests.simulation.all_mutants import ALL
from tests.simulation.mutants import SEEDS_MAX, Kind, Mutant, caught

# What only a late seed shows takes long: `make simulate` looks for it.
LATE = frozenset(
    {
        "leaves fenced rows claimed",
        "calls a workbook written before it is",
        "does not check what it only read",
        "uploads without looking at the fence",
        "trusts a reading in the second of the change",
        "notes a stop as told before it is said",
        "lets the last answer win",
        "tells the number of what must stay",
        "says stopped without looking",
    }
)


@pytest.mark.parametrize(
    "mutant",
    [mutant for mutant in ALL if mutant.name not in LATE],
    ids=lambda mutant: mutant.name,
)
def test_mutant_is_caught(mutant: Mutant) -> None:
    found = caught(mutant)
    assert found, f"nobody noticed in {SEEDS_MAX} runs: {mutant.name}"
    assert found.is_by(mutant.breaks), found.complaint


def test_every_kind_of_bug_is_planted() -> None:
    assert {mutant.kind for mutant in ALL} == set(Kind)
    assert len({mutant.name for mutant in ALL}) == len(ALL)
