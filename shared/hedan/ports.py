"""What use cases need from the world. Adapters answer with AWS, tests with memory."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Protocol

from pydantic import AwareDatetime

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import Frozen, LineKey, OrderKey
from hedan.domain.bills import BillDay
from hedan.domain.cases import Case, OpenCase
from hedan.domain.commits import HistoryBroken, StoredEvent, Undo
from hedan.domain.decisions import Decision
from hedan.domain.edits import Edits
from hedan.domain.events import Event
from hedan.domain.facts import BuyerOrder
from hedan.domain.findings import Holds, Post
from hedan.domain.history import Member, is_member, place_of, way_back
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel, Tracking
from hedan.domain.returns import SupplierReturn
from hedan.domain.scorecards import Scorecard
from hedan.domain.stock import Stock, StockMove
from hedan.domain.stops import Stop
from hedan.domain.tallies import Tally
from hedan.domain.tracking_numbers import NumberUse
from hedan.domain.waves import ReadyOrders
from hedan.domain.workbook_files import ReturnedFile, SupplierDesk, Wave, WorkbookFile
from hedan.notices import Notice

type Aggregate = (
    Order
    | LineWork
    | AfterSale
    | Holds
    | Decision
    | Edits
    | Parcel
    | Stop
    | Wave
    | WorkbookFile
    | SupplierDesk
    | ReturnedFile
    | Tally
    | NumberUse
    | SupplierReturn
    | BillDay
    | Scorecard
    | Case
)


class OrderFile(Frozen):
    """All that is kept of one order, read at one instant."""

    key: OrderKey
    order: Order | None
    lines: dict[str, LineWork]  # Of those that the platform knows.
    after_sales: dict[str, AfterSale]
    holds: Holds
    edits: Edits
    decision: Decision | None = None  # The latest.
    again: dict[str, LineWork] = {}  # What is sent again, or instead: see replaced_lines.py.

    def line(self, line_id: str) -> LineWork:
        """Return our work on a line; a line that nobody touched yet is NEW."""
        known = self.lines.get(line_id) or self.again.get(line_id)
        return known or LineWork(key=LineKey(order=self.key, line_id=line_id))

    @property
    def works(self) -> tuple[LineWork, ...]:
        """Our work on every line, also on what the platform knows nothing of."""
        return (*self.lines.values(), *self.again.values())

    @property
    def members(self) -> tuple[Member, ...]:
        """Everything of it that was ever stored."""
        kept = (
            self.order,
            *self.works,
            *self.after_sales.values(),
            self.holds,
            self.edits,
            self.decision,
        )
        return tuple(one for one in kept if one is not None and one.version)

    def before(self, puts: Iterable[object]) -> tuple[Member, ...]:
        """Return what stands here of what is going to be written: the was of a Change."""
        written = {place_of(one) for one in puts if is_member(one)}
        return tuple(one for one in self.members if place_of(one) in written)


class HeldOrder(Frozen):
    """An order that waits for somebody's next step."""

    key: OrderKey
    due_at: AwareDatetime | None  # The earliest of that post's steps; None: by the deadline.
    codes: tuple[str, ...]  # What holds it, of that post's: sorted.


class SupplierNews(Frozen):
    """What a supplier has to know beside its parcels: what is open, and what ended lately."""

    stops: tuple[Stop, ...] = ()  # Open ones, and those that ended since.
    parcels: tuple[Parcel, ...] = ()  # Whose number is in question.
    returns: tuple[SupplierReturn, ...] = ()  # Expected ones, and those that ended since.


