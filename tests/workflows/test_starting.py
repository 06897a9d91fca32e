"""Starting an execution: named after what it is for, so that a second start does nothing."""

import pytest

from hedan.adapters.workflows import Workflows
from hedan.usecases.stops.tell_stop import StopTold
from infra.local.waiting import wait_for
from tests.workflows.stage import Stage

pytestmark = pytest.mark.emulator


def test_a_second_start_of_the_same_name_is_harmless(stage: Stage) -> None:
    workflows = Workflows(stage.states, {"stop": stage.machines["StopWorkflow"]})
    payload: dict[str, object] = {"supplier": "twice", "stop": "S-6920", "level": "notice"}
    stage.write("twice", {"notice": [StopTold(outcome="answered").model_dump(mode="json")]})
    workflows.start("stop", "twice", payload)
    workflows.start("stop", "twice", payload)  # While it may still run,
    (arn,) = executions(stage, "twice")
    first = stage.ended(arn, "twice")
    workflows.start("stop", "twice", payload)  # and after its end.
    workflows.start("stop", "twice", payload | {"level": "withdrawn"})
    assert executions(stage, "twice") == [arn]
    assert stage.ended(arn, "twice") == first
    assert len(first.calls) == 1


def executions(stage: Stage, name: str) -> list[str]:
    """Return the ARNs of all executions of a name, once there is one."""

    def look() -> list[str]:
        found = stage.states.list_executions(stateMachineArn=stage.machines["StopWorkflow"])
        return [one["executionArn"] for one in found["executions"] if one["name"] == name]

    return wait_for(f"{name} is listed", look, seconds=5)
