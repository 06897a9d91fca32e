"""The stop workflow as shipped: told, reminded, escalated, until somebody answers or it is over."""

from collections.abc import Mapping
from typing import Any, get_args

import pytest

from hedan.usecases.stops.tell_stop import StopTold
from tests.workflows.stage import RAISES, Ran, Script, Stage, definition, ways

pytestmark = pytest.mark.emulator

MACHINE = "StopWorkflow"
ATTEMPTS = 5
STOP = "S-6920"
REMINDER_SECONDS = 3600


def said(answer: StopTold) -> dict[str, Any]:
    """Return an answer as the function gives it."""
    return answer.model_dump(mode="json")


WAITING = said(StopTold(outcome="waiting", wait_seconds=REMINDER_SECONDS))
ANSWERED = said(StopTold(outcome="answered"))
ESCALATED = said(StopTold(outcome="escalated"))
WITHDRAWN = said(StopTold(outcome="withdrawn"))

TOLD = ("Which news?", "Tell the stop", "Answered before the reminder?")
REMINDED = (
    *TOLD,
    "Wait for the supplier",
    "Remind the supplier",
    "Answered before the escalation?",
)
RAISED = (*REMINDED, "Wait once more", "Escalate to the owner", "Answered before the call?")
LAST = (*RAISED, "Wait for the owner", "Ask for a call", "How did it end?")

ACKNOWLEDGED = ("Acknowledged", {"end": "acknowledged"})
TO_A_PERSON = ("Escalated to a person", {"end": "escalated"})
OVER = ("Withdrawn", {"end": "withdrawn"})


def answers(
    notice: dict[str, Any],
    reminder: dict[str, Any] | None = None,
    escalation: dict[str, Any] | None = None,
    call: dict[str, Any] | None = None,
) -> Script:
    """Return what the four levels answer."""
    given = {"notice": notice, "reminder": reminder, "escalation": escalation, "call": call}
    return {level: [answer] for level, answer in given.items() if answer is not None}


def unanswered(call: dict[str, Any]) -> Script:
    """Return that nobody answered up to the call, and what is said then."""
    return answers(WAITING, WAITING, WAITING, call)


# Name: script, states up to the last question, the end.
ENDS: Mapping[str, tuple[Script, tuple[str, ...], tuple[str, Any]]] = {
    "answered-before-the-notice": (answers(ANSWERED), TOLD, ACKNOWLEDGED),
    "escalated-before-the-notice": (answers(ESCALATED), TOLD, TO_A_PERSON),
    "withdrawn-before-the-notice": (answers(WITHDRAWN), TOLD, OVER),
    "answered-before-the-reminder": (answers(WAITING, ANSWERED), REMINDED, ACKNOWLEDGED),
    "escalated-before-the-reminder": (answers(WAITING, ESCALATED), REMINDED, TO_A_PERSON),
    "withdrawn-before-the-reminder": (answers(WAITING, WITHDRAWN), REMINDED, OVER),
    "answered-after-the-reminder": (answers(WAITING, WAITING, ANSWERED), RAISED, ACKNOWLEDGED),
    "escalated": (answers(WAITING, WAITING, ESCALATED), RAISED, TO_A_PERSON),
    "withdrawn-after-the-reminder": (answers(WAITING, WAITING, WITHDRAWN), RAISED, OVER),
    "answered-after-the-escalation": (unanswered(ANSWERED), LAST, ACKNOWLEDGED),
    "a-call-is-due": (unanswered(ESCALATED), LAST, TO_A_PERSON),
    "nobody-called": (unanswered(WAITING), LAST, TO_A_PERSON),
    "withdrawn-after-the-escalation": (unanswered(WITHDRAWN), LAST, OVER),
    "raises-once-each": (
        {level: [RAISES, *given] for level, given in unanswered(ESCALATED).items()},
        LAST,
        TO_A_PERSON,
    ),
}
# The level that keeps failing: the state that says it.
FAILING: Mapping[str, tuple[Script, str]] = {
    "notice": ({"notice": [RAISES]}, "Tell the stop"),
    "reminder": ({"notice": [WAITING], "reminder": [RAISES]}, "Remind the supplier"),
    "escalation": (
        {"notice": [WAITING], "reminder": [WAITING], "escalation": [RAISES]},
        "Escalate to the owner",
    ),
    "call": (
        {"notice": [WAITING], "reminder": [WAITING], "escalation": [WAITING], "call": [RAISES]},
        "Ask for a call",
    ),
}


