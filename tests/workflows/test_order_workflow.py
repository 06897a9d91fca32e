"""The order workflow as shipped: Check → Hold? → Reserve → Classify → Route → Ready, and its ends.

Its type is Express, as in the template; the emulator keeps a history of it all the same.
"""

from collections.abc import Mapping
from typing import Any, get_args

import pytest

from hedan.domain.findings import Ends, Finding, Severity
from hedan.usecases.orders.check_order import Checked
from hedan.usecases.orders.reserve_stock import Reserved
from tests.workflows.stage import RAISES, Answer, Ran, Script, Stage, definition, ways

pytestmark = pytest.mark.emulator

MACHINE = "OrderWorkflow"
ATTEMPTS = 5  # The first and four retries.


def found(code: str) -> Finding:
    return Finding(
        code=code, severity=Severity.STOP, evidence=f"{code} here", fix="mend", ends=Ends.FACT
    )


def said(answer: Checked | Reserved) -> dict[str, Any]:
    """Return an answer as the function gives it."""
    return answer.model_dump(mode="json")


REMARK = said(Checked(outcome="hold", codes=("REMARK",)))
SHORT = said(Reserved(outcome="short", findings=(found("STOCK_SHORT"),)))
MISSING = said(Reserved(outcome="missing", findings=(found("ROUTE_MISSING"),)))
OVERTAKEN = said(Reserved(outcome="held"))
SUPPLIERS = {"692": "factory-a"}
TAGS = ("goods", "urgent")

GOOD: Script = {
    "check": [said(Checked(outcome="clear"))],
    "hold": [{"open": []}],
    "reserve": [said(Reserved(outcome="reserved", tags=TAGS, suppliers=SUPPLIERS))],
    "ready": [{"lines": 1}],
}
TO_READY = ("Reserve", "Reserved?", "Classify", "Route", "Ready")
NOTHING = said(Checked(outcome="nothing_to_do"))


def but(**steps: list[Answer]) -> Script:
    """Return the good script with some steps answering otherwise."""
    return {**GOOD, **steps}


def stays(*codes: str) -> Answer:
    """Return what Hold answers while these holds are open."""
    return {"open": list(codes)}


HELD = ("Hold", "Still held?", "Held")
# Name: script, states entered, what the execution ends with.
ENDS: Mapping[str, tuple[Script, tuple[str, ...], Any]] = {
    "clear": (GOOD, ("Check", "Hold?", *TO_READY), {"lines": 1}),
    "nothing-to-do": (
        but(check=[NOTHING]),
        ("Check", "Hold?", "Nothing to do"),
        {"end": "nothing_to_do"},
    ),
    "hold-stays": (
        but(check=[REMARK], hold=[stays("REMARK")]),
        ("Check", "Hold?", *HELD),
        {"end": "held"},
    ),
    "hold-closes": (
        but(check=[said(Checked(outcome="hold"))]),
        ("Check", "Hold?", "Hold", "Still held?", *TO_READY),
        {"lines": 1},
    ),
    "short": (
        but(reserve=[SHORT], hold=[stays("STOCK_SHORT")]),
        ("Check", "Hold?", "Reserve", "Reserved?", *HELD),
        {"end": "held"},
    ),
    "reserved-by-another": (
        but(reserve=[said(Reserved(outcome="nothing_to_do"))]),
        ("Check", "Hold?", "Reserve", "Reserved?", "Nothing to do"),
        {"end": "nothing_to_do"},
    ),
    "no-supplier": (
        but(reserve=[MISSING], hold=[stays("ROUTE_MISSING")]),
        ("Check", "Hold?", "Reserve", "Reserved?", *HELD),
        {"end": "held"},
    ),
    "changed-since-check": (
        but(reserve=[OVERTAKEN], hold=[stays("REMARK")]),
        ("Check", "Hold?", "Reserve", "Reserved?", *HELD),
        {"end": "held"},
    ),
    "raises-once-each": (
        {step: [RAISES, *answers] for step, answers in GOOD.items()},
        ("Check", "Hold?", *TO_READY),
        {"lines": 1},
    ),
}
# The step that keeps failing: where it stands.
FAILING: Mapping[str, tuple[Script, str]] = {
    "check": (but(check=[RAISES]), "Check"),
    "hold": (but(check=[REMARK], hold=[RAISES]), "Hold"),
    "reserve": (but(reserve=[RAISES]), "Reserve"),
    "ready": (but(ready=[RAISES]), "Ready"),
}


