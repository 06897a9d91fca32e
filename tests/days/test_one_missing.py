"""Any one order or message of a day is taken away: all of them in the long run, a few in this."""

from datetime import timedelta

import pytest

from hedan.domain.pull_ledger import Listing
from tests.days.markets import MARKETS
from tests.days.meddling import Missing
from tests.days.runs import (
    FIRST_SEED,
    LONG_DAYS,
    lateness,
    must_be_true,
    must_have_closed,
    small_pages,
)
from tests.days.script import Act, What, script_of
from tests.days.world import SWEEP_AT, World

# Which of the day's orders: every one, or the first.
ORDERS = sum(act.what is What.PLACE for act in script_of(FIRST_SEED, 1))
VICTIMS = range(ORDERS) if LONG_DAYS else (0,)
NAMES = list(MARKETS) if LONG_DAYS else ["pinduoduo", "taobao", "shopify"]
A_WHILE = timedelta(minutes=45)


def _world(name: str, monkeypatch: pytest.MonkeyPatch) -> World:
    small_pages(name, monkeypatch)
    return World(MARKETS[name], FIRST_SEED, 1)


def _take(world: World, victim: int, missing: Missing, *, pushed: bool) -> None:
    """Withhold one order from the moment it is made; `pushed`: callbacks tell of it."""

    def begin(act: Act) -> None:
        if act.what is What.PLACE and act.order == victim:
            missing.order_ids.add(world.ids[world.first.shop.store.id, victim])
            world.line.missing.append(missing)

    def lose() -> None:
        if not pushed and missing.until > world.clock():
            world.happened["messages"] += world.intake.lose_pushed(missing.order_ids)

    world.after_act.append(begin)
    world.before_work.append(lose)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("victim", VICTIMS)
def test_an_order_that_no_listing_shows_for_a_while(
    name: str, victim: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = _world(name, monkeypatch)
    placed = next(act.at for act in world.script if act.order == victim)
    missing = Missing(Listing.ORDERS, set(), placed + A_WHILE, lies=False)
    _take(world, victim, missing, pushed=False)
    reasons: list[str] = []
    world.after_poll.append(
        lambda: reasons.extend(one.why_open for one in world.open_windows(Listing.ORDERS))
    )
    world.run()
    assert missing.removed
    if world.first.clear.capabilities.listings[Listing.ORDERS].counts:
        assert any("counts" in why or "end of the listing" in why for why in reasons)
    must_have_closed(world)
    must_be_true(world)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("victim", VICTIMS)
def test_an_order_that_the_platform_denies_until_the_night(
    name: str, victim: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts one less, no message comes: only the sweep by the time of making finds it."""
    world = _world(name, monkeypatch)
    placed = next(act.at for act in world.script if act.order == victim)
    night = placed.replace(hour=16, minute=0, second=0, microsecond=0) + SWEEP_AT
    missing = Missing(Listing.ORDERS, set(), night + timedelta(days=9), lies=True)
    _take(world, victim, missing, pushed=False)
    world.run(night - timedelta(minutes=1))
    (order_id,) = missing.order_ids
    assert world.stored(order_id) is None
    world.run(night + timedelta(minutes=1))
    assert world.stored(order_id) is not None
    missing.until = world.clock()
    world.run()
    must_have_closed(world)
    must_be_true(world)


@pytest.mark.parametrize("name", [one for one in NAMES if one != "pinduoduo"])
@pytest.mark.parametrize("victim", VICTIMS)
def test_an_order_whose_messages_are_all_lost(
    name: str, victim: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = _world(name, monkeypatch)
    _take(world, victim, Missing(Listing.ORDERS, set(), world.ends, lies=False), pushed=False)
    world.line.active = lambda _: []  # type: ignore[assignment, method-assign] # The listings show it.
    world.run()
    assert world.happened["messages"]
    order_id = world.ids[world.first.shop.store.id, victim]
    polls = timedelta(minutes=world.market.poll_minutes)
    assert lateness(world, world.first.shop.store.id)[order_id] <= 2 * polls
    must_have_closed(world)
    must_be_true(world)
