"""The commits of an order's history: put together from their events, and in their order."""

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from pydantic import PositiveInt

from hedan.domain.base import Frozen
from hedan.domain.differences import Difference
from hedan.domain.events import Event


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


class Commit(NamedTuple):
    """What one transaction did to the order."""

    at: datetime  # When it counts as done: never later than what was built upon it.
    undo: Undo
    events: tuple[StoredEvent, ...]


def commits_of(events: Sequence[StoredEvent]) -> list[Commit]:
    """Put the events of each transaction together: they tell of what one undo names."""
    beside: defaultdict[tuple[str, int], list[StoredEvent]] = defaultdict(list)
    for stored in events:
        beside[stored.name, stored.version].append(stored)
    return [
        Commit(
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


def in_order(commits: list[Commit]) -> tuple[Commit, ...]:
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
    commits: list[Commit], followers: list[set[int]], placed: list[int]
) -> tuple[Commit, ...]:
    instants: dict[int, datetime] = {}
    for at in reversed(placed):
        known = (instants[follower] for follower in followers[at])
        instants[at] = min((commits[at].at, *known))
    # Stable: of equal instants the one that was built upon stays first.
    placed = sorted(placed, key=instants.__getitem__)
    return tuple(commits[at]._replace(at=instants[at]) for at in placed)
