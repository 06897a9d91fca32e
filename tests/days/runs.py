"""Whole runs, and what must hold at the end of each, whatever went wrong in it."""

import importlib
import os
from datetime import timedelta
from functools import cache

import pytest

from hedan.domain.after_sales import AfterSale
from hedan.domain.orders import Order
from hedan.domain.pull_ledger import Listing
from tests.days.market import Desk
from tests.days.markets import MARKETS
from tests.days.plan import Kind
from tests.days.state import (
    State,
    difference,
    state_of,
    truth,
    undated,
    without_forgotten,
    without_traces,
)
from tests.days.world import World

# DAYS=50 plays so many days on every platform, ten to a seed; SEED says which seed is the first.
LONG_DAYS = int(os.environ.get("DAYS", "0"))
FIRST_SEED = int(os.environ.get("SEED", "1"))
# Small, so that a rush fills several pages of a window.
ROWS_A_PAGE = 2
SHOWN = 8


def small_pages(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a platform's adapter ask for few rows at once."""
    for module in MARKETS[name].page_sizes:
        monkeypatch.setattr(importlib.import_module(module), "PAGE_SIZE", ROWS_A_PAGE)


@cache
def quiet_state(name: str, seed: int, days: int, stores: int = 1) -> State:
    """Return what the desk says after the same days without a fault."""
    world = World(MARKETS[name], seed, days, stores=stores).run()
    must_have_closed(world)
    return state_of(world.desk)


def must_have_closed(world: World) -> None:
    """Nothing is open, every played day is certified, and the simulator is sound."""
    where = f"{world.market.name}, seed {world.seed}"
    assert not world.market.sim.crashes, where
    assert not _careless(world), f"{where}: {_careless(world)[:SHOWN]}"
    assert not world.intake.queue.waiting, where
    for store, desk in world.desks.items():
        for listing in Listing:
            why = [one.why_open for one in world.open_windows(listing, store)]
            assert not why, f"{where}: {listing} of {store}: {why}"
        for day in range(world.days):
            certificate = world.certificate(desk, world.day_of(day))
            assert certificate.is_complete, f"{where}: {certificate.day} of {store}"


def _careless(world: World) -> list[str]:
    """What a careful seller would not have done, without what a fault made of careful asking.

    A wrong clock asks too early; a count that lies leads to the page before the last one.
    """
    excused = []
    if world.happened[Kind.CLOCKS_DIFFER]:
        excused.append("window_too_new")
    if any(line.has_lied for line in world.lines.values()):
        excused.append("paged_forwards")
    found: list[str] = world.market.sim.violations
    return [one for one in found if not one.startswith(tuple(excused))]


def must_be_true(world: World) -> None:
    """The desk says what each platform says, and what it would say after days without faults."""
    where = f"{world.market.name}, seed {world.seed}"
    found = state_of(world.desk)
    told: State = {}
    for desk in world.desks.values():
        told |= _told(world, desk)
    ours = {name: one for name, one in found.items() if name.startswith(("order", "case"))}
    wrong = difference(without_forgotten(ours, told), without_forgotten(told, told))
    assert not wrong, f"{where}: ours | the platform's: {wrong[:SHOWN]}"
    quiet = quiet_state(world.market.name, world.seed, world.days, len(world.desks))
    ours, theirs = without_traces(found, quiet), without_traces(quiet, found)
    wrong = difference(
        undated(without_forgotten(ours, told)), undated(without_forgotten(theirs, told))
    )
    assert not wrong, f"{where}: this run | the quiet run: {wrong[:SHOWN]}"
    placed = set(world.ids.values())
    known = {order.key.order_id for order in world.desk.all(Order)}
    assert placed == known, f"{where}: never seen: {sorted(placed - known)[:SHOWN]}"


def lateness(world: World, store: str) -> dict[str, timedelta]:
    """Return how long after its payment each order of a store was in the table, by its id."""
    seen = world.first_stored
    return {
        order_id: seen[order_id] - world.placed_at[order_id]
        for (owner, _), order_id in world.ids.items()
        if owner == store and order_id in seen
    }


def _told(world: World, desk: Desk) -> State:
    store = desk.shop.store.id
    orders = [one.key.order_id for one in world.desk.all(Order) if one.key.store == store]
    cases = [
        (one.order.order_id, one.after_sale_id)
        for one in world.desk.all(AfterSale)
        if one.order.store == store
    ]
    return truth(desk.clear, orders, cases)
