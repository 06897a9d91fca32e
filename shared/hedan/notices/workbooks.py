"""The notice that a new workbook waits for its supplier."""

from datetime import datetime
from typing import Final

from hedan.notices.notice import (
    Audience,
    Notice,
    NoticeKind,
    NoticeSeverity,
    attributes,
    body_of,
    subject_of,
)
from hedan.notices.sms import first_that_fits
from hedan.settings import SupplierSettings
from hedan.texts import say
from hedan.texts.words import clean, clock, moment

_SMS: Final = ("sms.workbook.linked", "sms.workbook", "sms.workbook.short")


def workbook_notice(
    supplier: SupplierSettings,
    *,
    number: str,
    row_count: int,
    parcel_count: int,
    deadline: datetime | None,
    link: str,
    predecessor: str = "",
    stores: tuple[str, ...] = (),
) -> Notice:
    """Return what the supplier is told: where the file is, what to do with it, by when.

    deadline is the earliest of its parcels, link the signed address of the supplier's page,
    stores the ids of the stores whose orders are in it (named only when it is a single one).
    """
    language, zone, workbook = supplier.language, supplier.time_zone, clean(number)
    by = moment(deadline, zone) if deadline else ""
    title_key = "workbook.title.by" if deadline else "workbook.title"
    title = say(language, title_key, workbook=workbook, parcels=parcel_count, by=by)
    return Notice(
        title=title,
        subject=_subject(workbook, parcel_count, clock(deadline, zone) if deadline else ""),
        email_body=body_of(
            [title],
            [
                say(language, "workbook.do.download"),
                f"   {link}",
                say(language, "workbook.do.fill"),
                say(language, "workbook.do.upload"),
            ],
            [say(language, "workbook.stops")],
            [
                say(language, "workbook.counts", rows=row_count, parcels=parcel_count),
                say(language, "workbook.deadline", by=by)
                if deadline
                else say(language, "workbook.no_deadline"),
                say(language, "workbook.predecessor", predecessor=clean(predecessor))
                if predecessor
                else say(language, "workbook.first"),
                say(language, "workbook.link_days", days=supplier.link_days),
            ],
        ),
        sms=_sms(supplier, workbook, parcel_count, deadline, link),
        attributes=attributes(
            NoticeKind.WORKBOOK,
            NoticeSeverity.INFO,
            Audience.SUPPLIER,
            store=stores[0] if len(stores) == 1 else "",
            supplier=supplier.id,
            warehouse=supplier.warehouse,
        ),
    )


def _subject(workbook: str, parcel_count: int, by: str) -> str:
    parcels = f"{parcel_count} parcel{'' if parcel_count == 1 else 's'}"
    return subject_of(
        (
            f"NEW WORKBOOK {workbook} - {parcels} - ship before {by}"
            if by
            else f"NEW WORKBOOK {workbook} - {parcels}",
            f"NEW WORKBOOK - {parcels}",
        )
    )


def _sms(
    supplier: SupplierSettings,
    workbook: str,
    parcel_count: int,
    deadline: datetime | None,
    link: str,
) -> str:
    language = supplier.language
    by = clock(deadline, supplier.time_zone) if deadline else ""
    keys = _SMS if deadline else _SMS[-1:]
    return first_that_fits(
        say(language, key, workbook=workbook, parcels=parcel_count, by=by, link=link)
        for key in keys
    )
