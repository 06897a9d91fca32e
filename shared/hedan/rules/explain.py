"""The library's complaint about a condition, turned into what a seller can mend."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from hedan.domain.rules import Scope
from hedan.rules.functions import OFFERED
from hedan.rules.mistakes import Mistake, MistakeCode, Wrong
from hedan.rules.scan import Token, line_and_column, offset
from hedan.rules.schema import PACKAGE, VARIABLES, variables
from hedan.rules.types_apart import our_type, types_apart

_COMPLAINT: Final = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_NO_FIELD: Final = re.compile(rf"undefined field '(.*)' not found in struct '{PACKAGE}\.(\w+)'")
_NO_NAME: Final = re.compile(r"undeclared reference to '(.*)' \(in container")
_NO_OVERLOAD: Final = re.compile(r"found no matching overload for '(.*)' applied to '\((.*)\)'")
_NO_OPERAND: Final = re.compile(r"expression of type '(.*)' cannot be the operand")
_NO_RANGE: Final = re.compile(r"expression of type '(.*)' cannot be the range")
_NO_STEP_NAME: Final = re.compile(r"(\w+)\(\) variable name must be a simple identifier")
_LITERAL: Final = re.compile(r"[Ii]nvalid (?:\w+ )*literal")

SUGGESTED_MAX: Final = 3
# How deep the library reads.
BRACKETS_MAX: Final = 32
# What people write who know another language, and what it is here.
_SIGNS: Final = {"and": "&&", "or": "||", "not": "!", "is": "==", "contains": '.contains("…")'}
_QUOTES: Final = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "。": "."}


def explain(complaint: str, condition: str, tokens: Sequence[Token], scope: Scope) -> list[Mistake]:
    """Return the mistakes that a complaint of the library speaks of."""
    if "recursion" in complaint:
        most = {"most": str(BRACKETS_MAX)}
        return [Mistake(MistakeCode.TOO_DEEP, Wrong.TOO_MANY_BRACKETS, most)]
    found = [(int(line), int(column), text) for line, column, text in _COMPLAINT.findall(complaint)]
    if not found:
        return [_in_its_words(complaint)]
    # Of what it could not read it complains at every further word: the first says it.
    if any(text.startswith(("Syntax error", "reserved")) for _, _, text in found):
        line, column, text = found[0]
        return [_unread(text, offset(condition, line, column), tokens).at(line, column)]
    return [
        _mistake(text, offset(condition, line, column), tokens, scope).at(line, column)
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
        return _odd(token.text, after).at(*line_and_column(condition, token.start))
    return None


def _odd(sign: str, after: str) -> Mistake:
    plain = _QUOTES.get(sign) or unicodedata.normalize("NFKC", sign)
    if plain != sign:
        return _instead(plain, sign)
    if sign in {'"', "'"}:
        return _unreadable(Wrong.NOT_CLOSED, sign=sign)
    if sign == "=":
        return _unreadable(Wrong.ARROW) if after == ">" else _instead("==", sign)
    if sign in {"&", "|"}:
        return _instead(sign * 2, sign)
    return _unreadable(Wrong.UNKNOWN_SIGN, sign=repr(sign))


def _unread(text: str, start: int, tokens: Sequence[Token]) -> Mistake:
    """Return what the library could not read at a place."""
    here = next((place for place, one in enumerate(tokens) if one.start >= start), len(tokens))
    if "literal" in text:
        return _bad_literal(tokens[here:])
    if here == len(tokens):
        missing = re.search(r"missing '(.)'", text)
        if missing:
            return _unreadable(Wrong.SIGN_MISSING, sign=missing[1])
        return _unreadable(Wrong.ENDS_EARLY)
    return _misplaced(tokens[here], tokens[here - 1] if here else tokens[here])


def _misplaced(token: Token, before: Token) -> Mistake:
    """Return what is wrong with a word or sign that cannot follow the one before it."""
    for word in (token.word, before.word):
        if word.lower() in _SIGNS:
            return _instead(_SIGNS[word.lower()], word)
    if token.kind == "text":
        return _unreadable(Wrong.TEXT_HERE, text=token.text)
    if token.text == "," and before.kind == "number":
        return _unreadable(Wrong.COMMAS)
    if token.text == ">" and before.text == "<":
        return _instead("!=", "<>")
    return _unreadable(Wrong.NOT_HERE, text=token.text)


def _mistake(text: str, start: int, tokens: Sequence[Token], scope: Scope) -> Mistake:
    if found := _NO_FIELD.match(text):
        return _no_field(found[1], found[2], start, tokens, scope)
    if found := _NO_NAME.match(text):
        return _no_name(found[1], start, tokens, scope)
    if found := _NO_OVERLOAD.match(text):
        return types_apart(found[1], found[2])
    if found := _NO_STEP_NAME.match(text):
        return _unreadable(Wrong.STEP_WITHOUT_NAME, sign=found[1])
    if _LITERAL.match(text):
        return _bad_literal([one for one in tokens if one.start >= start])
    return _no_list(text, start, tokens) or _in_its_words(text)


def _no_list(text: str, start: int, tokens: Sequence[Token]) -> Mistake | None:
    """Return what is asked as if it were a list, or were none."""
    if found := _NO_RANGE.match(text):
        return Mistake(MistakeCode.WRONG_TYPES, Wrong.NOT_A_LIST, {"type": our_type(found[1])})
    found = _NO_OPERAND.match(text)
    if not found:
        return None
    values = {"type": our_type(found[1]), "chain": _chain(start, tokens)}
    is_list = values["type"] == "list"
    wrong = Wrong.FIELD_OF_A_LIST if is_list else Wrong.FIELD_OF_A_VALUE
    return Mistake(MistakeCode.WRONG_TYPES, wrong, values)


def _unreadable(wrong: Wrong, **values: str) -> Mistake:
    return Mistake(MistakeCode.SYNTAX, wrong, values)


def _instead(right: str, written: str) -> Mistake:
    return _unreadable(Wrong.WRITE_INSTEAD, right=right, written=written)


def _bad_literal(tokens: Sequence[Token]) -> Mistake:
    signed = 2 if tokens and tokens[0].text == "-" else 1
    written = "".join(token.text for token in tokens[:signed])
    return Mistake(MistakeCode.BAD_VALUE, Wrong.BAD_LITERAL, {"text": written})


def _in_its_words(complaint: str) -> Mistake:
    """Return a complaint of which we know no better words than the library's, in English."""
    words = complaint.strip().replace(f"{PACKAGE}.", "")
    return Mistake(MistakeCode.OTHER, Wrong.COMPILER, {"why": words})


