"""What a bug put in by hand is, and the search for a run that notices it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple

from tests.simulation.runs import SeedFailed, light, run

# Within so many runs each of these must be caught; a change that needs more has lost its teeth.
SEEDS_MAX = 300
STEPS = 150

type Patch = AbstractContextManager[Any]


class Mutant(NamedTuple):
    """One bug: what it is, how it is put in, and the promise that it breaks."""

    name: str
    patch: Callable[[], Patch]
    breaks: str  # The beginning of the complaint; empty: any.


@contextmanager
def _with(mutant: Mutant) -> Iterator[None]:
    with light(), mutant.patch():
        yield


def complaint_about(mutant: Mutant) -> BaseException | None:
    """Return what the first run that notices the mutant says; None when none does."""
    with _with(mutant):
        for seed in range(SEEDS_MAX):
            try:
                run(seed, STEPS)
            except SeedFailed as caught:
                return caught.__cause__
    return None
