"""Everything around one function: how it is invoked as Lambda would, and what became of it."""

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from hedan import runtime
from hedan.adapters import clients
from hedan.domain.base import OrderKey
from infra.local.event_files import EventSecrets, filled
from infra.local.places import EVENTS, ROOT
from tests.functions.access import AwsCall, refused
from tests.functions.light_endpoint import LightEndpoint
from tests.functions.stack import Stack
from tests.platforms.doudian.wire import APP, StubPlatform
from tests.platforms.taobao.wire import APP as TAOBAO_APP

NOW = datetime(2026, 9, 28, 4, 0, tzinfo=UTC)
LINK_KEY = b"k" * 43
ORDER = OrderKey(platform="doudian", store="cup-house", order_id="6920000000000000123")
APPS = {
    "cup-house": APP.but(sign_method="hmac-sha256"),
    "tea-house": APP.but(sign_method="md5"),
}
# A store that only asks questions: see cases_questions.
ASKING_APPS = {"red-house": TAOBAO_APP}


class Handler(Protocol):
    """A Lambda's entry."""

    def __call__(self, event: Any, context: Any) -> Any: ...


@dataclass
class Context:
    """What Lambda tells a function about itself."""

    function_name: str
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:test"
    aws_request_id: str = "52fdfc07-2182-154f-163f-5f0f9a621d72"


@dataclass
class World:
    """Everything around one function. calls: what the last invocation asked of AWS.

    before: the tables as they were when it began.
    """

    monkeypatch: pytest.MonkeyPatch
    stack: Stack
    platform: StubPlatform
    endpoint: LightEndpoint
    calls: list[AwsCall] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)

    # --- the function under test ----------------------------------------------------------------

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Run a function's real handler with the template's environment, and check its role."""
        name = "".join(part.capitalize() for part in function.split("_"))
        handler = load(function)
        calls: list[AwsCall] = []
        with self.environment(self.stack.variables(name)), recorded(calls):
            self.endpoint.calls.clear()
            answer = handler(event, Context(name))
        self.calls = calls + self.endpoint.calls
        assert refused(name, self.calls, self.stack) == []
        json.dumps(answer)  # Lambda would have to.
        return answer

    def send(self, function: str, case: str) -> Any:
        """Send a recorded event."""
        return self.invoke(function, recorded_event(EVENTS / function / f"{case}.json"))

    @contextmanager
    def environment(self, variables: dict[str, str]) -> Iterator[None]:
        """Run with exactly these variables of ours, and nothing cached from before."""
        with self.monkeypatch.context() as patch:
            for name in self.stack.all_variables():
                patch.delenv(name, raising=False)
            for name, value in variables.items():
                patch.setenv(name, value)
            patch.setenv("AWS_REGION", "us-east-1")
            patch.setenv("AWS_ACCESS_KEY_ID", "testing")
            patch.setenv("AWS_ENDPOINT_URL", self.endpoint.url)
            _forget(runtime)
            yield
            _forget(runtime)

    @contextmanager
    def seeing(self) -> Iterator[Any]:
        """Yield hedan.runtime with everything in reach: to seed, and to look."""
        with self.environment(self.stack.all_variables()):
            yield runtime

    # --- what became of it ----------------------------------------------------------------------

    def queue(self, name: str) -> list[dict[str, Any]]:
        """Take everything off a queue; each with body, group and deduplication id."""
        return self._messages(self.stack.refs[name])

    def mail(self) -> list[dict[str, Any]]:
        """Take what people were told since the last look."""
        return [json.loads(one["Body"]) for one in self._messages(self.stack.mailbox)]

    def _messages(self, url: str) -> list[dict[str, Any]]:
        sqs = clients.sqs()
        taken: list[dict[str, Any]] = []
        while True:
            some = sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"]
            ).get("Messages", [])
            if not some:
                return taken
            for one in some:
                taken.append(dict(one))
                sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])

    def executions(self, machine: str) -> list[Any]:
        """Return the inputs with which a state machine was started."""
        client = clients.step_functions()
        listed = client.list_executions(stateMachineArn=self.stack.refs[machine])["executions"]
        arns = [one["executionArn"] for one in listed]
        return [json.loads(client.describe_execution(executionArn=arn)["input"]) for arn in arns]

    def begun(self, function: str) -> list[Any]:
        """Return with what the last invocation has begun a function."""
        name = self.stack.refs[function]
        return [
            json.loads(call.params["Payload"])
            for call in self.calls
            if call.operation == "Invoke" and call.params["FunctionName"] == name
        ]

    def tables(self) -> dict[str, Any]:
        """Return everything in every table: to see that nothing has changed."""
        client = clients.dynamodb()
        names = client.list_tables()["TableNames"]
        return {name: client.scan(TableName=name)["Items"] for name in names}

    def files(self, prefix: str) -> list[str]:
        """Return the keys of files."""
        found = clients.s3().list_objects_v2(Bucket=self.stack.refs["FileBucket"], Prefix=prefix)
        return [one["Key"] for one in found.get("Contents", [])]


def load(function: str) -> Handler:
    """Import a function's app.py afresh, as a cold start does, and return its handler."""
    file = ROOT / "functions" / function / "app.py"
    name = f"functions_{function}_app"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    handler: Handler = module.handler
    return handler


def recorded_event(file: Path) -> dict[str, Any]:
    """Return an event with this world's signatures and links filled in."""
    secrets = EventSecrets(
        # Whoever calls for a store that nobody connected signs with other keys.
        app=lambda store: (APPS | ASKING_APPS).get(store, APPS["cup-house"]),
        link_key=lambda: LINK_KEY,
        now=lambda: NOW,
    )
    return filled(file.read_text(encoding="utf-8"), secrets)


def _forget(module: Any) -> None:
    """Empty every cache of a module: the next call is a cold start's."""
    for value in vars(module).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()


# IAM's names of services that call themselves otherwise.
NAMES = {"sfn": "states"}
CLIENTS: tuple[Callable[[], Any], ...] = (
    clients.dynamodb,
    clients.s3,
    clients.sns,
    clients.sqs,
    clients.step_functions,
    clients.secrets_manager,
    clients.scheduler,
    clients.functions,
)


def fresh_clients() -> None:
    """Make every AWS client anew: it keeps the address and the account that it was made with."""
    forget_clients()
    for client in CLIENTS:
        client()
    # moto would run the function in a container: it is only to be begun.
    clients.functions().meta.events.register("before-send.lambda.Invoke", _taken)


def _taken(request: Any, **_: object) -> Any:
    """Answer as Lambda does when it has taken a call that nobody waits for."""
    return AWSResponse(request.url, HTTPStatus.ACCEPTED, HTTPHeaders(), None)


def forget_clients() -> None:
    """Leave none for whoever comes next."""
    _forget(clients)


@contextmanager
def recorded(calls: list[AwsCall]) -> Iterator[None]:
    """Note every call of every client. Links that are only signed count too: they are checked."""

    def note(params: dict[str, Any], model: Any, **_: object) -> None:
        service = model.service_model.service_id.lower().replace(" ", "")
        calls.append(AwsCall(NAMES.get(service, service), model.name, params))

    for client in CLIENTS:
        client().meta.events.register("provide-client-params", note, unique_id="test")
    try:
        yield
    finally:
        for client in CLIENTS:
            client().meta.events.unregister("provide-client-params", unique_id="test")