def _no_field(name: str, struct: str, start: int, tokens: Sequence[Token], scope: Scope) -> Mistake:
    own = next(view for view in VARIABLES.values() if view.__name__ == struct)
    owner = _chain(start, tokens)
    near = [f"{owner}.{field}" for field in _nearest(name, own._fields)]  # type: ignore[attr-defined]
    elsewhere = [path for path in _paths(scope) if path.endswith(f".{name}")]
    alone = [name] if name in variables(scope) else []
    return _unknown(Wrong.NO_FIELD, [*near, *alone, *elsewhere], owner=owner, name=name)


def _no_name(name: str, start: int, tokens: Sequence[Token], scope: Scope) -> Mistake:
    opened = next((one for one in tokens if one.start >= start), None)
    if opened is not None and opened.text == "(":
        return _unknown(Wrong.NO_FUNCTION, _nearest(name, OFFERED), name=name)
    if name.partition(".")[0] == "line":
        return _unknown(Wrong.LINE_IN_ORDER)
    if name.lower() in _SIGNS:
        return _instead(_SIGNS[name.lower()], name)._replace(code=MistakeCode.UNKNOWN_NAME)
    paths = list(_paths(scope))
    same = [path for path in paths if path.endswith(f".{name}")]
    near = _nearest(name, [*variables(scope), *paths])
    return _unknown(Wrong.NO_NAME, same or near, name=name)


def _unknown(wrong: Wrong, nearest: Iterable[str] = (), **values: str) -> Mistake:
    known = tuple(dict.fromkeys(nearest))[:SUGGESTED_MAX]
    return Mistake(MistakeCode.UNKNOWN_NAME, wrong, values, known)


def _paths(scope: Scope) -> Iterator[str]:
    for variable, view in variables(scope).items():
        for field in view._fields:  # type: ignore[attr-defined]
            yield f"{variable}.{field}"


def _nearest(name: str, known: Iterable[str]) -> list[str]:
    by_lower = {one.lower(): one for one in known}
    close = get_close_matches(name.lower(), by_lower, n=SUGGESTED_MAX, cutoff=0.6)
    return [by_lower[one] for one in close]


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
