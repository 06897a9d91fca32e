"""The state machines: nothing without a limit, an end or a name, and roles that fit exactly."""

import json
import re
from functools import cache
from typing import Any

import pytest

from infra.local.lint_workflows import STATE_MACHINES, problems
from tests.infra.template import (
    STATE_MACHINE,
    as_list,
    functions,
    resources,
    statements,
    target,
)

machines = resources(STATE_MACHINE)
EXPRESS_SECONDS_MAX = 300
# AWS's own names; a Lambda's error class has no name that holds on every runtime.
RETRIED = {"States.TaskFailed", "States.Timeout"}


@cache
def text(name: str) -> str:
    """Return the ASL file that a state machine of the template names."""
    uri: str = machines[name]["DefinitionUri"]
    return (STATE_MACHINES.parent / uri).read_text(encoding="utf-8")


def machine(name: str) -> dict[str, Any]:
    """Return a state machine's definition."""
    loaded: dict[str, Any] = json.loads(text(name))
    return loaded


def states(kind: str | None = None) -> list[Any]:
    """Return every state of every machine, or those of one type."""
    return [
        pytest.param(name, state_name, state, id=f"{name}: {state_name}")
        for name in machines
        for state_name, state in machine(name)["States"].items()
        if kind in {None, state["Type"]}
    ]


def test_every_file_belongs_to_a_state_machine() -> None:
    files = {file.name for file in STATE_MACHINES.glob("*")}
    assert files == {given["DefinitionUri"].rpartition("/")[2] for given in machines.values()}


@pytest.mark.parametrize("name", machines)
def test_statelint_finds_nothing(name: str) -> None:
    assert problems(text(name)) == []


@pytest.mark.parametrize("name", machines)
def test_every_name_is_substituted_and_every_substitution_is_used(name: str) -> None:
    assert set(re.findall(r"\$\{(\w+)\}", text(name))) == set(
        machines[name]["DefinitionSubstitutions"]
    )


@pytest.mark.parametrize("name", machines)
def test_role_covers_exactly_what_the_states_call(name: str) -> None:
    substitutions = machines[name]["DefinitionSubstitutions"]
    called: set[tuple[str, str]] = set()
    for state in machine(name)["States"].values():
        if state["Type"] != "Task":
            continue
        resource = state["Resource"].rpartition(":::")[2]
        key = {"lambda:invoke": "FunctionName", "sqs:sendMessage": "QueueUrl"}[resource]
        substituted = substitutions[state["Arguments"][key].strip("${}")]
        action = {"lambda:invoke": "lambda:InvokeFunction", "sqs:sendMessage": "sqs:SendMessage"}
        called.add((action[resource], target(substituted)))
    allowed = {
        (action, target(resource))
        for statement in statements(machines[name])
        if not str(statement["Action"]).startswith("['logs:")
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    }
    assert called == allowed


@pytest.mark.parametrize("name", machines)
def test_machine_has_a_limit_and_one_language(name: str) -> None:
    definition = machine(name)
    assert definition["Comment"]
    assert definition["QueryLanguage"] == "JSONata"
    assert isinstance(definition["TimeoutSeconds"], int)
    if machines[name]["Type"] == "EXPRESS":
        assert definition["TimeoutSeconds"] < EXPRESS_SECONDS_MAX
        assert machines[name]["Logging"]["Level"] == "ERROR"  # Its only history.
        assert machines[name]["Logging"]["IncludeExecutionData"] is False


@pytest.mark.parametrize(("name", "state_name", "state"), states())
def test_state_says_what_it_is_for_and_computes_nothing_that_changes(
    name: str, state_name: str, state: dict[str, Any]
) -> None:
    assert len(state["Comment"]) > len("why")
    assert re.match(r"[A-Z][a-z]", state_name), f"{name}: a person would not say {state_name}"
    assert not re.search(r"\$(uuid|now|millis|random)\(", json.dumps(state))


@pytest.mark.parametrize(("name", "state_name", "state"), states("Task"))
def test_task_is_limited_repeated_and_caught(
    name: str, state_name: str, state: dict[str, Any]
) -> None:
    assert isinstance(state["TimeoutSeconds"], int)
    for retry in state["Retry"]:
        assert set(retry["ErrorEquals"]) == RETRIED
        assert retry["JitterStrategy"] == "FULL"
        assert retry["MaxAttempts"] >= 3
        assert retry["MaxDelaySeconds"] > retry["IntervalSeconds"]
    assert state["Retry"]
    if state.get("Next") == "Failed":
        assert "Catch" not in state  # The last word: whatever stops it, the execution fails.
        return
    (caught,) = state["Catch"]
    assert caught["ErrorEquals"] == ["States.ALL"]
    # What follows the keeping must happen even if that goes wrong.
    after = state["Next"] if state_name == "Keep the failure" else "Keep the failure"
    assert caught["Next"] == after
    assert "failure" in caught["Assign"]


@pytest.mark.parametrize(("name", "state_name", "state"), states("Task"))
def test_task_waits_longer_than_its_function(
    name: str, state_name: str, state: dict[str, Any]
) -> None:
    if "FunctionName" not in state["Arguments"]:
        return
    function = functions()[state["Arguments"]["FunctionName"].strip("${}")]
    longest_lambda = 900
    assert state["TimeoutSeconds"] >= min(function["Timeout"] + 5, longest_lambda)


@pytest.mark.parametrize(("name", "state_name", "state"), states("Choice"))
def test_choice_has_a_default(name: str, state_name: str, state: dict[str, Any]) -> None:
    assert state["Default"] in machine(name)["States"]


@pytest.mark.parametrize(("name", "state_name", "state"), states("Fail"))
def test_fail_says_what_and_why(name: str, state_name: str, state: dict[str, Any]) -> None:
    assert state["Error"] == f"{name}Failed"
    assert state["Cause"]


def test_every_failure_is_kept_before_the_execution_fails() -> None:
    for name in machines:
        kept = machine(name)["States"]["Keep the failure"]
        assert kept["Arguments"]["QueueUrl"] == "${Failures}"
        assert target(machines[name]["DefinitionSubstitutions"]["Failures"]) == "WorkflowFailures"
        assert "input" in kept["Arguments"]["MessageBody"]
