"""The wave workflow as shipped: Gather → Plan → Claim → Write workbook → Tell supplier."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.workflows.stage import RAISES, Answer, Ran, Script, Stage, definition, ways

pytestmark = pytest.mark.emulator

MACHINE = "WaveWorkflow"
ATTEMPTS = 5
NUMBER = "FACTORY-A-20261122-01"

GOOD: Script = {
    "GatherLines": [{"lines": 3, "closed": False}],
    "PlanParcels": [{"parcels": 2, "waiting_lines": 1}],
    "ClaimParcels": [{"parcels": 2, "fell_out": 0}],
    "WriteWorkbook": [{"workbook": NUMBER, "rows": 3}],
    "TellSupplier": [{"told": True}],
}
STEPS = {
    "Gather": "Anything to send?",
    "Plan parcels": "Anything planned?",
    "Claim": "",  # What was not claimed is not written: the next step closes the number.
    "Write workbook": "Anything written?",
}
SENT = (
    *(state for pair in STEPS.items() for state in pair if state),
    "Tell supplier",
    "Sent",
)
NOTHING = {"end": "nothing_to_send"}
CLOSED = {"end": "closed_today"}


def but(**steps: list[Answer]) -> Script:
    """Return the good script with some steps answering otherwise."""
    return {**GOOD, **steps}


def ends_after(state: str) -> tuple[str, ...]:
    """Return the way of a wave that ends with the question after this state."""
    return (*SENT[: SENT.index(STEPS[state]) + 1], "Nothing to send")


# Name: script, states entered, what the execution ends with.
ENDS: Mapping[str, tuple[Script, tuple[str, ...], Any]] = {
    "sent": (GOOD, SENT, {"end": "sent", "workbook": NUMBER}),
    "told-before": (but(TellSupplier=[{"told": False}]), SENT, {"end": "sent", "workbook": NUMBER}),
    "no-lines": (
        but(GatherLines=[{"lines": 0, "closed": False}]),
        ends_after("Gather"),
        NOTHING,
    ),
    "closed-today": (
        but(GatherLines=[{"lines": 0, "closed": True}]),
        (*ends_after("Gather")[:-1], "Closed today"),
        CLOSED,
    ),
    "all-wait": (
        but(PlanParcels=[{"parcels": 0, "waiting_lines": 3}]),
        ends_after("Plan parcels"),
        NOTHING,
    ),
    "fenced-before-the-claim": (
        but(
            ClaimParcels=[{"parcels": 0, "fell_out": 3}],
            WriteWorkbook=[{"workbook": "", "rows": 0}],
        ),
        ends_after("Write workbook"),
        NOTHING,
    ),
    "fenced-before-the-workbook": (
        but(WriteWorkbook=[{"workbook": "", "rows": 0}]),
        ends_after("Write workbook"),
        NOTHING,
    ),
    "raises-once-each": (
        {step: [RAISES, *answers] for step, answers in GOOD.items()},
        SENT,
        {"end": "sent", "workbook": NUMBER},
    ),
}


@pytest.fixture(scope="module")
def ran(stage: Stage) -> Mapping[str, Ran]:
    return stage.run(MACHINE, {name: script for name, (script, _, _) in ENDS.items()})


@pytest.fixture(scope="module")
def failed(stage: Stage) -> Mapping[str, Ran]:
    return stage.run(MACHINE, {f"fails-{step}": {**GOOD, step: [RAISES]} for step in GOOD})


@pytest.mark.parametrize("name", ENDS)
def test_goes_through_these_states_to_this_end(ran: Mapping[str, Ran], name: str) -> None:
    _, path, end = ENDS[name]
    assert (ran[name].path, ran[name].status, ran[name].output) == (path, "SUCCEEDED", end)


@pytest.mark.parametrize("name", ENDS)
def test_nobody_is_told_of_a_wave_that_sends_nothing(ran: Mapping[str, Ran], name: str) -> None:
    assert bool(ran[name].given("TellSupplier")) is (ENDS[name][2]["end"] == "sent")


def test_each_step_knows_supplier_and_wave_by_the_executions_name(ran: Mapping[str, Ran]) -> None:
    known = {"supplier": "sent", "wave": "sent"}
    # A schedule names the supplier only.
    assert ran["sent"].given("GatherLines") == [known | {"trigger": "cut_off"}]
    assert ran["sent"].given("PlanParcels") == [known | {"lane": "all"}]
    for step in ("ClaimParcels", "WriteWorkbook"):
        assert ran["sent"].given(step) == [known]
    assert ran["sent"].given("TellSupplier") == [{"supplier": "sent", "workbook": NUMBER}]


def test_a_wave_that_does_not_begin_by_its_cut_off_says_why_and_what_it_takes(
    stage: Stage,
) -> None:
    given = {"lane": "urgent", "trigger": "urgent"}
    (begun,) = stage.run(MACHINE, {"begun-at-once": GOOD}, **given).values()
    known = {"supplier": "begun-at-once", "wave": "begun-at-once"}
    assert begun.given("GatherLines") == [known | {"trigger": "urgent"}]
    assert begun.given("PlanParcels") == [known | {"lane": "urgent"}]
    assert begun.output == {"end": "sent", "workbook": NUMBER}


def test_a_step_that_raises_once_is_asked_again_with_the_same(ran: Mapping[str, Ran]) -> None:
    for step in GOOD:
        first, second = ran["raises-once-each"].given(step)
        assert first == second


def test_a_step_that_keeps_failing_fails_the_execution_and_its_input_is_kept(
    stage: Stage, failed: Mapping[str, Ran]
) -> None:
    for step, state in zip(GOOD, (*STEPS, "Tell supplier"), strict=True):
        execution = failed[f"fails-{step}"]
        assert len(execution.given(step)) == ATTEMPTS
        assert execution.path[-3:] == (state, "Keep the failure", "Failed")
        assert (execution.status, execution.error) == ("FAILED", "WaveWorkflowFailed")
    kept = {one["execution"]: one for one in stage.kept_failures(MACHINE)}
    assert set(kept) == set(failed)
    for name, one in kept.items():
        assert one["input"] == {"supplier": name}
        assert name.removeprefix("fails-") in one["failure"]["Cause"]


def test_together_they_went_every_way_there_is(
    ran: Mapping[str, Ran], failed: Mapping[str, Ran]
) -> None:
    gone = set().union(*(one.ways for one in (*ran.values(), *failed.values())))
    assert ways(MACHINE) - gone == set()
    entered = {state for one in (*ran.values(), *failed.values()) for state in one.path}
    assert entered == set(definition(MACHINE)["States"])
