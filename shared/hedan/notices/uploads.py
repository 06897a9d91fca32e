"""What the owner is told after an upload: not shown, first number only, not changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from hedan.domain.base import OrderKey
from hedan.domain.parcels import Parcel
from hedan.errors import PlatformRejected
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
from hedan.settings import StoreSettings, SupplierSettings
from hedan.texts import Language, say
from hedan.texts.words import clean, moment, order_short, order_tail

NAME_CHARACTERS_MAX: Final = 60
WORDS_CHARACTERS_MAX: Final = 300
# Of one parcel: more boxes than this are counted by nobody in a notice.
NUMBERS_NAMED_MAX: Final = 20


def number_unseen(
    parcel: Parcel,
    order: OrderKey,
    why: str,
    correct_until: datetime | None,
    *,
    store: StoreSettings,
    supplier: SupplierSettings,
    language: Language = "zh",
) -> Notice:
    """Return the alert that a platform said yes and does not show the number at an order.

    correct_until: until when it takes another one; None: nobody knows.
    """
    until = say(language, "unseen.until.unknown")
    if correct_until is not None:
        until = say(language, "unseen.until", until=moment(correct_until, store.time_zone))
    title = say(language, "unseen.title", order=order_short(order.order_id))
    body = [
        [title],
        [say(language, "unseen.do.look"), say(language, "unseen.do.fix"), until],
        [say(language, "unseen.why", why=clean(why, WORDS_CHARACTERS_MAX))],
        _facts(parcel, order, store, supplier, language),
        [say(language, "unseen.silence")],
    ]
    return _notice(
        NoticeKind.NUMBER_UNSEEN,
        ("NUMBER NOT SHOWN", title, body, "sms.unseen"),
        order,
        supplier,
        language,
    )


def more_numbers_kept(
    parcel: Parcel,
    order: OrderKey,
    numbers: Sequence[str],
    *,
    store: StoreSettings,
    supplier: SupplierSettings,
    language: Language = "zh",
) -> Notice:
    """Return the note that the buyer sees the first number of a parcel only."""
    title = say(language, "kept.title", order=order_short(order.order_id))
    shown = [f"   - {clean(one, NAME_CHARACTERS_MAX)}" for one in numbers[:NUMBERS_NAMED_MAX]]
    body = [
        [title],
        [say(language, "kept.do"), *shown],
        _facts(parcel, order, store, supplier, language),
        [say(language, "kept.silence")],
    ]
    return _notice(
        NoticeKind.MORE_NUMBERS_KEPT,
        ("FIRST NUMBER ONLY", title, body, "sms.kept"),
        order,
        supplier,
        language,
    )


def correction_refused(
    parcel: Parcel,
    order: OrderKey,
    numbers: tuple[str, str],
    refusal: PlatformRejected,
    *,
    store: StoreSettings,
    supplier: SupplierSettings,
    language: Language = "zh",
) -> Notice:
    """Return the alert that a platform keeps the old number. numbers: the old and the new one."""
    old, new = (clean(one, NAME_CHARACTERS_MAX) for one in numbers)
    title = say(language, "unchanged.title", order=order_short(order.order_id), old=old)
    body = [
        [title],
        [say(language, "unchanged.do.look", new=new), say(language, "unchanged.do.tell")],
        [
            say(
                language,
                "unchanged.why",
                code=clean(refusal.code),
                sub_code=clean(refusal.sub_code),
                message=clean(refusal.message, WORDS_CHARACTERS_MAX),
            )
        ],
        _facts(parcel, order, store, supplier, language),
        [say(language, "unchanged.silence")],
    ]
    return _notice(
        NoticeKind.CORRECTION_REFUSED,
        ("NUMBER NOT CHANGED", title, body, "sms.unchanged"),
        order,
        supplier,
        language,
    )


def _notice(
    kind: NoticeKind,
    said: tuple[str, str, list[list[str]], str],
    order: OrderKey,
    supplier: SupplierSettings,
    language: Language,
) -> Notice:
    what, title, body, sms = said
    number = f"order {order_short(order.order_id)}"
    return Notice(
        title=title,
        subject=subject_of((f"{what} - {number} - {order.store}", f"{what} - {number}", what)),
        email_body=body_of(*body),
        sms=first_that_fits([say(language, sms, tail=order_tail(order.order_id))]),
        attributes=attributes(
            kind,
            NoticeSeverity.ATTENTION,
            Audience.OWNER,
            store=order.store,
            supplier=supplier.id,
            warehouse=supplier.warehouse,
        ),
    )


def _facts(
    parcel: Parcel,
    order: OrderKey,
    store: StoreSettings,
    supplier: SupplierSettings,
    language: Language,
) -> list[str]:
    number = clean(parcel.tracking.number, NAME_CHARACTERS_MAX) if parcel.tracking else ""
    named = clean(store.name, NAME_CHARACTERS_MAX)
    return [
        say(language, "label.order", order=clean(order.order_id), store=named),
        say(language, "upload.number", number=number) if number else "",
        say(language, "label.parcel", parcel=parcel.parcel_id),
        say(language, "label.supplier", supplier=clean(supplier.name, NAME_CHARACTERS_MAX)),
    ]
