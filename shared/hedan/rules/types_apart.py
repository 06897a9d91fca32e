"""Two things that do not go together, and what to write instead."""

import re
from typing import Final

from hedan.rules.mistakes import Hint, Mistake, MistakeCode, Wrong
from hedan.rules.schema import PACKAGE

# By the library's name of a type, ours in the texts: rule.type.text and so on.
_OURS: Final = {
    "string": "text",
    "int": "whole",
    "uint": "unsigned",
    "double": "decimal",
    "bool": "yes_no",
    "bytes": "bytes",
    "null_type": "null",
    "google.protobuf.timestamp": "time",
    "google.protobuf.duration": "span",
    "dyn": "anything",
}
# Between types as they are handed on, since a name of the library's may hold a comma.
BETWEEN: Final = "\n"
_COMMA: Final = re.compile(r", (?![^(]*\))")
_COMPARING: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
# What to write instead, by what stands on the two sides of a comparison.
_INSTEAD: Final = {
    frozenset({"decimal", "whole"}): Hint.POINT,
    frozenset({"whole", "unsigned"}): Hint.NO_U,
    frozenset({"whole", "text"}): Hint.QUOTES,
    frozenset({"decimal", "text"}): Hint.NO_QUOTES,
    frozenset({"time", "text"}): Hint.TIMESTAMP,
    frozenset({"span", "whole"}): Hint.DURATION,
    frozenset({"span", "text"}): Hint.DURATION,
    frozenset({"yes_no", "whole"}): Hint.ALONE,
    frozenset({"yes_no", "text"}): Hint.ALONE,
}


def types_apart(function: str, types: str) -> Mistake:
    """Return why a function or sign cannot take things of these types, and what can be done.

    function and types are as the library names them: "_>_", "int, string".
    """
    sign = function.replace("_", "") if "_" in function else function.removeprefix("@")
    kinds = _COMMA.split(types)
    ours = [our_type(kind) for kind in kinds]
    first, last = ours[0], ours[-1]
    if sign in _COMPARING:
        in_list = {*kinds} == {"list(string)", "string"}
        hint = Hint.IN_LIST if in_list else _INSTEAD.get(frozenset(ours), Hint.NONE)
        return _apart(Wrong.NOT_COMPARABLE, types=BETWEEN.join(ours), hint=hint)
    if sign in {"&&", "||", "!", "?:"}:
        other = next((one for one in ours if one != "yes_no"), first)
        return _apart(Wrong.NEEDS_YES_NO, sign=sign, type=other)
    if sign == "in":
        turned = first == "list" and last != "list"
        wrong = Wrong.LIST_ON_THE_LEFT if turned else Wrong.NOT_IN_A_LIST
        return _apart(wrong, type=first, other=last)
    if first == "list":
        return _apart(Wrong.ASKED_OF_A_LIST, sign=sign)
    return _apart(Wrong.NOT_TAKEN, sign=sign, types=BETWEEN.join(ours))


def our_type(kind: str) -> str:
    """Return our name of a type of the library's; of a part of the view "view:order"."""
    kind = kind.lower()
    for family in ("list", "map"):
        if kind.startswith(family):
            return family
    if kind.startswith(f"{PACKAGE}."):
        return f"view:{kind.rpartition('.')[2].removesuffix('view')}"
    return _OURS.get(kind) or f"other:{kind}"


def _apart(wrong: Wrong, **values: str) -> Mistake:
    return Mistake(MistakeCode.WRONG_TYPES, wrong, values)
