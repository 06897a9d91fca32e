"""The dry-run workflow as shipped: List the days → try each of them → Combine → Reported."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from tests.workflows.stage import RAISES, Answer, Ran, Script, Stage, definition, ways

pytestmark = pytest.mark.emulator

MACHINE = "DryRunWorkflow"
ATTEMPTS = 5
FILES = [f"snapshots/cup-house/2026-11-{day}.jsonl.gz" for day in (20, 21)]
PART = {"part": "dry-runs/x/parts/cup-house/2026-11-20.json"}

GOOD: Script = {
    "list": [{"files": FILES}],
    "run": [PART],
    "combine": [{"orders": 2, "changed": 1}],
}
EACH_DAY = "Try the rules on each day"
A_DAY = "Try the rules on a day"
REPORTED = {"end": "reported", "orders": 2, "changed": 1}


def but(**steps: list[Answer]) -> Script:
    """Return the good script with some steps answering otherwise."""
    return {**GOOD, **steps}


# Name: script, states entered (a day's own state left out), what the execution ends with.
ENDS: Mapping[str, tuple[Script, tuple[str, ...], Any]] = {
    "two-days": (
        GOOD,
        ("List the days", "Any past orders?", EACH_DAY, "Combine", "Reported"),
        REPORTED,
    ),
    "one-day": (
        but(list=[{"files": FILES[:1]}]),
        ("List the days", "Any past orders?", EACH_DAY, "Combine", "Reported"),
        REPORTED,
    ),
    "before-the-first-night": (
        but(list=[{"files": []}], combine=[{"orders": 0, "changed": 0}]),
        ("List the days", "Any past orders?", "Combine nothing", "Combine", "Reported"),
        {"end": "reported", "orders": 0, "changed": 0},
    ),
    "raises-once-each": (
        {
            "list": [RAISES, {"files": FILES[:1]}],
            "run": [RAISES, PART],
            "combine": [RAISES, {"orders": 2, "changed": 1}],
        },
        ("List the days", "Any past orders?", EACH_DAY, "Combine", "Reported"),
        REPORTED,
    ),
}
GIVEN = {"until": "2026-11-22", "days": "7"}


@pytest.fixture(scope="module")
def ran(stage: Stage) -> Mapping[str, Ran]:
    scripts = {name: script for name, (script, _, _) in ENDS.items()}
    return stage.run(MACHINE, scripts, **GIVEN)


@pytest.fixture(scope="module")
def failed(stage: Stage) -> Mapping[str, Ran]:
    scripts = {f"fails-{step}": {**GOOD, "fail": [{}], step: [RAISES]} for step in GOOD}
    scripts["fails-to-say-so"] = {**GOOD, "list": [RAISES], "fail": [RAISES]}
    return stage.run(MACHINE, scripts, **GIVEN)


def of_machine(one: Ran) -> tuple[str, ...]:
    """Return the states of the machine itself."""
    return tuple(state for state in one.path if state != A_DAY)


@pytest.mark.parametrize("name", ENDS)
def test_goes_through_these_states_to_this_end(ran: Mapping[str, Ran], name: str) -> None:
    _, path, end = ENDS[name]
    assert (of_machine(ran[name]), ran[name].status, ran[name].output) == (path, "SUCCEEDED", end)


def test_every_day_is_tried_once_and_all_are_combined(ran: Mapping[str, Ran]) -> None:
    one = ran["two-days"]
    tried = sorted(event["file"] for event in one.given("run"))
    assert tried == FILES
    assert one.given("list") == [
        {"step": "list", "run": "two-days", "until": "2026-11-22", "days": "7"}
    ]
    assert one.given("combine") == [{"step": "combine", "run": "two-days", "parts": [PART] * 2}]


def test_one_day_is_still_a_list(ran: Mapping[str, Ran]) -> None:
    assert ran["one-day"].given("combine")[0]["parts"] == [PART]


def test_nothing_is_tried_before_the_first_night(ran: Mapping[str, Ran]) -> None:
    one = ran["before-the-first-night"]
    assert one.given("run") == []
    assert one.given("combine")[0]["parts"] == []


def test_a_step_that_keeps_failing_is_kept_and_said(
    stage: Stage, failed: Mapping[str, Ran]
) -> None:
    for step, state in zip(GOOD, ("List the days", EACH_DAY, "Combine"), strict=True):
        one = failed[f"fails-{step}"]
        assert of_machine(one)[-4:] == (state, "Keep the failure", "Say that it failed", "Failed")
        assert (one.status, one.error) == ("FAILED", "DryRunWorkflowFailed")
        assert one.given("fail") == [{"step": "fail", "run": f"fails-{step}"}]
    assert len(failed["fails-list"].given("list")) == ATTEMPTS
    assert len(failed["fails-combine"].given("combine")) == ATTEMPTS
    kept = {one["execution"]: one for one in stage.kept_failures(MACHINE)}
    assert set(kept) == set(failed)
    assert kept["fails-list"]["input"]["until"] == "2026-11-22"


def test_whoever_cannot_say_so_fails_all_the_same(failed: Mapping[str, Ran]) -> None:
    assert failed["fails-to-say-so"].status == "FAILED"


def test_together_they_went_every_way_there_is(
    ran: Mapping[str, Ran], failed: Mapping[str, Ran]
) -> None:
    ends = [of_machine(one) for one in (*ran.values(), *failed.values())]
    gone = {way for path in ends for way in pairwise(path)}
    assert ways(MACHINE) - gone == set()
    assert {state for path in ends for state in path} == set(definition(MACHINE)["States"])
