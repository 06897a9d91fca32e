"""All bugs that are planted, and how many runs it takes to notice each."""

import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from statistics import median

from tests.simulation.again_mutants import AGAIN_MUTANTS
from tests.simulation.gift_mutants import GIFT_MUTANTS
from tests.simulation.ledger_mutants import LEDGER_MUTANTS
from tests.simulation.mutants import SEEDS_MAX, Mutant, caught
from tests.simulation.order_mutants import ORDER_MUTANTS
from tests.simulation.protocol_mutants import PROTOCOL_MUTANTS

ALL = (*ORDER_MUTANTS, *PROTOCOL_MUTANTS, *LEDGER_MUTANTS, *GIFT_MUTANTS, *AGAIN_MUTANTS)
# The search begins at each of these: one lucky seed says nothing.
BEGINNINGS = (0, 10_000, 20_000)


def runs_needed(place: int) -> list[int]:
    """Return after how many runs a mutant was noticed, from each beginning; 0: never."""
    found = [caught(ALL[place], first) for first in BEGINNINGS]
    return [one.runs if one and one.is_by(ALL[place].breaks) else 0 for one in found]


def table(workers: int) -> tuple[str, int]:
    """Return the table of all mutants, and how many of them nobody noticed."""
    with ProcessPoolExecutor(workers) as pool:
        found = list(pool.map(runs_needed, range(len(ALL))))
    rows = [_row(mutant, runs) for mutant, runs in zip(ALL, found, strict=True)]
    alive = sum(0 in runs for runs in found)
    medians = [median(runs) for runs in found]
    head = (
        f"mutants: {len(ALL) - alive} of {len(ALL)} noticed within {SEEDS_MAX} runs, "
        f"in the median after {median(medians):.0f}"
    )
    return "\n".join((head, *rows)), alive


def _row(mutant: Mutant, runs: Iterable[int]) -> str:
    numbers = sorted(runs)
    shown = ", ".join(str(number or "never") for number in numbers)
    return f"  {median(numbers):>5.0f}  {mutant.name} ({mutant.kind}; {shown})"


if __name__ == "__main__":
    text, survivors = table(int(sys.argv[1]) if sys.argv[1:] else 2)
    sys.stdout.write(f"{text}\n")
    sys.exit(1 if survivors else 0)
