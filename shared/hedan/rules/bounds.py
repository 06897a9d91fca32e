"""How much one condition may ask, so that a mistake in it can take neither time nor memory.

The library itself ends a condition after 10,000 steps through lists (a failure of the rule), nests
at most 32 deep, and its patterns (RE2) take time linear in the text. What it leaves open is text
that doubles: every "+" inside a step through a list can multiply a text, and steps inside steps
multiply again. With these bounds a text grows at most some thousandfold.
"""

from collections.abc import Sequence
from typing import Final

from hedan.rules.mistakes import Mistake, MistakeCode, Wrong
from hedan.rules.scan import Token, line_and_column

LENGTH_MAX: Final = 2_000  # Characters. A page of a book; the longest useful ones have 300.
STEPS_NESTED_MAX: Final = 2  # Each line with each other line: more is a mistake.
MAPS_MAX: Final = 2
PLUS_MAX: Final = 16

STEPS: Final = frozenset({"exists", "all", "exists_one", "filter", "map"})
# "dyn" switches the types off, and the others would build an order instead of asking about one.
REFUSED_NAMES: Final = frozenset({"dyn", "hedan", "google"})


def beyond(condition: str, tokens: Sequence[Token]) -> Mistake | None:
    """Return in what a condition asks too much, if it does."""
    if len(condition) > LENGTH_MAX:
        length = {"length": str(len(condition)), "most": str(LENGTH_MAX)}
        return Mistake(MistakeCode.TOO_LONG, Wrong.TOO_LONG, length)
    if half := next((sign for sign in condition if "\ud800" <= sign <= "\udfff"), ""):
        where = line_and_column(condition, condition.index(half))
        return Mistake(MistakeCode.SYNTAX, Wrong.HALF_A_CHARACTER).at(*where)
    if third := _third_step(tokens):
        most = {"most": str(STEPS_NESTED_MAX)}
        where = line_and_column(condition, third.start)
        return Mistake(MistakeCode.TOO_DEEP, Wrong.TOO_MANY_STEPS, most).at(*where)
    for sign, allowed in (("map", MAPS_MAX), ("+", PLUS_MAX)):
        if once_more := _nth(tokens, sign, allowed):
            where = line_and_column(condition, once_more.start)
            most = {"most": str(allowed), "sign": sign}
            return Mistake(MistakeCode.TOO_DEEP, Wrong.TOO_OFTEN, most).at(*where)
    for token in tokens:
        if token.kind == "name" and token.word in REFUSED_NAMES:
            where = line_and_column(condition, token.start)
            name = {"name": token.word}
            return Mistake(MistakeCode.UNKNOWN_NAME, Wrong.NO_NAME, name).at(*where)
    return None


def _third_step(tokens: Sequence[Token]) -> Token | None:
    """Return where a step through a list stands inside too many others."""
    brackets: list[bool] = []
    for place, token in enumerate(tokens):
        if token.kind != "sign":
            continue
        if token.text in {"(", "[", "{"}:
            before = tokens[place - 1] if place else token
            brackets.append(before.kind == "name" and before.word in STEPS)
            if sum(brackets) > STEPS_NESTED_MAX:
                return before
        elif token.text in {")", "]", "}"} and brackets:
            brackets.pop()
    return None


def _nth(tokens: Sequence[Token], text: str, allowed: int) -> Token | None:
    """Return the first occurrence of a name or sign that is one too many."""
    found = [token for token in tokens if token.kind != "text" and token.text == text]
    return found[allowed] if len(found) > allowed else None
