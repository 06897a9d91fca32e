"""Sends a recorded event to a function of the local run that is up, and prints what it answers.

`make invoke FUNCTION=receive_callback EVENT=ping` sends events/receive_callback/ping.json.
"""

import base64
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError

from hedan.adapters.secrets import Secrets
from hedan.errors import SettingsInvalid
from hedan.platforms.access import AppSecret
from infra.local.deploy import STACK
from infra.local.emulator import ENDPOINT_FILE, root_session
from infra.local.event_files import EventSecrets, filled
from infra.local.places import EVENTS, RUN_STATE

ARGUMENTS = 2
# One attempt: a second one would hand the function the same event twice.
ONCE = Config(connect_timeout=1, read_timeout=120, retries={"total_max_attempts": 1})


class CannotInvoke(RuntimeError):
    """Nothing was sent; the message says what is missing."""


def invoke(function: str, event: str) -> str:
    """Send events/<function>/<event>.json; return the function's log and its answer.

    Raises CannotInvoke when the event, the local run or the function is not there.
    """
    text = _event_file(function, event).read_text(encoding="utf-8")
    endpoint = RUN_STATE / ENDPOINT_FILE
    if not endpoint.exists():
        raise CannotInvoke("nothing is running: start `make run` in another terminal first")
    session, endpoint_url = root_session(), endpoint.read_text()
    try:
        name = _physical_name(session, endpoint_url, function)
    except EndpointConnectionError as refused:
        raise CannotInvoke(f"{endpoint_url} does not answer: start `make run` again") from refused
    payload = json.dumps(filled(text, stack_secrets(session, endpoint_url)))
    client = session.client("lambda", endpoint_url=endpoint_url, config=ONCE)
    answer = client.invoke(FunctionName=name, Payload=payload, LogType="Tail")
    log = base64.b64decode(answer.get("LogResult", "")).decode()
    return "\n".join([log.rstrip(), answer["Payload"].read().decode()])


def logical_id(function: str) -> str:
    """Return the template's name of a function's directory: `take_in` is `TakeIn`."""
    return "".join(part.capitalize() for part in function.split("_"))


def _event_file(function: str, event: str) -> Path:
    file = EVENTS / function / f"{event}.json"
    if function and event and file.exists():
        return file
    known = sorted(f"FUNCTION={f.parent.name} EVENT={f.stem}" for f in EVENTS.glob("*/*.json"))
    raise CannotInvoke("\n".join(["which event? There are:", *known]))


def stack_secrets(session: boto3.Session, endpoint_url: str | None) -> EventSecrets:
    """Return where signatures and links come from: the secrets of the stack that is up."""
    client = session.client("secretsmanager", endpoint_url=endpoint_url, config=ONCE)
    secrets = Secrets(client, STACK)

    def app(store: str) -> AppSecret:
        try:
            return secrets.app(store)
        except SettingsInvalid:
            # An unknown store is an event too: the function must refuse it, however it is signed.
            return AppSecret(app_key="nobody", app_secret="nobody", sign_method="hmac-sha256")

    return EventSecrets(
        app=app, link_key=lambda: secrets.link_keys()[0], now=lambda: datetime.now(UTC)
    )


def _physical_name(session: boto3.Session, endpoint_url: str, function: str) -> str:
    client = session.client("cloudformation", endpoint_url=endpoint_url, config=ONCE)
    wanted = {logical_id(function), f"{logical_id(function)}Function"}
    try:
        resources = client.describe_stack_resources(StackName=STACK)["StackResources"]
    except ClientError as error:
        raise CannotInvoke(f"the stack {STACK} is not deployed yet: {error}") from error
    for resource in resources:
        if (
            resource["LogicalResourceId"] in wanted
            and resource["ResourceType"] == "AWS::Lambda::Function"
        ):
            return resource["PhysicalResourceId"]
    raise CannotInvoke(f"the stack has no function {logical_id(function)}")


def main() -> None:
    """Invoke from the command line: FUNCTION EVENT."""
    if len(sys.argv) != ARGUMENTS + 1:
        sys.exit("usage: make invoke FUNCTION=… EVENT=…")
    try:
        print(invoke(sys.argv[1], sys.argv[2]))
    except CannotInvoke as reason:
        sys.exit(f"{reason}")


if __name__ == "__main__":
    main()
