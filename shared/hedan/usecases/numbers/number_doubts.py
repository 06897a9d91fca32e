"""What is known of a tracking number already: a new one is remembered, a known one is doubted."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.domain.parcels import Doubt, NumberDoubt, Parcel, Tracking
from hedan.domain.tracking_numbers import NumberUse
from hedan.ports import Desk


class Looked(NamedTuple):
    """What a look at some numbers found."""

    fresh: tuple[NumberUse, ...]  # To be written with whatever the numbers are written for.
    doubts: tuple[NumberDoubt, ...]


def look_up(parcel: Parcel, trackings: Sequence[Tracking], desk: Desk, now: datetime) -> Looked:
    """Return what speaks against numbers for this parcel; one read, a second only in doubt.

    Two who bring the same new number at once both put it, and one of them meets VersionConflict.
    """
    known = desk.number_uses(trackings)
    fresh = tuple(_use(parcel, one, now) for one in trackings if one not in known)
    others = [known[one] for one in trackings if one in known and not _is_own(known[one], parcel)]
    paid_at = _paid_at(parcel, desk) if others else None
    return Looked(fresh, tuple(_doubts(others, paid_at)))


def _use(parcel: Parcel, tracking: Tracking, now: datetime) -> NumberUse:
    return NumberUse(
        tracking=tracking,
        parcel_id=parcel.parcel_id,
        supplier=parcel.supplier,
        first_seen_at=now,
        workbook=parcel.workbook,
    )


def _is_own(use: NumberUse, parcel: Parcel) -> bool:
    return use.parcel_id == parcel.parcel_id


def _paid_at(parcel: Parcel, desk: Desk) -> datetime | None:
    """Return when the first of its orders was paid; where no platform says so: when it was made."""
    orders = desk.orders(parcel.orders).values()
    return min((order.paid_at or order.created_at for order in orders), default=None)


def _doubts(uses: Iterable[NumberUse], paid_at: datetime | None) -> Iterator[NumberDoubt]:
    for use in uses:
        number, seen = use.tracking.number, use.first_seen_at.isoformat(timespec="minutes")
        where = f"parcel {use.parcel_id} in workbook {use.workbook}"
        yield NumberDoubt(code=Doubt.USED_BEFORE, evidence=f"{number}: {where}, {seen}")
        if paid_at is not None and use.first_seen_at < paid_at:
            paid = paid_at.isoformat(timespec="minutes")
            evidence = f"{number}: seen {seen}, paid {paid}"
            yield NumberDoubt(code=Doubt.OLDER_THAN_ORDER, evidence=evidence)
