"""Days full of faults, on every platform: reported at once or repaired, and nothing is missed.

DAYS=50 pytest tests/days            fifty days on each, ten to a seed
DAYS=50 SEED=1000 pytest tests/days  other ones
"""

import pytest

from tests.days.faults import Trouble
from tests.days.markets import MARKETS
from tests.days.plan import Kind, plan_of
from tests.days.runs import FIRST_SEED, LONG_DAYS, must_be_true, must_have_closed, small_pages
from tests.days.world import World

DAYS_OF_A_SEED = 10
# The share of every test run: two days with every fault in them, by seeds in which all befall.
SHORT_DAYS = 2
SHORT_SEEDS = {name: 1 if name in {"pinduoduo", "doudian", "aliexpress"} else 2 for name in MARKETS}
# What a platform cannot suffer: it sends nothing, or it lists no after-sales.
CANNOT = {
    "pinduoduo": {Kind.MESSAGE_LOST},
    "woocommerce": {Kind.CASE_ROW_MISSING},
    "shopify": {Kind.CASE_ROW_MISSING},
}


def _runs() -> list[tuple[str, int, int]]:
    if not LONG_DAYS:
        return [(name, SHORT_SEEDS[name], SHORT_DAYS) for name in MARKETS]
    seeds = range(FIRST_SEED, FIRST_SEED + -(-LONG_DAYS // DAYS_OF_A_SEED))
    return [(name, seed, min(DAYS_OF_A_SEED, LONG_DAYS)) for name in MARKETS for seed in seeds]


@pytest.mark.parametrize(("name", "seed", "days"), _runs())
def test_nothing_is_missed(
    name: str, seed: int, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_pages(name, monkeypatch)
    world = World(MARKETS[name], seed, days)
    trouble = Trouble(world, plan_of(seed, days, each_day=7))
    world.run()
    never = {kind for kind in Kind if not world.happened[kind]} - CANNOT.get(name, set())
    assert not never, f"{name}, seed {seed}: nothing tested by {sorted(never)}"
    assert not trouble.unreported, f"{name}, seed {seed}: {trouble.unreported}"
    assert not trouble.unrepaired, f"{name}, seed {seed}: {trouble.unrepaired}"
    must_have_closed(world)
    must_be_true(world)
