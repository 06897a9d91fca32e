"""The poll door: what changed at a store since the last look, with the proof that it was all.

A window is written to the ledger only after its hints are on the queue: a crash asks again. Rows
that are in the table already cost no hint. A window stays open, and is looked at again by every
poll, until nothing lacks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Protocol

from hedan.domain.intake import Hint
from hedan.domain.pull_ledger import (
    QUIET_FROM,
    Door,
    Listing,
    PullLedger,
    PullWindow,
    Row,
    SetAside,
    Taken,
    callbacks_quiet,
    settle,
    windows,
)
from hedan.platforms.platform import Listed, Page, Platform
from hedan.ports import Desk, Queue
from hedan.settings import StoreSettings
from hedan.usecases.intake.row_standing import Marks, Standings, standings

# Platforms show a change late, and our clock may be ten minutes ahead of theirs: asking again for
# what was asked already finds what happened since, and costs little.
OVERLAP = timedelta(minutes=15)
# What a store that was never polled is asked for.
FIRST_LOOK = timedelta(days=2)
# A hint that has led to nothing by now died on its way: it is queued again.
HINT_PATIENCE = timedelta(minutes=15)
# A window whose counts disagree is asked again after this, doubled each time.
ASK_AGAIN_AFTER = timedelta(minutes=1)
ASK_AGAIN_MAX = timedelta(hours=1)


class Ledgers(Protocol):
    """Where the pull ledgers lie."""

    def ledger(self, store: str, listing: Listing) -> PullLedger:
        """Return a store's ledger of a listing; a fresh one before the first look."""
        ...

    def save(self, ledger: PullLedger, closed: Sequence[PullWindow]) -> PullLedger:
        """Keep the closed windows for good, then the ledger; return it with its new version.

        Raises VersionConflict when another worker was faster.
        """
        ...


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll did."""

    hints: int = 0  # Put on the queue.
    open_windows: int = 0
    callbacks_quiet: bool = False  # Many orders, and no callback announced one of them.
    unreadable: int = 0  # Rows that nobody could read: in the ledger, with their reason.
    oldest_open_seconds: int = 0  # Since the window was first asked that is open longest.

    def __add__(self, other: "Polled") -> "Polled":
        """Return what both did together."""
        return Polled(
            hints=self.hints + other.hints,
            open_windows=self.open_windows + other.open_windows,
            callbacks_quiet=self.callbacks_quiet or other.callbacks_quiet,
            unreadable=self.unreadable + other.unreadable,
            oldest_open_seconds=max(self.oldest_open_seconds, other.oldest_open_seconds),
        )


def poll_store(
    store: StoreSettings,
    *,
    platform: Platform,
    desk: Desk,
    marks: Marks,
    queue: Queue,
    ledgers: Ledgers,
    now: datetime,
) -> Polled:
    """Settle what is open, then ask for what is new, listing by listing.

    Raises what the platform raises, and VersionConflict when another poll of the store runs.
    """
    poll = _Poll(store, platform, desk, marks, queue, ledgers, now)
    polled = Polled()
    for listing in (Listing.AFTER_SALES, Listing.ORDERS):  # Refunds first: they cannot wait.
        if listing in platform.capabilities.listings:
            polled += poll.listing(listing)
    # What the last sweep left open does not wait for the next night.
    return polled + poll.still_open(Listing.ORDERS_CREATED)


def sweep_store(
    store: StoreSettings,
    *,
    platform: Platform,
    desk: Desk,
    marks: Marks,
    queue: Queue,
    ledgers: Ledgers,
    now: datetime,
    days: int,
) -> Polled:
    """Pull the orders of the last days again by the time they were made.

    Finds what a listing of changes never showed, and tries what was set aside once more.
    """
    if Listing.ORDERS_CREATED not in platform.capabilities.listings:
        return Polled()
    poll = _Poll(store, platform, desk, marks, queue, ledgers, now, retry_set_aside=True)
    return poll.listing(Listing.ORDERS_CREATED, since=now - timedelta(days=days))


class _Poll:
    """One poll of one store: the parts that every window needs, gathered once."""

    def __init__(
        self,
        store: StoreSettings,
        platform: Platform,
        desk: Desk,
        marks: Marks,
        queue: Queue,
        ledgers: Ledgers,
        now: datetime,
        *,
        retry_set_aside: bool = False,
    ) -> None:
        self._store = store
        self._platform = platform
        self._desk = desk
        self._marks = marks
        self._queue = queue
        self._ledgers = ledgers
        self._now = now
        self._retry_set_aside = retry_set_aside
        self._hints = 0
        self._unreadable = 0

    def listing(self, listing: Listing, since: datetime | None = None) -> Polled:
        """Poll one listing; from its ledger's end on, unless `since` says otherwise."""
        self._hints = self._unreadable = 0
        ledger = self._ledgers.ledger(self._store.id, listing)
        ledger = self._settle_open(ledger)
        rule = self._platform.capabilities.listings[listing]
        until = self._now - rule.lag
        known = ledger.asked_until
        spans = [(since or self._now - FIRST_LOOK, until)]
        if known and since is None:  # Cut there: what is open behind it leaves known what was.
            spans = [(known - OVERLAP, min(known, until)), (known, until)]
        cut = (windows(*span, rule.window_max) for span in spans if span[0] < span[1])
        for start, end in chain.from_iterable(cut):
            window, doors = self._asked(listing, start, end, ledger)
            ledger = ledger.but(asked_until=max(end, ledger.asked_until or end))
            if known and listing is Listing.ORDERS:
                ledger = callbacks_quiet(ledger, doors)
            ledger = self._saved(ledger, [window])
        return self._polled(ledger)

    def still_open(self, listing: Listing) -> Polled:
        """Look again at the windows that an earlier look left open; ask for nothing new."""
        self._hints = self._unreadable = 0
        return self._polled(self._settle_open(self._ledgers.ledger(self._store.id, listing)))

    def _polled(self, ledger: PullLedger) -> Polled:
        pushed = self._platform.capabilities.push != "none"
        return Polled(
            hints=self._hints,
            open_windows=len(ledger.open),
            callbacks_quiet=pushed and ledger.only_polled >= QUIET_FROM,
            unreadable=self._unreadable,
            oldest_open_seconds=max(
                (int((self._now - one.first_asked_at).total_seconds()) for one in ledger.open),
                default=0,
            ),
        )

    def _settle_open(self, ledger: PullLedger) -> PullLedger:
        if not ledger.open:
            return ledger
        return self._saved(ledger, [self._looked_at(window, ledger) for window in ledger.open])

    def _looked_at(self, window: PullWindow, ledger: PullLedger) -> PullWindow:
        wait = min(ASK_AGAIN_AFTER * 2 ** min(window.asked - 1, 6), ASK_AGAIN_MAX)
        if window.must_be_asked_again and self._now - window.asked_at >= wait:
            again, _ = self._asked(window.listing, window.since, window.until, ledger)
            return again.but(
                asked=window.asked + 1,
                first_asked_at=window.first_asked_at,
                hinted_at=window.hinted_at,
            )
        settled = settle(window, self._standings(window.pending), self._now)
        if settled.pending and self._now - settled.hinted_at >= HINT_PATIENCE:
            self._hint(settled.pending)
            return settled.but(hinted_at=self._now)
        return settled

    def _asked(
        self, listing: Listing, since: datetime, until: datetime, ledger: PullLedger
    ) -> tuple[PullWindow, Iterator[Door]]:
        """Ask for one window and queue what is not in the table yet.

        Return also which doors announced the orders, by the time of their change. What waits in
        another open window is neither queued nor counted twice: windows overlap. A sweep queues
        what was set aside once more; its window does not wait for it.
        """
        waiting = {row for window in ledger.open for row in window.pending}
        window = _window(
            self._store.id,
            listing,
            (since, until),
            self._platform.pages(listing, since, until),
            self._now,
        )
        self._unreadable += window.unreadable
        standing = self._standings(window.pending)
        settled = settle(window, standing, self._now)
        hinted = [row for row in settled.pending if row not in waiting]
        if self._retry_set_aside:
            once_more = [row for row in window.pending if isinstance(standing(row), SetAside)]
            hinted = once_more + hinted
        self._hint(hinted)
        return settled, _doors(window.pending, standing, waiting)

    def _standings(self, rows: Sequence[Row]) -> Standings:
        return standings(self._store, rows, desk=self._desk, marks=self._marks)

    def _hint(self, rows: Sequence[Row]) -> None:
        hints = [_hint_of(self._store, row, self._now) for row in rows]
        self._queue.send([hint.queued for hint in hints])
        self._hints += len(hints)

    def _saved(self, ledger: PullLedger, looked_at: Sequence[PullWindow]) -> PullLedger:
        for window in looked_at:
            ledger = ledger.with_window(window)
        return self._ledgers.save(ledger, [one for one in looked_at if one.closed_at])


