"""Walks the shipped state machines: what infra/statemachines says is what the simulation does."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

MACHINES = Path(__file__).parents[2] / "infra" / "statemachines"
EXPRESSION = re.compile(r"^\{% (.*) %\}$")
EQUALS = re.compile(r"^\$states\.input\.(\w+) = '(\w+)'$")
POSITIVE = re.compile(r"^\$states\.input\.(\w+) > 0$")
COUNT = re.compile(r"^\$count\(\$states\.input\.(\w+)\) > 0$")
TRUE = re.compile(r"^\$states\.input\.(\w+)$")
OTHERWISE = re.compile(
    r"^\$exists\(\$states\.input\.(?P<name>\w+)\) \? \$states\.input\.(?P=name) : '(?P<else>\w+)'$"
)
PATH = re.compile(r"^\$states\.(input|result\.Payload)\.(\w+)$")
FUNCTION = re.compile(r"^\$\{(\w+)\}$")
EXECUTION_NAME = "$states.context.Execution.Name"

DECIDING = frozenset({"Choice", "Pass"})

type Values = Mapping[str, Any]
type Task = Callable[[Values], Values]


@cache
def machine(name: str) -> dict[str, Any]:
    """Return a shipped definition."""
    read: dict[str, Any] = json.loads((MACHINES / f"{name}.asl.json").read_text())
    return read


@dataclass
class Execution:
    """One running machine. A step is one state; a state that fails is entered again."""

    machine: str
    name: str
    input: Values
    at: str = ""
    variables: dict[str, Any] = field(default_factory=dict)
    ended: bool = False

    def __post_init__(self) -> None:
        self.at = self.at or machine(self.machine)["StartAt"]

    def step(self, tasks: Mapping[str, Task]) -> None:
        """Run the state that it stands in; what it raises leaves the execution where it is.

        States that only decide are passed at once: nothing can happen between them and the next.
        """
        self._enter(tasks)
        while not self.ended and machine(self.machine)["States"][self.at]["Type"] in DECIDING:
            self._enter(tasks)

    def _enter(self, tasks: Mapping[str, Task]) -> None:
        state = machine(self.machine)["States"][self.at]
        match state["Type"]:
            case "Task":
                self._task(state, tasks)
            case "Choice":
                self.at = _chosen(state, self.input)
            case "Wait":
                self.at = state["Next"]
            case "Pass":
                self.ended = bool(state.get("End"))
                self.at = state.get("Next", "")
            case other:
                raise AssertionError(f"{self.at}: a simulation of {other} is missing")

    def _task(self, state: dict[str, Any], tasks: Mapping[str, Task]) -> None:
        named = FUNCTION.match(state["Arguments"]["FunctionName"])
        assert named, state["Arguments"]
        given = self._payload(state["Arguments"]["Payload"])
        result = tasks[named[1]](given)
        assigned = {
            name: self._value(text, self.input, result)
            for name, text in state.get("Assign", {}).items()
        }
        self.variables |= assigned
        self.input = result
        self.ended = bool(state.get("End"))
        self.at = state.get("Next", "")

    def _payload(self, payload: Mapping[str, str]) -> Values:
        return {name: self._value(text, self.input, {}) for name, text in payload.items()}

    def _value(self, text: Any, given: Values, result: Values) -> Any:
        if not isinstance(text, str):
            return text
        expression = EXPRESSION.match(text)
        if not expression:
            return text
        if expression[1] == EXECUTION_NAME:
            return self.name
        if otherwise := OTHERWISE.match(expression[1]):
            return given.get(otherwise["name"], otherwise["else"])
        path = PATH.match(expression[1])
        if path:
            return (given if path[1] == "input" else result)[path[2]]
        return self.variables[expression[1].removeprefix("$")]


def _chosen(state: dict[str, Any], given: Values) -> str:
    for choice in state["Choices"]:
        expression = EXPRESSION.match(choice["Condition"])
        assert expression, choice
        if _holds(expression[1], given):
            return str(choice["Next"])
    return str(state["Default"])


def _holds(condition: str, given: Values) -> bool:
    if equals := EQUALS.match(condition):
        return bool(given.get(equals[1]) == equals[2])
    if positive := POSITIVE.match(condition):
        return bool(given[positive[1]] > 0)
    if count := COUNT.match(condition):
        return len(given[count[1]]) > 0
    if true := TRUE.match(condition):
        return bool(given[true[1]])
    raise AssertionError(f"a simulation of this condition is missing: {condition}")
