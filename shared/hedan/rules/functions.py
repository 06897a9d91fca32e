"""What conditions can ask beyond the library's own functions. Few, cheap, typed."""

from collections.abc import Sequence
from typing import Final

from cel_expr_python import cel

from hedan.domain.checks import asking_words


def has_word(text: str, word: str) -> bool:
    """Tell whether a text has a word, whatever the case and width of its letters.

    Latin words count as whole words, Chinese ones wherever they stand. No text has the empty word.
    """
    return has_any_word(text, (word,))


def has_any_word(text: str, words: Sequence[str]) -> bool:
    """Tell whether a text has one of these words."""
    return bool(text) and bool(asking_words(text, [word for word in words if word.strip()]))


FUNCTIONS: Final = (
    cel.FunctionDecl(
        "hasWord",
        [
            cel.Overload(
                "string_has_word",
                return_type=cel.Type.BOOL,
                parameters=[cel.Type.STRING, cel.Type.STRING],
                is_member=True,
                impl=has_word,
            ),
            cel.Overload(
                "string_has_any_word",
                return_type=cel.Type.BOOL,
                parameters=[cel.Type.STRING, cel.Type.List(cel.Type.STRING)],
                is_member=True,
                impl=has_any_word,
            ),
        ],
    ),
)
# What a condition can call; the rest of the library's functions work and are not offered.
OFFERED: Final = (
    "hasWord",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "size",
    "exists",
    "all",
    "exists_one",
    "filter",
    "map",
    "has",
    "int",
    "double",
    "string",
    "bool",
    "timestamp",
    "duration",
    "getFullYear",
    "getMonth",
    "getDate",
    "getDayOfWeek",
    "getHours",
    "getMinutes",
)
