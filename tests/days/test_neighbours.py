"""One order that nobody can read, one store that is dead: the others are on time."""

from datetime import timedelta

import pytest

from hedan.domain.pull_ledger import Listing
from tests.days.markets import MARKETS
from tests.days.runs import LONG_DAYS, lateness, must_be_true, must_have_closed
from tests.days.script import DAY, START, Act, What
from tests.days.world import World

NAMES = list(MARKETS) if LONG_DAYS else ["pinduoduo", "taobao", "mall"]
SEED = 6
HOUR = timedelta(hours=1)


def _usual(world: World) -> timedelta:
    """How late an order may be that only polls see: it just missed one, and the next lags."""
    lag = world.first.clear.capabilities.listings[Listing.ORDERS].lag
    return timedelta(minutes=2 * world.market.poll_minutes) + lag


@pytest.mark.parametrize("name", NAMES)
def test_one_poison_order_delays_nobody(name: str) -> None:
    world = World(MARKETS[name], SEED, 1, stores=2)
    poison = _poisoned(world)
    world.run(START + 23 * HOUR)
    first, second = world.desks
    assert world.lines[first].poisonings
    assert poison
    for store in (first, second):
        late = {
            order_id: by for order_id, by in lateness(world, store).items() if by > _usual(world)
        }
        placed = {one for (owner, _), one in world.ids.items() if owner == store}
        known = set(lateness(world, store))
        recent = {one for one in placed if world.clock() - world.placed_at[one] < _usual(world)}
        assert not late, f"{name}: {late}"
        assert placed - known - recent <= poison, name
    assert {mark.subject for mark in world.ledgers.set_aside(first)} >= poison
    assert not world.ledgers.set_aside(second)
    world.lines[first].poisoned.clear()  # Mended: the night's sweep tries it again.
    world.run()
    must_have_closed(world)
    must_be_true(world)


def _poisoned(world: World) -> set[str]:
    """Make the third order of the first store unreadable."""
    poison: set[str] = set()

    def begin(act: Act) -> None:
        if act.what is What.PLACE and len(world.placed_at) == 6:
            first = next(iter(world.desks))
            poison.add(world.ids[first, act.order])
            world.lines[first].poisoned |= poison

    world.after_act.append(begin)
    return poison


@pytest.mark.parametrize("name", NAMES)
def test_one_dead_store_delays_no_other(name: str) -> None:
    """Its seller took the permission away for a day: it is known no further, and catches up."""
    world = World(MARKETS[name], SEED, 1, stores=2)
    first, second = world.desks
    dead_until = START + DAY + 6 * HOUR

    def dies() -> None:
        world.lines[first].is_dead = True

    def lives() -> None:
        world.lines[first].is_dead = False

    world.at(START + 6 * HOUR, dies)
    world.at(dead_until, lives)
    world.run(dead_until - HOUR)
    assert sum(count for what, count in world.happened.items() if "poll failed" in what) > 10
    known = lateness(world, second)
    placed = {one for (owner, _), one in world.ids.items() if owner == second}
    assert placed == set(known)
    assert max(known.values()) <= _usual(world), name
    assert not lateness(world, first)
    assert not world.certificates[first, world.day_of(0)].is_complete
    assert world.certificates[second, world.day_of(0)].is_complete
    world.run()
    must_have_closed(world)
    must_be_true(world)
