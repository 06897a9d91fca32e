"""Step Functions: executions named after what they are for, so that a repeat starts nothing."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

# StartExecution's own limit on names.
NAME_CHARACTERS_MAX = 80


class Workflows:
    """State machines by the names that use cases give them."""

    def __init__(self, client: "SFNClient", machines: dict[str, str]) -> None:
        self._client = client
        self._machines = machines

    def start(self, machine: str, name: str, payload: dict[str, object]) -> None:
        """Start an execution unless one of this name was started before."""
        assert len(name) <= NAME_CHARACTERS_MAX, name
        try:
            self._client.start_execution(
                stateMachineArn=self._machines[machine],
                name=name,
                input=json.dumps(payload, ensure_ascii=False),
            )
        except self._client.exceptions.ExecutionAlreadyExists:
            return
