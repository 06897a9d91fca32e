"""What only the owner is told: an order that waits, a number too late, a number refused."""

from collections.abc import Sequence
from typing import Final

from hedan.domain.base import OrderKey
from hedan.domain.findings import Finding, Severity
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel, ParcelLine
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
from hedan.notices.sms import first_that_fits, supplier_in_sms
from hedan.settings import SupplierSettings
from hedan.texts import Language, finding_fix, finding_title, say
from hedan.texts.evidence import evidence_in_words
from hedan.texts.words import clean, moment, order_short, order_tail

NAME_CHARACTERS_MAX: Final = 60
EVIDENCE_CHARACTERS_MAX: Final = 300
MESSAGE_CHARACTERS_MAX: Final = 200
SMS_MESSAGE_CHARACTERS: Final = 20
SMS_OF_NUMBER: Final = ("sms.refused", "sms.refused.short")
SMS_OF_VIRTUAL: Final = ("sms.refused.virtual",)
SUBJECT_HEAD_CHARACTERS: Final = 60


def late_tracking_alert(
    parcel: Parcel,
    lines: Sequence[ParcelLine],
    *,
    store_name: str,
    supplier: SupplierSettings,
    intercept: str = "",
    language: Language = "zh",
) -> Notice:
    """Return the alert that a number came for fenced lines (the given ones) and was not uploaded.

    intercept: the case for which the platform can be asked to have the parcel returned.
    Raises ValueError without lines: then nothing is wrong.
    """
    if not lines:
        raise ValueError(f"{parcel.parcel_id}: no fenced line, nothing to alert about")
    order = lines[0].key.order
    title = say(language, "late.title", order=order_short(order.order_id))
    name = clean(supplier.name, NAME_CHARACTERS_MAX)
    return Notice(
        title=title,
        subject=_subject("NOT UPLOADED - number for refunded goods", order, parcel.parcel_id),
        email_body=body_of(
            [title],
            [
                say(language, "late.do.ask", supplier=name),
                say(language, "late.do.intercept"),
                intercept and say(language, "late.do.intercept.ask", case=intercept),
                say(language, "late.do.refund"),
            ],
            [say(language, "late.why"), *_goods(lines, language)],
            _parcel_facts(parcel, order, store_name, supplier, language),
            [say(language, "late.silence")],
        ),
        sms=first_that_fits(
            say(
                language,
                key,
                tail=order_tail(order.order_id),
                supplier=supplier_in_sms(supplier, language),
            )
            for key in ("sms.late", "sms.late.short")
        ),
        attributes=attributes(
            NoticeKind.LATE_TRACKING,
            NoticeSeverity.URGENT,
            Audience.OWNER,
            store=order.store,
            supplier=parcel.supplier,
            warehouse=supplier.warehouse,
        ),
    )


def hold_notice(
    order: Order,
    findings: Sequence[Finding],
    *,
    store_name: str,
    time_zone: str = "Asia/Shanghai",
    language: Language = "zh",
) -> Notice:
    """Return what keeps an order back and the one next step for each.

    Raises ValueError without findings: then nothing keeps it back.
    """
    if not findings:
        raise ValueError(f"{order.key}: no finding, nothing to tell")
    first = clean(finding_title(language, findings[0].code), NAME_CHARACTERS_MAX)
    number = order_short(order.key.order_id)
    title_key = "hold.title" if len(findings) == 1 else "hold.title.more"
    title = say(language, title_key, order=number, finding=first, more=len(findings) - 1)
    forbidden = any(finding.severity is Severity.STOP for finding in findings)
    deadline = ""
    if order.deadline:
        deadline = say(language, "hold.deadline", by=moment(order.deadline, time_zone))
    return Notice(
        title=title,
        subject=_subject(f"HOLD {findings[0].code}", order.key),
        email_body=body_of(
            [title],
            [say(language, "hold.do"), *_steps(findings, language)],
            [
                say(language, "hold.release"),
                *(f"   make release ORDER={order.key} HOLD={f.hold_id}" for f in findings),
            ],
            [_order_line(order.key, store_name, language), deadline],
            [say(language, "hold.silence")],
        ),
        sms=first_that_fits(
            say(language, key, tail=order_tail(order.key.order_id), finding=first)
            for key in ("sms.hold", "sms.hold.short")
        ),
        attributes=attributes(
            NoticeKind.HOLD,
            NoticeSeverity.URGENT if forbidden else NoticeSeverity.ATTENTION,
            Audience.OWNER,
            store=order.key.store,
        ),
    )


