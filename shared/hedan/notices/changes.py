"""The notice of changes that a supplier has not answered: one for all of them, at each level."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from hedan.domain.parcels import Doubt, Parcel
from hedan.domain.stops import Stop
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
from hedan.settings import Settings
from hedan.texts import Language, say
from hedan.texts.stop_words import goods_in_words
from hedan.texts.words import clean, duration

type ChangesLevel = Literal["reminder", "escalation"]

NAME_CHARACTERS_MAX: Final = 60
CHANGES_TOLD_MAX: Final = 20


def changes_notice(
    supplier_id: str,
    level: ChangesLevel,
    *,
    stops: Sequence[Stop],
    parcels: Sequence[Parcel],
    settings: Settings,
    link: str,
) -> Notice:
    """Return what is said at this level: a reminder to the supplier, an escalation to the owner.

    stops are withdrawn and unseen, parcels have a number in question; link is the supplier's page.
    Raises ValueError without either, KeyError for a supplier that is not in the settings.
    """
    supplier, count = settings.supplier(supplier_id), len(stops) + len(parcels)
    if not count:
        raise ValueError(f"no change without an answer of {supplier_id}, nothing to say")
    to_owner = level == "escalation"
    language = settings.language if to_owner else supplier.language
    name = clean(supplier.name, NAME_CHARACTERS_MAX)
    title = say(language, f"changes.title.{level}", count=count, supplier=name)
    told = [*_lifted(stops, language), *_numbers(parcels, language)]
    more = count - CHANGES_TOLD_MAX
    do_key, sms_key = ("phone", "sms.changes.escalation") if to_owner else ("page", "sms.changes")
    facts = {"count": count, "link": link, "supplier": supplier_in_sms(supplier, language)}
    return Notice(
        title=title,
        subject=subject_of((f"{_SUBJECTS[level]} {count} - {supplier.id}", _SUBJECTS[level])),
        email_body=body_of(
            [title],
            [
                say(language, f"changes.do.{do_key}", supplier=name),
                *told[:CHANGES_TOLD_MAX],
                say(language, "changes.more", more=more) if more > 0 else "",
            ],
            [f"   {link}"],
            [
                say(
                    language,
                    f"changes.silence.{level}",
                    escalation=duration(settings.stop.escalation_seconds, language),
                )
            ],
        ),
        sms=first_that_fits(say(language, key, **facts) for key in (sms_key, f"{sms_key}.short")),
        attributes=attributes(
            NoticeKind.CHANGES_ESCALATION if to_owner else NoticeKind.CHANGES_REMINDER,
            NoticeSeverity.URGENT,
            Audience.OWNER if to_owner else Audience.SUPPLIER,
            supplier=supplier.id,
            warehouse=supplier.warehouse,
        ),
    )


_SUBJECTS: Final[dict[ChangesLevel, str]] = {
    "reminder": "CHANGES TO CONFIRM",
    "escalation": "CHANGES NOT CONFIRMED",
}


def _lifted(stops: Sequence[Stop], language: Language) -> Iterator[str]:
    for stop in stops:
        yield say(
            language,
            "changes.lifted",
            workbook=clean(stop.workbook),
            parcel=stop.parcel_id,
            goods=", ".join(goods_in_words(stop, language, NAME_CHARACTERS_MAX)),
        )


def _numbers(parcels: Sequence[Parcel], language: Language) -> Iterator[str]:
    for parcel in parcels:
        yield say(
            language,
            "changes.number",
            number=clean(parcel.number_in_question),
            workbook=clean(parcel.workbook),
            parcel=parcel.parcel_id,
            doubt="; ".join(_doubts(parcel, language)),
        )


def _doubts(parcel: Parcel, language: Language) -> Iterator[str]:
    codes = [doubt.code for doubt in parcel.doubts]
    if parcel.change is not None and Doubt.OTHER_NUMBER not in codes:
        codes.append(Doubt.OTHER_NUMBER)
    old = clean(parcel.change.old.number) if parcel.change else ""
    for code in codes:
        key = f"sheet.doubt.{code.value}"
        yield say(language, key, old=old, new=clean(parcel.number_in_question))
