"""What is stored, how it is read together, and what one transaction changes of it."""

from collections.abc import Iterable, Iterator

from pydantic import AwareDatetime, Field, SkipValidation

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import Frozen, LineKey, OrderKey
from hedan.domain.bills import BillDay
from hedan.domain.cases import Case
from hedan.domain.commits import HistoryBroken, Undo
from hedan.domain.decisions import Decision
from hedan.domain.edits import Edits
from hedan.domain.events import Event
from hedan.domain.findings import Holds
from hedan.domain.history import Member, is_member, place_of, way_back
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel
from hedan.domain.returns import SupplierReturn
from hedan.domain.scorecards import Scorecard
from hedan.domain.stock import StockMove
from hedan.domain.stops import Stop
from hedan.domain.tallies import Tally
from hedan.domain.tracking_numbers import NumberUse
from hedan.domain.workbook_files import ReturnedFile, SupplierDesk, Wave, WorkbookFile

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
    # What is sent again, or instead: see replaced_lines.py.
    again: dict[str, LineWork] = Field(default_factory=dict)

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

    # Ours from end to end, and each an aggregate of eighteen kinds: not looked through once more.
    puts: SkipValidation[tuple[Aggregate, ...]] = ()
    unchanged: SkipValidation[tuple[Aggregate, ...]] = ()
    clear: SkipValidation[tuple[LineWork, ...]] = ()
    stock: SkipValidation[tuple[StockMove, ...]] = ()
    events: SkipValidation[tuple[tuple[Aggregate, Event], ...]] = ()
    was: SkipValidation[tuple[Aggregate, ...]] = ()

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
