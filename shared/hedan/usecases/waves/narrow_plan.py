"""What of a plan goes with this wave: only what cannot wait, and no more than a day allows.

The whole plan is made all the same: a line that cannot wait takes along what travels with it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from hedan.domain.calendars import next_cut_off, next_opening
from hedan.domain.plan import Left, Plan, PlannedParcel
from hedan.domain.waves import WaveLane, is_urgent
from hedan.ports import Archive, Desk
from hedan.settings import Settings, SupplierSettings
from hedan.usecases.waves.daily_cap import REASON, left_today
from hedan.usecases.waves.wave_files import save

NOT_URGENT = "NOT_URGENT: this wave takes only what cannot wait for the next cut-off"
# The settings take no more (domain/merging.py).
HURRY_HOURS_MAX = 240


def hurried(settings: Settings, supplier: str) -> Settings:
    """Return the settings with which a supplier's lines are planned: the urgent wait for nobody."""
    hours = settings.supplier(supplier).urgent_hours or 0
    hurry_hours = max(settings.merge.hurry_hours, min(hours, HURRY_HOURS_MAX))
    return settings.but(merge=settings.merge.but(hurry_hours=hurry_hours))


def narrow_plan(
    plan: Plan,
    wave_id: str,
    supplier: SupplierSettings,
    lane: WaveLane,
    *,
    desk: Desk,
    archive: Archive,
    now: datetime,
) -> Plan:
    """Return what of a wave's plan goes now, which lies in the archive instead from now on.

    The claim grants the day's number for good; here it is only what the supplier is known to take.
    """
    kept = [one for one in plan.parcels if lane is WaveLane.ALL or _is_urgent(one, supplier, now)]
    most = None
    if supplier.daily_parcels_max is not None:
        most = left_today(desk.supplier_desk(supplier.id), supplier, now)
    going = kept if most is None else kept[:most]
    if len(going) == len(plan.parcels):
        return plan
    going_ids = {parcel.parcel_id for parcel in going}
    kept_ids = {parcel.parcel_id for parcel in kept}
    waits = [parcel for parcel in plan.parcels if parcel.parcel_id not in kept_ids]
    capped = [parcel for parcel in kept if parcel.parcel_id not in going_ids]
    tomorrow = next_opening(supplier, now) or now + timedelta(days=1)
    narrowed = plan.but(
        parcels=tuple(going),
        left=(
            *plan.left,
            *_left(waits, NOT_URGENT, next_cut_off(supplier, now) or tomorrow),
            *_left(capped, REASON, tomorrow),
        ),
    )
    save(archive, wave_id, narrowed)
    return narrowed


def _is_urgent(parcel: PlannedParcel, supplier: SupplierSettings, now: datetime) -> bool:
    return is_urgent(parcel.deadline, supplier, now)


def _left(parcels: Iterable[PlannedParcel], reason: str, until: datetime) -> Iterator[Left]:
    for parcel in parcels:
        yield Left(lines=tuple(line.key for line in parcel.lines), reason=reason, until=until)
