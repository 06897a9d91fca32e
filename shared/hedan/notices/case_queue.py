"""Notices of cases that wait: one for all of a store that are new, or near their time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple

from hedan.domain.base import OrderKey
from hedan.domain.currencies import amount_shown
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
from hedan.settings import StoreSettings
from hedan.texts import Language, say
from hedan.texts.words import clean, clock, moment

type CasesLevel = Literal["due", "new"]

CASES_TOLD_MAX: Final = 20
_SUBJECTS: Final[dict[CasesLevel, str]] = {"due": "CASES DUE", "new": "NEW CASES"}
_KINDS: Final = {"due": NoticeKind.CASE_DUE, "new": NoticeKind.CASE_NEW}
_SEVERITIES: Final = {"due": NoticeSeverity.URGENT, "new": NoticeSeverity.INFO}


class WaitingCase(NamedTuple):
    """What of a case stands in a notice."""

    order: OrderKey
    case_id: str
    kind: str  # Of an after-sale, a complaint or a dispute.
    refund_minor: int
    currency: str  # Empty: nobody knows the order yet.
    answer_by: datetime | None


def cases_notice(
    level: CasesLevel, waiting: Sequence[WaitingCase], store: StoreSettings, language: Language
) -> Notice:
    """Return what the owner is told of a store's cases, the least time left first.

    Raises ValueError without any.
    """
    if not waiting:
        raise ValueError(f"no case of {store.id} to tell of")
    count, name = len(waiting), clean(store.name, 40)
    title = f"{name}: {say(language, f'case.{level}.title', count=count)}"
    told = [_line(one, store.time_zone, language) for one in waiting[:CASES_TOLD_MAX]]
    more = count - CASES_TOLD_MAX
    first = min((one.answer_by for one in waiting if one.answer_by), default=None)
    until = clock(first, store.time_zone) if first else say(language, "case.no_time")
    return Notice(
        title=title,
        subject=subject_of((f"{_SUBJECTS[level]} {count} - {store.id}", _SUBJECTS[level])),
        email_body=body_of(
            [title],
            [
                say(language, f"case.{level}.do"),
                *told,
                say(language, "case.more", more=more) if more > 0 else "",
            ],
        ),
        sms=first_that_fits([say(language, f"sms.case.{level}", count=count, until=until)]),
        attributes=attributes(_KINDS[level], _SEVERITIES[level], Audience.OWNER, store=store.id),
    )


def _line(one: WaitingCase, time_zone: str, language: Language) -> str:
    no_time = say(language, "case.no_time")
    return say(
        language,
        "case.line.refund" if one.refund_minor else "case.line",
        until=moment(one.answer_by, time_zone) if one.answer_by else no_time,
        order=clean(one.order.order_id),
        case=clean(one.case_id),
        kind=say(language, f"case.kind.{one.kind}"),
        amount=amount_shown(one.refund_minor, one.currency),
    )
