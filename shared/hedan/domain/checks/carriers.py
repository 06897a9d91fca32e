"""Carriers that people name in their texts: wanted ones and unwanted ones."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from hedan.domain.checks.seen import Carrier
from hedan.domain.checks.words import plain, word_pattern

# What buyers write, whether or not the seller works with it.
WELL_KNOWN: Final = (
    "顺丰",
    "圆通",
    "中通",
    "申通",
    "韵达",
    "极兔",
    "德邦",
    "百世",
    "京东快递",
    "京东物流",
    "邮政",
    "ems",
    "dhl",
    "fedex",
    "ups",
)
_NOT: Final = re.compile(
    r"(?:不要|不想|不能|不用|别|勿|不|除了|除|\b(?:not|no)\s)"
    r"(?:给我)?(?:发|用|走|寄|选|by |with )?\s*$"
)
_PLEASE: Final = re.compile(r"(?:请|要|改|换|指定|只)?(?:发|用|走|寄|成|选|by |with |via )?\s*$")
# So much stands between "not" and the carrier's name at most.
_BEFORE_MAX = 12
GAP = "\n"  # In place of what was understood: no pattern and no word reaches over it.


class Mention(NamedTuple):
    """A carrier that a text names."""

    word: str
    code: str | None  # None: the settings have no such carrier, or several.
    wanted: bool


class Mentions(NamedTuple):
    """What a text says about carriers, and what else it says."""

    carriers: tuple[Mention, ...]
    rest: str


def wished_carrier(text: str, carriers: Mapping[str, Carrier]) -> str | None:
    """Return the code of the one carrier that a text names; None for none or for several."""
    codes = {one.code for one in mentions(plain(text), carriers).carriers if one.wanted}
    return codes.pop() if len(codes) == 1 else None


def mentions(text: str, carriers: Mapping[str, Carrier]) -> Mentions:
    """Return the carriers that a plain text names, each word once, in the order of the text."""
    return _mentions(text, _words(tuple(sorted(map(_names, carriers.values())))))


@lru_cache(maxsize=1024)
def _mentions(text: str, words: tuple[tuple[str, str | None], ...]) -> Mentions:
    found: list[tuple[int, Mention]] = []
    for word, code in words:
        while match := word_pattern(word).search(text):
            before = text[max(0, match.start() - _BEFORE_MAX) : match.start()]
            said = _NOT.search(before) or _PLEASE.search(before)
            assert said is not None  # The second pattern also finds nothing at all.
            start = match.start() - len(said.group())
            found.append((start, Mention(word, code, wanted=_NOT.search(before) is None)))
            # As long as what it takes the place of: every other word stays where it is.
            text = text[:start] + GAP * (match.end() - start) + text[match.end() :]
    in_order = tuple(dict.fromkeys(mention for _, mention in sorted(found, key=_place)))
    return Mentions(in_order, text)


def _place(found: tuple[int, Mention]) -> int:
    return found[0]


def _names(carrier: Carrier) -> tuple[str, tuple[str, ...]]:
    return carrier.code, (carrier.name, *carrier.aliases, carrier.code)


@lru_cache(maxsize=8)
def _words(
    carriers: tuple[tuple[str, tuple[str, ...]], ...],
) -> tuple[tuple[str, str | None], ...]:
    """Return every word for a carrier with the carrier's code, the longest words first."""
    codes: dict[str, set[str]] = {word: set() for word in WELL_KNOWN}
    for code, names in carriers:
        for name in filter(None, map(plain, names)):
            codes.setdefault(name, set()).add(code)
            for word in _within(name):
                codes[word].add(code)
    words = sorted(codes, key=lambda word: (-len(word), word))
    return tuple((word, min(codes[word]) if len(codes[word]) == 1 else None) for word in words)


def _within(name: str) -> Iterator[str]:
    return (word for word in WELL_KNOWN if word_pattern(word).search(name))
