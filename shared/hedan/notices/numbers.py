"""For the owner: numbers in doubt, and other answers. For a supplier: a number was refused."""

from collections.abc import Iterable, Sequence
from typing import Final

from hedan.domain.parcels import NumberDoubt, Parcel, Tracking
from hedan.domain.supplier_answers import AnswerKind, SupplierAnswer
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
from hedan.texts import Language, say
from hedan.texts.words import clean, order_short

NAME_CHARACTERS_MAX: Final = 60
TEXT_CHARACTERS_MAX: Final = 120
NUMBER_CHARACTERS_MAX: Final = 40
# A short message has room for so much of a number.
NUMBER_IN_SMS_CHARACTERS: Final = 24
ROWS_TOLD_MAX: Final = 20
ORDERS_NAMED_MAX: Final = 3
_SECTIONS: Final = {
    AnswerKind.OUT_OF_STOCK: "asks.short",
    AnswerKind.PRICE: "asks.prices",
    AnswerKind.NOTE: "asks.notes",
}

type Answers = Sequence[tuple[Parcel, SupplierAnswer]]


def return_asks(
    in_question: Sequence[Parcel],
    answers: Answers,
    supplier: SupplierSettings,
    *,
    workbook: str,
    language: Language = "zh",
) -> Notice:
    """Return what the owner is told of one file that came back: one notice, whatever is in it.

    Raises ValueError when nothing is: then there is nothing to tell.
    """
    count = len(in_question) + len(answers)
    if not count:
        raise ValueError(f"{workbook}: nothing to tell the owner of")
    number = clean(workbook)
    name = clean(supplier.name, NAME_CHARACTERS_MAX)
    title = say(language, "asks.title", workbook=number, supplier=name, count=count)
    numbers = [_number(parcel, language) for parcel in in_question]
    return Notice(
        title=title,
        subject=subject_of((f"LOOK AT WORKBOOK {number} - {count} things", "LOOK AT A WORKBOOK")),
        email_body=body_of(
            [title],
            _section("asks.numbers", numbers, language),
            *(
                _section(
                    key,
                    [_answer(parcel, one, language) for parcel, one in answers if one.kind is kind],
                    language,
                )
                for kind, key in _SECTIONS.items()
            ),
            [say(language, "asks.silence")] if in_question else [],
        ),
        sms=first_that_fits(
            say(language, key, workbook=number, count=count)
            for key in ("sms.asks", "sms.asks.short")
        ),
        attributes=attributes(
            NoticeKind.RETURN_ASKS,
            NoticeSeverity.ATTENTION,
            Audience.OWNER,
            supplier=supplier.id,
            warehouse=supplier.warehouse,
        ),
    )


def number_refused(parcel: Parcel, refused: Tracking, supplier: SupplierSettings) -> Notice:
    """Return what a supplier is told of a number that a person did not believe."""
    language, parcel_id = supplier.language, parcel.parcel_id
    number = clean(refused.number, NUMBER_CHARACTERS_MAX)
    title = say(language, "number_refused.title", parcel=parcel_id, number=number)
    kept = parcel.tracking if parcel.tracking != refused else None
    return Notice(
        title=title,
        subject=subject_of((f"NUMBER REFUSED - parcel {parcel_id}", "NUMBER REFUSED")),
        email_body=body_of(
            [title],
            [
                say(
                    language,
                    "number_refused.do.label",
                    parcel=parcel_id,
                    orders=_orders(parcel, language),
                    workbook=clean(parcel.workbook),
                ),
                say(language, "number_refused.do.keep", kept=clean(kept.number))
                if kept
                else say(language, "number_refused.do.write"),
            ],
            [] if kept else [say(language, "number_refused.silence")],
        ),
        sms=first_that_fits(
            say(
                language,
                key,
                parcel=parcel_id,
                number=clean(refused.number, NUMBER_IN_SMS_CHARACTERS, ".."),
            )
            for key in ("sms.number_refused", "sms.number_refused.short")
        ),
        attributes=attributes(
            NoticeKind.NUMBER_REFUSED,
            NoticeSeverity.ATTENTION,
            Audience.SUPPLIER,
            store=parcel.store,
            supplier=supplier.id,
            warehouse=supplier.warehouse,
        ),
    )


def doubts_in_words(parcel: Parcel, language: Language) -> tuple[str, ...]:
    """Say why a parcel's number waits for a person."""
    change = parcel.change
    asked = (
        [say(language, "doubt.change", old=clean(change.old.number, NUMBER_CHARACTERS_MAX))]
        if change and change.allowed_at is None
        else []
    )
    return (*asked, *(_doubt(one, language) for one in parcel.doubts))


def _section(key: str, rows: Sequence[str], language: Language) -> list[str]:
    if not rows:
        return []
    more = len(rows) - ROWS_TOLD_MAX
    rest = [say(language, "asks.more", more=more)] if more > 0 else []
    return [say(language, key), *rows[:ROWS_TOLD_MAX], *rest]


def _number(parcel: Parcel, language: Language) -> str:
    change = parcel.change
    tracking = change.new if change and change.allowed_at is None else parcel.tracking
    why = doubts_in_words(parcel, language)
    return say(
        language,
        "asks.number",
        parcel=parcel.parcel_id,
        orders=_orders(parcel, language),
        number=clean(tracking.number, NUMBER_CHARACTERS_MAX) if tracking else "",
        carrier=clean(tracking.carrier) if tracking else "",
        why="; ".join(why),
    )


def _doubt(doubt: NumberDoubt, language: Language) -> str:
    saw = clean(doubt.evidence, TEXT_CHARACTERS_MAX)
    return say(language, f"doubt.{doubt.code}", saw=saw)


def _answer(parcel: Parcel, answer: SupplierAnswer, language: Language) -> str:
    text = clean(answer.text, TEXT_CHARACTERS_MAX)
    if answer.expected is not None:
        text = say(language, "asks.expected", text=text, day=answer.expected.isoformat())
    orders = _orders(parcel, language)
    return say(language, "asks.answer", parcel=parcel.parcel_id, orders=orders, text=text)


def _orders(parcel: Parcel, language: Language) -> str:
    named = _few(order_short(key.order_id) for key in parcel.orders)
    return ("、" if language == "zh" else ", ").join(named)


def _few(texts: Iterable[str]) -> list[str]:
    every = list(texts)
    more = ["…"] if len(every) > ORDERS_NAMED_MAX else []
    return [*every[:ORDERS_NAMED_MAX], *more]
