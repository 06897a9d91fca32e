"""A supplier was told of a workbook and does not look at it: a person hears of it.

Where somebody falls back for it, its workbook is recalled in the same transaction, and new lines
pass it over for the rest of its day.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from hedan.domain.calendars import next_opening, works_at
from hedan.domain.events import Event, EventKind
from hedan.domain.stops import StopCause
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.ports import Aggregate, Change, Desk
from hedan.settings import SupplierSettings
from hedan.usecases.again import until_settled
from hedan.usecases.waves.recall_wave import recalled_event, recalled_file

# More than a supplier gets between two looks; older ones were found silent before.
WORKBOOKS_LOOKED_AT = 20
# Who recalled it.
BY_ITSELF = "silence"


def find_silent(supplier: SupplierSettings, *, desk: Desk, now: datetime) -> list[str]:
    """Mark the workbooks that a supplier should have looked at; return their numbers.

    Nobody is silent on a day on which it is closed. Marking twice changes nothing.
    """
    if supplier.silent_minutes is None or not works_at(supplier, now):
        return []
    files = desk.workbooks(supplier.id, WORKBOOKS_LOOKED_AT)
    late = [file.number for file in files if _is_late(file, supplier, now)]
    return [number for number in late if _marked(supplier, number, desk, now)]


def silent_now(
    suppliers: Iterable[SupplierSettings], *, desk: Desk, now: datetime
) -> tuple[str, ...]:
    """Return who is passed over. Only those are asked for whom somebody falls back."""
    return tuple(
        supplier.id
        for supplier in suppliers
        if supplier.silent_minutes is not None and supplier.fall_back is not None
        if _is_silent(supplier, desk, now)
    )


def _is_silent(supplier: SupplierSettings, desk: Desk, now: datetime) -> bool:
    since = desk.supplier_desk(supplier.id).silent_since
    if since is None:
        return False
    over_at = next_opening(supplier, since)
    return over_at is None or now < over_at


def _is_late(file: WorkbookFile, supplier: SupplierSettings, now: datetime) -> bool:
    minutes = supplier.silent_minutes
    return (
        file.state is WorkbookState.WRITTEN
        and file.told_at is not None
        and file.downloaded_at is None
        and file.silent_at is None
        and minutes is not None
        and now - file.told_at >= timedelta(minutes=minutes)
    )


def _marked(supplier: SupplierSettings, number: str, desk: Desk, now: datetime) -> bool:
    return until_settled(lambda: _mark(supplier, number, desk, now))


def _mark(supplier: SupplierSettings, number: str, desk: Desk, now: datetime) -> bool:
    file = desk.workbook(supplier.id, number)
    if file is None or not _is_late(file, supplier, now):
        return False  # It was downloaded, or recalled, in the meantime.
    marked = file.but(silent_at=now)
    puts: tuple[Aggregate, ...] = (marked,)
    told = [_told(file, supplier, now)]
    if supplier.fall_back is not None:
        marked, counters = recalled_file(marked, BY_ITSELF, desk, now)
        puts = (marked, counters.but(silent_since=now))
        told.append(recalled_event(marked, StopCause.SILENCE, BY_ITSELF, "", now))
    desk.commit(Change(puts=puts, events=tuple((marked, event) for event in told)))
    return True


def _told(file: WorkbookFile, supplier: SupplierSettings, now: datetime) -> Event:
    return Event(
        kind=EventKind.SUPPLIER_SILENT,
        at=now,
        facts={
            "supplier": supplier.id,
            "workbook": file.number,
            "told_at": file.told_at.isoformat() if file.told_at else "",
            "parcels": str(file.parcel_count),
            "fall_back": supplier.fall_back or "",
        },
    )
