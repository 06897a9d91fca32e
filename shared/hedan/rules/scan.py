"""A condition cut into its words and signs: enough to find its parts, its depth, and a place in it.

The library does not show how it understood a condition. What is derived here (the parts of a
conjunction) is therefore compiled by itself again, and tested to mean the same together.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

type TokenKind = Literal["text", "number", "name", "sign", "other"]

_TOKEN: Final = re.compile(
    r"""
      (?P<space> \s+ | //[^\n]* )
    | (?P<text> (?:[bB]?[rR]|[rR][bB]) (?: \"{3}.*?\"{3} | '{3}.*?'{3} | "[^"\n]*" | '[^'\n]*' )
              | [bB]? (?: \"{3}(?:\\.|[^\\])*?\"{3} | '{3}(?:\\.|[^\\])*?'{3}
                        | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' ) )
    | (?P<number> 0x[0-9a-fA-F]+[uU]? | (?:\d+\.\d+|\.\d+|\d+(?=[eE][-+]?\d))(?:[eE][-+]?\d+)?
                | \d+[uU]? )
    | (?P<name> [A-Za-z_][A-Za-z0-9_]* | `[^`\n]*` )
    | (?P<sign> && | \|\| | [=!<>]= | [-+*/%<>!?:.,()\[\]{}] )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_OPENING: Final = {"(": ")", "[": "]", "{": "}"}
_CLOSING: Final = frozenset(_OPENING.values())


class Token(NamedTuple):
    """One word or sign, and where it begins."""

    kind: TokenKind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it is over."""
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """A name without the quotes that it may stand in."""
        return self.text.strip("`")


def scan(condition: str) -> tuple[Token, ...]:
    """Return the words and signs of a condition, without spaces and comments."""
    return tuple(
        Token(found.lastgroup, found.group(), found.start())  # type: ignore[arg-type]
        for found in _TOKEN.finditer(condition)
        if found.lastgroup != "space"
    )


def conjuncts(condition: str) -> tuple[str, ...]:
    """Return the parts a, b, c of "a && b && c" as they are written; else the whole.

    The condition must be one that compiles.
    """
    tokens = scan(condition)
    return tuple(condition[part[0].start : part[-1].end] for part in _conjuncts(tokens) if part)


def _conjuncts(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    while _is_wrapped(tokens):
        tokens = tokens[1:-1]
    outer = [place for place, depth in enumerate(_depths(tokens)) if depth == 0]
    # Both bind less tightly than "&&": there it is only a part of something else.
    if any(tokens[place].text in {"||", "?"} for place in outer):
        yield tokens
        return
    cuts = [place for place in outer if tokens[place].text == "&&"]
    if not cuts:
        yield tokens
        return
    for begin, end in zip([-1, *cuts], [*cuts, len(tokens)], strict=True):
        yield from _conjuncts(tokens[begin + 1 : end])


def _is_wrapped(tokens: Sequence[Token]) -> bool:
    """Tell whether one pair of parentheses is around everything."""
    if len(tokens) < 3 or tokens[0].text != "(" or tokens[-1].text != ")":  # noqa: PLR2004
        return False
    return all(depth > 0 for depth in _depths(tokens[:-1]))


def _depths(tokens: Sequence[Token]) -> Iterator[int]:
    """Yield for each token in how many brackets it stands; a bracket stands in itself."""
    depth = 0
    for token in tokens:
        if token.kind == "sign" and token.text in _OPENING:
            depth += 1
        yield depth
        if token.kind == "sign" and token.text in _CLOSING:
            depth -= 1


def names_spoken(condition: str) -> frozenset[str]:
    """Return every name in a condition: of variables, fields and functions alike."""
    return frozenset(token.word for token in scan(condition) if token.kind == "name")


def roots(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the names that begin something: neither fields nor called functions."""
    for place, token in enumerate(tokens):
        if token.kind != "name" or (place and tokens[place - 1].text == "."):
            continue
        if place + 1 == len(tokens) or tokens[place + 1].text != "(":
            yield token


def line_and_column(condition: str, start: int) -> tuple[int, int]:
    """Return where a character stands, counted from 1."""
    before = condition[:start]
    return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1


def offset(condition: str, line: int, column: int) -> int:
    """Return which character stands at a line and column, counted from 1."""
    return sum(len(text) + 1 for text in condition.split("\n")[: line - 1]) + column - 1