class Change(Frozen):
    """What one transaction does: all of it or nothing.

    puts are written if nobody stored a newer version since they were read; a line that becomes
    claimed is written only if its fence is open. unchanged must still be at their
    version. clear must have an open fence and still be at their version. Each event is stored
    beside the aggregate that it tells of, which is one of puts, under the version it gets.
    was holds each put of an order's collection as it was read, unless it is new: the events keep
    what is needed to go back to it. Hence an order that is written to is told of by an event.
    """

    puts: tuple[Aggregate, ...] = ()
    unchanged: tuple[Aggregate, ...] = ()
    clear: tuple[LineWork, ...] = ()
    stock: tuple[StockMove, ...] = ()
    events: tuple[tuple[Aggregate, Event], ...] = ()
    was: tuple[Aggregate, ...] = ()

    def told(self) -> Iterator[tuple[Aggregate, Event, Undo]]:
        """Yield each event with the way back that it bears: the first of an order bears all.

        Raises HistoryBroken when an order is written to of which no event tells, or when what
        stood there before is missing.
        """
        self.refuse_unexplained()
        was = {place_of(one): one for one in self.was if is_member(one)}
        borne: set[OrderKey] = set()
        for of, event in self.events:
            undo: Undo = {}
            if is_member(of) and (order := place_of(of)[0]) not in borne:
                borne.add(order)
                own = ((place_of(one), one) for one in self.puts if is_member(one))
                undo = {
                    place[1]: way_back(was.get(place), one)
                    for place, one in own
                    if place[0] == order
                }
            yield of, event, undo

    def refuse_unexplained(self) -> None:
        """Raise HistoryBroken unless the way back can be told of every order written to."""
        before = {place_of(one): one.version for one in self.was if is_member(one)}
        told = {place_of(of)[0] for of, _ in self.events if is_member(of)}
        written = {place_of(one): one.version for one in self.puts if is_member(one)}
        if before != {place: version for place, version in written.items() if version}:
            raise HistoryBroken(f"was tells of {before}, written is {written}")
        if untold := {place[0] for place in written} - told:
            raise HistoryBroken(f"no event tells of {', '.join(sorted(map(str, untold)))}")


