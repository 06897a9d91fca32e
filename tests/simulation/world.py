"""One small shop with everything that can go wrong: the fakes, the clock, the chance."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hedan.domain.base import OrderKey
from hedan.domain.intake import Hint
from hedan.domain.merging import MergeRules
from hedan.domain.orders import Receiver
from hedan.domain.pull_ledger import Listing, PullLedger
from hedan.domain.replaced_lines import ReplacementKind
from hedan.domain.stock import StockMove
from hedan.platforms.platform import ListingRule
from hedan.ports import Change
from hedan.settings import (
    CarrierSettings,
    Settings,
    SkuSettings,
    StoreSettings,
    SupplierSettings,
)
from hedan.usecases.following.follow_event import Followers
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_desk import StreamedEvent
from tests.fakes.memory_ledgers import MemoryLedgers
from tests.fakes.memory_ports import MemoryArchive, MemoryNotices, MemoryQueue
from tests.fakes.platform import FakePlatform
from tests.simulation.clocks import NONE, Clocks
from tests.simulation.machines import Execution
from tests.simulation.stale import LaggingDesk
from tests.simulation.trouble import Trouble

START = datetime(2026, 10, 1, 4, tzinfo=UTC)
STORE = "cup-shop"
SUPPLIERS = ("factory-a", "factory-b")
# Few SKUs, so that orders meet; one counted, one made to order, one that travels alone.
SKUS = {
    "CUP": SkuSettings(sku="CUP", name="杯", supplier="factory-a", tracks_stock=True),
    "MUG": SkuSettings(sku="MUG", name="马克杯", supplier="factory-a"),
    "BRUSH": SkuSettings(sku="BRUSH", name="刷", supplier="factory-b", fixed_packing=True),
}
# What rules give and nobody buys.
GIFTS = tuple(
    SkuSettings(sku=sku, name="礼", supplier="factory-a") for sku in ("PIN", "BOW", "BAG")
)
HOME = ZoneInfo("Asia/Shanghai")  # The clock of the store.
FRESH_FOR = timedelta(minutes=30)  # Short of the longest wait: stores go stale, and fresh again.
SETTINGS = Settings(
    stores=(
        StoreSettings(
            id=STORE,
            platform="doudian",
            name="杯店",
            shop_id="1",
            api_url="https://example.com",
            after_sales_minutes=FRESH_FOR // timedelta(minutes=1),
        ),
    ),
    suppliers=tuple(SupplierSettings(id=name, name=name) for name in SUPPLIERS),
    skus=(*SKUS.values(), *GIFTS),
    carriers=(
        CarrierSettings(
            code="zto", name="中通", number_pattern=r"\d{6,}", platform_codes={"doudian": "zto"}
        ),
    ),
    merge=MergeRules(window_minutes=0),
)
STOCK_AT_FIRST = 4
# In some runs one order is too big for one transaction: a few seeds, so that the others
# stay what they are.
BIG_ORDER_LINES = 120
SEEDS_TO_A_BIG_ORDER = 100
# In some runs lines are virtual goods, which ship by themselves.
SEEDS_TO_VIRTUAL_GOODS = 7
# In some runs buyers want goods exchanged or sent once more, and a person works on cases.
SEEDS_TO_GOODS_AGAIN = 4
# In some runs clocks are wrong.
SEEDS_TO_SKEWED_CLOCKS = 5
# A listing shows a change late at times, but sooner than the poll asks for the same time again.
LATE_MAX = timedelta(minutes=4)


class Instructed(NamedTuple):
    """Something was told to leave: when that began, and up to when refunds were known then."""

    what: str
    began: datetime
    known_before: datetime | None
    known_after: datetime | None


class World(Clocks):
    """All state of one run; everything in it follows from the seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = Random(seed)
        is_skewed = seed % SEEDS_TO_SKEWED_CLOCKS == SEEDS_TO_SKEWED_CLOCKS - 1
        super().__init__(self.chance, START, is_skewed=is_skewed)
        self.gate = Trouble()
        self.desk = LaggingDesk(self.gate, self.chance, lambda: self.now)
        self.archive = MemoryArchive(self.gate)
        self.notices = MemoryNotices(self.gate)
        self.ledgers = MemoryLedgers(self.gate)
        self.ship_queue = MemoryQueue(self.gate)
        self.intake_queue = MemoryQueue(self.gate)
        self.platform = FakePlatform(self.gate)
        # In one run every callback arrives, in another none: the poll must do without them.
        self.callbacks_lost = self.chance.choice((0, 0, 0.1, 0.5, 1))
        self.instructed: list[Instructed] = []
        self.receivers: dict[OrderKey, set[Receiver]] = {}  # All that an order ever had.
        self.mail: list[Hint] = []
        self.dead_letters: list[str] = []
        self.receives: dict[str, int] = {}
        self.executions: list[Execution] = []
        self.ended: list[Execution] = []
        self.streams: dict[str, deque[StreamedEvent]] = {}
        self.counter = 0
        self.log: list[str] = []
        self.acted = 0  # Events: actions of anybody.
        self.cut: dict[str, int] = {}  # How many events of a shard come at once after an error.
        self.poisoned: set[str] = set()  # Events that kill who handles them in company.
        self.counts: Counter[str] = Counter()  # What went wrong, beside what the gate counts.
        self.followers = Followers(
            self.desk,
            self,
            self,
            self.ship_queue,
            self.notices,
            SETTINGS,
            MemoryCases(self.desk),
            lambda: self.now,
        )
        self._started: set[tuple[str, str]] = set()
        self.streamed = 0
        self.sells_virtual = seed % SEEDS_TO_VIRTUAL_GOODS == SEEDS_TO_VIRTUAL_GOODS - 1
        self.buyers_want_goods_again = seed % SEEDS_TO_GOODS_AGAIN == SEEDS_TO_GOODS_AGAIN - 1
        self.has_big_order = seed % SEEDS_TO_A_BIG_ORDER == SEEDS_TO_A_BIG_ORDER - 1
        more = 3 * BIG_ORDER_LINES if self.has_big_order else 0
        self.count_stock("CUP", STOCK_AT_FIRST + more)
        self._open_store()

    def _open_store(self) -> None:
        """Choose how the platform lists; where its windows are short, the first look is done."""
        chance, platform = self.chance, self.platform
        platform.clock = lambda: self.platform_now
        platform.page_size = chance.choice((1, 2, 3))
        longest = chance.choice((timedelta(minutes=20), timedelta(hours=6)))
        lag = chance.choice((timedelta(0), timedelta(seconds=30)))
        rule = ListingRule(window_max=longest, lag=lag, reach=timedelta(days=90), counts=True)
        made = rule.but(window_max=timedelta(days=1))
        listings = {
            Listing.ORDERS: rule,
            Listing.AFTER_SALES: rule,
            Listing.ORDERS_CREATED: made,
        }
        platform.capabilities = platform.capabilities.but(
            listings=listings, ships_replacements=frozenset({ReplacementKind.EXCHANGE})
        )
        if longest < timedelta(hours=1):
            for listing in (Listing.ORDERS, Listing.AFTER_SALES):
                first = START + self.platform_skew
                ledger = PullLedger(store=STORE, listing=listing, asked_until=first)
                self.ledgers.save(ledger, [])

    def number(self) -> int:
        """Return a number that nothing else of this run has."""
        self.counter += 1
        return self.counter

    def start(self, machine: str, name: str, payload: dict[str, object]) -> None:
        """Start an execution. Express ones start again under the same name, as on AWS."""
        self.gate("before workflows.start")
        again = machine == "order" and self.chance.random() < 0.1
        if again or (machine, name) not in self._started:
            self.counts["executions twice"] += (machine, name) in self._started
            self._started.add((machine, name))
            self.executions.append(Execution(machine, name, payload))
        self.gate("after workflows.start")

    def wake(self, order: str, at: datetime) -> None:
        """Look at a presale again when it is due: this shop has none."""
        raise AssertionError(f"a presale in a shop without: {order} at {at}")

    def platform_of(self, store: str) -> FakePlatform:
        """The one platform."""
        assert store == STORE
        return self.platform

    def known_until(self, _: StoreSettings | None = None) -> datetime | None:
        """Up to when the after-sales of the one store are known."""
        return self.ledgers.ledger(STORE, Listing.AFTER_SALES).known_until

    @contextmanager
    def instructing(self, what: str, count: Callable[[], int]) -> Iterator[None]:
        """Note how fresh after-sales were around something that may tell goods to leave.

        `count` says how many instructions there are: more of them afterwards is one given.
        """
        began, known, before = self.now, self.known_until(), count()
        try:
            yield
        finally:
            if count() > before:
                self.instructed.append(Instructed(what, began, known, self.known_until()))

    def count_stock(self, sku: str, count: int) -> None:
        """Goods came in."""
        move = StockMove(
            sku=sku, on_hand=count, entry_id=f"in-{self.number()}", cause="counted", at=self.now
        )
        self.desk.commit(Change(stock=(move,)))

    def pull_stream(self) -> None:
        """Put new events on their shards: in order beside one aggregate, free between them."""
        for event in self.desk.events[self.streamed :]:
            self.streams.setdefault(event.key.split("|", 1)[0], deque()).append(event)
        self.streamed = len(self.desk.events)

    def hint(self, order_id: str, after_sale_id: str | None = None) -> Hint | None:
        """The platform calls back that something changed, if it does; its listing may be late."""
        self._list_late(order_id, after_sale_id)
        if self.chance.random() < self.callbacks_lost:
            return None
        hint = Hint(
            door="push",
            platform="doudian",
            store=STORE,
            kind="after_sale" if after_sale_id else "order",
            message_id=str(self.number()),
            seen_at=self.now,
            order_id=order_id,
            after_sale_id=after_sale_id,
        )
        self.mail.append(hint)
        return hint

    def _list_late(self, order_id: str, after_sale_id: str | None) -> None:
        """Choose once for a change when it is listed: what was listed is not taken back."""
        late = LATE_MAX * self.chance.random() if self.chance.random() < 0.15 else NONE
        platform = self.platform
        told = platform.after_sale(after_sale_id) if after_sale_id else platform.order(order_id)
        change = after_sale_id or order_id, told.changed_at
        platform.late.setdefault(change, told.changed_at + late)

    def fetch_mail(self) -> None:
        """Take what polls have queued to the hints under way: from there on any order goes."""
        for message in list(self.intake_queue.waiting):
            self.intake_queue.delete(message)
            self.mail.append(Hint.model_validate_json(message.body))
