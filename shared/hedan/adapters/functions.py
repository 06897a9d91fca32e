"""Lambda functions that are begun and not waited for."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hedan.adapters.workflows import Workflows

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class BulkRunner:
    """The Runner port: the function that works on bulk acts."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def run(self, bulk_id: str) -> None:
        """Begin to work on one, at once and without waiting; beginning twice is harmless.

        Lambda keeps the call and tries it three times before it goes to the queue of failures.
        """
        self._client.invoke(
            FunctionName=self._function,
            InvocationType="Event",
            Payload=json.dumps({"bulk": bulk_id}).encode(),
        )


class StartsFunctions:
    """The Starter port: some of what is started is a function, not a machine."""

    def __init__(
        self, machines: Workflows, client: "LambdaClient", functions: Mapping[str, str]
    ) -> None:
        self._machines = machines
        self._client = client
        self._functions = functions

    def start(self, machine: str, name: str, payload: dict[str, object]) -> None:
        """Begin it and do not wait. A function may run twice for one name: each must bear that."""
        if machine not in self._functions:
            self._machines.start(machine, name, payload)
            return
        self._client.invoke(
            FunctionName=self._functions[machine],
            InvocationType="Event",
            Payload=json.dumps(payload).encode(),
        )


class LambdaProofRunner:
    """The ProofRunner port: the function that makes a month's proof report."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def prove(self, store: str, month: str) -> None:
        """Begin to make it, at once and without waiting; beginning twice is harmless."""
        self._client.invoke(
            FunctionName=self._function,
            InvocationType="Event",
            Payload=json.dumps({"store": store, "month": month}).encode(),
        )
