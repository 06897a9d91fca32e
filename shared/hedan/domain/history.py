"""How an order became what it is: each event keeps the way back to what stood before it.

Kept is the difference from the new to the old, so that the first version of anything costs next to
nothing and a later one only what changed. Whatever an order was is then found by going back from
what it is.
"""

import heapq
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import singledispatch
from typing import NamedTuple, TypeGuard

from pydantic import PositiveInt

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import Frozen, OrderKey
from hedan.domain.decisions import Decision
from hedan.domain.differences import NOTHING, Difference, DoesNotFit, Json, applied, difference
from hedan.domain.edits import Edits
from hedan.domain.events import Event
from hedan.domain.findings import Holds
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order

type Member = Order | LineWork | AfterSale | Holds | Decision | Edits
"""One of the things that are kept of an order."""


class HistoryBroken(Exception):
    """The events of an order do not lead to what is stored of it: a mistake of ours."""


class Step(Frozen):
    """The way back over one write: from the version that it led to, to what stood before."""

    version: PositiveInt
    back: Difference


type Undo = Mapping[str, Step]
"""The way back over one commit, by the names of what it wrote of the order."""


class StoredEvent(Frozen):
    """An event as it lies in the table, with the way back over its commit.

    undo is empty where another event of the same commit bears it.
    """

    name: str  # Of what it tells: "ORDER", "LINE#692".
    version: PositiveInt  # To which its commit brought that.
    event: Event
    undo: Mapping[str, Step] = {}


KINDS: dict[str, type[Member]] = {
    "ORDER": Order,
    "LINE": LineWork,
    "AFTERSALE": AfterSale,
    "HOLDS": Holds,
    "DECISION": Decision,
    "EDITS": Edits,
}


def is_member(one: object) -> TypeGuard[Member]:
    """Tell whether it is kept with an order, and its history with it."""
    return isinstance(one, tuple(KINDS.values()))


@singledispatch
def place_of(member: Member) -> tuple[OrderKey, str]:
    """Return with which order it is kept, and under which name."""
    raise TypeError(type(member).__name__)


@place_of.register
def _(order: Order) -> tuple[OrderKey, str]:
    return order.key, "ORDER"


@place_of.register
def _(line: LineWork) -> tuple[OrderKey, str]:
    return line.key.order, f"LINE#{line.key.line_id}"


@place_of.register
def _(after_sale: AfterSale) -> tuple[OrderKey, str]:
    return after_sale.order, f"AFTERSALE#{after_sale.after_sale_id}"


@place_of.register
def _(holds: Holds) -> tuple[OrderKey, str]:
    return holds.order, "HOLDS"


@place_of.register
def _(decision: Decision) -> tuple[OrderKey, str]:
    return decision.order, "DECISION"


@place_of.register
def _(edits: Edits) -> tuple[OrderKey, str]:
    return edits.order, "EDITS"


def way_back(was: Member | None, now: Member) -> Step:
    """Return the way back from what is going to be written; was is None where nothing stood."""
    back = NOTHING if was is None else difference(_tree(now), _tree(was))
    return Step(version=now.version + 1, back=back)


class _Commit(NamedTuple):
    """What one transaction did to the order."""

    at: datetime  # When it counts as done: never later than what was built upon it.
    undo: Undo
    events: tuple[StoredEvent, ...]


