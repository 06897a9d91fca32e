"""The protocol of the refund stop, looked at in every state of a small world."""

import os
import sys
from collections.abc import Callable

import pytest

from tests.model.explore import Explored, PromiseBroken, Scenario, explore
from tests.model.protocol import Guards

ONE_LINE = Scenario(tellings=(3,), parcels=2)
TWO_LINES = Scenario(tellings=(2, 1), parcels=1)
SHORT = (ONE_LINE, TWO_LINES)
# Two lines, each refunded and refunded no more, that may be planned anew; three that travel
# together; three that may be planned anew.
LONG = (
    Scenario(tellings=(2, 2), parcels=2),
    Scenario(tellings=(2, 2, 1), parcels=1),
    Scenario(tellings=(1, 1, 1), parcels=2),
)
# Of the states of each long world: whatever is nearer than these is looked at.
STATES_MAX = 1_500_000
IS_LONG = "MODEL" in os.environ


type Say = Callable[[str, object], None]


def say(scenario: Scenario, explored: Explored, record_property: Say) -> None:
    """Keep what was looked at with the test's result; seen with --capture=no."""
    said = f"{len(scenario.tellings)} lines, {scenario.parcels} waves: {explored}"
    record_property("explored", said)
    sys.stdout.write(f"\n{said}\n")


def _explore_all(without: Guards) -> None:
    for scenario in SHORT:
        explore(scenario, without)


@pytest.mark.parametrize("scenario", SHORT, ids=["one line", "two lines"])
def test_the_promises_hold_in_every_state(scenario: Scenario, record_property: Say) -> None:
    explored = explore(scenario)
    say(scenario, explored, record_property)
    assert explored.states > 3_000


@pytest.mark.parametrize("guard", Guards._fields)
def test_each_guard_is_needed(guard: str) -> None:
    """A promise that holds without its guard would prove nothing of it."""
    without = Guards(**{guard: False})
    with pytest.raises(PromiseBroken) as broken:
        _explore_all(without)
    promise, *way = str(broken.value).splitlines()
    assert promise[0] in "12345"
    assert way, "a promise broken from the start"


@pytest.mark.skipif(not IS_LONG, reason="make simulate looks at the long worlds")
@pytest.mark.parametrize(
    "scenario", LONG, ids=["two waves", "three lines", "three lines and two waves"]
)
def test_the_promises_hold_in_the_long_worlds(scenario: Scenario, record_property: Say) -> None:
    explored = explore(scenario, states_max=STATES_MAX)
    say(scenario, explored, record_property)
    assert explored.states > 300_000
