"""The notice of a stop: what to take out, where it stands in the workbook, and how to answer."""

from datetime import datetime
from typing import Final

from hedan.domain.stops import Stop, StopLevel
from hedan.notices.notice import (
    Audience,
    Notice,
    NoticeKind,
    NoticeSeverity,
    attributes,
    body_of,
    subject_of,
)
from hedan.notices.stop_saying import (
    NAME_CHARACTERS_MAX,
    PHONE_CHARACTERS_MAX,
    ROWS_CHARACTERS,
    Saying,
    phones_of,
)
from hedan.notices.stop_sms import stop_sms
from hedan.settings import Settings, StopSettings
from hedan.texts import say
from hedan.texts.stop_words import (
    asked_in_words,
    goods_in_words,
    place_in_words,
    rows_in_words,
)
from hedan.texts.words import clean, duration, moment, order_short

_KINDS: Final[dict[StopLevel, NoticeKind]] = {
    StopLevel.NOTICE: NoticeKind.STOP_NOTICE,
    StopLevel.REMINDER: NoticeKind.STOP_REMINDER,
    StopLevel.ESCALATION: NoticeKind.STOP_ESCALATION,
    StopLevel.CALL: NoticeKind.STOP_CALL,
    StopLevel.WITHDRAWN: NoticeKind.STOP_WITHDRAWN,
}
_SUBJECTS: Final[dict[StopLevel, str]] = {
    StopLevel.NOTICE: "STOP",
    StopLevel.REMINDER: "STOP AGAIN",
    StopLevel.ESCALATION: "STOP UNANSWERED",
    StopLevel.CALL: "STOP: PHONE NOW",
    StopLevel.WITHDRAWN: "STOP LIFTED",
}
_TO_OWNER: Final = frozenset({StopLevel.ESCALATION, StopLevel.CALL})


def stop_notice(
    stop: Stop,
    level: StopLevel,
    *,
    settings: Settings,
    rows: tuple[int, ...],
    link: str,
    now: datetime,
) -> Notice:
    """Return what is said at this level: escalation and call to the owner, else to the supplier.

    rows are the Excel row numbers of the stopped lines in the stop's workbook (empty: not known),
    link is the signed address where to answer, now decides by when. Raises KeyError when the
    settings no longer know the stop's store or supplier.
    """
    supplier = settings.supplier(stop.supplier)
    to_owner = level in _TO_OWNER
    language = settings.language if to_owner else supplier.language
    phones = tuple(phones_of(supplier, settings))
    saying = Saying(stop, level, supplier, rows, link, language, phones)
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
        sms=stop_sms(saying),
        attributes=attributes(
            _KINDS[level],
            NoticeSeverity.CRITICAL if to_owner else NoticeSeverity.URGENT,
            Audience.OWNER if to_owner else Audience.SUPPLIER,
            store=stop.store,
            supplier=stop.supplier,
            warehouse=supplier.warehouse,
        ),
    )


def _title(saying: Saying) -> str:
    key = f"stop.title.{saying.level.value}{saying.manner}"
    place = place_in_words(saying.stop, saying.rows, saying.language)
    return say(saying.language, key, place=place, supplier=saying.supplier_name)


def _subject(saying: Saying) -> str:
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


def _what_to_do(saying: Saying) -> list[str]:
    language = saying.language
    place = place_in_words(saying.stop, saying.rows, language)
    goods = [f"   - {line}" for line in goods_in_words(saying.stop, language, NAME_CHARACTERS_MAX)]
    if saying.level is StopLevel.WITHDRAWN:
        key = "stop.do.wait" if saying.comes_again else "stop.do.ship"
        return [say(language, key, place=place), *goods]
    if saying.level in _TO_OWNER:
        first = say(
            language,
            f"stop.do.phone{saying.manner}",
            supplier=saying.supplier_name,
            place=place,
        )
        second = say(language, "stop.do.record")
        goods = [*_phones(saying), *goods]
    else:
        first = say(language, f"stop.do.find{saying.manner}", place=place)
        second = say(language, "stop.do.answer")
    written = [second, f"   {saying.link}"]
    if saying.level is StopLevel.CALL:
        written.append(say(language, "stop.do.unreached"))
    return [first, *goods, say(language, "stop.do.others"), *written]


def _phones(saying: Saying) -> list[str]:
    """Say whom to phone, at the last level with the number, or where it could have stood."""
    language = saying.language
    if saying.level is not StopLevel.CALL:
        return []
    if not saying.phones:
        return [say(language, "stop.phone.unknown", supplier=saying.supplier_name)]
    return [
        say(
            language,
            "stop.phone",
            name=clean(one.name, NAME_CHARACTERS_MAX),
            phone=clean(one.phone, PHONE_CHARACTERS_MAX),
        )
        for one in saying.phones
    ]


def _silence(saying: Saying, waits: StopSettings, now: datetime) -> list[str]:
    """By when an answer is due at this level, and what happens without one."""
    language = saying.language
    due = waits.louder_at(saying.level, saying.supplier, now)
    by_when = ""
    if due is not None:
        at = moment(due, saying.supplier.time_zone)
        by_when = say(language, "stop.by.when", by=at)
    otherwise = say(
        language,
        f"stop.silence.{saying.level.value}{'.printed' if saying.is_printed else ''}",
        reminder=duration(waits.reminder_seconds, language),
        escalation=duration(waits.escalation_seconds, language),
        call=duration(waits.call_seconds, language),
    )
    return [by_when, otherwise]


def _facts(saying: Saying, store_name: str) -> list[str]:
    stop, language = saying.stop, saying.language
    store = clean(store_name, NAME_CHARACTERS_MAX)
    return [
        "" if saying.level is StopLevel.WITHDRAWN else _why(saying),
        say(language, "label.order", order=clean(stop.order.order_id), store=store),
        say(language, "label.parcel", parcel=stop.parcel_id),
        _workbook(saying),
        say(language, "label.supplier", supplier=saying.supplier_name),
    ]


def _why(saying: Saying) -> str:
    stop = saying.stop
    asked_at = moment(stop.asked_at, saying.supplier.time_zone)
    after_sale = clean(stop.after_sale_id)
    return asked_in_words(
        stop, saying.language, "stop.why", after_sale=after_sale, asked_at=asked_at
    )


def _workbook(saying: Saying) -> str:
    if not saying.stop.workbook:
        return ""
    workbook = clean(saying.stop.workbook)
    if not saying.rows:
        return say(saying.language, "label.workbook", workbook=workbook)
    rows = rows_in_words(saying.rows, saying.language)
    return say(saying.language, "label.workbook.rows", workbook=workbook, rows=rows)
