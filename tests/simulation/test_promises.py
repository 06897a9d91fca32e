"""Every promise, after every step, for some seeds. A failing seed is printed and can be repeated.

`make simulate` runs ten thousand; SEED=<n> there repeats one run.
"""

import pytest

from tests.simulation.run import run_share, shares_of
from tests.simulation.runs import light, run

SEEDS = 60


def test_promises_hold_in_every_run() -> None:
    counted = run_share(range(SEEDS))
    assert counted["seeds"] == SEEDS
    # A simulation in which nothing goes wrong keeps every promise.
    wanted = (
        "crashes",
        "lost acknowledgements",
        "throttles",
        "conflicts",
        "batches replayed",
        "batches cut in two",
        "messages again",
        "messages lost",
        "executions twice",
        "stale answers",
        "skewed clocks",
    )
    assert [name for name in wanted if not counted[name]] == []


def test_seeds_are_shared_out_each_once() -> None:
    assert [seed for share in shares_of(range(7, 260)) for seed in share] == list(range(7, 260))


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
        worlds = [run(seed, troubled=200) for seed in range(40)]
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
    assert any(world.platform.replaced for world in worlds)
    assert any(world.platform.acts for world in worlds)
    closed = [window for world in worlds for window in world.ledgers.closed.values()]
    assert any(window.asked > 1 for window in closed)
    assert any(window.pages > 1 for window in closed)
    assert any(window.set_aside for window in closed)
    doors = {door for window in closed for door in window.doors}
    assert doors == {"push", "poll"}
    trouble = " ".join(entry for world in worlds for entry in world.log)
    wanted = (
        "step: Crash",
        "TryAgain",
        "poll: Crash",
        "poll: PlatformBusy",
        "poll: AccessEnded",
        "poll: VersionConflict",
        "upload: StaleAfterSales",
        "claim waits",
        "sweep",
        "send_again: Crash",
        "send_again: ENDED",
        "call_off_again",
        "ask_act: NOT_TRUE",
    )
    assert [word for word in wanted if word not in trouble] == []
