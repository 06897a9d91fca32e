"""Days of trade on one platform: people act, doors are asked, hints are taken in, all in order."""

import heapq
import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, cast
from zoneinfo import ZoneInfo

import urllib3

from hedan.domain.certificate import Certificate
from hedan.domain.orders import Order
from hedan.domain.pull_ledger import Listing, PullWindow
from hedan.errors import HedanError
from hedan.platforms.outside import Clock, Outside
from hedan.platforms.platform import Platform
from hedan.platforms.registry import open_store
from hedan.usecases.intake.certify_day import certify_day
from hedan.usecases.intake.drain_messages import drain_messages
from hedan.usecases.intake.poll_store import poll_store, sweep_store
from infra.local.simulated.clock import SetClock
from infra.local.simulated.web import DirectPool, WebAnswer, WebRequest
from tests.days.doorman import receive
from tests.days.intake import Intake
from tests.days.market import CARRIER, Desk, Market, Shop
from tests.days.meddling import Asked, Line
from tests.days.people import act_in
from tests.days.script import DAY, START, Act, end_of, script_of
from tests.fakes.gates import Crash
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.memory_ledgers import MemoryLedgers

DRAIN_EVERY = timedelta(minutes=3)
DELIVER_EVERY = timedelta(minutes=5)
SWEEP_AT = timedelta(hours=3, minutes=7)
CERTIFY_AT = timedelta(hours=4)
SWEEP_DAYS = 3


