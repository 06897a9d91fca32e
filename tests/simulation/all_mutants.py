"""All bugs that are planted, and how many runs it takes to notice each."""

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from statistics import median

from tests.simulation.again_mutants import AGAIN_MUTANTS
from tests.simulation.gift_mutants import GIFT_MUTANTS
from tests.simulation.ledger_mutants import LEDGER_MUTANTS
from tests.simulation.mutants import SEEDS_MAX, Kind, Mutant, caught
from tests.simulation.order_mutants import ORDER_MUTANTS
from tests.simulation.protocol_mutants import PROTOCOL_MUTANTS

ALL = (*ORDER_MUTANTS, *PROTOCOL_MUTANTS, *LEDGER_MUTANTS, *GIFT_MUTANTS, *AGAIN_MUTANTS)
# The search begins at each of these: one lucky seed says nothing.
BEGINNINGS = (0, 10_000, 20_000)
# The same runs with nothing planted: a complaint in these would be counted as a bug's.
NOTHING = Mutant("nothing", nullcontext, "", Kind.WRONG)
NEVER = float("inf")  # Runs, where none of so many noticed it.


def runs_needed(place: int) -> list[float]:
    """Return after how many runs a mutant was noticed, from each beginning, fewest first."""
    found = [caught(ALL[place], first) for first in BEGINNINGS]
    return sorted(one.runs if one and one.is_by(ALL[place].breaks) else NEVER for one in found)


def false_alarm(first: int, most: int) -> str:
    """Return the complaint of a run in which no bug is planted; empty: there was none."""
    found = caught(NOTHING, first, most)
    return f"from {first}, run {found.runs}: {found.complaint!r}" if found else ""


def table(workers: int) -> tuple[str, int]:
    """Return the table of all mutants, and how many of them most searches did not notice.

    Raises AssertionError when a run complains of nothing.
    """
    with ProcessPoolExecutor(workers) as pool:
        found = list(pool.map(runs_needed, range(len(ALL))))
        most = max(int(one) for runs in found for one in runs if one < NEVER)
        alarms = list(pool.map(false_alarm, BEGINNINGS, [most] * len(BEGINNINGS)))
    assert not any(alarms), alarms
    rows = [_row(mutant, runs) for mutant, runs in zip(ALL, found, strict=True)]
    medians = [median(runs) for runs in found]
    alive = medians.count(NEVER)
    head = (
        f"mutants: {len(ALL) - alive} of {len(ALL)} noticed within {SEEDS_MAX} runs, "
        f"in the median after {median(medians):.0f}; with nothing planted none of "
        f"{most * len(BEGINNINGS)} runs complains"
    )
    return "\n".join((head, *rows)), alive


def _row(mutant: Mutant, runs: Sequence[float]) -> str:
    shown = ", ".join(f"{number:.0f}" if number < NEVER else "never" for number in runs)
    return f"  {median(runs):>5.0f}  {mutant.name} ({mutant.kind}; {shown})"


if __name__ == "__main__":
    text, survivors = table(int(sys.argv[1]) if sys.argv[1:] else 2)
    sys.stdout.write(f"{text}\n")
    sys.exit(1 if survivors else 0)
