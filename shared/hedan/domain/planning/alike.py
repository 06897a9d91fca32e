"""Two ways to write one address: what counts as the same where nothing but the text is known.

The same street is "St." here and "Street" there, the same phone has a +86 or has none. Masked
text is compared with nothing: what hides behind two equal masks differs as often as not.
"""

import re
import unicodedata

from hedan.domain.orders import Receiver

MASK = "*"
# By what they mean, for what is written short. A saint's street loses his halo on both sides.
SHORT = {
    "apartment": "apt",
    "avenue": "ave",
    "av": "ave",
    "boulevard": "blvd",
    "building": "bldg",
    "court": "ct",
    "drive": "dr",
    "east": "e",
    "floor": "fl",
    "highway": "hwy",
    "lane": "ln",
    "north": "n",
    "number": "no",
    "place": "pl",
    "road": "rd",
    "room": "rm",
    "saint": "st",
    "south": "s",
    "square": "sq",
    "str": "st",
    "strasse": "st",
    "street": "st",
    "suite": "ste",
    "unit": "apt",
    "west": "w",
}
_WORD = re.compile(r"\w+")
_NOT_A_DIGIT = re.compile(r"\D+")
# With the country's number, with a nought instead or without both, a phone ends in the same ones.
PHONE_DIGITS = 9


def as_written(receiver: Receiver) -> str:
    """Return name, phone and address so that two spellings of them are one.

    Empty where a part of it is masked, or where name or address is missing: nothing to compare.
    """
    address = (
        receiver.country,
        receiver.postcode,
        receiver.province,
        receiver.city,
        receiver.district,
        receiver.street,
        receiver.detail,
    )
    whole = (receiver.name, receiver.phone, *address)
    if not receiver.name.strip() or not receiver.detail.strip():
        return ""
    if any(MASK in part for part in whole):
        return ""
    phone = _NOT_A_DIGIT.sub("", unicodedata.normalize("NFKC", receiver.phone))
    return "|".join((_plain(receiver.name), phone[-PHONE_DIGITS:], _plain(" ".join(address))))


def _plain(text: str) -> str:
    """Drop case, width, blanks and punctuation; write every word as short as it can be."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return "".join(SHORT.get(word, word) for word in words)
