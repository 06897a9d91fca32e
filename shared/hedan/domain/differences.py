"""What leads from one JSON tree to another: exact, and small where little has changed.

A plain merge patch cannot say null, nor that one entry of a list was added or changed; both happen
to every order. A difference is JSON itself:

{}                          the same tree
{name: difference, ...}     an object with these of its entries changed
["[", n, {at: ...}, new]    a list: its first n entries, some of them changed, then new ones
["=", tree]                 another tree instead
["-"]                       nothing is here any more
"""

from collections.abc import Iterator
from typing import Any

type Json = Any
type Difference = Json

REPLACED, ABSENT, LISTED = "=", "-", "["
NOTHING: Difference = [ABSENT]


class DoesNotFit(Exception):
    """A difference was applied to a tree that it does not begin at: a mistake of ours."""


def difference(start: Json, end: Json) -> Difference:
    """Return what leads from one tree to another."""
    if isinstance(start, dict) and isinstance(end, dict):
        return dict(_entries(start, end))
    if isinstance(start, list) and isinstance(end, list):
        return _of_lists(start, end)
    # True equals 1 in Python; in JSON it does not.
    same = type(start) is type(end) and start == end
    return {} if same else [REPLACED, end]


def applied(change: Difference, start: Json) -> Json:
    """Return the tree to which a difference leads, None for one that leads to nothing.

    Raises DoesNotFit when it does not begin at this tree.
    """
    try:
        match change:
            case {}:
                return _with_entries(change, start) if change else start
            case [str(op), value] if op == REPLACED:
                return value
            case [str(op)] if op == ABSENT:
                return None
            case [str(op), int(kept), dict(changed), list(added)] if op == LISTED:
                return _with_places(kept, changed, start) + added
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise DoesNotFit(f"{change!r}: {error!r}") from error
    raise DoesNotFit(f"no difference: {change!r}")


def _entries(start: dict[str, Json], end: dict[str, Json]) -> Iterator[tuple[str, Difference]]:
    for name in start:
        if name not in end:
            yield name, NOTHING
    for name, value in end.items():
        change = difference(start[name], value) if name in start else [REPLACED, value]
        if change != {}:
            yield name, change


def _of_lists(start: list[Json], end: list[Json]) -> Difference:
    kept = min(len(start), len(end))
    pairs = zip(start, end, strict=False)
    changes = {str(at): difference(one, other) for at, (one, other) in enumerate(pairs)}
    changed = {at: change for at, change in changes.items() if change != {}}
    if not changed and len(start) == len(end):
        return {}
    return [LISTED, kept, changed, end[kept:]]


def _with_entries(changes: dict[str, Difference], start: dict[str, Json]) -> dict[str, Json]:
    entries = dict(start)
    for name, change in changes.items():
        if change == NOTHING:
            del entries[name]
        elif name in entries:
            entries[name] = applied(change, entries[name])
        else:
            op, entries[name] = change
            if op != REPLACED:
                raise KeyError(name)
    return entries


def _with_places(kept: int, changes: dict[str, Difference], start: list[Json]) -> list[Json]:
    places = [start[at] for at in range(kept)]
    for at, change in changes.items():
        places[int(at)] = applied(change, places[int(at)])
    return places