class Desk(Protocol):
    """Orders, lines, parcels, workbooks, stops and stock."""

    def order_file(self, key: OrderKey) -> OrderFile:
        """Return everything about one order."""
        ...

    def orders(self, keys: Iterable[OrderKey]) -> dict[OrderKey, Order]:
        """Return the orders that exist of these."""
        ...

    def after_sales(
        self, keys: Iterable[tuple[OrderKey, str]]
    ) -> dict[tuple[OrderKey, str], AfterSale]:
        """Return the after-sales that exist of these, by order and after-sale id."""
        ...

    def lines(self, keys: Iterable[LineKey]) -> dict[LineKey, LineWork]:
        """Return our work on these lines, as far as there is any."""
        ...

    def ready_lines(self, supplier: str) -> list[LineKey]:
        """Return the lines that wait for a wave of this supplier, earliest deadline first."""
        ...

    def ready_orders(self, supplier: str, most: int) -> ReadyOrders:
        """Return the orders with lines that wait for a wave of this supplier, at most so many.

        Of an index: what was written in the last moment may be missing.
        """
        ...

    def parcels(self, parcel_ids: Iterable[str]) -> dict[str, Parcel]:
        """Return the parcels that exist of these."""
        ...

    def wave(self, wave_id: str) -> Wave | None:
        """Return a wave that was opened."""
        ...

    def supplier_desk(self, supplier: str) -> SupplierDesk:
        """Return the counters of a supplier; fresh ones before its first wave."""
        ...

    def workbook(self, supplier: str, number: str) -> WorkbookFile | None:
        """Return one workbook."""
        ...

    def workbooks(self, supplier: str, limit: int) -> list[WorkbookFile]:
        """Return the newest workbooks of a supplier, newest first."""
        ...

    def stop(self, supplier: str, stop_id: str) -> Stop | None:
        """Return one stop."""
        ...

    def stops(self, supplier: str) -> list[Stop]:
        """Return the stops of a supplier."""
        ...

    def supplier_news(self, supplier: str, since: datetime) -> SupplierNews:
        """Return what is open with a supplier, and what of it ended since.

        Of an index: what was written in the last moment may be missing.
        """
        ...

    def supplier_return(self, supplier: str, return_id: str) -> SupplierReturn | None:
        """Return goods that come back to a supplier."""
        ...

    def parcels_to_look_at(self, until: datetime, limit: int) -> list[Parcel]:
        """Return the parcels whose look_at has come, the longest due first, at most so many.

        Of an index: what was written in the last moment may be missing.
        """
        ...

    def number_uses(self, trackings: Iterable[Tracking]) -> dict[Tracking, NumberUse]:
        """Return who brought these numbers first, as far as anybody did."""
        ...

    def bill_days(self, supplier: str, since: date, until: date) -> list[BillDay]:
        """Return the closed days of a supplier, both ends included, oldest first."""
        ...

    def scorecard(self, supplier: str) -> Scorecard | None:
        """Return how well a supplier worked lately; None before the first night."""
        ...

    def returned_file(self, supplier: str, file_key: str) -> ReturnedFile | None:
        """Return what became of a file that was sent back."""
        ...

    def returned_files(self, supplier: str, limit: int) -> list[ReturnedFile]:
        """Return the newest files that a supplier sent back, newest first."""
        ...

    def stock(self, skus: Iterable[str]) -> dict[str, Stock]:
        """Return the stock of these SKUs; a SKU never counted is not in it."""
        ...

    def tallies(self, names: Iterable[str]) -> dict[str, Tally]:
        """Return these tallies; of what nobody counted yet an empty one."""
        ...

    def history(self, key: OrderKey) -> list[StoredEvent]:
        """Return every event of an order with the way back over it, the oldest first."""
        ...

    def buyer_orders(self, key: OrderKey, buyer_id: str, limit: int = 50) -> list[BuyerOrder]:
        """Return a buyer's other orders at the store of this one, newest first.

        Of an index: what was written in the last moment may be missing. None for a buyer without
        an id.
        """
        ...

    def orders_of_day(self, store: str, day: date) -> list[OrderKey]:
        """Return the orders of a store that were made on this UTC day, sorted by their keys.

        Of an index: what was written in the last moment may be missing.
        """
        ...

    def held_orders(self, post: Post, limit: int) -> list[HeldOrder]:
        """Return the orders that wait for a post's next step, earliest due first, undated last.

        Of an index: what was written in the last moment may be missing.
        """
        ...

    def commit(self, change: Change) -> None:
        """Do all of it or nothing.

        Raises VersionConflict when something is not as it was read, FenceClosed when a line that
        must be clear is not, StockShort when there is not enough.
        """
        ...


class CaseBook(Protocol):
    """After-sales, complaints and disputes of all orders; what is done about them is committed."""

    def cases(self, keys: Iterable[tuple[OrderKey, str]]) -> dict[tuple[OrderKey, str], Case]:
        """Return our work on these cases, by order and case id, as far as there is any."""
        ...

    def open_cases(self, limit: int, until: datetime | None = None) -> list[OpenCase]:
        """Return the cases that wait for an end, the least time left first, at most so many.

        until: only those whose time is over by then.

        Of an index: what was written in the last moment may be missing.
        """
        ...

    def cases_of_day(self, store: str, day: date) -> list[OpenCase]:
        """Return every case of a store that was opened on this UTC day, ended ones too.

        Of an index: what was written in the last moment may be missing. Their answer_by is None.
        """
        ...


class Archive(Protocol):
    """Files that are written once and read by key."""

    def put(self, key: str, body: bytes, content_type: str) -> None:
        """Write; writing the same again is harmless."""
        ...

    def get(self, key: str) -> bytes:
        """Read. Raises KeyError when there is no such file."""
        ...


class Notices(Protocol):
    """Where people are told."""

    def publish(self, notice: Notice) -> str:
        """Tell everybody whose subscription fits the attributes; return the message's id."""
        ...


class Queue(Protocol):
    """Where work waits."""

    def send(self, bodies: Sequence[tuple[str, str, str]]) -> None:
        """Send (group, deduplication id, body) each; raises TryAgain unless all were taken."""
        ...
