"""拉单台账: per store and window, what was asked, counted and taken in: the proof of completeness.

A window closes only when the end of the listing was seen, the platform's count agrees with what
came, and every row was taken in or set aside with its reason. Nothing here asks or waits.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, NamedTuple

from pydantic import AwareDatetime, Field, NonNegativeInt

from hedan.domain.base import Frozen, Id, StoreId

Door = Literal["push", "poll", "file"]
# So many orders in a row that only the poll saw say that callbacks no longer come.
QUIET_FROM = 5
# No window of ours is longer, whatever a platform allows: so the windows of a day are found by it.
WINDOW_LONGEST = timedelta(days=1)


class Listing(StrEnum):
    """What a platform can be asked to list, by a window of time."""

    ORDERS = "orders"  # Orders by the time of their last change.
    AFTER_SALES = "after_sales"  # After-sales by the time of their last change.
    ORDERS_CREATED = "orders_created"  # Orders by the time they were made: the nightly sweep.


class Row(Frozen):
    """One listed order or after-sale, as the platform dated its last change."""

    order_id: Id
    after_sale_id: Id | None = None
    changed_at: AwareDatetime

    @property
    def subject(self) -> str:
        """What it is about, whatever its state."""
        return f"{self.order_id}/{self.after_sale_id}" if self.after_sale_id else self.order_id


class SetAside(Frozen):
    """A row that nobody could take in: what it is, and why."""

    subject: str  # The order, or the row's place in the listing.
    reason: str


class Taken(NamedTuple):
    """A row is in the table, at least as new as it was listed."""

    first_door: Door | None = None  # Which door saw the order first, where that is known,
    lag_seconds: int = 0  # and how long after the change that it showed.


type Standing = Taken | SetAside | None
"""Where a row stands: in the table, set aside, or not yet either."""


class PullWindow(Frozen):
    """One window of one listing of one store, both ends included."""

    store: StoreId
    listing: Listing
    since: AwareDatetime
    until: AwareDatetime
    first_asked_at: AwareDatetime
    asked_at: AwareDatetime  # When it was asked last.
    hinted_at: AwareDatetime  # When its waiting rows were last put on the queue.
    asked: NonNegativeInt = 1
    pages: NonNegativeInt
    end_seen: bool  # The platform showed that nothing follows.
    rows: NonNegativeInt  # With repetitions, as they came.
    distinct: NonNegativeInt  # Readable rows, each once.
    total: NonNegativeInt | None  # What the platform counted, where it counts.
    pending: tuple[Row, ...] = ()
    taken: NonNegativeInt = 0
    set_aside: tuple[SetAside, ...] = ()
    unreadable: NonNegativeInt = 0
    # Rows by the door that saw their order first.
    doors: Mapping[Door, int] = Field(default_factory=dict)
    # Seconds: the longest that each of them took.
    slowest: Mapping[Door, int] = Field(default_factory=dict)
    closed_at: AwareDatetime | None = None

    @property
    def why_open(self) -> str:
        """What is missing, in words; empty when nothing is."""
        if not self.end_seen:
            return "the end of the listing was not seen"
        if not self.counts_agree:
            came = self.distinct + self.unreadable
            return f"the platform counts {self.total} rows, {came} came"
        if self.pending:
            first = self.pending[0].subject
            return f"{len(self.pending)} rows are not taken in yet, the first is {first}"
        return ""

    @property
    def counts_agree(self) -> bool:
        """Whether what came is what the platform counted."""
        return self.total is None or self.total == self.distinct + self.unreadable

    @property
    def must_be_asked_again(self) -> bool:
        """Whether waiting alone will not close it."""
        return not (self.end_seen and self.counts_agree)


def settle(window: PullWindow, standing: Callable[[Row], Standing], now: datetime) -> PullWindow:
    """Return the window after a look at where its waiting rows stand; closed if nothing lacks."""
    settled = _looked_at(window, standing) if window.pending else window
    return settled if settled.why_open else settled.but(closed_at=now)


def _looked_at(window: PullWindow, standing: Callable[[Row], Standing]) -> PullWindow:
    pending: list[Row] = []
    set_aside = list(window.set_aside)
    doors, slowest = dict(window.doors), dict(window.slowest)
    taken = window.taken
    for row in window.pending:
        found = standing(row)
        if found is None:
            pending.append(row)
        elif isinstance(found, Taken):
            taken += 1
            if found.first_door:
                doors[found.first_door] = doors.get(found.first_door, 0) + 1
                slowest[found.first_door] = max(slowest.get(found.first_door, 0), found.lag_seconds)
        else:
            set_aside.append(found)
    return window.but(
        pending=tuple(pending),
        set_aside=tuple(set_aside),
        taken=taken,
        doors=doors,
        slowest=slowest,
    )


class PullLedger(Frozen):
    """How far one listing of one store was asked, and which windows are still open."""

    store: StoreId
    listing: Listing
    asked_until: AwareDatetime | None = None  # None before the first look.
    open: tuple[PullWindow, ...] = ()
    only_polled: NonNegativeInt = 0  # Orders in a row that no callback announced.
    version: NonNegativeInt = 0

    @property
    def known_until(self) -> AwareDatetime | None:
        """The checkpoint: everything up to here is taken in or set aside with its reason."""
        if self.asked_until is None:
            return None
        return min((window.since for window in self.open), default=self.asked_until)

    def with_window(self, window: PullWindow) -> "PullLedger":
        """Return the ledger with a window settled: kept while open, left out when closed."""
        if window.closed_at and not self.open:
            return self
        others = tuple(
            one for one in self.open if (one.since, one.until) != (window.since, window.until)
        )
        kept = others if window.closed_at else (*others, window)
        return self.but(open=tuple(sorted(kept, key=lambda one: one.since)))


def callbacks_quiet(ledger: PullLedger, doors: Iterable[Door]) -> PullLedger:
    """Count on: orders that the poll saw first in a row; one that was pushed ends the row."""
    count = ledger.only_polled
    for door in doors:
        count = count + 1 if door == "poll" else 0
    return ledger if count == ledger.only_polled else ledger.but(only_polled=count)


def windows(
    since: datetime, until: datetime, longest: timedelta
) -> Iterator[tuple[datetime, datetime]]:
    """Cut a span into windows that may be asked; they touch, since both ends are included."""
    longest = min(longest, WINDOW_LONGEST)
    while until - since > longest:
        yield since, since + longest
        since += longest
    yield since, until


def gaps(
    closed: Iterable[PullWindow], since: datetime, until: datetime
) -> list[tuple[datetime, datetime]]:
    """Return which parts of a span no closed window covers."""
    found: list[tuple[datetime, datetime]] = []
    reached = since
    for window in sorted(closed, key=lambda one: one.since):
        if window.since > reached:
            found.append((reached, min(window.since, until)))
        reached = max(reached, window.until)
        if reached >= until:
            break
    if reached < until:
        found.append((reached, until))
    return found
