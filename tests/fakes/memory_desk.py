"""The Desk in memory: the same promises as the one in DynamoDB, three orders of magnitude faster.

One contract suite (tests/contracts) runs on both; what it proves of one it proves of the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import NamedTuple

from hedan.adapters.index_facts import (
    AFTER_OPEN,
    ENDED,
    LOOK,
    NO_DEADLINE,
    facts_of,
    instant,
    news_of,
)
from hedan.adapters.keys import (
    Key,
    after_sale_key,
    event_key,
    key_of,
    line_key,
    number_key,
    order_key,
    order_pk,
    parcel_key,
    scorecard_key,
    stop_key,
    subject_of,
    supplier_desk_key,
    supplier_pk,
    supplier_return_key,
    tally_key,
    wave_key,
    workbook_key,
)
from hedan.adapters.keys import returned_key as returned_file_key
from hedan.domain.after_sales import AfterSale
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.bills import BillDay
from hedan.domain.cases import Case
from hedan.domain.commits import StoredEvent
from hedan.domain.decisions import Decision
from hedan.domain.edits import Edits
from hedan.domain.events import Event
from hedan.domain.facts import BuyerOrder
from hedan.domain.findings import Holds, Post
from hedan.domain.history import is_member, place_of
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel, Tracking, by_look
from hedan.domain.returns import SupplierReturn
from hedan.domain.scorecards import Scorecard
from hedan.domain.stock import Stock, StockMove
from hedan.domain.stops import Stop
from hedan.domain.tallies import Tally
from hedan.domain.tracking_numbers import NumberUse
from hedan.domain.waves import ReadyOrders
from hedan.domain.workbook_files import ReturnedFile, SupplierDesk, Wave, WorkbookFile
from hedan.errors import FenceClosed, StockShort, VersionConflict
from hedan.ports import Aggregate, Change, HeldOrder, OrderFile, SupplierNews
from tests.fakes.gates import AFTER, BEFORE, Gate, open_gate

# TransactWriteItems' own limit, kept here too: what is too big there must not pass here.
ACTIONS_MAX = 100
# A lift brings these back to claimed: the fence that it opens is the one still stored as closed.
LIFTED_FROM = frozenset({LineState.STOPPING, LineState.GONE})
# What the index of what is open may hold.
MAY_BE_OPEN = (Stop, Parcel, SupplierReturn, AfterSale, Case)


class StreamedEvent(NamedTuple):
    """An event as a stream delivers it: in the order of the commits."""

    key: str  # Partition and sort key, as the follower names it.
    event: Event


class LedgerEntry(NamedTuple):
    """One move of what is on hand."""

    sku: str
    entry_id: str
    on_hand: int


class MemoryDesk:
    """The Desk port on dictionaries. Single-threaded: a commit is atomic by itself."""

    def __init__(self, gate: Gate = open_gate) -> None:
        self.gate = gate
        self.events: list[StreamedEvent] = []
        self.touched: list[Aggregate] = []
        """Everything written, in the order of the commits; whoever watches may empty it."""
        self.ledger: dict[tuple[str, str], LedgerEntry] = {}
        self._items: defaultdict[str, dict[str, Aggregate]] = defaultdict(dict)
        self._files: dict[str, OrderFile] = {}  # As they were read last: until the next write.
        self._ready: defaultdict[str, dict[Key, tuple[str, LineKey]]] = defaultdict(dict)
        self._ready_for: dict[Key, str] = {}  # Under which name of `_ready`.
        self._open: defaultdict[str, dict[Key, tuple[str, Aggregate]]] = defaultdict(dict)
        self._listed_in: dict[Key, str] = {}  # Under which name of `_open`.
        self._stock: dict[str, Stock] = {}
        self._buyer_orders: dict[OrderKey, tuple[Order, BuyerOrder]] = {}
        self._event_keys: set[Key] = set()
        self._kinds: defaultdict[type[Aggregate], dict[Key, Aggregate]] = defaultdict(dict)
        self._told: defaultdict[OrderKey, list[Change]] = defaultdict(list)

    # --- Reading ------------------------------------------------------------------------------

    def order_file(self, key: OrderKey) -> OrderFile:
        """Return everything about one order."""
        self.gate("before desk.order_file")
        pk = order_pk(key)
        known = self._files.get(pk)
        if known is None:
            known = self._files[pk] = _file_of(key, self._items.get(pk, {}))
        return known

    def orders(self, keys: Iterable[OrderKey]) -> dict[OrderKey, Order]:
        """Return the orders that exist of these."""
        self.gate("before desk.orders")
        found = {key: self._get(Order, order_key(key)) for key in keys}
        return {key: order for key, order in found.items() if order}

    def after_sales(
        self, keys: Iterable[tuple[OrderKey, str]]
    ) -> dict[tuple[OrderKey, str], AfterSale]:
        """Return the after-sales that exist of these, by order and after-sale id."""
        self.gate("before desk.after_sales")
        found = {key: self._get(AfterSale, after_sale_key(*key)) for key in keys}
        return {key: case for key, case in found.items() if case}

    def lines(self, keys: Iterable[LineKey]) -> dict[LineKey, LineWork]:
        """Return our work on these lines, as far as there is any."""
        self.gate("before desk.lines")
        found = {key: self._get(LineWork, line_key(key)) for key in keys}
        return {key: line for key, line in found.items() if line}

    def ready_lines(self, supplier: str) -> list[LineKey]:
        """Return the lines that wait for a wave of this supplier, earliest deadline first."""
        self.gate("before desk.ready_lines")
        return [key for _, key in sorted(self._ready[supplier].values(), key=itemgetter(0))]

    def ready_orders(self, supplier: str, most: int) -> ReadyOrders:
        """Return the orders that wait for a wave of this supplier, at most so many of them."""
        self.gate("before desk.ready_orders")
        waiting = sorted(self._ready[supplier].values(), key=itemgetter(0))
        orders = tuple(dict.fromkeys(line.order for _, line in waiting))[:most]
        first = waiting[0][0].partition("#")[0] if waiting else NO_DEADLINE
        earliest = None if first == NO_DEADLINE else datetime.fromisoformat(first)
        return ReadyOrders(orders=orders, earliest=earliest)

    def parcels(self, parcel_ids: Iterable[str]) -> dict[str, Parcel]:
        """Return the parcels that exist of these."""
        self.gate("before desk.parcels")
        found = {name: self._get(Parcel, parcel_key(name)) for name in parcel_ids}
        return {name: parcel for name, parcel in found.items() if parcel}

    def wave(self, wave_id: str) -> Wave | None:
        """Return a wave that was opened."""
        self.gate("before desk.wave")
        return self._get(Wave, wave_key(wave_id))

    def supplier_desk(self, supplier: str) -> SupplierDesk:
        """Return the counters of a supplier; fresh ones before its first wave."""
        self.gate("before desk.supplier_desk")
        known = self._get(SupplierDesk, supplier_desk_key(supplier))
        return known or SupplierDesk(supplier=supplier)

    def workbook(self, supplier: str, number: str) -> WorkbookFile | None:
        """Return one workbook."""
        self.gate("before desk.workbook")
        return self._get(WorkbookFile, workbook_key(supplier, number))

    def workbooks(self, supplier: str, limit: int) -> list[WorkbookFile]:
        """Return the newest workbooks of a supplier, newest first."""
        return self._newest(WorkbookFile, supplier)[:limit]

    def stop(self, supplier: str, stop_id: str) -> Stop | None:
        """Return one stop."""
        self.gate("before desk.stop")
        return self._get(Stop, stop_key(supplier, stop_id))

    def stops(self, supplier: str) -> list[Stop]:
        """Return the stops of a supplier."""
        return self._newest(Stop, supplier)

    def supplier_news(self, supplier: str, since: datetime) -> SupplierNews:
        """Return what is open with a supplier, and what of it ended since."""
        self.gate("before desk.supplier_news")
        first, last = ENDED + instant(since), AFTER_OPEN
        listed = self._open.get(news_of(supplier), {})
        found = [one for by, one in listed.values() if first <= by <= last]
        return SupplierNews(
            stops=tuple(one for one in found if isinstance(one, Stop)),
            parcels=tuple(one for one in found if isinstance(one, Parcel)),
            returns=tuple(one for one in found if isinstance(one, SupplierReturn)),
        )

    def supplier_return(self, supplier: str, return_id: str) -> SupplierReturn | None:
        """Return goods that come back to a supplier."""
        self.gate("before desk.supplier_return")
        return self._get(SupplierReturn, supplier_return_key(supplier, return_id))

    def parcels_to_look_at(self, until: datetime, limit: int) -> list[Parcel]:
        """Return the parcels whose look_at has come, the longest due first, at most so many."""
        self.gate("before desk.parcels_to_look_at")
        listed = self._open.get(LOOK, {}).values()
        found = [one for by, one in listed if isinstance(one, Parcel) and by <= instant(until)]
        return by_look(found)[:limit]

    def number_uses(self, trackings: Iterable[Tracking]) -> dict[Tracking, NumberUse]:
        """Return who brought these numbers first, as far as anybody did."""
        self.gate("before desk.number_uses")
        found = {one: self._get(NumberUse, number_key(one)) for one in trackings}
        return {tracking: use for tracking, use in found.items() if use}

    def bill_days(self, supplier: str, since: date, until: date) -> list[BillDay]:
        """Return the closed days of a supplier, both ends included, oldest first."""
        days = (one for one in self._newest(BillDay, supplier) if since <= one.day <= until)
        return sorted(days, key=lambda one: one.day)

    def scorecard(self, supplier: str) -> Scorecard | None:
        """Return how well a supplier worked lately; None before the first night."""
        self.gate("before desk.scorecard")
        return self._get(Scorecard, scorecard_key(supplier))

    def returned_file(self, supplier: str, file_key: str) -> ReturnedFile | None:
        """Return what became of a file that was sent back."""
        self.gate("before desk.returned_file")
        return self._get(ReturnedFile, returned_file_key(supplier, file_key))

    def returned_files(self, supplier: str, limit: int) -> list[ReturnedFile]:
        """Return the newest files that a supplier sent back, newest first."""
        return self._newest(ReturnedFile, supplier)[:limit]

    def stock(self, skus: Iterable[str]) -> dict[str, Stock]:
        """Return the stock of these SKUs; a SKU never counted is not in it."""
        self.gate("before desk.stock")
        return {sku: self._stock[sku] for sku in skus if sku in self._stock}

    def tallies(self, names: Iterable[str]) -> dict[str, Tally]:
        """Return these tallies; of what nobody counted yet an empty one."""
        self.gate("before desk.tallies")
        return {name: self._get(Tally, tally_key(name)) or Tally(name=name) for name in names}

    def history(self, key: OrderKey) -> list[StoredEvent]:
        """Return every event of an order with the way back over it, the oldest first."""
        self.gate("before desk.history")
        events = [
            StoredEvent(name=place_of(of)[1], version=of.version + 1, event=event, undo=undo)
            for change in self._told[key]
            for of, event, undo in change.told()
            if is_member(of) and place_of(of)[0] == key
        ]
        return sorted(events, key=lambda stored: stored.event.at)

    def buyer_orders(self, key: OrderKey, buyer_id: str, limit: int = 50) -> list[BuyerOrder]:
        """Return a buyer's other orders at the store of this one, newest first."""
        self.gate("before desk.buyer_orders")
        found = [
            self._as_seen_by_buyers(order)
            for order in self.all(Order)
            if order.buyer_id == buyer_id != ""
            and (order.key.platform, order.key.store) == (key.platform, key.store)
            and order.key.order_id != key.order_id
        ]
        found.sort(key=lambda order: (order.ordered_at, str(order.key)), reverse=True)
        return found[:limit]

    def _as_seen_by_buyers(self, order: Order) -> BuyerOrder:
        known = self._buyer_orders.get(order.key)
        if known is None or known[0] is not order:
            known = self._buyer_orders[order.key] = (order, BuyerOrder.of(order))
        return known[1]

    def orders_of_day(self, store: str, day: date) -> list[OrderKey]:
        """Return the orders of a store that were made on this UTC day, sorted by their keys."""
        self.gate("before desk.orders_of_day")
        made = (
            order.key
            for order in self.all(Order)
            if order.key.store == store and order.created_at.astimezone(UTC).date() == day
        )
        return sorted(made, key=str)

    def held_orders(self, post: Post, limit: int) -> list[HeldOrder]:
        """Return the orders that wait for a post's next step, earliest due first, undated last."""
        self.gate("before desk.held_orders")
        held = []
        for holds in self.all(Holds):
            own = [hold for hold in holds.open if hold.finding.post is post]
            if own:
                due_at = min((hold.due_at for hold in own if hold.due_at), default=None)
                codes = tuple(sorted({hold.finding.code for hold in own}))
                held.append(HeldOrder(key=holds.order, due_at=due_at, codes=codes))
        last = datetime.max.replace(tzinfo=UTC)
        held.sort(key=lambda order: (order.due_at or last, str(order.key)))
        return held[:limit]

    # --- Writing ------------------------------------------------------------------------------

    def commit(self, change: Change) -> None:
        """Do all of it or nothing: see the port."""
        self.gate(f"{BEFORE}desk.commit")
        puts = [(key_of(one), one) for one in change.puts]
        read = [(key_of(one), one) for one in (*change.unchanged, *change.clear)]
        events = [(event_key(of, event), event) for of, event in change.events]
        _refuse_impossible(change, [key for key, _ in (*puts, *read, *events)])
        self._refuse_closed_fences(change)
        self._refuse_stale([*puts, *read], events)
        for one in change.was:
            stored = self.stored(one)
            assert stored is one or stored == one, f"{subject_of(one)} was never so: {one}"
        balances = dict(self._balances(change.stock))
        entries = [_entry(move) for move in change.stock if move.on_hand]
        for entry in entries:
            if (entry.sku, entry.entry_id) in self.ledger:
                raise StockShort(entry.sku)
        for key, one in puts:
            self._put(key, one)
        self._stock |= balances
        self.ledger |= {(entry.sku, entry.entry_id): entry for entry in entries}
        for key, event in events:
            self._event_keys.add(key)
            self.events.append(StreamedEvent("|".join(key), event))
        for order in {place_of(one)[0] for one in change.puts if is_member(one)}:
            self._told[order].append(change)
        self.gate(f"{AFTER}desk.commit")

    # --- What only tests may ask --------------------------------------------------------------

    def all[M: Aggregate](self, kind: type[M]) -> Iterator[M]:
        """Yield every aggregate of a kind, as it is stored."""
        yield from self._kinds.get(kind, {}).values()  # type: ignore[arg-type, misc] # By type.

    def stored(self, aggregate: Aggregate) -> Aggregate | None:
        """Return what is stored under an aggregate's key."""
        pk, sk = key_of(aggregate)
        return self._items[pk].get(sk)

    def everything(self) -> dict[str, dict[str, Aggregate]]:
        """Return all that is stored, to compare two desks."""
        return {pk: dict(sorted(items.items())) for pk, items in self._items.items() if items}

    def listed(self, of: str) -> list[tuple[str, Aggregate]]:
        """Return what the index of what is open holds under a name, sorted as it sorts."""
        return sorted(self._open.get(of, {}).values(), key=lambda one: one[0])

    def has_any(self, kind: type[Aggregate]) -> bool:
        """Tell whether there is one of this kind."""
        return kind in self._kinds

    def has_ready(self, supplier: str) -> bool:
        """Tell whether a line waits for a wave of this supplier."""
        return bool(self._ready.get(supplier))

    # --- Helpers ------------------------------------------------------------------------------

    def _get[M: Aggregate](self, kind: type[M], key: Key) -> M | None:
        collection = self._items.get(key[0])
        found = collection.get(key[1]) if collection else None
        assert found is None or isinstance(found, kind)
        return found

    def _newest[M: Aggregate](self, kind: type[M], supplier: str) -> list[M]:
        self.gate("before desk.of_supplier")
        collection = self._items.get(supplier_pk(supplier), {})
        keys = sorted((sk for sk, one in collection.items() if isinstance(one, kind)), reverse=True)
        return [collection[sk] for sk in keys]  # type: ignore[misc] # Filtered a line above.

    def _refuse_closed_fences(self, change: Change) -> None:
        for line in change.puts:
            if isinstance(line, LineWork) and line.state is LineState.CLAIMED:
                known = self._get(LineWork, line_key(line.key))
                if known is None or known.version != line.version:
                    continue  # Old data are another refusal.
                if known.fence.is_closed and known.state not in LIFTED_FROM:
                    raise FenceClosed(f"{line.key}: the fence is closed")
        for line in change.clear:
            known = self._get(LineWork, line_key(line.key))
            if known and known.fence.is_closed:
                raise FenceClosed(f"{line.key}: the fence is closed")

    def _refuse_stale(
        self, read: list[tuple[Key, Aggregate]], events: list[tuple[Key, Event]]
    ) -> None:
        for (pk, sk), one in read:
            known = self._items[pk].get(sk)
            if (known.version if known else 0) != one.version:
                raise VersionConflict(f"{subject_of(one)} is not as it was read")
        for key, event in events:
            if key in self._event_keys:
                raise VersionConflict(f"event {event.kind} is not as it was read")

    def _balances(self, moves: tuple[StockMove, ...]) -> Iterator[tuple[str, Stock]]:
        for sku in dict.fromkeys(move.sku for move in moves):
            own = [move for move in moves if move.sku == sku]
            on_hand, reserved = sum(m.on_hand for m in own), sum(m.reserved for m in own)
            known = self._stock.get(sku) or Stock(sku=sku)
            after = known.on_hand + on_hand, known.reserved + reserved
            falls = (on_hand < 0, reserved < 0, on_hand - reserved < 0)
            sunk = (after[0] < 0, after[1] < 0, after[0] - after[1] < 0)
            if any(fell and below for fell, below in zip(falls, sunk, strict=True)):
                raise StockShort(sku)
            yield sku, known.but(on_hand=after[0], reserved=after[1])

    def _put(self, key: Key, one: Aggregate) -> None:
        pk, sk = key
        stored = one.but(version=one.version + 1)
        self._items[pk][sk] = stored
        self._files.pop(pk, None)
        self.touched.append(stored)
        self._kinds[type(stored)][key] = stored
        if isinstance(stored, MAY_BE_OPEN):
            self._list_open(key, stored)
        elif isinstance(stored, LineWork):
            self._list_ready(key, stored)

    def _list_open(self, key: Key, one: Aggregate) -> None:
        """Keep the index of what is open as the table does: by the attributes of the item."""
        if (name := self._listed_in.pop(key, None)) is not None:
            del self._open[name][key]
        facts = facts_of(one)
        if "open" in facts:
            self._open[facts["open"]][key] = (facts["open_by"], one)
            self._listed_in[key] = facts["open"]

    def _list_ready(self, key: Key, line: LineWork) -> None:
        if (supplier := self._ready_for.pop(key, None)) is not None:
            del self._ready[supplier][key]
        if line.state is LineState.READY and line.supplier:
            by = line.deadline.isoformat() if line.deadline else NO_DEADLINE
            self._ready[line.supplier][key] = (f"{by}#{line.key}", line.key)
            self._ready_for[key] = line.supplier