@pytest.fixture(scope="module")
def ran(stage: Stage) -> Mapping[str, Ran]:
    return stage.run(MACHINE, {name: script for name, (script, _, _) in ENDS.items()})


@pytest.fixture(scope="module")
def failed(stage: Stage) -> Mapping[str, Ran]:
    scripts = {f"fails-{step}": script for step, (script, _) in FAILING.items()}
    return stage.run(MACHINE, scripts)


@pytest.mark.parametrize("name", ENDS)
def test_goes_through_these_states_to_this_end(ran: Mapping[str, Ran], name: str) -> None:
    _, path, end = ENDS[name]
    assert (ran[name].path, ran[name].status, ran[name].output) == (path, "SUCCEEDED", end)


def test_each_step_is_given_what_the_steps_before_it_found(ran: Mapping[str, Ran]) -> None:
    def given(name: str, step: str) -> dict[str, Any]:
        (event,) = ran[name].given(step)
        assert event.pop("order") == name
        assert event.pop("step") == step
        return event

    assert given("clear", "ready") == {}  # What was decided is stored with the lines.
    assert given("hold-stays", "hold") == {"findings": []}
    assert given("hold-closes", "hold") == {"findings": []}
    assert given("changed-since-check", "hold") == {"findings": []}
    assert given("short", "hold") == {"findings": SHORT["findings"]}
    assert given("no-supplier", "hold") == {"findings": MISSING["findings"]}


def test_a_step_that_raises_once_is_asked_again_with_the_same(ran: Mapping[str, Ran]) -> None:
    asked = ran["raises-once-each"]
    for step in ("check", "reserve", "ready"):
        first, second = asked.given(step)
        assert first == second


def test_a_step_that_keeps_failing_fails_the_execution_and_its_input_is_kept(
    stage: Stage, failed: Mapping[str, Ran]
) -> None:
    for step, (_, state) in FAILING.items():
        execution = failed[f"fails-{step}"]
        assert len(execution.given(step)) == ATTEMPTS
        assert execution.path[-3:] == (state, "Keep the failure", "Failed")
        assert (execution.status, execution.error) == ("FAILED", "OrderWorkflowFailed")
    kept = {one["execution"]: one for one in stage.kept_failures(MACHINE)}
    assert set(kept) == set(failed)
    for name, one in kept.items():
        assert one["input"] == {"order": name}
        assert name.removeprefix("fails-") in one["failure"]["Cause"]


def test_together_they_went_every_way_there_is(
    ran: Mapping[str, Ran], failed: Mapping[str, Ran]
) -> None:
    gone = set().union(*(one.ways for one in (*ran.values(), *failed.values())))
    assert ways(MACHINE) - gone == set()
    entered = {state for one in (*ran.values(), *failed.values()) for state in one.path}
    assert entered == set(definition(MACHINE)["States"])


@pytest.mark.parametrize(("step", "model"), [("check", Checked), ("reserve", Reserved)])
def test_every_outcome_that_a_step_knows_was_answered(
    step: str, model: type[Checked | Reserved]
) -> None:
    answers = [answer for script, _, _ in ENDS.values() for answer in script[step]]
    outcomes = {answer["outcome"] for answer in answers if answer is not RAISES}
    assert outcomes == set(get_args(model.model_fields["outcome"].annotation))
