"""Carries a plan of faults out: each kind begins in its time and counts that it happened."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from hedan.domain.pull_ledger import Listing
from infra.local.simulated.trade import Faults, Outage
from tests.days.market import Table
from tests.days.meddling import Missing
from tests.days.plan import Fault, Kind
from tests.days.script import DAY, START, Act, What
from tests.days.world import SWEEP_AT, World
from tests.fakes.gates import Crash

MINUTE = timedelta(minutes=1)
HALF_AN_HOUR = timedelta(minutes=30)
MOVES = 0.7  # How often, between two questions.
CLOCKS_DIFFER_MAX = 4.0  # Minutes.


class Trouble:
    """Carries a plan out in one world, and remembers what must show up in the ledger."""

    def __init__(self, world: World, plan: list[Fault]) -> None:
        self.world = world
        self.chance = random.Random(f"trouble:{world.seed}")
        self.unreported: list[str] = []
        self.unrepaired: list[str] = []
        self._lost_pushes: dict[str, datetime] = {}
        begin: dict[Kind, Callable[[], None]] = {
            Kind.ORDER_ROW_MISSING: lambda: self._row_missing(Listing.ORDERS),
            Kind.CASE_ROW_MISSING: lambda: self._row_missing(Listing.AFTER_SALES),
            Kind.ORDER_HIDDEN: self._order_hidden,
            Kind.CHANGE_HIDDEN: self._change_hidden,
            Kind.MESSAGE_LOST: self._message_lost,
            Kind.HINT_LOST: self._hint_lost,
            Kind.UNRULY: self._unruly,
            Kind.OUTAGE: self._outage,
            Kind.THROTTLED: self._throttled,
            Kind.TOKEN_ENDS: self._token_ends,
            Kind.ROWS_MOVE: self._rows_move,
            Kind.CLOCKS_DIFFER: self._clocks_differ,
            Kind.DIES: self._dies,
        }
        for fault in plan:
            world.at(fault.at, begin[fault.kind])
        world.before_work.append(self._lose_pushes)

    def _done(self, kind: Kind, count: int = 1) -> None:
        self.world.happened[kind] += count

    # --- rows ---------------------------------------------------------------------------

    def _row_missing(self, listing: Listing) -> None:
        """Take the next row that arrives, and let it not arrive for a while."""
        world, line = self.world, self.world.line
        if listing not in world.first.clear.capabilities.listings:
            return
        kind = Kind.ORDER_ROW_MISSING if listing is Listing.ORDERS else Kind.CASE_ROW_MISSING

        def watch(table: Table, orders: list[str]) -> None:
            if table.listing is not listing or not orders:
                return
            line.watches.remove(watch)
            missing = Missing(
                listing, {self.chance.choice(orders)}, world.clock() + 17 * MINUTE, lies=False
            )
            line.missing.append(missing)
            self._done(kind)
            self._must_show(listing, missing)

        line.watches.append(watch)

    def _must_show(self, listing: Listing, missing: Missing) -> None:
        """The poll that missed a row says so at once: an open window, and why."""
        world = self.world
        before = [0]

        def look() -> None:
            withheld, before[0] = missing.removed - before[0], missing.removed
            if missing.until < world.clock():
                world.after_poll.remove(look)
            if not world.polled or not withheld:
                return  # A poll that failed said so itself, and closed nothing.
            if look in world.after_poll:
                world.after_poll.remove(look)
            if not world.first.clear.capabilities.listings[listing].counts:
                return
            why = [window.why_open for window in world.open_windows(listing)]
            if not any("counts" in one or "end of the listing" in one for one in why):
                self.unreported.append(f"{world.clock()}: {missing.order_ids} of {listing}: {why}")

        world.after_poll.append(look)

    def _order_hidden(self) -> None:
        """Hide the next order that nobody touches before the night: only the sweep finds it."""
        self._hide_next(Kind.ORDER_HIDDEN, What.PLACE, frozenset({What.PLACE}))

    def _change_hidden(self) -> None:
        """Hide the next change of an address, where nothing else happens before the night."""
        self._hide_next(Kind.CHANGE_HIDDEN, What.ADDRESS, frozenset({What.ADDRESS}))

    def _hide_next(self, kind: Kind, what: What, only: frozenset[What]) -> None:
        world = self.world
        now = world.clock()
        night = _next_sweep(now)
        for act in world.script:
            coming = {
                one.what
                for one in world.script
                if one.order == act.order and act.at <= one.at <= night + HALF_AN_HOUR
            }
            if act.at > now and act.at < night and act.what is what and coming == only:
                break
        else:
            return
        missing = Missing(Listing.ORDERS, set(), night + DAY, lies=True)

        def begin(done: Act) -> None:
            if done is not act:
                return
            world.after_act.remove(begin)
            order_id = world.ids[world.first.shop.store.id, act.order]
            missing.order_ids.add(order_id)
            world.line.missing.append(missing)
            self._lost_pushes[order_id] = night
            self._watch_night(kind, order_id, missing, night)

        world.after_act.append(begin)

    def _watch_night(self, kind: Kind, order_id: str, missing: Missing, night: datetime) -> None:
        world = self.world
        changed_at = world.first.clear.read_order(order_id).value.changed_at
        hidden_at = world.clock()

        def knows() -> bool:
            order = world.stored(order_id)
            return order is not None and order.changed_at >= changed_at

        def before() -> None:
            if knows():
                # Something else brought it: a message that came late is not a lie of the list.
                world.happened[f"{kind}: known before the sweep"] += 1
                return
            self._done(kind)

        def after() -> None:
            missing.until = world.clock()
            if not knows():
                self.unrepaired.append(f"{order_id} hidden at {hidden_at}")

        world.at(night - timedelta(seconds=30), before)
        world.at(night + timedelta(seconds=30), after)

    # --- messages and hints ----------------------------------------------------------------

    def _message_lost(self) -> None:
        """Lose the next message about an order, or what it tells of the next new one."""
        world = self.world
        if world.first.clear.capabilities.push == "none":
            return

        def before(act: Act) -> None:
            if act.what not in {What.ADDRESS, What.REFUND, What.WITHDRAW, What.AGREE}:
                return
            world.before_act.remove(before)
            world.market.drop_next_message(world.ids[world.first.shop.store.id, act.order])

        def after(act: Act) -> None:
            if act.what is What.PLACE:
                world.after_act.remove(after)
                order_id = world.ids[world.first.shop.store.id, act.order]
                self._lost_pushes[order_id] = world.clock() + HALF_AN_HOUR

        world.before_act.append(before)
        world.after_act.append(after)

    def _lose_pushes(self) -> None:
        now = self.world.clock()
        losing = {order for order, until in self._lost_pushes.items() if until > now}
        if losing:
            self._done(Kind.MESSAGE_LOST, self.world.intake.lose_pushed(losing))

    def _hint_lost(self) -> None:
        world = self.world

        def lose() -> None:
            if world.intake.lose_one(self.chance):
                world.before_work.remove(lose)
                self._done(Kind.HINT_LOST)

        world.before_work.append(lose)

    def _unruly(self) -> None:
        world = self.world
        world.market.set_faults(
            Faults(duplicate_probability=0.5, reorder_probability=0.5, reorder_seconds_max=1_200.0)
        )
        world.shuffles = True
        self._done(Kind.UNRULY)

        def over() -> None:
            world.market.set_faults(Faults())
            world.shuffles = False

        world.at(world.clock() + 5 * HALF_AN_HOUR, over)

    # --- the platform -----------------------------------------------------------------------

    def _outage(self) -> None:
        world = self.world
        kind = self.chance.choice(world.market.outages)
        ends = world.clock() + HALF_AN_HOUR

        def begin() -> None:
            if world.clock() < ends:
                world.market.outage(kind)

        begin()
        world.outage_goes_on = begin
        self._done(Kind.OUTAGE)
        world.at(ends, world.market.end_outages)

    def _throttled(self) -> None:
        self.world.market.outage(Outage.THROTTLED, calls=11)
        self._done(Kind.THROTTLED)

    def _token_ends(self) -> None:
        """After the first page that a listing showed: the next call bears an old token."""
        world, line, shop = self.world, self.world.line, self.world.first.shop

        def watch(table: Table, orders: list[str]) -> None:
            if len(orders) == 0:
                return
            line.watches.remove(watch)
            world.market.expire_token(shop)
            self._done(Kind.TOKEN_ENDS)
            if not world.market.renews:
                world.token_ended = mend
                world.at(world.clock() + 45 * MINUTE, mend)

        def mend() -> None:
            if world.token_ended:
                world.token_ended = None
                world.market.mend_token(shop)

        line.watches.append(watch)

    def _rows_move(self) -> None:
        """Between two questions of one walk (the clock stands still in it), an order changes."""
        world = self.world
        ends = world.clock() + 6 * HALF_AN_HOUR
        left = [6]
        before = [("", ends)]

        def move(operation: str, page: int) -> None:
            goes_on = page > 1 or before[0] == (operation, world.clock())
            before[0] = (operation, world.clock())
            if goes_on and left[0] and world.clock() < ends and self.chance.random() < MOVES:
                left[0] -= 1
                world.market.touch_one(world.first.shop, self.chance)
                self._done(Kind.ROWS_MOVE)

        world.market.set_before_page(move)

    def _clocks_differ(self) -> None:
        world = self.world
        world.skew = timedelta(minutes=self.chance.uniform(-CLOCKS_DIFFER_MAX, CLOCKS_DIFFER_MAX))
        self._done(Kind.CLOCKS_DIFFER)

        def agree() -> None:
            world.skew = timedelta(0)

        world.at(world.clock() + 6 * HALF_AN_HOUR, agree)

    def _dies(self) -> None:
        """Once, at the next chance, at one of the places where a crash could lose something."""
        world = self.world
        place = self.chance.choice(
            ("before queue.send", "after queue.send", "before ledgers.save", "after ledgers.save")
        )

        def gate(point: str) -> None:
            if point == place and world.fetching:
                world.intake.queue.gate = world.ledgers.gate = lambda _: None
                self._done(Kind.DIES)
                raise Crash

        world.intake.queue.gate = world.ledgers.gate = gate


def _next_sweep(now: datetime) -> datetime:
    nights = START + SWEEP_AT
    while nights <= now + HALF_AN_HOUR:
        nights += DAY
    return nights
