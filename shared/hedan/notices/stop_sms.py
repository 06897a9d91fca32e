"""The short message of a stop: what to stop and how to answer, in the space of one message."""

from typing import Final

from hedan.domain.stops import StopLevel
from hedan.notices.sms import first_that_fits, supplier_in_sms
from hedan.notices.stop_saying import PHONE_CHARACTERS_MAX, ROWS_CHARACTERS, Saying
from hedan.texts import say
from hedan.texts.stop_words import rows_in_words
from hedan.texts.words import clean, order_tail, row_numbers

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
_CALL: Final = ("sms.call.linked", "sms.call", "sms.call.short")
# Where the settings know the number, it is worth more than the place.
_CALL_BY_NUMBER: Final = ("sms.call.phone", "sms.call.phone.short", *_CALL)
_SMS_COMES_AGAIN: Final = ("sms.withdrawn.replan", "sms.withdrawn.replan.short")


def stop_sms(saying: Saying) -> str:
    """Return the link when it leaves room for what to stop; else where the link is to be found."""
    stop, language = saying.stop, saying.language
    facts = {
        "place": _place_in_sms(saying),
        "tail": order_tail(stop.order.order_id),
        "link": saying.link,
        "supplier": supplier_in_sms(saying.supplier, language),
        "phone": clean(saying.phones[0].phone, PHONE_CHARACTERS_MAX) if saying.phones else "",
    }
    return first_that_fits(say(language, key, **facts) for key in _sms_keys(saying))


def _sms_keys(saying: Saying) -> tuple[str, ...]:
    if saying.comes_again:
        return _SMS_COMES_AGAIN
    if saying.level is StopLevel.CALL:
        return _CALL_BY_NUMBER if saying.phones else _CALL
    return _SMS_PRINTED[saying.level] if saying.is_printed else _SMS[saying.level]


def _place_in_sms(saying: Saying) -> str:
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
