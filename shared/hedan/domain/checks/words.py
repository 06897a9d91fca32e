"""Words in people's texts, whatever their case, their width and what hides between them."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return the text as a reader sees it: one width, one case, nothing invisible."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if unicodedata.category(c) != "Cf")


def asking_words(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return those words that the text contains, whatever the case and width of its letters.

    Latin words count as whole words ("hold" is not in "household"); Chinese has no such borders.
    """
    seen = plain(text)
    return tuple(word for word in words if word_pattern(word).search(seen))


@lru_cache(maxsize=1024)
def word_pattern(word: str) -> re.Pattern[str]:
    """Return the pattern that finds a word in a plain text."""
    letters = plain(word)
    before = r"(?<![a-z0-9])" if re.match("[a-z0-9]", letters) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]\Z", letters) else ""
    return re.compile(before + re.escape(letters) + after)
