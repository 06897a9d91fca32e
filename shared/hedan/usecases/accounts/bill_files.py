"""The files of closed days: the entries of each, and what it handed on to the next one."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from pydantic import TypeAdapter

from hedan.domain.bills import BillDay, BillEntry, StillOpen
from hedan.domain.parcels import Parcel
from hedan.ports import Archive, Desk

JSON = "application/json"
_ENTRIES = TypeAdapter(tuple[BillEntry, ...])


class BillFiles:
    """One supplier's files; each is read once."""

    def __init__(self, supplier: str, desk: Desk, archive: Archive) -> None:
        self._supplier, self._desk, self._archive = supplier, desk, archive
        self._days: dict[date, BillDay] = {}
        self._read_since: date | None = None
        self._by_parcel: dict[date, dict[str, list[BillEntry]]] = {}

    def open_before(self, day: date) -> StillOpen | None:
        """Return what the day before handed on; None when it was never closed."""
        before = self._closed(day - timedelta(days=1), day).get(day - timedelta(days=1))
        if before is None:
            return None
        if not before.open_key:
            return StillOpen()
        return StillOpen.model_validate_json(self._archive.get(before.open_key))

    def entries_of(self, parcel: Parcel, since: date, until: date) -> list[BillEntry]:
        """Return what the closed days before `until` say of a parcel, the oldest first."""
        found: list[BillEntry] = []
        for day, closed in sorted(self._closed(since, until).items()):
            if since <= day < until:
                found += self._entries(closed).get(parcel.parcel_id, [])
        return found

    def written(
        self, day: date, entries: Sequence[BillEntry], still_open: StillOpen, now: datetime
    ) -> BillDay:
        """Write a day's files and return the day, which is not stored yet.

        Files are named by their content: two that close a day at once never write over each other.
        """
        listed = _ENTRIES.dump_json(tuple(entries)) if entries else b""
        is_open = bool(still_open.lines or still_open.stops)
        handed_on = still_open.model_dump_json().encode() if is_open else b""
        return BillDay(
            supplier=self._supplier,
            day=day,
            closed_at=now,
            entries_key=self._put(day, "entries", listed),
            open_key=self._put(day, "open", handed_on),
            entry_count=len(entries),
            amount_minor=sum(entry.amount_minor for entry in entries),
            differences=sum(entry.is_difference for entry in entries),
        )

    def _put(self, day: date, what: str, body: bytes) -> str:
        if not body:
            return ""
        digest = hashlib.sha256(body).hexdigest()[:16]
        key = f"bills/{self._supplier}/{day.isoformat()}-{what}-{digest}.json"
        self._archive.put(key, body, JSON)
        return key

    def _closed(self, since: date, until: date) -> dict[date, BillDay]:
        """Return the closed days from a day on; read again only where an earlier one is asked."""
        if self._read_since is None or since < self._read_since:
            found = self._desk.bill_days(self._supplier, since, until)
            self._days = {one.day: one for one in found}
            self._read_since = since
        return self._days

    def _entries(self, closed: BillDay) -> dict[str, list[BillEntry]]:
        if closed.day not in self._by_parcel:
            own: dict[str, list[BillEntry]] = {}
            for entry in entries_in(closed, self._archive):
                own.setdefault(entry.parcel_id, []).append(entry)
            self._by_parcel[closed.day] = own
        return self._by_parcel[closed.day]


def entries_in(closed: BillDay, archive: Archive) -> tuple[BillEntry, ...]:
    """Read the entries of a closed day."""
    if not closed.entries_key:
        return ()
    return _ENTRIES.validate_json(archive.get(closed.entries_key))


def entries_of_days(days: Iterable[BillDay], archive: Archive) -> list[tuple[date, BillEntry]]:
    """Read the entries of several days, each with its day."""
    return [(day.day, entry) for day in days for entry in entries_in(day, archive)]