def _file_of(key: OrderKey, items: Mapping[str, Aggregate]) -> OrderFile:
    order: Order | None = None
    holds: Holds | None = None
    edits: Edits | None = None
    decision: Decision | None = None
    lines: dict[str, LineWork] = {}
    again: dict[str, LineWork] = {}
    after_sales: dict[str, AfterSale] = {}
    for _, one in sorted(items.items()):
        match one:
            case LineWork():
                (again if one.instead else lines)[one.key.line_id] = one
            case AfterSale():
                after_sales[one.after_sale_id] = one
            case Order():
                order = one
            case Holds():
                holds = one
            case Edits():
                edits = one
            case Decision():
                decision = one
            case _:
                raise AssertionError(f"an item nobody knows: {one}")
    return OrderFile.model_construct(
        key=key,
        order=order,
        lines=lines,
        after_sales=after_sales,
        holds=holds or Holds(order=key),
        edits=edits or Edits(order=key),
        decision=decision,
        again=again,
    )


def _refuse_impossible(change: Change, keys: list[Key]) -> None:
    """A transaction touches an item once, and has a limit: what breaks this is our mistake."""
    change.refuse_unexplained()
    assert len(keys) == len(set(keys)), f"an item twice in one transaction: {sorted(keys)}"
    moved = {move.sku for move in change.stock}
    count = len(keys) + len(moved) + sum(1 for move in change.stock if move.on_hand)
    assert count <= ACTIONS_MAX, f"{count} actions in one transaction"


def _entry(move: StockMove) -> LedgerEntry:
    return LedgerEntry(move.sku, move.entry_id, move.on_hand)
