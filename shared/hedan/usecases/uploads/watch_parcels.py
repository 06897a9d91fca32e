"""Every ten minutes: the parcels that somebody must look at, the longest due first.

A number that its platform does not show yet is looked for again; of one that it shows, the
carrier's first scan. What a run cannot do stays due for the next one: a platform that does not
answer costs the other platforms' parcels nothing, nor one parcel its neighbours.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import batched

from hedan.domain.base import Frozen, OrderKey
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel
from hedan.domain.scans import ScanFinding
from hedan.errors import AccessEnded, Locked, PlatformBusy, PlatformRejected, TryAgain
from hedan.platforms.platform import Platform
from hedan.ports import Change, Desk
from hedan.settings import Settings
from hedan.usecases.uploads.first_scans import Found, PlatformOf, find, store_alone, tell_together
from hedan.usecases.uploads.read_back import Seen, look_again, looked

# Of one run: at half a second a call all of them are looked at before its time is over.
PARCELS_A_RUN = 400
# Read together with their orders, and given up together when the time is over.
PARCELS_AT_ONCE = 25
# A busy platform is asked again by the next run; one that lets nobody in, when somebody has had
# the time to mend it. Meanwhile its parcels do not stand before the others'.
BUSY_FOR = timedelta(minutes=10)
CLOSED_FOR = timedelta(hours=1)


class Watched(Frozen):
    """What a run did."""

    looked: int = 0  # Parcels whose platform was asked.
    scanned: int = 0  # Of these, newly scanned.
    found: Mapping[str, int] = {}  # Of what somebody hears, and of how many parcels.
    postponed: int = 0  # Of stores that did not answer.
    is_cut_off: bool = False  # More was due than there was time for.


def watch_parcels(
    settings: Settings,
    *,
    desk: Desk,
    platform_of: PlatformOf,
    now: Callable[[], datetime],
    until: datetime,
) -> Watched:
    """Look at what is due, until the time is over. Repeatable at any point.

    Raises an ExceptionGroup of what nobody foresaw, after everything else has been looked at.
    """
    run = _Run(settings, desk, platform_of, now)
    due = desk.parcels_to_look_at(now(), PARCELS_A_RUN)
    left = len(due)
    for some in batched(due, PARCELS_AT_ONCE, strict=False):
        if now() >= until:
            break
        run.look_at(some)
        left -= len(some)
    return run.end(is_cut_off=left > 0 or len(due) == PARCELS_A_RUN)


class _Run:
    """One run: what it found, and which stores do not answer."""

    def __init__(
        self,
        settings: Settings,
        desk: Desk,
        platform_of: PlatformOf,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._stores = {store.id for store in settings.stores}
        self._desk = desk
        self._open_store = platform_of
        self._now = now
        self._asked = ""  # The store whose platform was asked last.
        self._silent: dict[str, timedelta] = {}  # Stores that did not answer, and for how long.
        self._to_tell: list[Found] = []
        self._counts: Counter[str] = Counter()
        self._found: Counter[str] = Counter()
        self._unforeseen: list[Exception] = []

    def look_at(self, parcels: Sequence[Parcel]) -> None:
        """Look at a few parcels, whose orders are read at once."""
        due = [parcel for parcel in parcels if _is_due(parcel, self._now())]
        shown = [parcel for parcel in due if parcel.visible_at is not None]
        orders = self._desk.orders({line.key.order for parcel in shown for line in parcel.rest})
        for parcel in due:
            waits = [wait for store, wait in self._silent.items() if store in _stores(parcel)]
            if waits:
                self._postpone(parcel, max(waits))
            else:
                self._try(parcel, orders)

    def end(self, *, is_cut_off: bool) -> Watched:
        """Tell who must hear, and return what was done. Raises what nobody foresaw."""
        tell_together(self._to_tell, self._desk, self._now())
        if self._unforeseen:
            raise ExceptionGroup("parcels that could not be looked at", self._unforeseen)
        return Watched(
            looked=self._counts["looked"],
            scanned=self._counts["scanned"],
            found={what: n for what, n in self._found.items() if n and what != ScanFinding.NOTHING},
            postponed=self._counts["postponed"],
            is_cut_off=is_cut_off,
        )

    def _try(self, parcel: Parcel, orders: Mapping[OrderKey, Order]) -> None:
        try:
            self._look(parcel, orders)
        except AccessEnded:
            self._give_up(parcel, CLOSED_FOR)
        except (PlatformBusy, Locked):
            self._give_up(parcel, BUSY_FOR)
        except TryAgain:
            return  # Somebody else works on it right now; it stays due.
        except Exception as unforeseen:  # Raised at the end: its neighbours come first.
            unforeseen.add_note(f"parcel {parcel.parcel_id}")
            self._unforeseen.append(unforeseen)
            self._postpone(parcel, CLOSED_FOR)

    def _look(self, parcel: Parcel, orders: Mapping[OrderKey, Order]) -> None:
        if not _stores(parcel) <= self._stores:  # One has left the settings: nobody can be asked.
            self._desk.commit(Change(puts=(parcel.but(look_at=None),)))
        elif parcel.visible_at is None:
            self._look_for_number(parcel)
        else:
            self._look_for_scan(parcel, orders)
        self._counts["looked"] += 1

    def _look_for_number(self, parcel: Parcel) -> None:
        works = self._desk.lines(line.key for line in parcel.lines)
        try:
            seen = look_again(parcel, self._platform_of, self._now(), works=works)
        except AccessEnded:
            raise
        except PlatformRejected as refused:  # A number that nobody may look at was not seen.
            seen = Seen(self._now(), parcel.orders, str(refused))
        after, told = looked(parcel, seen, settings=self._settings, platform_of=self._open_store)
        self._desk.commit(Change(puts=(after,), events=tuple((after, one) for one in told)))
        self._found["unseen"] += len(told)

    def _look_for_scan(self, parcel: Parcel, orders: Mapping[OrderKey, Order]) -> None:
        found = find(
            parcel,
            orders,
            desk=self._desk,
            platform_of=self._platform_of,
            settings=self._settings,
            now=self._now(),
        )
        if found.finding in (ScanFinding.NOTHING, ScanFinding.FAKE):
            store_alone(found, self._desk, self._now())
        else:
            self._to_tell.append(found)
        self._found[found.finding.value] += 1
        self._counts["scanned"] += parcel.scanned_at is None and found.after.scanned_at is not None

    def _platform_of(self, store: str) -> Platform:
        self._asked = store
        return self._open_store(store)

    def _give_up(self, parcel: Parcel, wait: timedelta) -> None:
        """Leave the store that was asked alone for the rest of this run."""
        self._silent[self._asked] = wait
        self._postpone(parcel, wait)

    def _postpone(self, parcel: Parcel, wait: timedelta) -> None:
        self._counts["postponed"] += 1
        try:
            self._desk.commit(Change(puts=(parcel.but(look_at=self._now() + wait),)))
        except TryAgain:
            return  # Somebody wrote to it; it stays due.


def _is_due(parcel: Parcel, now: datetime) -> bool:
    """Tell whether the index was right: it may not have heard of the last look, or of a doubt."""
    return parcel.look_at is not None and parcel.look_at <= now and not parcel.is_in_question


def _stores(parcel: Parcel) -> set[str]:
    return {line.key.order.store for line in parcel.rest}
