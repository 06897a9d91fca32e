"""Two things that cannot be compared, and what to write instead."""

from typing import Final

_WORDS: Final = {
    "string": "a text",
    "int": "a whole number",
    "uint": "a number with u",
    "double": "a decimal number",
    "bool": "yes or no",
    "bytes": "bytes",
    "null_type": "null",
    "google.protobuf.Timestamp": "a time",
    "google.protobuf.Duration": "a span of time",
    "dyn": "anything",
}
_COMPARING: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
# What to write instead, by what stands on the two sides of a comparison.
_INSTEAD: Final = {
    frozenset({"double", "int"}): "write the number with a point: 3.0 instead of 3",
    frozenset({"int", "uint"}): "write the number without u",
    frozenset({"int", "string"}): "write the number without quotes, the text with them",
    frozenset({"double", "string"}): "write the number without quotes and with a point",
    frozenset({"google.protobuf.Timestamp", "string"}): (
        'write timestamp("2026-11-22T00:00:00+08:00")'
    ),
    frozenset({"google.protobuf.Duration", "int"}): 'write a span as duration("36h")',
    frozenset({"google.protobuf.Duration", "string"}): 'write a span as duration("36h")',
    frozenset({"list(string)", "string"}): 'ask whether it is in the list: "…" in …',
    frozenset({"bool", "int"}): "write it alone, or with ! before it",
    frozenset({"bool", "string"}): "write it alone, or with ! before it",
}


def types_apart(function: str, types: str) -> str:
    """Return why a function or sign cannot take things of these types, and what can be done.

    function and types are as the library names them: "_>_", "int, string".
    """
    sign = function.replace("_", "") if "_" in function else function.removeprefix("@")
    kinds = types.split(", ")
    words = [in_words(kind) for kind in kinds]
    if sign in _COMPARING:
        text = f"{' and '.join(words)} cannot be compared"
        instead = _INSTEAD.get(frozenset(kinds), "")
        return f"{text}: {instead}" if instead else text
    if sign in {"&&", "||", "!", "?:"}:
        return f"{sign} takes what is true or false, not {_not_yes_or_no(kinds, words)}"
    if sign == "in":
        turned = kinds[0].startswith("list(") and not kinds[-1].startswith("list(")
        hint = ": the list stands on the right" if turned else ": a list has to stand on the right"
        return f"{words[0]} cannot be looked for in {words[-1]}{hint}"
    if kinds[0].startswith("list("):
        return f'{sign} cannot ask a list: "…" in … or ….exists(x, …) can'
    return f"{sign} cannot take {' and '.join(words)}"


def in_words(kind: str) -> str:
    """Return what the library's name of a type means to a reader."""
    if kind.startswith("list"):
        return "a list"
    if kind.startswith("map"):
        return "a table"
    return _WORDS.get(kind) or f"a whole {kind.rpartition('.')[2].lower().removesuffix('view')}"


def _not_yes_or_no(kinds: list[str], words: list[str]) -> str:
    return next((word for kind, word in zip(kinds, words, strict=True) if kind != "bool"), words[0])
