"""The library's complaint about a condition, said so that a seller can mend it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from hedan.domain.rules import Scope
from hedan.rules.functions import OFFERED
from hedan.rules.mistakes import Mistake, MistakeCode
from hedan.rules.scan import Token, line_and_column, offset
from hedan.rules.schema import PACKAGE, VARIABLES, variables
from hedan.rules.types_in_words import types_apart

_COMPLAINT: Final = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_NO_FIELD: Final = re.compile(rf"undefined field '(.*)' not found in struct '{PACKAGE}\.(\w+)'")
_NO_NAME: Final = re.compile(r"undeclared reference to '(.*)' \(in container")
_NO_OVERLOAD: Final = re.compile(r"found no matching overload for '(.*)' applied to '\((.*)\)'")
_FROM_A_LIST: Final = re.compile(r"expression of type 'list\(.*' cannot be the operand")
_LITERAL: Final = re.compile(r"(?:Invalid|invalid) (?:string|bytes|int|uint|double) literal")

SUGGESTED_MAX: Final = 3
# What people write who know another language, and what it is here.
_SIGNS: Final = {"and": "&&", "or": "||", "not": "!", "is": "==", "contains": '.contains("…")'}
_QUOTES: Final = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "。": "."}


def explain(complaint: str, condition: str, tokens: Sequence[Token], scope: Scope) -> list[Mistake]:
    """Return the mistakes that a complaint of the library speaks of."""
    if "recursion" in complaint:
        text = "too many brackets or steps inside each other; at most 32 can be asked"
        return [Mistake(MistakeCode.TOO_DEEP, text)]
    found = [(int(line), int(column), text) for line, column, text in _COMPLAINT.findall(complaint)]
    if not found:
        return [Mistake(MistakeCode.OTHER, complaint.strip())]
    # Of what it could not read it complains at every further word: the first says it.
    if any(text.startswith(("Syntax error", "reserved")) for _, _, text in found):
        line, column, text = found[0]
        start = offset(condition, line, column)
        if "literal" in text:
            return [Mistake(MistakeCode.BAD_VALUE, _unprefixed(text), line, column)]
        return [Mistake(MistakeCode.SYNTAX, _unreadable(text, start, tokens), line, column)]
    return [
        _mistake(line, column, text, condition, tokens, scope)
        for line, column, text in found
        if "*error*" not in text
    ]


def odd_sign(condition: str, tokens: Sequence[Token]) -> Mistake | None:
    """Return the first sign that no condition knows, with the one that is meant.

    Chinese keyboards write signs of their own, which the library would call unreadable.
    """
    for place, token in enumerate(tokens):
        if token.kind != "other":
            continue
        after = tokens[place + 1].text if place + 1 < len(tokens) else ""
        text = _odd(token.text, after)
        return Mistake(MistakeCode.SYNTAX, text, *line_and_column(condition, token.start))
    return None


def _odd(sign: str, after: str) -> str:
    plain = _QUOTES.get(sign) or unicodedata.normalize("NFKC", sign)
    if plain != sign:
        return f"write {plain} instead of {sign}"
    if sign in {'"', "'"}:
        return f"this text has no closing {sign}"
    if sign == "=":
        return "write >= or <= instead of => or =<" if after == ">" else "write == instead of ="
    if sign in {"&", "|"}:
        return f"write {sign}{sign} instead of {sign}"
    return f"a condition knows no {sign!r}"


def _unreadable(text: str, start: int, tokens: Sequence[Token]) -> str:
    here = next((place for place, one in enumerate(tokens) if one.start >= start), len(tokens))
    if here == len(tokens):
        missing = re.search(r"missing '(.)'", text)
        return f"a {missing[1]} is missing" if missing else "the condition ends too early"
    token = tokens[here]
    before = tokens[here - 1] if here else token
    for word in (token.word, before.word):
        if word.lower() in _SIGNS:
            return f"write {_SIGNS[word.lower()]} instead of {word}"
    if token.kind == "text":
        return f"{token.text} cannot stand here; a \\ in a text is written \\\\"
    if token.text == "," and before.kind == "number":
        return "write numbers without commas"
    if token.text == ">" and before.text == "<":
        return "write != instead of <>"
    return f"{token.text} cannot stand here"


def _mistake(
    line: int, column: int, text: str, condition: str, tokens: Sequence[Token], scope: Scope
) -> Mistake:
    start = offset(condition, line, column)
    if found := _NO_FIELD.match(text):
        message = _no_field(found[1], found[2], start, tokens, scope)
        return Mistake(MistakeCode.UNKNOWN_NAME, message, line, column)
    if found := _NO_NAME.match(text):
        return Mistake(
            MistakeCode.UNKNOWN_NAME, _no_name(found[1], start, tokens, scope), line, column
        )
    if found := _NO_OVERLOAD.match(text):
        return Mistake(MistakeCode.WRONG_TYPES, types_apart(found[1], found[2]), line, column)
    if _FROM_A_LIST.match(text):
        chain = _chain(start, tokens)
        message = f"{chain} is a list: ask {chain}.exists(x, …) or {chain}.all(x, …)"
        return Mistake(MistakeCode.WRONG_TYPES, message, line, column)
    if _LITERAL.match(text):
        return Mistake(MistakeCode.BAD_VALUE, text, line, column)
    return Mistake(MistakeCode.OTHER, text, line, column)


def _no_field(name: str, struct: str, start: int, tokens: Sequence[Token], scope: Scope) -> str:
    own = next(view for view in VARIABLES.values() if view.__name__ == struct)
    owner = _chain(start, tokens)
    near = [f"{owner}.{field}" for field in _nearest(name, own._fields)]  # type: ignore[attr-defined]
    elsewhere = [path for path in _paths(scope) if path.endswith(f".{name}")]
    alone = [name] if name in variables(scope) else []
    return f"there is no {owner}.{name}{_did_you_mean([*near, *alone, *elsewhere])}"


def _no_name(name: str, start: int, tokens: Sequence[Token], scope: Scope) -> str:
    opened = next((one for one in tokens if one.start >= start), None)
    if opened is not None and opened.text == "(":
        return f"there is no function {name}{_did_you_mean(_nearest(name, OFFERED))}"
    if name.partition(".")[0] == "line":
        return "line is known only in a rule of scope line; here ask order.lines.exists(x, …)"
    if name.lower() in _SIGNS:
        return f"write {_SIGNS[name.lower()]} instead of {name}"
    paths = list(_paths(scope))
    same = [path for path in paths if path.endswith(f".{name}")]
    near = _nearest(name, [*variables(scope), *paths])
    return f"there is no name {name}{_did_you_mean(same or near)}"


def _paths(scope: Scope) -> Iterator[str]:
    for variable, view in variables(scope).items():
        for field in view._fields:  # type: ignore[attr-defined]
            yield f"{variable}.{field}"


def _nearest(name: str, known: Iterable[str]) -> list[str]:
    by_lower = {one.lower(): one for one in known}
    close = get_close_matches(name.lower(), by_lower, n=SUGGESTED_MAX, cutoff=0.6)
    return [by_lower[one] for one in close]


def _did_you_mean(names: Iterable[str]) -> str:
    known = list(dict.fromkeys(names))[:SUGGESTED_MAX]
    return f": did you mean {' or '.join(known)}?" if known else ""


def _chain(start: int, tokens: Sequence[Token]) -> str:
    """Return what stands before the point at a place: "order", "l", "order.lines[0]"."""
    here = next((place for place, one in enumerate(tokens) if one.start >= start), len(tokens))
    depth, first = 0, here
    while first > 0:
        token = tokens[first - 1]
        depth += (token.text in {")", "]"}) - (token.text in {"(", "["})
        if depth < 0 or (depth == 0 and token.kind == "sign" and token.text not in ".(["):
            break
        first -= 1
    return "".join(token.text for token in tokens[first:here]) or "it"


def _unprefixed(text: str) -> str:
    return text.removeprefix("Syntax error: ")
