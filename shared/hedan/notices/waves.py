"""What is told of waves: a void workbook, a supplier who does not look, orders that look alike."""

from collections.abc import Sequence
from datetime import datetime

from hedan.domain.plan import Question
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
from hedan.texts import Language, plan_in_words, say
from hedan.texts.words import clean, moment

NAME_CHARACTERS_MAX = 60
NAME_IN_SMS_CHARACTERS = 12
QUESTIONS_TOLD_MAX = 20


def workbook_recalled(
    supplier: SupplierSettings, *, number: str, parcel_count: int, link: str
) -> Notice:
    """Return what a supplier is told of a workbook that was taken back after it had been told."""
    language, workbook = supplier.language, clean(number)
    title = say(language, "recalled.title", workbook=workbook)
    return Notice(
        title=title,
        subject=subject_of((f"VOID WORKBOOK {workbook} - do not ship", "VOID WORKBOOK")),
        email_body=body_of(
            [title],
            [
                say(language, "recalled.do.nothing", parcels=parcel_count),
                say(language, "recalled.do.page"),
                f"   {link}",
            ],
            [say(language, "recalled.why")],
        ),
        sms=first_that_fits(
            say(language, key, workbook=workbook, parcels=parcel_count)
            for key in ("sms.recalled", "sms.recalled.short")
        ),
        attributes=attributes(
            NoticeKind.WORKBOOK_RECALLED,
            NoticeSeverity.URGENT,
            Audience.SUPPLIER,
            supplier=supplier.id,
            warehouse=supplier.warehouse,
        ),
    )


def supplier_silent(
    supplier: SupplierSettings,
    *,
    number: str,
    told_at: datetime,
    parcel_count: int,
    fall_back: str = "",
    language: Language = "zh",
) -> Notice:
    """Return what the owner is told of a supplier who does not look at a workbook.

    fall_back: who takes over by itself; empty: nobody does.
    """
    workbook, name = clean(number), clean(supplier.name, NAME_CHARACTERS_MAX)
    title = say(language, "silent.title", supplier=name, workbook=workbook)
    instead = (
        say(language, "silent.done", parcels=parcel_count, fall_back=clean(fall_back))
        if fall_back
        else say(language, "silent.do.recall")
    )
    at = moment(told_at, supplier.time_zone)
    return Notice(
        title=title,
        subject=subject_of(
            (f"SILENT SUPPLIER {supplier.id} - workbook {workbook}", "SILENT SUPPLIER")
        ),
        email_body=body_of(
            [title],
            [say(language, "silent.do.call", supplier=name), instead],
            [say(language, "silent.why", at=at, parcels=parcel_count)],
        ),
        sms=first_that_fits(
            say(
                language,
                key,
                supplier=clean(supplier.name, NAME_IN_SMS_CHARACTERS, ".."),
                workbook=workbook,
            )
            for key in ("sms.silent", "sms.silent.short")
        ),
        attributes=attributes(
            NoticeKind.SUPPLIER_SILENT,
            NoticeSeverity.URGENT,
            Audience.OWNER,
            supplier=supplier.id,
            warehouse=supplier.warehouse,
        ),
    )


def orders_alike(
    questions: Sequence[Question], supplier: SupplierSettings, *, language: Language = "zh"
) -> Notice:
    """Return what the owner is asked of orders that seem to belong together and were not merged.

    Raises ValueError without questions: then there is nothing to ask.
    """
    if not questions:
        raise ValueError("no orders that look alike, nothing to ask")
    title = say(language, "alike.title", count=len(questions))
    more = len(questions) - QUESTIONS_TOLD_MAX
    return Notice(
        title=title,
        subject=subject_of((f"MERGE OR NOT - {len(questions)} sets of orders", "MERGE OR NOT")),
        email_body=body_of(
            [title],
            [say(language, "alike.do.join"), say(language, "alike.do.nothing")],
            [
                *(_alike(one, language) for one in questions[:QUESTIONS_TOLD_MAX]),
                say(language, "alike.more", more=more) if more > 0 else "",
            ],
        ),
        sms=say(language, "sms.alike", count=len(questions)),
        attributes=attributes(
            NoticeKind.ORDERS_ALIKE,
            NoticeSeverity.ATTENTION,
            Audience.OWNER,
            supplier=supplier.id,
            warehouse=supplier.warehouse,
        ),
    )


def _alike(question: Question, language: Language) -> str:
    orders = ", ".join(clean(f"{key.store} {key.order_id}") for key in question.orders)
    (why,) = plan_in_words(language, [question.reason])
    return say(language, "alike.orders", orders=orders, why=why)
