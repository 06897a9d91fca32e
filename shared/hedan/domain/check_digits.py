"""Whether a tracking number proves itself: one pure function per way of computing a check digit."""

import re
from collections.abc import Callable, Mapping
from itertools import cycle
from types import MappingProxyType
from typing import Final

from hedan.domain.tracking_numbers import CheckDigit

S10: Final = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
S10_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)
LEAST_DIGITS: Final = 2  # One to check, and one that checks it.
# What is left of eleven is one digit, but for these two.
S10_INSTEAD: Final = MappingProxyType({10: 0, 11: 5})


def proves_itself(number: str, way: CheckDigit) -> bool:
    """Tell whether the check digit of a number in capitals is right; True where there is none.

    Letters and dashes around the digits are no part of the sum, except in S10, where they are part
    of the shape.
    """
    if way in _OF_DIGITS and len(_digits(number)) < LEAST_DIGITS:
        return False
    return _WAYS[way](number)


def _none(number: str) -> bool:
    return True


def _s10(number: str) -> bool:
    """Standard S10 of the Universal Postal Union: weights 8 6 4 2 3 5 9 7, modulus 11."""
    shaped = S10.fullmatch(number)
    if shaped is None:
        return False
    products = zip(map(int, shaped[1]), S10_WEIGHTS, strict=True)
    left = 11 - sum(digit * weight for digit, weight in products) % 11
    return int(shaped[2]) == S10_INSTEAD.get(left, left)


def _mod10_3_1(number: str) -> bool:
    """Sum with the weights 3 and 1 in turn, from the right: GS1 General Specifications, 7.9."""
    *payload, check = _digits(number)
    weighted = zip(reversed(payload), cycle((3, 1)), strict=False)
    return -sum(digit * weight for digit, weight in weighted) % 10 == check


def _luhn(number: str) -> bool:
    """Double every second digit from the right: ISO/IEC 7812-1, annex B."""
    *payload, check = _digits(number)
    weighted = zip(reversed(payload), cycle((2, 1)), strict=False)
    return -sum(sum(divmod(digit * weight, 10)) for digit, weight in weighted) % 10 == check


def _mod7(number: str) -> bool:
    """Divide by seven: the serial number of an air waybill, IATA Resolution 600a."""
    *payload, check = _digits(number)
    return int("".join(map(str, payload))) % 7 == check


def _digits(number: str) -> list[int]:
    return [int(character) for character in number if character in "0123456789"]


_OF_DIGITS: Final = frozenset({CheckDigit.MOD10_3_1, CheckDigit.LUHN, CheckDigit.MOD7})
_WAYS: Final[Mapping[CheckDigit, Callable[[str], bool]]] = {
    CheckDigit.NONE: _none,
    CheckDigit.S10: _s10,
    CheckDigit.MOD10_3_1: _mod10_3_1,
    CheckDigit.LUHN: _luhn,
    CheckDigit.MOD7: _mod7,
}
