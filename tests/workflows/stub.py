"""A Lambda that answers what the test wrote down, and writes down what it was asked.

Deployed in place of every function that the state machines call. The script's name travels in the
one field that a workflow hands to all of its steps. Scripts are files: the emulator's functions run
on this machine, and without an AWS client they start at once.
"""

import json
import os
from pathlib import Path
from typing import Any

SCRIPTS = Path(os.environ["SCRIPTS"])


class StepRaised(Exception):
    """What a function's mistake looks like from outside."""


def handler(event: dict[str, Any], context: Any) -> Any:
    """Give the step's next answer; the last one again when there are no more."""
    step = event.get("step") or event.get("level") or context.function_name
    script = event.get("order") or event.get("run") or event["supplier"]
    # One execution a script; the calls of a Map may come together, so no answer may hang on which
    # of them is first.
    with (SCRIPTS / f"{script}.calls").open("a+", encoding="utf-8") as calls:
        calls.write(json.dumps([step, event]) + "\n")
        calls.seek(0)
        asked = sum(json.loads(call)[0] == step for call in calls)
    answers = json.loads((SCRIPTS / f"{script}.json").read_text(encoding="utf-8"))[step]
    answer = answers[min(asked, len(answers)) - 1]
    if answer is None:
        raise StepRaised(step)
    return answer
