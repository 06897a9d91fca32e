"""What a bug put in by hand is, and the search for a run that notices it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from typing import Any, NamedTuple

from tests.simulation.runs import SeedFailed, light, run

# Within so many runs each of these must be caught; a change that needs more has lost its teeth.
SEEDS_MAX = 1000
# Longer than others: what only shows after a second thought of a buyer shows sooner.
TROUBLED = 200

type Patch = AbstractContextManager[Any]


class Kind(StrEnum):
    """What sort of bug it is."""

    CONDITION = "dropped condition"
    FENCE = "dropped fence read"
    VERSION = "dropped version check"
    SWAPPED = "swapped writes"
    EARLY = "acknowledged before the write"
    TOKEN = "retry without token"
    WRONG = "wrong decision"


class Mutant(NamedTuple):
    """One bug: what it is, how it is put in, and the promise that it breaks."""

    name: str
    patch: Callable[[], Patch]
    breaks: str  # The beginning of the complaint; empty: any.
    kind: Kind


class Caught(NamedTuple):
    """How a mutant was noticed: after how many runs, and what the last of them said."""

    runs: int
    complaint: BaseException | None

    def is_by(self, promise: str) -> bool:
        """Tell whether it was the promise that the mutant is said to break; empty: any."""
        return not promise or str(self.complaint).split()[0] == promise


@contextmanager
def _with(mutant: Mutant) -> Iterator[None]:
    with light(), mutant.patch():
        yield


def caught(mutant: Mutant, first_seed: int = 0, most: int = SEEDS_MAX) -> Caught | None:
    """Return how the first run notices the mutant; None when none of so many does."""
    with _with(mutant):
        for runs in range(1, most + 1):
            try:
                run(first_seed + runs - 1, TROUBLED)
            except SeedFailed as failed:
                return Caught(runs, failed.__cause__)
    return None