class World:
    """Everything of one run. `script` is what people do in the first store; others do the same."""

    def __init__(
        self,
        market: Callable[[int, Callable[[], datetime]], Market],
        seed: int,
        days: int,
        *,
        stores: int = 1,
    ) -> None:
        self.seed, self.days = seed, days
        self.clock = SetClock(START)
        self.skew = timedelta(0)  # Of our clock against the platform's.
        self.market = market(seed, self.clock)
        self.lines: dict[str, Line] = {}
        self.desks: dict[str, Desk] = {}
        self.desk = MemoryDesk()
        self.ledgers = MemoryLedgers()
        self.intake = Intake(self.desk, self.ledgers, lambda store: self.desks[store].asked)
        self.chance = random.Random(f"world:{seed}")
        self.happened: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.acts: Counter[str] = Counter()
        self.ids: dict[tuple[str, int], str] = {}
        self.placed_at: dict[str, datetime] = {}
        self.first_stored: dict[str, datetime] = {}
        self.certificates: dict[tuple[str, date], Certificate] = {}
        self.before_act: list[Callable[[Act], None]] = []
        self.after_act: list[Callable[[Act], None]] = []
        self.after_poll: list[Callable[[], None]] = []
        self.before_work: list[Callable[[], None]] = []
        self.pushes = True  # Off: what is pushed or waits in the platform's queue stays there.
        self.polls = True  # Off: only what is pushed arrives.
        self.sweeps = True
        self.shuffles = False
        self.polled = False  # Whether the last poll of all stores went through.
        self.fetching = False  # A schedule's run is under way: only that can die.
        self.outage_goes_on: Callable[[], None] | None = None
        self.token_ended: Callable[[], None] | None = None
        self._events: list[tuple[datetime, int, Callable[[], None]]] = []
        self._count = 0
        for number in range(1, stores + 1):
            self._open(number)
        self.script = script_of(seed, days)
        for act in self.script:
            self.at(act.at, partial(self._act, act))
        self.ends = end_of(days)
        self._plan_ticks()

    # --- time ---------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """Our time."""
        return self.clock() + self.skew

    def at(self, when: datetime, do: Callable[[], None]) -> None:
        """Plan something."""
        self._count += 1
        heapq.heappush(self._events, (when, self._count, do))

    def run(self, until: datetime | None = None) -> "World":
        """Play to the end, or up to a moment."""
        ends = until or self.ends
        while self._events and self._events[0][0] <= ends:
            when, _, do = heapq.heappop(self._events)
            if when > self.clock():
                self.clock.advance(when - self.clock())
            do()
        return self

    def _plan_ticks(self) -> None:
        def every(step: timedelta, phase: timedelta, do: Callable[[], None]) -> None:
            when = START + phase
            while when <= self.ends:
                self.at(when, do)
                when += step

        platform = next(iter(self.desks.values())).clear
        if platform.capabilities.push == "messages":
            every(DRAIN_EVERY, timedelta(seconds=20), self.drain)
        if platform.capabilities.push == "callback":
            every(DELIVER_EVERY, timedelta(seconds=40), self.deliver)
        every(timedelta(minutes=self.market.poll_minutes), timedelta(seconds=1), self.poll)
        every(DAY, SWEEP_AT, self.sweep)
        every(DAY, CERTIFY_AT, self.certify)

    # --- stores -------------------------------------------------------------------------

    def _open(self, number: int) -> None:
        shop = self.market.open_shop(number)
        line = Line(self.market, self.clock)
        clear = self._adapter(shop, self._serve_clearly, self.clock)
        behind = self._adapter(shop, line, lambda: self.now)
        self.lines[shop.store.id] = line
        asked = cast(Platform, Asked(behind, clear, line))
        self.desks[shop.store.id] = Desk(shop, asked, clear)

    def _serve_clearly(self, request: WebRequest) -> WebAnswer:
        """Serve what is no part of the trouble: shipping, and a look at how things truly are."""
        self.market.end_outages()
        if self.token_ended:
            self.token_ended()  # The seller who ships sees it and authorises again.
        answer = self.market.handle(request)
        if self.outage_goes_on:
            self.outage_goes_on()
        return answer

    def _adapter(self, shop: Shop, serve: Any, now: Callable[[], datetime]) -> Platform:
        waited = [0.0]

        def sleep(seconds: float) -> None:
            waited[0] += seconds

        clock = Clock(
            now=now,
            monotonic=lambda: self.clock().timestamp() + waited[0],
            sleep=sleep,
        )
        pool = cast(urllib3.PoolManager, DirectPool(serve))
        return open_store(shop.store, shop.app, shop.vault, [CARRIER], Outside(pool, clock))

    @property
    def first(self) -> Desk:
        """The store that most is about."""
        return next(iter(self.desks.values()))

    @property
    def line(self) -> Line:
        """The first store's line."""
        return self.lines[self.first.shop.store.id]

    # --- people -------------------------------------------------------------------------

    def _act(self, act: Act) -> None:
        for hook in list(self.before_act):
            hook(act)
        for desk in self.desks.values():
            act_in(self, desk, act)
        for hook in list(self.after_act):
            hook(act)
        self.deliver()

    # --- doors --------------------------------------------------------------------------

    def deliver(self) -> None:
        """Let the platform push what is due."""
        if self.first.clear.capabilities.push != "callback" or not self.pushes:
            return
        self.market.deliver(
            lambda request: receive(request, self.desks, self.intake.queue, self.now)
        )
        self.work_off()

    def drain(self) -> None:
        """Fetch what waits in the platform's own queue."""
        for desk in self.desks.values() if self.pushes else ():
            self._guarded("drain", partial(self._drain, desk))
        self.work_off()

    def _drain(self, desk: Desk) -> None:
        drain_messages(
            desk.shop.store,
            platform=desk.asked,
            shops={one.shop.store.shop_id: one.shop.store.id for one in self.desks.values()},
            queue=self.intake.queue,
            now=self.now,
        )

    def poll(self) -> None:
        """Poll every store; one that fails costs the others nothing."""
        self.polled = True
        for desk in self.desks.values() if self.polls else ():
            self.polled &= self._guarded("poll", partial(self._poll, desk))
        self.work_off()
        for hook in list(self.after_poll):
            hook()

    def _poll(self, desk: Desk) -> None:
        poll_store(desk.shop.store, **self._ports(desk))

    def sweep(self) -> None:
        """Pull the last days again by the time orders were made."""
        for desk in self.desks.values() if self.sweeps else ():
            self._guarded("sweep", partial(self._sweep, desk))
        self.work_off()

    def _sweep(self, desk: Desk) -> None:
        sweep_store(desk.shop.store, days=SWEEP_DAYS, **self._ports(desk))

    def certify(self) -> None:
        """Write yesterday's certificates."""
        for desk in self.desks.values():
            self.certificate(desk, None)

    def certificate(self, desk: Desk, day: date | None) -> Certificate:
        """Write one certificate."""
        made = certify_day(
            desk.shop.store,
            desk.clear.capabilities.listings,
            windows=self.ledgers,
            archive=self.intake.archive,
            language="zh",
            now=self.now,
            day=day,
        )
        self.certificates[desk.shop.store.id, date.fromisoformat(made.day)] = made
        return made

    def work_off(self) -> None:
        """Take in what is queued."""
        for hook in list(self.before_work):
            hook()
        self.intake.work_off(self.now, self.chance if self.shuffles else None)
        for one in self.desk.touched:
            if isinstance(one, Order):
                self.first_stored.setdefault(one.key.order_id, self.clock())
        self.desk.touched.clear()

    def open_windows(self, listing: Listing, store: str | None = None) -> tuple[PullWindow, ...]:
        """Return what the ledger of a listing still misses."""
        return self.ledgers.ledger(store or self.first.shop.store.id, listing).open

    def stored(self, order_id: str, store: str | None = None) -> Order | None:
        """Return an order as it is in the table."""
        wanted = store or self.first.shop.store.id
        for order in self.desk.all(Order):
            if (order.key.store, order.key.order_id) == (wanted, order_id):
                return order
        return None

    def day_of(self, number: int) -> date:
        """Return the n-th played day by the store's calendar, from 0."""
        zone = ZoneInfo(self.first.shop.store.time_zone)
        return (START + number * DAY).astimezone(zone).date()

    def _ports(self, desk: Desk) -> Mapping[str, Any]:
        return {
            "platform": desk.asked,
            "desk": self.desk,
            "marks": self.ledgers,
            "queue": self.intake.queue,
            "ledgers": self.ledgers,
            "now": self.now,
        }

    def _guarded(self, name: str, do: Callable[[], object]) -> bool:
        """A schedule's run that fails is over; the next one comes by itself."""
        self.fetching = True
        try:
            do()
            return True
        except HedanError as error:
            self.happened[f"{name} failed: {type(error).__name__}"] += 1
        except Crash:
            self.happened[f"{name} died"] += 1
        finally:
            self.fetching = False
        return False
