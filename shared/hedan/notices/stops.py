"""The notice of a stop: what to take out, where it stands in the workbook, and how to answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hedan.domain.stops import Stop, StopAnswer, StopLevel
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
from hedan.settings import Settings, StopSettings, SupplierSettings
from hedan.texts import Language, say
from hedan.texts.stop_words import (
    asked_in_words,
    goods_in_words,
    place_in_words,
    rows_in_words,
)
from hedan.texts.words import clean, duration, moment, order_short, order_tail, row_numbers

NAME_CHARACTERS_MAX: Final = 60
# In a short message or a subject; the e-mail's body names every row.
ROWS_CHARACTERS: Final = 12

_KINDS: Final[dict[StopLevel, NoticeKind]] = {
    StopLevel.NOTICE: NoticeKind.STOP_NOTICE,
    StopLevel.REMINDER: NoticeKind.STOP_REMINDER,
    StopLevel.ESCALATION: NoticeKind.STOP_ESCALATION,
    StopLevel.WITHDRAWN: NoticeKind.STOP_WITHDRAWN,
}
_SUBJECTS: Final[dict[StopLevel, str]] = {
    StopLevel.NOTICE: "STOP",
    StopLevel.REMINDER: "STOP AGAIN",
    StopLevel.ESCALATION: "STOP UNANSWERED",
    StopLevel.WITHDRAWN: "STOP LIFTED",
}
# Texts from the fullest to the shortest: the first that fits into one message is sent.
_ASK_TO_STOP: Final = (
    "sms.stop.linked",
    "sms.stop.linked.brief",
    "sms.stop.linked.short",
    "sms.stop",
    "sms.stop.short",
)
_SMS: Final[dict[StopLevel, tuple[str, ...]]] = {
    StopLevel.NOTICE: _ASK_TO_STOP,
    StopLevel.REMINDER: _ASK_TO_STOP,
    StopLevel.ESCALATION: ("sms.escalation.linked", "sms.escalation", "sms.escalation.short"),
    StopLevel.WITHDRAWN: ("sms.withdrawn", "sms.withdrawn.short"),
}
# Its label is printed: it was heard, and must still be taken out.
_SMS_PRINTED: Final[dict[StopLevel, tuple[str, ...]]] = {
    StopLevel.REMINDER: ("sms.printed.linked", "sms.printed", "sms.stop.short"),
    StopLevel.ESCALATION: (
        "sms.escalation.printed.linked",
        "sms.escalation.printed",
        "sms.escalation.printed.short",
    ),
}
_SMS_COMES_AGAIN: Final = ("sms.withdrawn.replan", "sms.withdrawn.replan.short")


@dataclass(frozen=True, slots=True)
class _Saying:
    """One stop at one level, and whom we talk to."""

    stop: Stop
    level: StopLevel
    supplier: SupplierSettings
    rows: tuple[int, ...]
    link: str
    language: Language

    @property
    def comes_again(self) -> bool:
        """Whether the goods were put aside: planned anew, the old row would ship them twice."""
        return self.level is StopLevel.WITHDRAWN and self.stop.answer is StopAnswer.STOPPED

    @property
    def is_printed(self) -> bool:
        """Whether this call goes on after the supplier has said that the label is printed."""
        return self.level in _SMS_PRINTED and self.stop.label_printed_at is not None

    @property
    def manner(self) -> str:
        """What the key of a text ends in, where a level is said in more than one manner."""
        if self.comes_again:
            return ".replan"
        return ".printed" if self.is_printed else ""

    @property
    def supplier_name(self) -> str:
        """The supplier's name as a harmless part of a line."""
        return clean(self.supplier.name, NAME_CHARACTERS_MAX)


def stop_notice(
    stop: Stop,
    level: StopLevel,
    *,
    settings: Settings,
    rows: tuple[int, ...],
    link: str,
    now: datetime,
) -> Notice:
    """Return what is said at this level; an escalation goes to the owner, the rest to the supplier.

    rows are the Excel row numbers of the stopped lines in the stop's workbook (empty: not known),
    link is the signed address where to answer, now decides by when. Raises KeyError when the
    settings no longer know the stop's store or supplier.
    """
    supplier = settings.supplier(stop.supplier)
    to_owner = level is StopLevel.ESCALATION
    language = settings.language if to_owner else supplier.language
    saying = _Saying(stop, level, supplier, rows, link, language)
    title = _title(saying)
    return Notice(
        title=title,
        subject=_subject(saying),
        email_body=body_of(
            [title],
            _what_to_do(saying),
            _silence(saying, settings.stop, now),
            _facts(saying, settings.store(stop.store).name),
        ),
        sms=_sms(saying),
        attributes=attributes(
            _KINDS[level],
            NoticeSeverity.CRITICAL if to_owner else NoticeSeverity.URGENT,
            Audience.OWNER if to_owner else Audience.SUPPLIER,
            store=stop.store,
            supplier=stop.supplier,
            warehouse=supplier.warehouse,
        ),
    )


