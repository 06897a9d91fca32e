"""Every promise, after every step, for many seeds. A failing seed is printed and can be repeated.

SEED=<n> repeats one run, SEEDS=<n> sets how many are run, FIRST_SEED=<n> where they begin.
HYPOTHESIS_PROFILE=simulate (make simulate) runs long, on all processors.
"""

import os
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.simulation.runs import light, run

SEEDS_IN_A_TEST_RUN = 160
SEEDS_IN_A_SIMULATION = 10_000
# So many runs go to one process at a time: enough to make the way there cheap.
SEEDS_PER_SHARE = 100


def _seeds() -> range:
    if one := os.environ.get("SEED"):
        return range(int(one), int(one) + 1)
    is_long = os.environ.get("HYPOTHESIS_PROFILE") == "simulate"
    count = os.environ.get("SEEDS") or (SEEDS_IN_A_SIMULATION if is_long else SEEDS_IN_A_TEST_RUN)
    first = int(os.environ.get("FIRST_SEED") or 0)
    return range(first, first + int(count))


def _run_share(seeds: range) -> int:
    with light():
        return sum(len(run(seed).log) for seed in seeds)


def test_promises_hold_in_every_run() -> None:
    seeds = _seeds()
    shares = [seeds[at : at + SEEDS_PER_SHARE] for at in range(0, len(seeds), SEEDS_PER_SHARE)]
    if len(shares) <= SEEDS_IN_A_TEST_RUN // SEEDS_PER_SHARE + 1:
        assert sum(map(_run_share, shares)) > len(seeds)
        return
    with ProcessPoolExecutor() as pool:
        actions = sum(pool.map(_run_share, shares))
    assert actions > len(seeds)


@pytest.mark.parametrize("seed", [3, 8])
def test_a_seed_repeats_itself(seed: int) -> None:
    with light():
        first, again = run(seed), run(seed)
    assert first.log == again.log
    assert [stored.key for stored in first.desk.events] == [
        stored.key for stored in again.desk.events
    ]


def test_runs_reach_what_they_are_about() -> None:
    # A simulation in which nothing happens keeps every promise.
    with light():
        worlds = [run(seed) for seed in range(60)]
    kinds = {stored.event.kind.value for world in worlds for stored in world.desk.events}
    assert kinds >= {
        "order_held",
        "hold_released",
        "fence_closed",
        "fence_lifted",
        "parcel_shipped",
        "stop_opened",
        "stop_answered",
        "stop_withdrawn",
        "tracking_for_fenced",
    }
    closed = [window for world in worlds for window in world.ledgers.closed.values()]
    assert any(window.asked > 1 for window in closed)
    assert any(window.pages > 1 for window in closed)
    assert any(window.set_aside for window in closed)
    doors = {door for window in closed for door in window.doors}
    assert doors == {"push", "poll"}
    trouble = " ".join(entry for world in worlds for entry in world.log)
    wanted = (
        "step: Crash",
        "upload: Crash",
        "TryAgain",
        "poll: Crash",
        "poll: PlatformBusy",
        "poll: AccessEnded",
        "poll: VersionConflict",
        "upload: StaleAfterSales",
        "claim waits",
        "sweep",
    )
    assert [word for word in wanted if word not in trouble] == []