def _doors(rows: Iterable[Row], standing: Standings, waiting: set[Row]) -> Iterator[Door]:
    for row in rows:
        found = standing(row)
        if isinstance(found, Taken) and found.first_door == "push":
            yield "push"
        elif found is None and row not in waiting and not standing.is_known(row):
            yield "poll"


def _window(
    store: str,
    listing: Listing,
    span: tuple[datetime, datetime],
    pages: Iterable[Page],
    now: datetime,
) -> PullWindow:
    """Write down what a listing answered. A row listed twice counts once, as newest listed."""
    newest: dict[str, Row] = {}
    unreadable: dict[str, SetAside] = {}
    count, row_count, end_seen, total = 0, 0, False, None
    for page in pages:
        count += 1
        row_count += len(page.rows)
        end_seen = end_seen or page.is_last
        total = page.total if total is None else total
        for told in page.rows:
            if not isinstance(told, Listed):
                unreadable[told.place] = SetAside(subject=told.place, reason=told.reason)
                continue
            row = Row(**vars(told))
            known = newest.get(row.subject)
            if known is None or row.changed_at > known.changed_at:
                newest[row.subject] = row
    return PullWindow.model_construct(
        store=store,
        listing=listing,
        since=span[0],
        until=span[1],
        first_asked_at=now,
        asked_at=now,
        hinted_at=now,
        pages=count,
        end_seen=end_seen,
        rows=row_count,
        distinct=len(newest),
        total=total,
        pending=tuple(sorted(newest.values(), key=lambda row: (row.changed_at, row.subject))),
        set_aside=tuple(unreadable.values()),
        unreadable=len(unreadable),
    )


def _hint_of(store: StoreSettings, row: Row, now: datetime) -> Hint:
    return Hint(
        door="poll",
        platform=store.platform,
        store=store.id,
        kind="after_sale" if row.after_sale_id else "order",
        # The time of asking: a hint that is queued again is another message to the queue.
        message_id=f"poll:{row.subject}:{row.changed_at.timestamp():.0f}:{now.timestamp():.0f}",
        seen_at=now,
        shop_id=store.shop_id,
        order_id=row.order_id,
        after_sale_id=row.after_sale_id,
        listed_at=row.changed_at,
    )
