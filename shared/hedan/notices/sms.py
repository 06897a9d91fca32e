"""One short message, never two: how long a text is on the air, and how to say it in that space.

A message holds 140 bytes: 160 septets when every character is in the GSM alphabet (3GPP TS
23.038; a few characters take two), else 70 UTF-16 units. One character outside the alphabet
makes the whole message a 70-unit one. A topic with a display name puts the name, "> " before
every short message: room is kept for that.
"""

from collections.abc import Iterable
from typing import Final

from hedan.settings import SupplierSettings
from hedan.texts import Language
from hedan.texts.words import clean

SEPTETS_MAX: Final = 160
UNITS_MAX: Final = 70
SENDER_CHARACTERS: Final = 12  # "HEDAN> ": the topic's display name may have 10 characters.
NAME_CHARACTERS: Final = 10

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION: Final = frozenset("\f^{}\\[~]|€")


def is_one_message(text: str) -> bool:
    """Tell whether the text, with its sender before it, travels as a single short message."""
    if all(character in _BASIC or character in _EXTENSION for character in text):
        septets = sum(2 if character in _EXTENSION else 1 for character in text)
        return septets + SENDER_CHARACTERS <= SEPTETS_MAX
    units = len(text.encode("utf-16-be")) // 2
    return units + SENDER_CHARACTERS <= UNITS_MAX


def first_that_fits(ways_to_say_it: Iterable[str]) -> str:
    """Return the first text, from the fullest to the shortest, that is one message.

    The shortest must fit by its construction: that none does is a mistake of ours.
    """
    for text in ways_to_say_it:
        if is_one_message(text):
            return text
    raise AssertionError("even the shortest way to say it is too long for one message")


def supplier_in_sms(supplier: SupplierSettings, language: Language) -> str:
    """Return a short name that does not make an English message a Chinese one, and so shorter."""
    return clean(supplier.name, NAME_CHARACTERS, "..") if language == "zh" else supplier.id
