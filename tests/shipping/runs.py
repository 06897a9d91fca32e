"""Whole storms: how many, of which seeds, and what each must leave behind."""

import os
from collections import Counter
from typing import NamedTuple

from tests.shipping.checks import check
from tests.shipping.storm import PLATFORMS, Storm

# PARCELS=10000 plays so many over all platforms; SEED says which seed is the first.
PARCELS = int(os.environ.get("PARCELS", "150"))
FIRST_SEED = int(os.environ.get("SEED", "1"))
# Of one storm: many small ones see more beginnings and ends than a large one.
PARCELS_A_STORM = 100


class Run(NamedTuple):
    """One storm over one platform."""

    platform: str
    seed: int
    parcels: int


def runs() -> list[Run]:
    """Return the storms of this run: every platform gets its share."""
    share = PARCELS // len(PLATFORMS)
    found = []
    for platform in PLATFORMS:
        left, seed = share, FIRST_SEED
        while left > 0:
            found.append(Run(platform, seed, min(left, PARCELS_A_STORM)))
            left, seed = left - PARCELS_A_STORM, seed + 1
    return found


def weather(run: Run) -> Counter[str]:
    """Let it blow, check what it left, and return what happened. Raises Broken."""
    storm = Storm(*run).blow()
    check(storm)
    return storm.happened + storm.line.happened


def is_short() -> bool:
    """Tell whether this is the share of the tests, not the long run."""
    return "PARCELS" not in os.environ
