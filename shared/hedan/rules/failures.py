"""Why a condition could not be answered for one order, without anything that the order holds.

The library names the value it failed on, and that may be a buyer's own words. So only the kind of
a failure goes on, in words of ours.
"""

import re
from enum import StrEnum
from typing import Final


class Failure(StrEnum):
    """The kinds of failures, as evidence writes them; texts/rule_mistakes.py translates them."""

    NO_SUCH_PLACE = "no such place in the list"
    NO_SUCH_KEY = "no such name in the table"
    KEY_TWICE = "one name is twice in the table"
    DIVIDED_BY_ZERO = "divided by zero"
    OUT_OF_RANGE = "a number, time or span beyond all bounds"
    NOT_READ = "a text that cannot be read as a number, time or span"
    NOT_A_ZONE = "a text that is not a time zone"
    NOT_A_PATTERN = "a text that is not a pattern"
    NOT_CHARACTERS = "bytes that are no text"
    WRONG_TYPES = "two kinds that do not go together"
    TOO_MANY_STEPS = "more steps through lists than are allowed"
    UNKNOWN = "it could not be answered"


# How the library's complaints begin (cel-cpp): what follows may be a value.
_BEGINNINGS: Final = tuple(
    (re.compile(beginning, re.IGNORECASE), failure)
    for beginning, failure in (
        (r"index error\b", Failure.NO_SUCH_PLACE),
        (r"key not found\b", Failure.NO_SUCH_KEY),
        (r"duplicate key\b", Failure.KEY_TWICE),
        (r"(divide|modulus) by zero", Failure.DIVIDED_BY_ZERO),
        (r"((unsigned )?integer|timestamp|duration) overflow", Failure.OUT_OF_RANGE),
        (r"\w+ out of \w+ range", Failure.OUT_OF_RANGE),
        (r"cannot convert\b|type conversion error\b", Failure.NOT_READ),
        (r"string to (timestamp|duration) conversion failed", Failure.NOT_READ),
        (r"invalid timezone", Failure.NOT_A_ZONE),
        (r"invalid regular expression", Failure.NOT_A_PATTERN),
        (r"malformed utf-8", Failure.NOT_CHARACTERS),
        (r"no matching overload|applying select to non-message", Failure.WRONG_TYPES),
        (r"iteration budget", Failure.TOO_MANY_STEPS),
    )
)


def failure_of(complaint: str) -> Failure:
    """Return what kind of failure the library complains of."""
    for beginning, failure in _BEGINNINGS:
        if beginning.match(complaint):
            return failure
    return Failure.UNKNOWN
