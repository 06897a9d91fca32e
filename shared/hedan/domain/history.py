"""How an order became what it is: each event keeps the way back to what stood before it.

Kept is the difference from the new to the old, so that the first version of anything costs next to
nothing and a later one only what changed. Whatever an order was is then found by going back from
what it is.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, singledispatch
from typing import TypeGuard

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import OrderKey
from hedan.domain.commits import (
    HistoryBroken,
    Step,
    StoredEvent,
    commits_of,
    in_order,
)
from hedan.domain.decisions import Decision
from hedan.domain.differences import NOTHING, DoesNotFit, Json, applied, difference
from hedan.domain.edits import Edits
from hedan.domain.findings import Holds
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order

type Member = Order | LineWork | AfterSale | Holds | Decision | Edits
"""One of the things that are kept of an order."""


DECISION = "DECISION"
KINDS: dict[str, type[Member]] = {
    "ORDER": Order,
    "LINE": LineWork,
    "AFTERSALE": AfterSale,
    "HOLDS": Holds,
    DECISION: Decision,
    "EDITS": Edits,
}
_MEMBERS = frozenset(KINDS.values())
# In which field a decision says which version of what it was made on. Of what else there was
# its facts say it.
SEEN_BY_DECISIONS: dict[str, str] = {"ORDER": "order_version", "EDITS": "edits_version"}


def is_member(one: object) -> TypeGuard[Member]:
    """Tell whether it is kept with an order, and its history with it."""
    return type(one) in _MEMBERS


def place_of(member: Member) -> tuple[OrderKey, str]:
    """Return with which order it is kept, and under which name."""
    return _way_to(type(member))(member)


@singledispatch
def _place_of(member: Member) -> tuple[OrderKey, str]:
    raise TypeError(type(member).__name__)


# Asked some hundred times an order: looked up once for each class.
_way_to = cache(_place_of.dispatch)


@_place_of.register
def _(order: Order) -> tuple[OrderKey, str]:
    return order.key, "ORDER"


@_place_of.register
def _(line: LineWork) -> tuple[OrderKey, str]:
    return line.key.order, f"LINE#{line.key.line_id}"


@_place_of.register
def _(after_sale: AfterSale) -> tuple[OrderKey, str]:
    return after_sale.order, f"AFTERSALE#{after_sale.after_sale_id}"


@_place_of.register
def _(holds: Holds) -> tuple[OrderKey, str]:
    return holds.order, "HOLDS"


@_place_of.register
def _(decision: Decision) -> tuple[OrderKey, str]:
    return decision.order, DECISION


@_place_of.register
def _(edits: Edits) -> tuple[OrderKey, str]:
    return edits.order, "EDITS"


def way_back(was: Member | None, now: Member) -> Step:
    """Return the way back from what is going to be written; was is None where nothing stood."""
    back = NOTHING if was is None else difference(_tree(now), _tree(was))
    return Step(version=now.version + 1, back=back)


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
        self._commits = in_order(commits_of(events))
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

    def decisions(self) -> Iterator[tuple[Decision, tuple[Member, ...]]]:
        """Yield every decision, the oldest first, each with all that was there before it.

        Clocks differ, and who is overtaken decides anew by the clock of its beginning. So of what
        a decision tells the version, that version is what it saw, whatever its clock says.
        """
        for count, commit in enumerate(self._commits):
            if DECISION in commit.undo:
                decision = self._version(DECISION, commit.undo[DECISION].version)
                assert isinstance(decision, Decision)
                yield decision, self._before(decision, count)

    def seen(self, versions: Mapping[str, int]) -> tuple[Member, ...]:
        """Return what stood at these versions, by name; at version 0 there was nothing."""
        return tuple(self._version(name, version) for name, version in versions.items() if version)

    def _before(self, decision: Decision, count: int) -> tuple[Member, ...]:
        """Return what a decision saw; count: the commits before the one that stored it."""
        told = {name: getattr(decision, field) for name, field in SEEN_BY_DECISIONS.items()}
        saw = decision.facts.saw
        if saw is not None:
            own = saw.get(decision.order.order_id, {})
            return self.seen({DECISION: decision.version - 1, **told, **own})
        others = (one for one in self._after(count) if place_of(one)[1] not in told)
        return (*others, *self.seen(told))

    def _version(self, name: str, version: int) -> Member:
        """Go back over what was written of one thing."""
        tree = self._trees[name]
        steps = (commit.undo[name] for commit in reversed(self._commits) if name in commit.undo)
        for step in steps:
            if step.version <= version:
                break
            tree = _applied(step, tree, name)
        return _member(name, tree, version)

    def _after(self, count: int) -> tuple[Member, ...]:
        """Go back over all but the first commits."""
        trees, versions = dict(self._trees), dict(self._versions)
        for commit in reversed(self._commits[count:]):
            for name, step in commit.undo.items():
                trees[name] = _applied(step, trees[name], name)
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


def _applied(step: Step, tree: Json, name: str) -> Json:
    try:
        return applied(step.back, tree)
    except DoesNotFit as error:
        raise HistoryBroken(f"{name} before version {step.version}") from error


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
