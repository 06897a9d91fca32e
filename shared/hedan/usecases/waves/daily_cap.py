"""How many parcels a supplier takes in a day: what its waves claimed is counted in their writes.

A wave is granted its number when it opens, in the transaction that gives it its workbook. What it
does not put into the workbook it gives back when that is written.
"""

from collections.abc import Iterable
from datetime import date, datetime

from hedan.domain.calendars import local_day
from hedan.domain.workbook_files import SupplierDesk, Wave
from hedan.ports import Desk
from hedan.settings import SupplierSettings

# Why a line stays behind; texts/reasons.py says it in words.
REASON = "DAILY_CAP: the supplier takes no more parcels today"


def left_today(counters: SupplierDesk, supplier: SupplierSettings, now: datetime) -> int | None:
    """Return how many parcels the supplier still takes today; None: any number."""
    if supplier.daily_parcels_max is None:
        return None
    today = local_day(supplier, now)
    return max(0, supplier.daily_parcels_max - _counted(counters, today))


def full_now(
    suppliers: Iterable[SupplierSettings], *, desk: Desk, now: datetime
) -> tuple[str, ...]:
    """Return which of these take no more parcels today. Those without a limit are not asked of."""
    return tuple(
        supplier.id
        for supplier in suppliers
        if supplier.daily_parcels_max is not None
        and left_today(desk.supplier_desk(supplier.id), supplier, now) == 0
    )


def grant(
    wave: Wave, wanted: int, counters: SupplierDesk, supplier: SupplierSettings, now: datetime
) -> tuple[Wave, SupplierDesk]:
    """Return wave and counters with as many of the wanted parcels as the day still allows."""
    left = left_today(counters, supplier, now)
    if left is None:
        return wave, counters
    today = local_day(supplier, now)
    granted = min(wanted, left)
    counted = _counted(counters, today) + granted
    return (
        wave.but(granted=granted, granted_on=today),
        counters.but(counted_on=today, counted=counted),
    )


def give_back(counters: SupplierDesk, wave: Wave | None, kept: int) -> SupplierDesk:
    """Return the counters without what the wave was granted and does not keep."""
    granted = wave.granted if wave and wave.granted is not None else kept
    return take_off(counters, wave, granted - kept)


def take_off(counters: SupplierDesk, wave: Wave | None, parcels: int) -> SupplierDesk:
    """Return the counters without so many of the wave's parcels: the day has room for others."""
    if wave is None or wave.granted is None or counters.counted_on != wave.granted_on:
        return counters  # Nothing was counted, or another day is counted by now.
    return counters.but(counted=max(0, counters.counted - parcels))


def is_full(wave: Wave, claimed: int) -> bool:
    """Tell whether the wave has claimed all that it was granted."""
    return wave.granted is not None and claimed >= wave.granted


def _counted(counters: SupplierDesk, day: date) -> int:
    return counters.counted if counters.counted_on == day else 0