@pytest.fixture(scope="module")
def ran(stage: Stage) -> Mapping[str, Ran]:
    scripts = {name: script for name, (script, _, _) in ENDS.items()}
    return stage.run(MACHINE, scripts, stop=STOP, level="notice")


@pytest.fixture(scope="module")
def withdrawn(stage: Stage) -> Mapping[str, Ran]:
    scripts: dict[str, Script] = {
        "taken-back": {"withdrawn": [WITHDRAWN]},
        "taken-back-raises-once": {"withdrawn": [RAISES, WITHDRAWN]},
    }
    return stage.run(MACHINE, scripts, stop=STOP, level="withdrawn")


@pytest.fixture(scope="module")
def failed(stage: Stage) -> Mapping[str, Ran]:
    scripts = {f"fails-{level}": script for level, (script, _) in FAILING.items()}
    taken_back: Script = {"withdrawn": [RAISES]}
    return stage.run(MACHINE, scripts, stop=STOP, level="notice") | stage.run(
        MACHINE, {"fails-withdrawn": taken_back}, stop=STOP, level="withdrawn"
    )


@pytest.mark.parametrize("name", ENDS)
def test_goes_through_these_states_to_this_end(ran: Mapping[str, Ran], name: str) -> None:
    _, path, (end, output) = ENDS[name]
    assert ran[name].path == (*path, end)
    assert (ran[name].status, ran[name].output) == ("SUCCEEDED", output)


@pytest.mark.parametrize("name", ENDS)
def test_each_level_is_said_once_and_in_turn(ran: Mapping[str, Ran], name: str) -> None:
    levels = [event["level"] for _, event in ran[name].calls]
    expected = [level for level, given in ENDS[name][0].items() for _ in given]
    assert levels == expected
    for _, event in ran[name].calls:
        assert (event["supplier"], event["stop"]) == (name, STOP)


@pytest.mark.parametrize("name", ["taken-back", "taken-back-raises-once"])
def test_a_refund_taken_back_is_said_and_nothing_waits(
    withdrawn: Mapping[str, Ran], name: str
) -> None:
    one = withdrawn[name]
    assert one.path == ("Which news?", "Tell that it is withdrawn", "Withdrawn")
    assert (one.status, one.output) == ("SUCCEEDED", {"end": "withdrawn"})
    assert one.calls[-1][1] == {"supplier": name, "stop": STOP, "level": "withdrawn"}


def test_a_level_that_keeps_failing_fails_the_execution_and_its_input_is_kept(
    stage: Stage, failed: Mapping[str, Ran]
) -> None:
    states = {level: state for level, (_, state) in FAILING.items()}
    for level, state in (states | {"withdrawn": "Tell that it is withdrawn"}).items():
        execution = failed[f"fails-{level}"]
        assert len(execution.given(level)) == ATTEMPTS
        assert execution.path[-3:] == (state, "Keep the failure", "Failed")
        assert (execution.status, execution.error) == ("FAILED", "StopWorkflowFailed")
    kept = {one["execution"]: one for one in stage.kept_failures(MACHINE)}
    assert set(kept) == set(failed)
    for name, one in kept.items():
        assert (one["input"]["supplier"], one["input"]["stop"]) == (name, STOP)
        assert name.removeprefix("fails-") in one["failure"]["Cause"]


def test_together_they_went_every_way_there_is(
    ran: Mapping[str, Ran], withdrawn: Mapping[str, Ran], failed: Mapping[str, Ran]
) -> None:
    all_of_them = (*ran.values(), *withdrawn.values(), *failed.values())
    assert ways(MACHINE) - set().union(*(one.ways for one in all_of_them)) == set()
    entered = {state for one in all_of_them for state in one.path}
    assert entered == set(definition(MACHINE)["States"])


def test_every_outcome_was_answered() -> None:
    scripts = [given for script, _, _ in ENDS.values() for given in script.values()]
    outcomes = {answer["outcome"] for given in scripts for answer in given if answer is not RAISES}
    assert outcomes == set(get_args(StopTold.model_fields["outcome"].annotation))