def upload_refused(
    parcel: Parcel,
    order: OrderKey,
    refusal: PlatformRejected,
    *,
    store_name: str,
    supplier: SupplierSettings,
    language: Language = "zh",
) -> Notice:
    """Return the alert that the platform did not take a tracking number, in its own words.

    Of virtual goods there is none to mend: a person ships them there.
    """
    of_virtual = ".virtual" if parcel.is_virtual else ""
    title = say(language, f"refused.title{of_virtual}", order=order_short(order.order_id))
    message = clean(refusal.message, MESSAGE_CHARACTERS_MAX)
    log_id = clean(refusal.log_id)
    return Notice(
        title=title,
        subject=_subject("UPLOAD REFUSED", order, parcel.parcel_id),
        email_body=body_of(
            [title],
            [say(language, "refused.do.look"), say(language, f"refused.do.fix{of_virtual}")],
            [
                say(
                    language,
                    "refused.why",
                    code=clean(refusal.code),
                    sub_code=clean(refusal.sub_code),
                    message=message,
                ),
                say(language, "refused.log", log_id=log_id) if log_id else "",
            ],
            _parcel_facts(parcel, order, store_name, supplier, language),
            [say(language, "refused.silence")],
        ),
        sms=first_that_fits(
            say(
                language,
                key,
                tail=order_tail(order.order_id),
                message=clean(refusal.message, SMS_MESSAGE_CHARACTERS, ".."),
            )
            for key in (SMS_OF_VIRTUAL if parcel.is_virtual else SMS_OF_NUMBER)
        ),
        attributes=attributes(
            NoticeKind.UPLOAD_REFUSED,
            NoticeSeverity.ATTENTION,
            Audience.OWNER,
            store=order.store,
            supplier=parcel.supplier,
            warehouse=supplier.warehouse,
        ),
    )


def _subject(what: str, order: OrderKey, parcel_id: str = "") -> str:
    number = f"order {order_short(order.order_id)}"
    parcel = f" - parcel {parcel_id}" if parcel_id else ""
    return subject_of(
        (
            f"{what} - {number}{parcel} - {order.store}",
            f"{what} - {number} - {order.store}",
            f"{what} - {number}",
            f"{what[:SUBJECT_HEAD_CHARACTERS]} - {number}",
        )
    )


def _steps(findings: Sequence[Finding], language: Language) -> list[str]:
    lines = []
    for number, finding in enumerate(findings, start=1):
        lines.append(
            say(
                language,
                "hold.item",
                number=number,
                title=clean(finding_title(language, finding.code), NAME_CHARACTERS_MAX),
                fix=finding_fix(language, finding.code, clean(finding.fix)),
            )
        )
        evidence = clean(evidence_in_words(language, finding.evidence), EVIDENCE_CHARACTERS_MAX)
        lines.append(say(language, "hold.evidence", evidence=evidence) if evidence else "")
    return lines


def _goods(lines: Sequence[ParcelLine], language: Language) -> list[str]:
    return [
        "   - "
        + say(
            language,
            "goods",
            name=clean(f"{line.name} {line.spec}", NAME_CHARACTERS_MAX),
            quantity=line.quantity,
        )
        for line in lines
    ]


def _order_line(order: OrderKey, store_name: str, language: Language) -> str:
    store = clean(store_name, NAME_CHARACTERS_MAX)
    return say(language, "label.order", order=clean(order.order_id), store=store)


def _parcel_facts(
    parcel: Parcel,
    order: OrderKey,
    store_name: str,
    supplier: SupplierSettings,
    language: Language,
) -> list[str]:
    tracking = ""
    if parcel.tracking:
        tracking = say(
            language,
            "label.tracking",
            number=clean(parcel.tracking.number, NAME_CHARACTERS_MAX),
            carrier=clean(parcel.tracking.carrier, NAME_CHARACTERS_MAX),
        )
    return [
        _order_line(order, store_name, language),
        tracking,
        say(language, "label.parcel", parcel=parcel.parcel_id),
        # Virtual goods stand in none.
        say(language, "label.workbook", workbook=clean(parcel.workbook)) if parcel.workbook else "",
        say(language, "label.supplier", supplier=clean(supplier.name, NAME_CHARACTERS_MAX)),
    ]
