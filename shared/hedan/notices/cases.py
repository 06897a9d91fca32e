"""What the owner hears of cases: an answer that the platform did not take, goods not back."""

from collections.abc import Mapping
from typing import Final

from hedan.domain.base import OrderKey
from hedan.domain.returns import SupplierReturn
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
from hedan.texts import TEXTS, Language, say
from hedan.texts.words import clean, moment, order_short, order_tail

NAME_CHARACTERS_MAX: Final = 60
WORDS_CHARACTERS_MAX: Final = 300
GOODS_NAMED_MAX: Final = 20


def act_refused(
    order: OrderKey, facts: Mapping[str, str], *, store_name: str, language: Language = "zh"
) -> Notice:
    """Return the alert that the platform was not told, or did not take it. facts: of the event."""
    act = say(language, f"act.{facts['act']}")
    number = order_short(order.order_id)
    title = say(language, "act.refused.title", order=number, act=act)
    store = clean(store_name, NAME_CHARACTERS_MAX)
    what = "NOT TAKEN BY THE PLATFORM"
    parcel = facts["parcel"] and say(language, "label.parcel", parcel=facts["parcel"])
    return Notice(
        title=title,
        subject=subject_of(
            (f"{what} - order {number} - {order.store}", f"{what} - order {number}", what)
        ),
        email_body=body_of(
            [title],
            [say(language, "act.refused.do"), say(language, f"act.refused.do.{facts['act']}")],
            [say(language, "act.refused.why", why=problem_in_words(facts["problem"], language))],
            [
                say(language, "label.order", order=clean(order.order_id), store=store),
                say(language, "act.refused.case", case=clean(facts["case"])),
                parcel,
                say(language, "act.refused.by", by=clean(facts["by"], NAME_CHARACTERS_MAX)),
            ],
            [say(language, "act.refused.silence")],
        ),
        sms=first_that_fits(
            [say(language, "sms.act.refused", tail=order_tail(order.order_id), act=act)]
        ),
        attributes=attributes(
            NoticeKind.CASE_ACT_REFUSED, NoticeSeverity.URGENT, Audience.OWNER, store=order.store
        ),
    )


def problem_in_words(problem: str, language: Language) -> str:
    """Return why an act was not done: our own reason in words, or the platform's."""
    key = f"act.problem.{problem}"
    return say(language, key) if key in TEXTS else clean(problem, WORDS_CHARACTERS_MAX)


def return_aged(
    back: SupplierReturn,
    *,
    store_name: str,
    supplier: SupplierSettings,
    language: Language = "zh",
) -> Notice:
    """Return the note that goods should be back with their supplier by now."""
    name = clean(supplier.name, NAME_CHARACTERS_MAX)
    number = order_short(back.order.order_id)
    title = say(language, "aged.title", order=number, supplier=name)
    what = "RETURN NOT BACK"
    tracking = ""
    if back.tracking:
        tracking = say(
            language,
            "label.tracking",
            number=clean(back.tracking.number, NAME_CHARACTERS_MAX),
            carrier=clean(back.tracking.carrier, NAME_CHARACTERS_MAX),
        )
    goods = [
        "   - "
        + say(
            language,
            "goods",
            name=clean(one.name, NAME_CHARACTERS_MAX),
            quantity=one.quantity,
        )
        for one in back.goods[:GOODS_NAMED_MAX]
    ]
    since = moment(back.expected_since, supplier.time_zone)
    store = clean(store_name, NAME_CHARACTERS_MAX)
    return Notice(
        title=title,
        subject=subject_of((f"{what} - order {number} - {back.store}", f"{what} - order {number}")),
        email_body=body_of(
            [title],
            [
                say(language, "aged.do.ask", supplier=name),
                say(language, "aged.do.settle", back=back.return_id, supplier=supplier.id),
            ],
            [say(language, f"aged.why.{back.cause.value}", since=since), *goods],
            [
                say(language, "label.order", order=clean(back.order.order_id), store=store),
                say(language, "label.parcel", parcel=back.parcel_id),
                tracking,
                say(language, "label.supplier", supplier=name),
            ],
            [say(language, "aged.silence")],
        ),
        sms=first_that_fits(
            say(
                language,
                key,
                tail=order_tail(back.order.order_id),
                supplier=supplier_in_sms(supplier, language),
            )
            for key in ("sms.aged", "sms.aged.short")
        ),
        attributes=attributes(
            NoticeKind.RETURN_AGED,
            NoticeSeverity.ATTENTION,
            Audience.OWNER,
            store=back.store,
            supplier=back.supplier,
            warehouse=supplier.warehouse,
        ),
    )