class History:
    """All that ever happened to one order, in the order in which it was committed."""

    def __init__(self, members: Iterable[Member], events: Sequence[StoredEvent]) -> None:
        """Take what is stored now and every event there is.

        Raises HistoryBroken unless the events lead to exactly the versions that are stored.
        """
        self._trees: dict[str, Json] = {}
        self._versions: dict[str, int] = {}
        for member in members:
            name = place_of(member)[1]
            self._trees[name], self._versions[name] = _tree(member), member.version
        self._commits = _in_order(_commits(events))
        self._refuse_gaps()

    @property
    def events(self) -> Iterator[tuple[StoredEvent, tuple[str, ...]]]:
        """Every event as it was committed, the first of a commit with what was written."""
        for commit in self._commits:
            touched = tuple(name for one in commit.undo.items() for name in _touched(*one))
            for at, stored in enumerate(commit.events):
                yield stored, () if at else touched

    def at(self, instant: datetime) -> tuple[Member, ...]:
        """Return what was kept after every commit up to an instant, that instant included.

        Clocks differ: a commit that another one built upon counts as no later than that one.
        """
        count = sum(commit.at <= instant for commit in self._commits)
        return self._after(count)

    def all_of(self, name: str) -> Iterator[tuple[Member, tuple[Member, ...]]]:
        """Yield every version of one thing, the oldest first, each with all that was before it."""
        for count, commit in enumerate(self._commits):
            if name in commit.undo:
                (version,) = (one for one in self._after(count + 1) if place_of(one)[1] == name)
                yield version, self._after(count)

    def _after(self, count: int) -> tuple[Member, ...]:
        """Go back over all but the first commits."""
        trees, versions = dict(self._trees), dict(self._versions)
        for commit in reversed(self._commits[count:]):
            for name, step in commit.undo.items():
                try:
                    trees[name] = applied(step.back, trees[name])
                except DoesNotFit as error:
                    raise HistoryBroken(f"{name} before version {step.version}") from error
                versions[name] = step.version - 1
        return tuple(
            _member(name, trees[name], version) for name, version in versions.items() if version
        )

    def _refuse_gaps(self) -> None:
        told: defaultdict[str, list[int]] = defaultdict(list)
        for commit in self._commits:
            for name, step in commit.undo.items():
                told[name].append(step.version)
        for name in told.keys() | self._versions.keys():
            stored = self._versions.get(name, 0)
            if told[name] != list(range(1, stored + 1)):
                raise HistoryBroken(f"{name} is at version {stored}, told of {told[name]}")


def _touched(name: str, step: Step) -> Iterator[str]:
    """Yield the fields that a write changed: "LINE#1.state"; the name alone where it was new."""
    if step.back == NOTHING:
        yield name
    elif isinstance(step.back, dict):
        yield from (f"{name}.{field}" for field in sorted(step.back))


def _tree(member: Member) -> Json:
    """Return the content as a JSON tree; the version stands beside it."""
    return json.loads(member.model_dump_json(exclude={"version"}, exclude_defaults=True))


def _member(name: str, tree: Json, version: int) -> Member:
    kind = KINDS[name.partition("#")[0]]
    return kind.model_validate_json(json.dumps(tree)).model_copy(update={"version": version})


def _commits(events: Sequence[StoredEvent]) -> list[_Commit]:
    """Put the events of each transaction together: they tell of what one undo names."""
    beside: defaultdict[tuple[str, int], list[StoredEvent]] = defaultdict(list)
    for stored in events:
        beside[stored.name, stored.version].append(stored)
    return [
        _Commit(
            bearer.event.at,
            bearer.undo,
            tuple(
                stored
                for name, step in bearer.undo.items()
                for stored in beside[name, step.version]
            ),
        )
        for bearer in events
        if bearer.undo
    ]


def _in_order(commits: list[_Commit]) -> tuple[_Commit, ...]:
    """Sort commits by time, but none before one that it was built upon."""
    led_by = {
        (name, step.version): at
        for at, commit in enumerate(commits)
        for name, step in commit.undo.items()
    }
    followers = [
        {
            led_by[name, step.version + 1]
            for name, step in commit.undo.items()
            if (name, step.version + 1) in led_by
        }
        for commit in commits
    ]
    placed: list[int] = []
    waits_for = [0] * len(commits)
    for some in followers:
        for follower in some:
            waits_for[follower] += 1
    free = [(commit.at, at) for at, commit in enumerate(commits) if not waits_for[at]]
    heapq.heapify(free)
    while free:
        _, at = heapq.heappop(free)
        placed.append(at)
        for follower in followers[at]:
            waits_for[follower] -= 1
            if not waits_for[follower]:
                heapq.heappush(free, (commits[follower].at, follower))
    if len(placed) < len(commits):
        raise HistoryBroken("commits that each were built upon the other")
    return _by_instant(commits, followers, placed)


def _by_instant(
    commits: list[_Commit], followers: list[set[int]], placed: list[int]
) -> tuple[_Commit, ...]:
    instants: dict[int, datetime] = {}
    for at in reversed(placed):
        known = (instants[follower] for follower in followers[at])
        instants[at] = min((commits[at].at, *known))
    # Stable: of equal instants the one that was built upon stays first.
    placed = sorted(placed, key=instants.__getitem__)
    return tuple(commits[at]._replace(at=instants[at]) for at in placed)
