"""One door at a time: messages without polls, polls without a sweep, a certificate that waits."""

import json
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from itertools import cycle

import pytest

from hedan.domain.orders import Order
from hedan.domain.pull_ledger import Listing
from hedan.usecases.intake.poll_store import HINT_PATIENCE
from infra.local.simulated.trade import Outage
from tests.days.faults import Trouble
from tests.days.markets import MARKETS
from tests.days.meddling import Missing
from tests.days.plan import Fault, Kind, plan_of
from tests.days.runs import (
    LONG_DAYS,
    lateness,
    must_be_true,
    must_have_closed,
    small_pages,
)
from tests.days.script import DAY, START, Act, What
from tests.days.world import World
from tests.fakes.gates import Crash

PUSHING = [name for name in MARKETS if name != "pinduoduo"]
SEED = 4
HOUR = timedelta(hours=1)
MANY = 3
CONFIRM = "taobao.tmc.messages.confirm"


def _dying(world: World, place: str, times: int) -> list[int]:
    """Let the process die at a place, every third time it gets there."""
    left = [times, 0]

    def gate(point: str) -> None:
        if point == place and world.fetching and left[0]:
            left[1] += 1
            if left[1] % 3 == 0:
                left[0] -= 1
                raise Crash

    world.intake.queue.gate = gate
    return left


def _queued(world: World) -> set[str]:
    """Return the ids of all messages that ever got onto our queue; it fills as the days go by."""
    queued: set[str] = set()
    send = world.intake.queue.send

    def noting(bodies: Sequence[tuple[str, str, str]]) -> None:
        try:
            send(bodies)
        finally:
            queued.update(json.loads(one.body)["message_id"] for one in world.intake.queue.waiting)

    world.intake.queue.send = noting  # type: ignore[method-assign]
    return queued


@pytest.mark.parametrize("place", ["before queue.send", "after queue.send"])
def test_what_was_confirmed_is_on_the_queue(place: str) -> None:
    """No poll helps: a message that the platform forgets too early is lost for good."""
    world = World(MARKETS["taobao"], SEED, 1)
    world.polls = world.sweeps = False
    left = _dying(world, place, 6)
    queued = _queued(world)
    for hour in range(8, 23, 2):  # Confirming fails as well, now and then.
        fails = START + hour * HOUR
        world.at(fails, partial(world.market.sim.outage, Outage.UNAVAILABLE, method=CONFIRM))
        world.at(fails + HOUR / 2, world.market.end_outages)
    world.run()
    assert left[0] == 0
    assert world.happened["drain died"] == 6
    assert world.happened["drain failed: PlatformBusy"]
    assert not world.market.sim.waiting_messages
    assert len(queued) == world.market.sim.book.queue.put_total > len(world.ids)
    doors = {order.key.order_id: order.first_door for order in world.desk.all(Order)}
    assert doors == dict.fromkeys(world.ids.values(), "push")


@pytest.mark.parametrize("name", PUSHING)
def test_callbacks_alone_bring_every_order(name: str) -> None:
    world = World(MARKETS[name], SEED, 1)
    world.polls = world.sweeps = False
    world.run()
    doors = {order.key.order_id: order.first_door for order in world.desk.all(Order)}
    assert doors == dict.fromkeys(world.ids.values(), "push")


@pytest.mark.parametrize("minutes", [-4, 4])
@pytest.mark.parametrize("name", MARKETS if LONG_DAYS else ["pinduoduo", "shopify"])
def test_polls_alone_find_everything_by_a_clock_that_is_wrong(
    name: str, minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No sweep either: what is asked for too early is asked for again."""
    small_pages(name, monkeypatch)
    world = World(MARKETS[name], SEED, 1)
    world.pushes = world.sweeps = False
    world.skew = timedelta(minutes=minutes)
    world.run()
    must_be_true(world)
    usual = timedelta(minutes=2 * world.market.poll_minutes) + abs(world.skew)
    assert max(lateness(world, world.first.shop.store.id).values()) <= usual


@pytest.mark.parametrize("name", MARKETS if LONG_DAYS else ["pinduoduo", "woocommerce"])
def test_polls_alone_make_good_what_died_on_the_way(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither callbacks nor a sweep: windows stay open for the hints that were lost."""
    small_pages(name, monkeypatch)
    world = World(MARKETS[name], SEED, 1)
    world.pushes = world.sweeps = False
    step = timedelta(minutes=4 * world.market.poll_minutes)
    times = [START + 8 * HOUR + number * step for number in range(15 * HOUR // step)]
    kinds = cycle((Kind.HINT_LOST, Kind.DIES))
    trouble = Trouble(world, [Fault(next(kinds), at) for at in times])
    world.run()
    assert world.happened[Kind.HINT_LOST] >= MANY
    assert world.happened[Kind.DIES] >= MANY
    assert not trouble.unreported
    must_be_true(world)
    # A hint may be lost twice in a row, and a poll die in between.
    in_time = 2 * HINT_PATIENCE + timedelta(minutes=8 * world.market.poll_minutes)
    late = {k: v for k, v in lateness(world, world.first.shop.store.id).items() if v > in_time}
    assert not late
    for listing in world.first.clear.capabilities.listings:
        assert not world.open_windows(listing)


@pytest.mark.parametrize("name", ["pinduoduo", "mall"])
def test_a_day_is_certified_when_its_last_window_closed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_pages(name, monkeypatch)
    world = World(MARKETS[name], SEED, 1)
    morning = START + DAY + 5 * HOUR
    missing = Missing(Listing.ORDERS, set(), morning, lies=False)
    world.line.missing.append(missing)
    # What changes again leaves the window that it was missing from.
    changing = {
        act.order for act in world.script if act.what is not What.PLACE and act.at < morning
    }
    last = max(act.order for act in world.script if act.order not in changing)

    def begin(act: Act) -> None:
        if act.what is What.PLACE and act.order == last:
            missing.order_ids.add(world.ids[world.first.shop.store.id, act.order])

    world.after_act.append(begin)
    world.run(START + DAY + 4 * HOUR)
    certificate = world.certificates[world.first.shop.store.id, world.day_of(0)]
    assert missing.removed
    assert not certificate.is_complete
    (orders,) = (one for one in certificate.listings if one.listing is Listing.ORDERS)
    assert any("the platform counts" in one.why for one in orders.open)
    world.run()
    must_have_closed(world)
    must_be_true(world)


def test_without_the_sweep_a_lie_would_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same faults as ever: what the nightly sweep is there for."""
    small_pages("pinduoduo", monkeypatch)
    world = World(MARKETS["pinduoduo"], 1, 2)
    world.sweeps = False
    trouble = Trouble(world, plan_of(1, 2, each_day=7))
    world.run()
    assert trouble.unrepaired
