"""Intake: read what hints name, keep the payloads, store orders and fences with their events."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial

from hedan.domain.after_sales import AfterSale, is_news, unreadable
from hedan.domain.intake import Hint, IntakeMark, MarkOutcome
from hedan.domain.line_work import LineState
from hedan.domain.orders import Order, gone, left_in_part, take_order
from hedan.errors import AccessEnded, HedanError, Malformed, OrderGone, PlatformRejected
from hedan.ports import Archive, Desk, OrderFile
from hedan.usecases.again import until_settled
from hedan.usecases.intake.raw_payloads import RawPayloads
from hedan.usecases.intake.readings import PlatformOf, Reading, read_all
from hedan.usecases.intake.row_standing import Marks
from hedan.usecases.intake.store_order import store_order
from hedan.usecases.stops.fence_lines import fence_lines

# Nobody but a person can change these answers: the hint is set aside, and says so.
NEVER_READABLE = (Malformed, PlatformRejected, OrderGone)


class Taken(StrEnum):
    """What became of a hint."""

    STORED = "stored"
    UNCHANGED = "unchanged"  # Old, repeated, or nothing that we keep.
    KEPT = "kept"  # About nothing that we follow: its text was kept as it came.
    PASSED = "passed"  # Another merchant's, or gone before we knew it: the ledger is told why.
    SET_ASIDE = "set_aside"  # It can never be read as it is: kept with its reason, for a person.


def take_in(
    hints: Sequence[Hint],
    *,
    desk: Desk,
    marks: Marks,
    platform_of: PlatformOf,
    archive: Archive,
    now: datetime,
) -> list[Taken | HedanError]:
    """Bring the desk up to date with what the platform says now; one answer for each hint.

    One bad hint costs the others nothing: what can never be read is set aside with its reason;
    any other error is the hint's answer, and the same hint may succeed later.
    """
    readings = read_all(hints, platform_of)
    found = [reading for reading in readings if not isinstance(reading, HedanError)]
    raw = RawPayloads(archive, _folder(hints), [_text(reading) for reading in found], now)
    places = {id(reading): position for position, reading in enumerate(found)}
    answers: list[Taken | HedanError] = []
    for hint, reading in zip(hints, readings, strict=True):
        intake = _Intake(hint, desk, marks, now)
        try:
            if isinstance(reading, HedanError):
                answers.append(intake.set_aside_or_gone(reading))
            else:
                answers.append(intake.take(reading, partial(raw.place, places[id(reading)])))
        except HedanError as error:
            answers.append(error)
    return answers


def _folder(hints: Iterable[Hint]) -> str:
    return "-".join(sorted({hint.platform for hint in hints}))


def _text(reading: Reading) -> str:
    return reading if isinstance(reading, str) else reading.raw


class _Intake:
    """One hint on its way into the table."""

    def __init__(self, hint: Hint, desk: Desk, marks: Marks, now: datetime) -> None:
        self._hint = hint
        self._desk = desk
        self._marks = marks
        self._now = now

    def take(self, reading: Reading, place: Callable[[], str]) -> Taken:
        """Store what was read. `place` archives its payload and says where."""
        if isinstance(reading, str):
            place()
            return Taken.KEPT
        value = reading.value
        if isinstance(value, AfterSale):
            return self._noted(until_settled(lambda: self._after_sale(value, place)))
        # Fences first: a line must not become ready between its order and its refund.
        tellings = [
            until_settled(partial(self._told_beside, value, one, place))
            for one in reading.after_sales
        ]
        tellings.append(until_settled(lambda: self._order(value, place)))
        return self._noted(Taken.STORED if Taken.STORED in tellings else Taken.UNCHANGED)

    def set_aside_or_gone(self, error: HedanError) -> Taken:
        """Keep what can never be read, with its reason. Raises every other error again."""
        if isinstance(error, AccessEnded) or not isinstance(error, NEVER_READABLE):
            raise error
        if isinstance(error, OrderGone):
            if until_settled(self._gone):
                return Taken.STORED
            self._mark("passed", str(error))
            return Taken.PASSED
        if self._hint.kind == "after_sale":
            until_settled(self._fence_unreadable)
        self._mark("set_aside", f"{type(error).__name__}: {error}")
        return Taken.SET_ASIDE

    def _order(self, told: Order, place: Callable[[], str]) -> Taken:
        hint = self._hint
        asked = hint.address_change_asked_at
        file = self._desk.order_file(told.key)
        wanted = take_order(
            file.order,
            self._as_our_parcels_left(file, told),
            address_change_asked_at=None if asked is None else datetime.fromtimestamp(asked, UTC),
        )
        if wanted is None:
            return Taken.UNCHANGED
        if file.order is None:
            lag = max(0, int((hint.seen_at - told.changed_at).total_seconds()))
            wanted = wanted.but(first_door=hint.door, first_lag_seconds=lag)
        wanted = _other_lines_held(file, wanted)
        self._store(file, wanted.but(raw=place(), read_at=self._now))
        return Taken.STORED

    def _as_our_parcels_left(self, file: OrderFile, told: Order) -> Order:
        """Say which lines have left, of an order whose platform only knows the order's numbers.

        Believed only while every number is that of a parcel of ours: what the seller shipped by
        hand may have been all of it.
        """
        if not told.left_under:
            return told
        works = {line.line_id: file.line(line.line_id) for line in told.lines}
        planned = {work.parcel_id for work in works.values() if work.parcel_id}
        parcels = self._desk.parcels(planned).values()
        ours = {one.parcel_id: one.tracking.number for one in parcels if one.tracking}
        if not set(ours.values()).issuperset(told.left_under):
            return told
        left = {name for name, number in ours.items() if number in told.left_under}
        return left_in_part(told, {line for line, work in works.items() if work.parcel_id in left})

    def _gone(self) -> bool:
        """Cancel an order that its platform has deleted; False when nobody knows it here."""
        key = self._hint.order
        file = self._desk.order_file(key) if key else None
        if file is None or file.order is None:
            return False
        cancelled = gone(file.order, self._hint.seen_at)
        if file.order.status is not cancelled.status:
            self._store(file, cancelled.but(read_at=self._now))
        return True

    def _store(self, file: OrderFile, wanted: Order) -> None:
        for change in store_order(file, wanted, self._hint, self._now):
            self._desk.commit(change)

    def _told_beside(self, order: Order, told: AfterSale, place: Callable[[], str]) -> Taken:
        """Take in a case that an order told of, unless a newer telling of the order is known."""
        file = self._desk.order_file(told.order)
        is_old = file.order is not None and order.changed_at < file.order.changed_at
        is_over = told.after_sale_id not in file.after_sales and not told.closes
        if is_old or is_over:
            return Taken.UNCHANGED
        return self._after_sale(told, place)

    def _after_sale(self, told: AfterSale, place: Callable[[], str]) -> Taken:
        file = self._desk.order_file(told.order)
        if not is_news(file.after_sales.get(told.after_sale_id), told):
            return Taken.UNCHANGED
        self._fence(file, told.but(raw=place(), read_at=self._now))
        return Taken.STORED

    def _fence_unreadable(self) -> None:
        """Close every line that a case may mean which nobody could read."""
        key = self._hint.order
        if key is None or self._hint.after_sale_id is None:
            return
        file = self._desk.order_file(key)
        lines = [line.line_id for line in file.order.lines] if file.order else []
        first = datetime.fromtimestamp(0, UTC)
        told = unreadable(key, self._hint.after_sale_id, lines, first)
        if is_news(file.after_sales.get(told.after_sale_id), told):
            self._fence(file, told)

    def _fence(self, file: OrderFile, told: AfterSale) -> None:
        changes = fence_lines(
            file, told, desk=self._desk, seen_at=self._hint.seen_at, now=self._now
        )
        for change in changes:
            self._desk.commit(change)

    def _noted(self, taken: Taken) -> Taken:
        """Write down that a listed change was read and told nothing new: the ledger must know."""
        if taken is Taken.UNCHANGED and self._hint.listed_at is not None:
            self._mark("unchanged", "read again, nothing new")
        return taken

    def _mark(self, outcome: MarkOutcome, reason: str) -> None:
        self._marks.mark(
            IntakeMark(
                store=self._hint.store,
                subject=self._hint.subject,
                outcome=outcome,
                reason=reason,
                listed_at=self._hint.listed_at,
                at=self._now,
                hint=self._hint.model_dump_json(exclude_defaults=True),
            )
        )


def _other_lines_held(file: OrderFile, wanted: Order) -> Order:
    """Keep an order back whose sheet named other lines than the API, once work on them began."""
    known = file.order
    if known is None or known.told_by == wanted.told_by:
        return wanted
    now_named = {line.line_id for line in wanted.lines}
    begun = {
        line_id
        for line_id, work in file.lines.items()
        if work.state is not LineState.NEW and line_id not in now_named
    }
    if not begun:
        return wanted
    return wanted.but(unknown=(*wanted.unknown, f"lines of the sheet={','.join(sorted(begun))}"))
