"""A shop of three stores with everything around it: the fakes, the clock, what is under way."""

from collections import deque
from datetime import datetime, timedelta
from random import Random
from typing import Any, cast

from hedan.adapters.case_book import DynamoCaseBook
from hedan.adapters.dynamo_desk import DynamoDesk
from hedan.deciding.rule_book import RuleBook
from hedan.domain.after_sales import AfterSale
from hedan.domain.base import OrderKey
from hedan.domain.intake import Hint
from hedan.domain.orders import Order
from hedan.domain.stock import StockMove
from hedan.platforms.platform import Departure, Told
from hedan.ports import CaseBook, Change, Desk
from hedan.settings import StoreSettings
from hedan.usecases.following.follow_event import Followers
from hedan.usecases.orders.gather_facts import Deciding, SkuHistories
from tests.fakes.gates import Gate
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_desk import MemoryDesk, StreamedEvent
from tests.fakes.memory_ledgers import MemoryLedgers
from tests.fakes.memory_ports import MemoryArchive, MemoryNotices, MemoryQueue
from tests.fakes.platform import FakePlatform
from tests.parcels.catalogue import COUNTED, PLATFORMS, START, Temper, settings_of
from tests.parcels.watched_desk import WatchedDesk
from tests.simulation.machines import Execution
from tests.simulation.trouble import Trouble

STOCK_AT_FIRST = 6


class ShownPlatform(FakePlatform):
    """A platform that remembers every answer it gave about an order."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(gate)
        self.told: dict[OrderKey, list[Order]] = {}

    def read_order(self, order_id: str) -> Told[Order]:
        """Return the order as it is now."""
        answer = super().read_order(order_id)
        self.told.setdefault(answer.value.key, []).append(answer.value)
        return answer

    def departures(self) -> list[Departure]:
        """Return every call that told of goods leaving."""
        return [*self.calls, *self.virtual_calls]


def _cases_on(desk: Desk, watched: WatchedDesk) -> CaseBook:
    """Return the book of cases on the same tables, or in the same memory."""
    if isinstance(desk, DynamoDesk):
        return DynamoCaseBook(desk._client, desk._orders)
    return MemoryCases(cast(MemoryDesk, watched))


class Shop:
    """All state of one run."""

    def __init__(self, desk: Desk, temper: Temper, seed: int = 0) -> None:
        self.temper = temper
        self.settings = settings_of(temper)
        self.chance = Random(seed)
        self.now = START
        self.gate = Trouble()
        self.watched = WatchedDesk(desk, self.gate)
        self.desk = cast("Desk", self.watched)
        self.cases = _cases_on(desk, self.watched)
        self.archive = MemoryArchive(self.gate)
        self.notices = MemoryNotices(self.gate)
        self.marks = MemoryLedgers(self.gate)
        self.ship_queue = MemoryQueue(self.gate)
        self.platforms = {store: self._platform() for store in PLATFORMS}
        self.mail: list[Hint] = []
        self.executions: list[Execution] = []
        self.streams: dict[str, deque[StreamedEvent]] = {}
        self.wakes: list[tuple[datetime, str]] = []
        self.dead_letters: list[str] = []
        self.receives: dict[str, int] = {}
        self.busy: set[int | str] = set()  # What is being worked on: nobody does it twice at once.
        self.log: list[str] = []
        self._started: set[tuple[str, str]] = set()
        self._streamed = 0
        self._counter = 0
        for sku in COUNTED:
            self.count_in(sku, STOCK_AT_FIRST)

    def _platform(self) -> ShownPlatform:
        platform = ShownPlatform(self.gate)
        platform.clock = lambda: self.now
        return platform

    # --- The clock and names ------------------------------------------------------------------

    def tick(self, seconds: float = 1) -> datetime:
        """Let time pass; every instant is new."""
        self.now += timedelta(seconds=seconds)
        return self.now

    def number(self) -> int:
        """Return a number that nothing else of this run has."""
        self._counter += 1
        return self._counter

    # --- Who is asked -------------------------------------------------------------------------

    @property
    def deciding(self) -> Deciding:
        """What decisions are made with."""
        return Deciding(self.desk, RuleBook(self.settings), SkuHistories(self.archive))

    @property
    def followers(self) -> Followers:
        """Whom an event starts."""
        return Followers(
            self.desk,
            self,
            self,
            self.ship_queue,
            self.notices,
            self.settings,
            self.cases,
            lambda: self.now,
        )

    def platform_of(self, store: str) -> ShownPlatform:
        """Return the platform that a store is on."""
        return self.platforms[store]

    def known_until(self, _: StoreSettings | None = None) -> datetime:
        """After-sales are known up to now: staleness is another simulation's."""
        return self.now

    @property
    def orders(self) -> list[Order]:
        """Every order, as its platform has it."""
        return [order for one in self.platforms.values() for order in one.orders]

    @property
    def after_sales(self) -> list[AfterSale]:
        """Every after-sale."""
        return [case for one in self.platforms.values() for case in one.after_sales]

    # --- What the use cases start -------------------------------------------------------------

    def start(self, machine: str, name: str, payload: dict[str, object]) -> None:
        """Start an execution; the same name twice is one."""
        self.gate("before workflows.start")
        if (machine, name) not in self._started:
            self._started.add((machine, name))
            self.executions.append(Execution(machine, name, payload))
        self.gate("after workflows.start")

    def wake(self, order: str, at: datetime) -> None:
        """Look at an order again then."""
        self.wakes.append((at, order))

    def ring(self) -> None:
        """Start what should be looked at by now."""
        due = [one for one in self.wakes if one[0] <= self.now]
        self.wakes = [one for one in self.wakes if one[0] > self.now]
        for at, order in due:
            self.start("order", f"wake-{order}-{at.isoformat()}", {"order": order})

    def pull_stream(self) -> None:
        """Put new events on their shards: in order beside one aggregate, free between them."""
        events = self.watched.events
        for event in events[self._streamed :]:
            self.streams.setdefault(event.key.split("|", 1)[0], deque()).append(event)
        self._streamed = len(events)

    # --- What happens to it -------------------------------------------------------------------

    def count_in(self, sku: str, count: int) -> None:
        """Goods came in."""
        name = f"in-{self.number()}"
        move = StockMove(sku=sku, on_hand=count, entry_id=name, cause="counted", at=self.now)
        self.desk.commit(Change(stock=(move,)))

    def hint(self, key: OrderKey, after_sale_id: str | None = None) -> None:
        """The platform says that something changed."""
        self.mail.append(
            Hint(
                door="push",
                platform=key.platform,
                store=key.store,
                kind="after_sale" if after_sale_id else "order",
                message_id=str(self.number()),
                seen_at=self.now,
                order_id=key.order_id,
                after_sale_id=after_sale_id,
            )
        )

    def ports(self, *names: str) -> dict[str, Any]:
        """Return what a use case wants, by its names; now is an instant."""
        known = {
            "desk": self.desk,
            "archive": self.archive,
            "notices": self.notices,
            "settings": self.settings,
            "platform_of": self.platform_of,
            "known_until": self.known_until,
            "now": self.now,
        }
        return {name: known[name] for name in names}
