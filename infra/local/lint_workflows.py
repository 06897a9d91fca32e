"""Runs statelint over every state machine: types, targets, unreachable states, mixed languages.

CloudFormation's own linter never opens these files. statelint wants a literal number where JSONata
may compute one, so it is shown a literal there.
"""

import json
import sys
from pathlib import Path
from typing import Any

from statelint.config import Config
from statelint.linter import Linter
from statelint.problem import ProblemType

from infra.local.places import ROOT

STATE_MACHINES = ROOT / "infra" / "statemachines"
# Fields of a state that hold a whole number or the JSONata that yields one.
NUMBER_FIELDS = frozenset({"Seconds", "TimeoutSeconds", "HeartbeatSeconds", "MaxConcurrency"})
# FLOAT wants "BackoffRate": 2.0 for 2: a matter of taste, not of meaning.
CONFIG = Config({ProblemType.FLOAT})


def problems(definition: str) -> list[str]:
    """Return what is wrong with a state machine's JSON text, in statelint's words."""
    shown = json.dumps(_with_literals(json.loads(definition)))
    return [str(problem) for problem in Linter.validate(shown, CONFIG)]


def _with_literals(node: Any) -> Any:
    if isinstance(node, list):
        return [_with_literals(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    return {
        key: 1 if key in NUMBER_FIELDS and _is_jsonata(value) else _with_literals(value)
        for key, value in node.items()
    }


def _is_jsonata(value: object) -> bool:
    return isinstance(value, str) and value.startswith("{%") and value.endswith("%}")


def _check(file: Path) -> list[str]:
    try:
        return [f"{file.name}: {problem}" for problem in problems(file.read_text(encoding="utf-8"))]
    except json.JSONDecodeError as error:
        return [f"{file.name}: not JSON: {error}"]


def main() -> None:
    """Check every state machine; say what is wrong and exit 1, or say nothing."""
    found = [line for file in sorted(STATE_MACHINES.glob("*.asl.json")) for line in _check(file)]
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
