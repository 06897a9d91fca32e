"""Every state that the model can reach, and the promises in each of them."""

import time
from collections import deque
from typing import NamedTuple

from tests.model.protocol import (
    WAITS,
    Book,
    Broken,
    Guards,
    Line,
    Parcel,
    Stage,
    State,
    Stop,
    Way,
    start,
    steps,
)

SOUND = Guards()


class Scenario(NamedTuple):
    """How big the world is."""

    tellings: tuple[int, ...]  # For each line, how many tellings of its refund there are.
    parcels: int  # How many waves may claim.


class Explored(NamedTuple):
    """What was looked at."""

    states: int
    edges: int
    depth: int
    seconds: float

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"{self.states:,} states, {self.edges:,} edges, {self.depth} deep, {self.seconds:.1f} s"
        )


class PromiseBroken(Exception):
    """A promise does not hold; with the steps that lead there."""


def explore(scenario: Scenario, guards: Guards = SOUND, states_max: int = 0) -> Explored:
    """Look at every state, nearest first; at most so many, 0: all there are.

    Raises PromiseBroken with a shortest way to a state in which a promise does not hold.
    """
    began = time.process_time()
    first = start(len(scenario.tellings), scenario.parcels)
    came_from: dict[State, tuple[State, str] | None] = {first: None}
    waiting = deque([(first, 0)])
    edges = depth = 0
    while waiting and not (states_max and len(came_from) >= states_max):
        state, depth = waiting.popleft()
        names: set[str] = set()
        try:
            for name, after in steps(state, scenario.tellings, guards):
                names.add(name)
                if after not in came_from:
                    came_from[after] = (state, name)
                    _hold(after)
                    waiting.append((after, depth + 1))
            _go_on(state, names)
        except Broken as broken:
            raise PromiseBroken(f"{broken}\n{_way(came_from, state)}") from broken
        edges += len(names)
    return Explored(len(came_from), edges, depth, time.process_time() - began)


def _hold(state: State) -> None:
    for number, line in enumerate(state.lines):
        _hold_line(number, line)
        if line.parcel and line.stage is Stage.CLAIMED:
            _hold_promised(number, line, state.parcels[line.parcel - 1])


def _hold_promised(number: int, line: Line, parcel: Parcel) -> None:
    """A promised line is on its way: it stands in the file, and its number is not put away."""
    if parcel.book in (Book.WRITTEN, Book.DOWNLOADED) and number not in parcel.rows:
        raise Broken(f"4: line {number} is promised and stands in no workbook")
    if parcel.way in (Way.HELD, Way.SHIPPED):
        raise Broken(f"4: line {number} may travel and its number is put away")
    if line.stops[line.parcel - 1] in WAITS:
        raise Broken(f"2: a stop asks for line {number}, which is to travel")


def _hold_line(number: int, line: Line) -> None:
    if line.stage is Stage.CLAIMED and line.is_closed:
        raise Broken(f"1: line {number} is promised although its fence is closed")
    if line.age != line.heard:
        raise Broken(f"3: line {number} was told {line.heard} and believes {line.age}")
    in_parcel = line.parcel and line.stops[line.parcel - 1]
    if line.stage is Stage.STOPPING and in_parcel not in WAITS:
        raise Broken(f"2: line {number} is asked back and nobody waits for an answer")
    if line.stage is Stage.SHIPPED and line.is_closed and in_parcel is Stop.NONE:
        raise Broken(f"2: line {number} was refunded after it was shipped, and nobody was told")


def _go_on(state: State, names: set[str]) -> None:
    """No stop depends on its supplier: as long as nobody answers, it becomes louder."""
    for number, line in enumerate(state.lines):
        waits = any(stop in (Stop.OPEN, Stop.TOLD) for stop in line.stops)
        if waits and not any(name.startswith(f"the stop of line {number} ") for name in names):
            raise Broken(f"2: the stop of line {number} is forgotten")


def _way(came_from: dict[State, tuple[State, str] | None], state: State) -> str:
    names: list[str] = []
    at = came_from[state]
    while at is not None:
        state, name = at
        names.append(name)
        at = came_from[state]
    return "\n".join(reversed(names))
