"""Parcels that no carrier has scanned: their supplier is asked, the owner is told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from hedan.domain import scans
from hedan.domain.parcels import Parcel
from hedan.domain.scans import ScanFinding, ScanTimes
from hedan.notices.notice import (
    Audience,
    Notice,
    NoticeKind,
    NoticeSeverity,
    attributes,
    body_of,
    subject_of,
)
from hedan.notices.sms import first_that_fits, supplier_in_sms
from hedan.settings import SupplierSettings
from hedan.texts import Language, say
from hedan.texts.words import clean, clock, moment, order_short

NAME_CHARACTERS_MAX: Final = 60
NUMBER_CHARACTERS_MAX: Final = 40
# Of one parcel: merged ones have a few.
ORDERS_NAMED_MAX: Final = 3

_SUBJECTS: Final = {
    ScanFinding.SOON: "NOT SCANNED YET",
    ScanFinding.OVERDUE: "SCAN OVERDUE",
    ScanFinding.NO_RECORD: "NO CARRIER RECORD",
    ScanFinding.NO_CHANGE: "PARCELS STAND STILL",
}
_STEPS: Final = {
    ScanFinding.SOON: ("scan.do.soon", "scan.do.correct"),
    ScanFinding.OVERDUE: ("scan.do.overdue", "scan.do.correct"),
    ScanFinding.NO_RECORD: ("scan.do.no_record",),
    ScanFinding.NO_CHANGE: ("scan.do.no_change",),
}
_SEVERITIES: Final = {
    ScanFinding.SOON: NoticeSeverity.ATTENTION,
    ScanFinding.OVERDUE: NoticeSeverity.URGENT,
    ScanFinding.NO_RECORD: NoticeSeverity.ATTENTION,
    ScanFinding.NO_CHANGE: NoticeSeverity.ATTENTION,
}


def scans_asked(
    parcels: Sequence[Parcel], supplier: SupplierSettings, *, times: ScanTimes, now: datetime
) -> Notice:
    """Return what a supplier is asked about parcels that should be with the carrier by now."""
    language, zone = supplier.language, supplier.time_zone
    name = clean(supplier.name, NAME_CHARACTERS_MAX)
    title = say(language, "scan.title.soon", supplier=name, count=len(parcels))
    first = min((_scan_by(parcel, times) for parcel in parcels), default=now)
    return Notice(
        title=title,
        subject=_subject(ScanFinding.SOON, len(parcels), supplier),
        email_body=body_of(
            [title],
            [say(language, "scan.ask.hand"), say(language, "scan.ask.number")],
            [_left(parcel, times, now, zone, language) for parcel in parcels],
            [say(language, "scan.silence")],
        ),
        sms=first_that_fits(
            [say(language, "sms.scan.soon", count=len(parcels), by=clock(first, zone))]
        ),
        attributes=_attributes(ScanFinding.SOON, Audience.SUPPLIER, supplier),
    )


def scans_missing(
    parcels: Sequence[Parcel],
    finding: ScanFinding,
    supplier: SupplierSettings,
    *,
    times: ScanTimes,
    now: datetime,
    refused: str = "",
    language: Language = "zh",
) -> Notice:
    """Return what the owner is told of a supplier's parcels that are not scanned, or stand still.

    refused: in the platform's words, where it would not tell the way of some of them.
    """
    zone, name = supplier.time_zone, clean(supplier.name, NAME_CHARACTERS_MAX)
    title = say(language, f"scan.title.{finding}", supplier=name, count=len(parcels))
    rows = [
        _left(parcel, times, now, zone, language)
        if finding is ScanFinding.SOON
        else _row(parcel, zone, language)
        for parcel in parcels
    ]
    return Notice(
        title=title,
        subject=_subject(finding, len(parcels), supplier),
        email_body=body_of(
            [title],
            [say(language, key, supplier=name) for key in _STEPS[finding]],
            [say(language, "scan.refused", words=clean(refused))] if refused else [],
            rows,
        ),
        sms=_sms(parcels, finding, supplier, times, now, language),
        attributes=_attributes(finding, Audience.OWNER, supplier),
    )


def _scan_by(parcel: Parcel, times: ScanTimes) -> datetime:
    """Return by when it must be scanned. Raises ValueError when no platform has its number."""
    told = scans.told_at(parcel)
    if told is None:
        raise ValueError(f"{parcel.parcel_id}: no platform has its number")
    return scans.scan_by(told, times)


def _left(parcel: Parcel, times: ScanTimes, now: datetime, zone: str, language: Language) -> str:
    by = _scan_by(parcel, times)
    hours = max(by - now, timedelta(0)) // timedelta(hours=1)
    facts = _facts(parcel)
    return say(language, "scan.parcel.left", **facts, hours=hours, by=moment(by, zone))


def _row(parcel: Parcel, zone: str, language: Language) -> str:
    told = scans.told_at(parcel)
    facts = _facts(parcel)
    return say(language, "scan.parcel", **facts, told=moment(told, zone) if told else "")


def _facts(parcel: Parcel) -> dict[str, str]:
    tracking = parcel.tracking
    orders = [order_short(order.order_id) for order in parcel.orders]
    more = "" if len(orders) <= ORDERS_NAMED_MAX else f" +{len(orders) - ORDERS_NAMED_MAX}"
    return {
        "parcel": parcel.parcel_id,
        "carrier": clean(tracking.carrier, NUMBER_CHARACTERS_MAX) if tracking else "",
        "number": clean(tracking.number, NUMBER_CHARACTERS_MAX) if tracking else "",
        "orders": ", ".join(orders[:ORDERS_NAMED_MAX]) + more,
    }


def _subject(finding: ScanFinding, count: int, supplier: SupplierSettings) -> str:
    what = f"{_SUBJECTS[finding]} - {count} parcel{'' if count == 1 else 's'}"
    return subject_of((f"{what} - {supplier.id}", what))


def _sms(
    parcels: Sequence[Parcel],
    finding: ScanFinding,
    supplier: SupplierSettings,
    times: ScanTimes,
    now: datetime,
    language: Language,
) -> str:
    named = supplier_in_sms(supplier, language)
    if finding is not ScanFinding.SOON:
        return first_that_fits(
            [say(language, f"sms.scan.{finding}", supplier=named, count=len(parcels))]
        )
    first = min((_scan_by(parcel, times) for parcel in parcels), default=now)
    by = clock(first, supplier.time_zone)
    return first_that_fits(
        [say(language, "sms.scan.soon.owner", supplier=named, count=len(parcels), by=by)]
    )


def _attributes(
    finding: ScanFinding, audience: Audience, supplier: SupplierSettings
) -> dict[str, str]:
    kind = NoticeKind.SCANS_ASKED if finding is ScanFinding.SOON else NoticeKind.PARCELS_UNSCANNED
    return attributes(
        kind,
        _SEVERITIES[finding],
        audience,
        supplier=supplier.id,
        warehouse=supplier.warehouse,
    )
