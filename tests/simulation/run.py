"""`make simulate`: many seeds over some processes, and what came of them in figures.

A seed is the same run whichever process it falls to. The first broken promise ends it all, with
the seed and how to see it again.
"""

import argparse
import gc
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from tests.simulation.runs import SeedFailed, light, run

# So many runs go to one process at a time: enough to make the way there cheap.
SEEDS_PER_SHARE = 50


def shares_of(seeds: range) -> list[range]:
    """Cut seeds into what one process does at a time."""
    return [seeds[at : at + SEEDS_PER_SHARE] for at in range(0, len(seeds), SEEDS_PER_SHARE)]


def run_share(seeds: range) -> Counter[str]:
    """Run some seeds and count what happened. Raises SeedFailed."""
    counted: Counter[str] = Counter()
    gc.freeze()  # What was imported is no garbage; a world is, and goes as a whole.
    gc.disable()
    try:
        with light():
            for seed in seeds:
                counted += _counted(seed)
                gc.collect()  # A dead world is some megabytes.
    finally:
        gc.enable()
        gc.unfreeze()
    return counted


def _counted(seed: int) -> Counter[str]:
    world = run(seed)
    gate = world.gate
    return Counter(
        {
            "seeds": 1,
            "events": world.acted,
            "calls to AWS": gate.calls - gate.platform_calls,
            "calls to the platform": gate.platform_calls,
            "stale answers": world.desk.stale_answers,
            "skewed clocks": int(world.is_skewed),
            **gate.failed,
            **world.counts,
        }
    )


def main(arguments: Sequence[str]) -> int:
    """Run, print, and return how the process ends: 1 after a broken promise."""
    asked = _asked(arguments)
    seeds = range(asked.first, asked.first + asked.seeds)
    began = time.monotonic()
    counted: Counter[str] = Counter()
    with ProcessPoolExecutor(asked.workers) as pool:
        try:
            for share in pool.map(run_share, shares_of(seeds)):
                counted += share
        except SeedFailed as failed:
            _say(f"simulation: a promise was broken after {counted['seeds']} seeds\n{failed}")
            pool.shutdown(cancel_futures=True)
            return 1
    _tell(counted, asked.workers, time.monotonic() - began)
    return 0


def _tell(counted: Counter[str], workers: int, seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seeds = counted.pop("seeds")
    _say(
        f"simulation: {seeds} seeds, {counted['events']} events "
        f"({counted['events'] / seeds:.0f} a seed), no promise broken; "
        f"{seconds:.0f} s with {workers} processes, "
        f"{1000 * used.ru_utime / seeds:.0f} ms of processor a seed"
    )
    for name, count in sorted(counted.items(), key=lambda one: -one[1]):
        _say(f"  {count:>10}  {name}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulate")
    parser.add_argument("--seeds", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
