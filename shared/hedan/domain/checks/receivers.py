"""Checks of where it goes: complete, likely, and nowhere that supplier or carrier refuses.

Evidence names fields, provinces and cities only: it is shown and logged where the receiver's name,
phone and address may not be.
"""

import re
from collections.abc import Iterator

from hedan.domain.checks.regions import HOME, MASK, Lies, covering, lies
from hedan.domain.checks.seen import Found, Seen
from hedan.domain.orders import Receiver

# Without these no label can be printed. District and street are empty in some cities.
AT_HOME = ("name", "phone", "province", "city", "detail")
ABROAD = ("name", "phone", "city", "detail")  # Many countries have no provinces.
# Mobile numbers (also virtual ones), fixed lines with their area, and service numbers.
_PHONE = re.compile(r"0?1\d{10}|0[1-9]\d{8,10}|(\+?86|0086)(1\d{10}|[1-9]\d{8,10})|[48]00\d{7}")
_EXTENSION = re.compile(r"(?:-|转|ext\.?|,)(\d{1,6})$", re.I)  # As privacy numbers have one.
_DIGITS_ABROAD_MIN = 5
# Codes of Hong Kong, Macao and Taiwan, whose numbers have shapes of their own.
_OWN_NUMBERS = ("香港", "澳门", "台湾")
_CIPHER = re.compile(r"[A-Za-z]{2}|[~#$@=/]")


def receiver_incomplete(seen: Seen) -> Iterator[Found]:
    """Find receivers to whom no parcel can be sent."""
    if not seen.travelling:
        return
    receiver = seen.order.receiver
    needed = AT_HOME if _is_home(receiver) else ABROAD
    empty = [field for field in needed if not getattr(receiver, field).strip()]
    if empty:
        yield Found(f"receiver: empty {', '.join(empty)}")


def receiver_doubtful(seen: Seen) -> Iterator[Found]:
    """Find places that no table of divisions has, and phones that nobody can call."""
    if not (seen.rules.look_at_divisions and seen.travelling):
        return
    receiver = seen.order.receiver
    if _is_home(receiver):
        yield from _place(receiver)
    if not _is_likely_phone(receiver):
        yield Found("receiver: phone of a shape that no number has")


def region_refused(seen: Seen) -> Iterator[Found]:
    """Find places where the line's supplier or its carrier does not deliver."""
    receiver = seen.order.receiver
    for line in seen.travelling:
        plan = seen.plans.get(line.line_id)
        if plan is None:
            continue
        region = covering(seen.refused.get(plan.supplier or "", ()), receiver)
        if region:
            yield Found(f"line {line.line_id}: supplier '{plan.supplier}' refuses {region}")
        carrier = seen.carriers.get(plan.handling.carrier)
        region = covering(carrier.refused_regions, receiver) if carrier else ""
        if carrier and region:
            yield Found(f"line {line.line_id}: carrier '{carrier.code}' refuses {region}")


def _place(receiver: Receiver) -> Iterator[Found]:
    province, city = receiver.province.strip(), receiver.city.strip()
    match lies(province, city):
        case Lies.NO_SUCH_PROVINCE:
            yield Found(f"receiver: no province is called '{province}'")
        case Lies.NO_SUCH_CITY:
            yield Found(f"receiver: no city of '{province}' is called '{city}'")
        case Lies.ELSEWHERE:
            yield Found(f"receiver: city '{city}' is not in '{province}'")
        case Lies.WELL:
            return


def _is_home(receiver: Receiver) -> bool:
    return receiver.country in HOME


def _is_likely_phone(receiver: Receiver) -> bool:
    """Tell whether a phone may be one; masked, encrypted and empty ones cannot be judged."""
    phone = re.sub(r"[\s()（）]", "", receiver.phone)
    if not phone or MASK in phone or _CIPHER.search(phone.replace("ext", "")):
        return True
    if not _is_home(receiver) or receiver.province.startswith(_OWN_NUMBERS):
        return sum(letter.isdigit() for letter in phone) >= _DIGITS_ABROAD_MIN
    # A hyphen parts the area from the number, or the number from its extension.
    shapes = (phone, _EXTENSION.sub("", phone))
    return any(_PHONE.fullmatch(shape.replace("-", "")) for shape in shapes)
