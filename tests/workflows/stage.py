"""The shipped state machines on the emulator, their functions replaced by one that has a script."""

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from botocore.client import Config

from infra.local.emulator import Emulator
from infra.local.waiting import wait_for
from tests.infra.template import STATE_MACHINE, resources, target

STATE_MACHINES = Path(__file__).parents[2] / "infra" / "statemachines"
STUB = Path(__file__).with_name("stub.py")
SECONDS_MAX = 60.0

# In a script: the step raises.
RAISES = None

type Answer = Mapping[str, Any] | None
type Script = Mapping[str, Sequence[Answer]]


@cache
def definition(machine: str) -> dict[str, Any]:
    """Return the shipped file of a state machine, by the template's name for it."""
    uri: str = resources(STATE_MACHINE)[machine]["DefinitionUri"]
    loaded: dict[str, Any] = json.loads((STATE_MACHINES.parent / uri).read_text(encoding="utf-8"))
    return loaded


def ways(machine: str) -> set[tuple[str, str]]:
    """Return every way from one state to another that the file knows, failures included."""
    found = set()
    for name, state in definition(machine)["States"].items():
        after = [state[key] for key in ("Next", "Default") if key in state]
        after += [one["Next"] for key in ("Choices", "Catch") for one in state.get(key, [])]
        found |= {(name, following) for following in after}
    return found


@dataclass(frozen=True)
class Ran:
    """What came of one execution."""

    arn: str
    status: str
    path: tuple[str, ...]  # The states in the order in which they were entered.
    output: Any
    error: str
    calls: tuple[tuple[str, dict[str, Any]], ...]  # Step and what it was given.

    @property
    def ways(self) -> set[tuple[str, str]]:
        """Every way that this execution went."""
        return set(pairwise(self.path))

    def given(self, step: str) -> list[dict[str, Any]]:
        """Return what a step was given, call by call."""
        return [event for of, event in self.calls if of == step]


class Stage:
    """Deploys the machines as the template types them; runs scripts against them."""

    def __init__(self, emulator: Emulator, scripts: Path) -> None:
        self._session = emulator.session()
        self.endpoint_url = emulator.endpoint_url
        self.scripts = scripts
        self.states = self.client("stepfunctions")
        self.sqs = self.client("sqs")
        self.failures: str = self.sqs.create_queue(QueueName="failures")["QueueUrl"]
        # What the shipped roles allow is not the matter here.
        everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        self.role = self.make_role("stage", everything)
        self._functions: dict[str, str] = {}
        self._kept: list[dict[str, Any]] = []
        self.machines = {name: self._make_machine(name) for name in resources(STATE_MACHINE)}

    def client(self, service: str, config: Config | None = None) -> Any:
        """Return a client of the emulator's root user."""
        return self._session.client(  # type: ignore[call-overload]
            service, endpoint_url=self.endpoint_url, config=config
        )

    def run(self, machine: str, scripts: Mapping[str, Script], **given: str) -> dict[str, Ran]:
        """Run one execution per script, all at once; the script's name is the execution's.

        `given` goes into every input beside the script's name, which stands where the machine's
        steps find it.
        """
        key = "order" if machine == "OrderWorkflow" else "supplier"
        arns = {}
        for name, script in scripts.items():
            self.write(name, script)
            arns[name] = self.start(machine, name, {key: name} | given)
        return {name: self.ended(arn, name) for name, arn in arns.items()}

    def write(self, name: str, script: Script) -> None:
        """Keep a script under its name; what an earlier one of this name was asked is forgotten."""
        (self.scripts / f"{name}.calls").unlink(missing_ok=True)
        (self.scripts / f"{name}.json").write_text(json.dumps(script), encoding="utf-8")

    def start(self, machine: str, name: str, given: Mapping[str, str]) -> str:
        """Start an execution and return its ARN."""
        started = self.states.start_execution(
            stateMachineArn=self.machines[machine], name=name, input=json.dumps(given)
        )
        arn: str = started["executionArn"]
        return arn

    def ended(self, arn: str, script: str) -> Ran:
        """Wait for the end of an execution and return what came of it and of its script."""
        found = self.end(arn)
        return Ran(
            arn=arn,
            status=found["status"],
            path=self._path(arn),
            output=json.loads(found["output"]) if found.get("output") else None,
            error=found.get("error", ""),
            calls=self._calls(script),
        )

    def kept_failures(self, machine: str) -> list[dict[str, Any]]:
        """Return what the queue of failures holds of one machine; what is read is taken out."""
        self._take_failures()
        return [one for one in self._kept if one["machine"] == self.machines[machine]]

    def make_role(self, name: str, *statements: Mapping[str, Any]) -> str:
        """Make a role with these statements for functions, machines and schedules: its ARN."""
        iam = self.client("iam")
        services = [f"{name}.amazonaws.com" for name in ("states", "lambda", "scheduler")]
        trust = {"Effect": "Allow", "Principal": {"Service": services}, "Action": "sts:AssumeRole"}
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(trust))
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName=name, PolicyDocument=_policy(*statements))
        arn: str = role["Role"]["Arn"]
        return arn

    def _take_failures(self) -> None:
        while messages := self.sqs.receive_message(
            QueueUrl=self.failures, MaxNumberOfMessages=10
        ).get("Messages"):
            for message in messages:
                self._kept.append(json.loads(message["Body"]))
                self.sqs.delete_message(
                    QueueUrl=self.failures, ReceiptHandle=message["ReceiptHandle"]
                )

    def make_function(self, name: str, source: Path = STUB) -> str:
        """Deploy a file as a function under a name and return its ARN."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.write(source, "app.py")
        made = self.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Handler="app.handler",
            Role=self.role,
            Code={"ZipFile": packed.getvalue()},
            Environment={"Variables": {"SCRIPTS": str(self.scripts)}},
        )
        arn: str = made["FunctionArn"]
        return arn

    def end(self, arn: str) -> dict[str, Any]:
        """Wait for the end of an execution and return how it is described then."""

        def look() -> dict[str, Any]:
            found: dict[str, Any] = self.states.describe_execution(executionArn=arn)
            return {} if found["status"] == "RUNNING" else found

        return wait_for(f"{arn} ends", look, seconds=SECONDS_MAX)

    def _path(self, arn: str) -> tuple[str, ...]:
        # The emulator keeps this history for Express executions, too; AWS has only their log.
        pages = self.states.get_paginator("get_execution_history").paginate(executionArn=arn)
        return tuple(
            event["stateEnteredEventDetails"]["name"]
            for page in pages
            for event in page["events"]
            if "stateEnteredEventDetails" in event
        )

    def _calls(self, script: str) -> tuple[tuple[str, dict[str, Any]], ...]:
        file = self.scripts / f"{script}.calls"
        lines = file.read_text(encoding="utf-8").splitlines()
        return tuple((step, event) for step, event in map(json.loads, lines))

    def _make_machine(self, name: str) -> str:
        properties = resources(STATE_MACHINE)[name]
        text = json.dumps(definition(name))
        for key, value in properties["DefinitionSubstitutions"].items():
            text = text.replace("${" + key + "}", self._substitution(key, value))
        assert not re.search(r"\$\{\w+\}", text)
        made = self.states.create_state_machine(
            name=name, definition=text, roleArn=self.role, type=properties["Type"]
        )
        arn: str = made["stateMachineArn"]
        return arn

    def _substitution(self, key: str, value: Any) -> str:
        if key == "Partition":
            return "aws"
        if key == "Failures":
            return self.failures
        name = target(value)
        if name not in self._functions:
            self._functions[name] = self.make_function(name)
        return self._functions[name]


def _policy(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