def _title(saying: _Saying) -> str:
    key = f"stop.title.{saying.level.value}{saying.manner}"
    place = place_in_words(saying.stop, saying.rows, saying.language)
    return say(saying.language, key, place=place, supplier=saying.supplier_name)


def _subject(saying: _Saying) -> str:
    stop, rows = saying.stop, saying.rows
    count = len(set(rows)) or len(stop.lines)
    unit = "row" if rows else "line"
    not_done = saying.is_printed and saying.level is StopLevel.ESCALATION
    calling = "STOP NOT DONE" if not_done else _SUBJECTS[saying.level]
    head = f"{calling} {count} {unit}{'' if count == 1 else 's'}"
    workbook = clean(stop.workbook) or f"parcel {stop.parcel_id}"
    place = f"{workbook} {rows_in_words(rows, 'en', ROWS_CHARACTERS)}".rstrip()
    order = f"order {order_short(stop.order.order_id)}"
    return subject_of(
        (
            f"{head} - {place} - {order} - {stop.store}",
            f"{head} - {place} - {order}",
            f"{head} - {workbook} - {order}",
            f"{head} - {order}",
        )
    )


def _what_to_do(saying: _Saying) -> list[str]:
    language = saying.language
    place = place_in_words(saying.stop, saying.rows, language)
    goods = [f"   - {line}" for line in goods_in_words(saying.stop, language, NAME_CHARACTERS_MAX)]
    if saying.level is StopLevel.WITHDRAWN:
        key = "stop.do.wait" if saying.comes_again else "stop.do.ship"
        return [say(language, key, place=place), *goods]
    if saying.level is StopLevel.ESCALATION:
        first = say(
            language,
            f"stop.do.phone{saying.manner}",
            supplier=saying.supplier_name,
            place=place,
        )
        second = say(language, "stop.do.record")
    else:
        first = say(language, f"stop.do.find{saying.manner}", place=place)
        second = say(language, "stop.do.answer")
    return [first, *goods, say(language, "stop.do.others"), second, f"   {saying.link}"]


def _silence(saying: _Saying, waits: StopSettings, now: datetime) -> list[str]:
    """By when an answer is due at this level, and what happens without one."""
    language = saying.language
    due = {
        StopLevel.NOTICE: waits.reminder_seconds,
        StopLevel.REMINDER: waits.escalation_seconds,
    }.get(saying.level)
    by_when = ""
    if due is not None:
        at = moment(now + timedelta(seconds=due), saying.supplier.time_zone)
        by_when = say(language, "stop.by.when", by=at)
    otherwise = say(
        language,
        f"stop.silence.{saying.level.value}{'.printed' if saying.is_printed else ''}",
        reminder=duration(waits.reminder_seconds, language),
        escalation=duration(waits.escalation_seconds, language),
    )
    return [by_when, otherwise]


def _facts(saying: _Saying, store_name: str) -> list[str]:
    stop, language = saying.stop, saying.language
    store = clean(store_name, NAME_CHARACTERS_MAX)
    return [
        "" if saying.level is StopLevel.WITHDRAWN else _why(saying),
        say(language, "label.order", order=clean(stop.order.order_id), store=store),
        say(language, "label.parcel", parcel=stop.parcel_id),
        _workbook(saying),
        say(language, "label.supplier", supplier=saying.supplier_name),
    ]


def _why(saying: _Saying) -> str:
    stop = saying.stop
    asked_at = moment(stop.asked_at, saying.supplier.time_zone)
    after_sale = clean(stop.after_sale_id)
    return asked_in_words(
        stop, saying.language, "stop.why", after_sale=after_sale, asked_at=asked_at
    )


def _workbook(saying: _Saying) -> str:
    if not saying.stop.workbook:
        return ""
    workbook = clean(saying.stop.workbook)
    if not saying.rows:
        return say(saying.language, "label.workbook", workbook=workbook)
    rows = rows_in_words(saying.rows, saying.language)
    return say(saying.language, "label.workbook.rows", workbook=workbook, rows=rows)


def _sms(saying: _Saying) -> str:
    """The link when it leaves room for what to stop; else where the link is to be found."""
    stop, language = saying.stop, saying.language
    facts = {
        "place": _place_in_sms(saying),
        "tail": order_tail(stop.order.order_id),
        "link": saying.link,
        "supplier": supplier_in_sms(saying.supplier, language),
    }
    return first_that_fits(say(language, key, **facts) for key in _sms_keys(saying))


def _sms_keys(saying: _Saying) -> tuple[str, ...]:
    if saying.comes_again:
        return _SMS_COMES_AGAIN
    return _SMS_PRINTED[saying.level] if saying.is_printed else _SMS[saying.level]


def _place_in_sms(saying: _Saying) -> str:
    stop, language = saying.stop, saying.language
    if not (stop.workbook and saying.rows):
        return say(language, "sms.place.parcel", parcel=stop.parcel_id)
    return say(
        language,
        "sms.place.rows",
        workbook=clean(stop.workbook),
        rows=row_numbers(saying.rows, language, ROWS_CHARACTERS),
        in_words=rows_in_words(saying.rows, language, ROWS_CHARACTERS),
    )
