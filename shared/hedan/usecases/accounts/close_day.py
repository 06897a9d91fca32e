"""Close a supplier's day: what was shipped, stopped and returned on it becomes entries, once.

A day hands on what it could not settle (see StillOpen), so nothing is forgotten however late it
comes, and no night reads more than the open parcels and those of the last workbooks. What an
earlier day has entered is read back from its file before anything is entered again.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hedan.domain.base import LineKey
from hedan.domain.bill_account import ParcelFacts, Price, Terms, may_turn, new_entries
from hedan.domain.bills import BillDay, BillEntry, StillOpen
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Parcel
from hedan.domain.returns import ReturnState, SupplierReturn
from hedan.domain.stops import Stop
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.errors import VersionConflict
from hedan.ports import Archive, Change, Desk, SupplierNews
from hedan.settings import Settings, SupplierSettings
from hedan.usecases.accounts.bill_files import BillFiles
from hedan.usecases.workbooks.manifest import load_manifest

# What is written a moment after midnight of the day before is met by the next closing, too.
MARGIN = timedelta(days=2)
# Where no day was closed before: as far back as parcels may still be on their way.
FIRST_LOOK = timedelta(days=31)
# More than a supplier gets in that time.
WORKBOOKS_MAX, WORKBOOKS_FIRST_MAX = 200, 2_000
# Lines in one of these are still promised to their supplier: the platform may yet accept them.
STILL_PROMISED = frozenset({LineState.CLAIMED, LineState.STOPPING})
# So long a line without a price, or a stop that a scan may still turn, is looked at again.
PATIENCE = timedelta(days=62)
# An account that stood still for longer begins anew with yesterday.
CATCH_UP_DAYS = 31


def close_due_days(
    supplier: SupplierSettings,
    *,
    desk: Desk,
    archive: Archive,
    settings: Settings,
    now: datetime,
) -> tuple[BillDay, ...]:
    """Close every day of a supplier that is over, the oldest first; return those closed now.

    Costs one query when nothing is due.
    """
    today = now.astimezone(ZoneInfo(supplier.time_zone)).date()
    yesterday = today - timedelta(days=1)
    known = desk.bill_days(supplier.id, today - timedelta(days=CATCH_UP_DAYS), yesterday)
    day = known[-1].day + timedelta(days=1) if known else yesterday
    closed: list[BillDay] = []
    while day < today:
        closed.append(
            close_day(supplier, day, desk=desk, archive=archive, settings=settings, now=now)
        )
        day += timedelta(days=1)
    return tuple(closed)


def close_day(
    supplier: SupplierSettings,
    day: date,
    *,
    desk: Desk,
    archive: Archive,
    settings: Settings,
    now: datetime,
) -> BillDay:
    """Write the entries of a day that is over and return it; a closed day stays as it is.

    Raises ValueError for a day that is not over by the supplier's clock.
    """
    if day >= now.astimezone(ZoneInfo(supplier.time_zone)).date():
        raise ValueError(f"{day} is not over at {supplier.id}")
    if known := desk.bill_days(supplier.id, day, day):
        return known[0]
    closing = _Closing(supplier, day, desk, BillFiles(supplier.id, desk, archive), archive)
    closed = closing.closed(terms_of(supplier, settings), now)
    try:
        desk.commit(Change(puts=(closed,)))
    except VersionConflict:  # Somebody else was quicker: that one stands.
        return desk.bill_days(supplier.id, day, day)[0]
    return closed.but(version=1)


def terms_of(supplier: SupplierSettings, settings: Settings) -> Terms:
    """Return what the settings agree with a supplier."""
    return Terms(
        prices=tuple(
            Price(sku=one.sku, unit_minor=one.unit_minor, since=one.since)
            for one in settings.agreed_prices
            if one.supplier == supplier.id
        ),
        parcel_fee_minor=supplier.parcel_fee_minor,
        grace_minutes=supplier.stop_grace_minutes,
        time_zone=supplier.time_zone,
    )


class _Seen(NamedTuple):
    """What one parcel is billed by."""

    parcel: Parcel
    accepted: list[LineKey]
    stops: list[Stop]
    returns: list[SupplierReturn]


class _Closing:
    """One look at a supplier at the end of one day."""

    def __init__(
        self,
        supplier: SupplierSettings,
        day: date,
        desk: Desk,
        files: BillFiles,
        archive: Archive,
    ) -> None:
        zone = ZoneInfo(supplier.time_zone)
        self._supplier, self._day, self._zone = supplier, day, zone
        self._since = datetime.combine(day, time(), zone)
        self._until = datetime.combine(day + timedelta(days=1), time(), zone)
        self._desk, self._files, self._archive = desk, files, archive

    def closed(self, terms: Terms, now: datetime) -> BillDay:
        """Gather the facts, write the day's files and return the day."""
        before = self._files.open_before(self._day)
        news = self._desk.supplier_news(self._supplier.id, self._since - MARGIN)
        stops = [*self._turning(before, news), *(s for s in news.stops if self._is_over(s))]
        backs = [one for one in news.returns if self._is_received(one)]
        works = self._works(before)
        seen = self._seen(works, stops, backs)
        entries: list[BillEntry] = []
        for one in seen:
            known = self._files.entries_of(one.parcel, self._first_day(one.parcel), self._day)
            facts = ParcelFacts(
                one.parcel, frozenset(one.accepted), tuple(one.stops), tuple(one.returns)
            )
            entries += new_entries(facts, known, terms)
        still_open = StillOpen(
            lines=tuple(self._open_lines(works, seen, terms)),
            stops=tuple(self._open_stops(seen, terms)),
        )
        return self._files.written(self._day, entries, still_open, now)

    # --- What is looked at ----------------------------------------------------------------------

    def _works(self, before: StillOpen | None) -> dict[LineKey, LineWork]:
        """Return our work on every line that may have been accepted."""
        keys = dict.fromkeys(before.lines if before else ())
        back, most = (MARGIN, WORKBOOKS_MAX) if before else (FIRST_LOOK, WORKBOOKS_FIRST_MAX)
        for file in self._workbooks(self._since - back, most):
            rows = load_manifest(self._archive, file).rows
            keys |= dict.fromkeys(line for row in rows for line in row.lines)
        return self._desk.lines(keys)

    def _workbooks(self, since: datetime, most: int) -> Iterator[WorkbookFile]:
        for file in self._desk.workbooks(self._supplier.id, most):
            if file.opened_at < since:
                return
            if file.state is WorkbookState.WRITTEN and file.opened_at < self._until:
                yield file

    def _turning(self, before: StillOpen | None, news: SupplierNews) -> Iterator[Stop]:
        """Yield the stops of earlier days of which a first scan may say who pays."""
        listed = {stop.stop_id for stop in news.stops}
        for name in before.stops if before else ():
            stop = self._desk.stop(self._supplier.id, name) if name not in listed else None
            if stop is not None:
                yield stop

    def _is_over(self, stop: Stop) -> bool:
        return stop.answered_at is not None and stop.answered_at < self._until

    def _is_received(self, back: SupplierReturn) -> bool:
        is_over = back.settled_at is not None and back.settled_at < self._until
        return is_over and back.state is ReturnState.RECEIVED

    # --- What of it counts ----------------------------------------------------------------------

    def _seen(
        self,
        works: dict[LineKey, LineWork],
        stops: Iterable[Stop],
        backs: Iterable[SupplierReturn],
    ) -> list[_Seen]:
        stops, backs = list(stops), list(backs)
        shipped = {
            key: work.parcel_id
            for key, work in works.items()
            if work.state is LineState.SHIPPED and work.parcel_id
        }
        # A return may name lines of several parcels of an order.
        of_goods = self._desk.lines({one.key for back in backs for one in back.goods})
        names = dict.fromkeys(
            (
                *shipped.values(),
                *(stop.parcel_id for stop in stops),
                *(back.parcel_id for back in backs),
                *(work.parcel_id for work in of_goods.values() if work.parcel_id),
            )
        )
        parcels = self._desk.parcels(names)
        return [
            _Seen(
                parcel,
                [key for key, name in shipped.items() if name == parcel.parcel_id]
                if self._is_accepted(parcel)
                else [],
                [stop for stop in stops if stop.parcel_id == parcel.parcel_id],
                list(_of_parcel(parcel, backs, of_goods)),
            )
            for parcel in sorted(parcels.values(), key=self._age)
            if parcel.supplier == self._supplier.id and not parcel.is_virtual
        ]

    def _age(self, parcel: Parcel) -> tuple[date, str]:
        """Sort the oldest first: what was entered of it is read together with all that is newer."""
        return self._first_day(parcel), parcel.parcel_id

    def _is_accepted(self, parcel: Parcel) -> bool:
        return parcel.accepted_at is not None and parcel.accepted_at < self._until

    def _first_day(self, parcel: Parcel) -> date:
        """Return the day before which nothing of a parcel can have been entered."""
        at = parcel.claimed_at or self._since - PATIENCE
        return at.astimezone(self._zone).date()

    # --- What is handed on ----------------------------------------------------------------------

    def _open_lines(
        self, works: dict[LineKey, LineWork], seen: Iterable[_Seen], terms: Terms
    ) -> Iterator[LineKey]:
        ours = {one.parcel.parcel_id: one for one in seen}
        unpriced = {key for one in seen for key in self._unpriced(one, terms)}
        for key, work in sorted(works.items(), key=lambda item: str(item[0])):
            one = ours.get(work.parcel_id or "")
            is_promised = work.state in STILL_PROMISED and work.supplier == self._supplier.id
            is_later = work.state is LineState.SHIPPED and one and key not in one.accepted
            if is_promised or is_later or key in unpriced:
                yield key

    def _unpriced(self, one: _Seen, terms: Terms) -> Iterator[LineKey]:
        day = self._first_day(one.parcel)
        if self._day - day > PATIENCE:
            return
        for line in one.parcel.lines:
            if any(terms.price(part.sku, day) is None for part in line.contents):
                yield line.key

    def _open_stops(self, seen: Iterable[_Seen], terms: Terms) -> Iterator[str]:
        for one in seen:
            for stop in one.stops:
                is_young = self._until - stop.fenced_at < PATIENCE
                if is_young and may_turn(stop, one.parcel, terms):
                    yield stop.stop_id


def _of_parcel(
    parcel: Parcel, backs: Iterable[SupplierReturn], works: dict[LineKey, LineWork]
) -> Iterator[SupplierReturn]:
    """Yield what came back of one parcel: a line that left it may have travelled in another."""
    own = {key for key, work in works.items() if work.parcel_id == parcel.parcel_id}
    for back in backs:
        if goods := tuple(one for one in back.goods if one.key in own):
            yield back.but(goods=goods)
