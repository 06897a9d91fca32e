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
type Reading = Callable[["Execution", Values], Any]
type Condition = Callable[[Values], bool]


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
    _states: dict[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        definition = machine(self.machine)
        self._states = definition["States"]
        self.at = self.at or definition["StartAt"]

    def step(self, tasks: Mapping[str, Task]) -> None:
        """Run the state that it stands in; what it raises leaves the execution where it is.

        States that only decide are passed at once: nothing can happen between them and the next.
        """
        self._enter(tasks)
        while not self.ended and self._states[self.at]["Type"] in DECIDING:
            self._enter(tasks)

    def _enter(self, tasks: Mapping[str, Task]) -> None:
        state = self._states[self.at]
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
        given = self._read(state["Arguments"]["Payload"], {})
        result = tasks[_function(state["Arguments"]["FunctionName"])](given)
        self.variables |= self._read(state.get("Assign", {}), result)
        self.input = result
        self.ended = bool(state.get("End"))
        self.at = state.get("Next", "")

    def _read(self, texts: Mapping[str, Any], result: Values) -> Values:
        return {
            name: _reading(text)(self, result) if isinstance(text, str) else text
            for name, text in texts.items()
        }


def _chosen(state: dict[str, Any], given: Values) -> str:
    for choice in state["Choices"]:
        if _condition(choice["Condition"])(given):
            return str(choice["Next"])
    return str(state["Default"])


@cache
def _function(named: str) -> str:
    found = FUNCTION.match(named)
    assert found, named
    return found[1]


@cache
def _reading(text: str) -> Reading:
    """Return how an execution reads what stands in a payload or an assignment."""
    found = EXPRESSION.match(text)
    if found is None:
        return lambda execution, result: text
    expression = found[1]
    if expression == EXECUTION_NAME:
        return lambda execution, result: execution.name
    if otherwise := OTHERWISE.match(expression):
        return lambda execution, result: execution.input.get(otherwise["name"], otherwise["else"])
    if path := PATH.match(expression):
        name = path[2]
        if path[1] == "input":
            return lambda execution, result: execution.input[name]
        return lambda execution, result: result[name]
    variable = expression.removeprefix("$")
    return lambda execution, result: execution.variables[variable]


@cache
def _condition(text: str) -> Condition:
    found = EXPRESSION.match(text)
    assert found, text
    expression = found[1]
    if equals := EQUALS.match(expression):
        name, value = equals.groups()
        return lambda given: bool(given.get(name) == value)
    if positive := POSITIVE.match(expression):
        number = positive[1]
        return lambda given: bool(given[number] > 0)
    if count := COUNT.match(expression):
        members = count[1]
        return lambda given: len(given[members]) > 0
    if true := TRUE.match(expression):
        said = true[1]
        return lambda given: bool(given[said])
    raise AssertionError(f"a simulation of this condition is missing: {expression}")
