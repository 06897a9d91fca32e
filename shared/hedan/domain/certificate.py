"""The completeness certificate of one store and day: what was asked, what came, what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Self

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, StoreId
from hedan.domain.pull_ledger import Door, Listing, PullWindow, SetAside, gaps


class OpenWindow(Frozen):
    """A window that proves nothing yet, and why."""

    since: AwareDatetime
    until: AwareDatetime
    why: str


class ListingProof(Frozen):
    """What one listing proves about the day."""

    listing: Listing
    windows: NonNegativeInt  # Closed ones that touch the day.
    asked: NonNegativeInt  # How often the platform was asked for them.
    pages: NonNegativeInt
    rows: NonNegativeInt  # As they came, with repetitions.
    distinct: NonNegativeInt
    counted: NonNegativeInt | None  # The platform's own counts, None where it does not count.
    taken: NonNegativeInt
    rows_set_aside: NonNegativeInt  # As often as they were listed;
    set_aside: tuple[SetAside, ...]  # each named once.
    doors: Mapping[Door, int]
    slowest: Mapping[Door, int]  # Seconds from a change to the door that saw its order first.
    gaps: tuple[tuple[AwareDatetime, AwareDatetime], ...]  # Spans that no closed window covers.
    open: tuple[OpenWindow, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every moment of the day was asked, and all that came is accounted for."""
        return not self.gaps and not self.open

    @classmethod
    def of(
        cls,
        listing: Listing,
        closed: Sequence[PullWindow],
        still_open: Iterable[PullWindow],
        since: datetime,
        until: datetime,
    ) -> Self:
        """Sum up the windows that touch the day from `since` to `until`."""
        totals = [window.total for window in closed if window.total is not None]
        doors: dict[Door, int] = {}
        slowest: dict[Door, int] = {}
        for window in closed:
            for door, count in window.doors.items():
                doors[door] = doors.get(door, 0) + count
            for door, seconds in window.slowest.items():
                slowest[door] = max(slowest.get(door, 0), seconds)
        aside = {one.subject: one for window in closed for one in window.set_aside}
        waiting = [one for one in still_open if one.since < until and one.until > since]
        return cls(
            listing=listing,
            windows=len(closed),
            asked=sum(window.asked for window in closed),
            pages=sum(window.pages for window in closed),
            rows=sum(window.rows for window in closed),
            distinct=sum(window.distinct for window in closed),
            counted=sum(totals) if totals else None,
            taken=sum(window.taken for window in closed),
            rows_set_aside=sum(len(window.set_aside) for window in closed),
            set_aside=tuple(aside.values()),
            doors=doors,
            slowest=slowest,
            gaps=tuple(gaps(closed, since, until)),
            open=tuple(
                OpenWindow(since=one.since, until=one.until, why=one.why_open) for one in waiting
            ),
        )


class Certificate(Frozen):
    """What is proven about one store and one day of its zone."""

    store: StoreId
    store_name: str
    platform: str
    day: str  # 2026-11-21
    zone: str
    since: AwareDatetime
    until: AwareDatetime
    made_at: AwareDatetime
    listings: tuple[ListingProof, ...]
    lists_nothing: bool = False  # The store has no API: its sheets are all there is.

    @property
    def is_complete(self) -> bool:
        """Whether nothing of the day can be missing."""
        return not self.lists_nothing and all(one.is_complete for one in self.listings)
