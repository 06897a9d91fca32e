"""A stack under moto, a platform on 127.0.0.1, and an order brought as far as a case needs it."""

import importlib.util
import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest
from moto import mock_aws
from openpyxl import load_workbook

from hedan import runtime
from hedan.adapters import clients
from hedan.domain.base import OrderKey
from hedan.domain.stock import StockMove
from hedan.platforms.access import Token
from hedan.platforms.outside import Clock, Outside
from hedan.ports import Change
from infra.local.event_files import EventSecrets, filled
from infra.local.places import EVENTS, ROOT
from infra.publish_settings import read_settings
from tests.functions.access import AwsCall, refused
from tests.functions.light_endpoint import LightEndpoint
from tests.functions.stack import STACK, Stack
from tests.platforms.doudian.wire import APP, Call, Reply, StubPlatform, ok
from tests.platforms.doudian.wire import refused as platform_refuses

NOW = datetime(2026, 9, 28, 4, 0, tzinfo=UTC)
LINK_KEY = b"k" * 43
SAMPLES = ROOT / "tests" / "platforms" / "doudian" / "samples"
ORDER = OrderKey(platform="doudian", store="cup-house", order_id="6920000000000000123")
# Orders that the platform never answers for: too busy.
BUSY_ORDER = "6920000000000000888"
APPS = {
    "cup-house": APP.but(sign_method="hmac-sha256"),
    "tea-house": APP.but(sign_method="md5"),
}
SHOPS = {"4463798": "cup-house", "4463799": "tea-house"}


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
        app=lambda store: APPS.get(store, APPS["cup-house"]),
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
)


def fresh_clients() -> None:
    """Make every AWS client anew: it keeps the address and the account that it was made with."""
    forget_clients()
    for client in CLIENTS:
        client()


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


@contextmanager
def opened_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Open a world under moto, with its two servers."""
    with mock_aws(), StubPlatform() as platform, LightEndpoint() as endpoint:
        yield _seeded(monkeypatch, platform, endpoint)


def _seeded(
    monkeypatch: pytest.MonkeyPatch, platform: StubPlatform, endpoint: LightEndpoint
) -> World:
    """Make the stack, publish the settings, keep the secrets, book the stock."""
    world = World(monkeypatch, Stack(), platform, endpoint)
    monkeypatch.setattr(runtime, "now", lambda: NOW)
    outside = Outside(clock=Clock(sleep=lambda seconds: None))
    monkeypatch.setattr(runtime, "outside", lambda: outside)
    _answers(platform)
    _secrets()
    settings = read_settings(ROOT / "infra" / "local" / "settings.yaml")
    stores = tuple(
        store.but(api_url=platform.url, calls_per_second=1000.0) for store in settings.stores
    )
    goods_in = StockMove(sku="CUP-RED-01", on_hand=60, entry_id="in-1", cause="goods in", at=NOW)
    with world.seeing() as seeded:
        seeded.settings_table().publish(settings.but(version=0, stores=stores))
        seeded.desk().commit(Change(stock=(goods_in,)))
        for store in settings.stores:
            for what in ("orders", "after_sales"):
                seeded.settings_table().advance_poll(store.id, what, NOW - timedelta(minutes=5))
    return world


def _secrets() -> None:
    client = clients.secrets_manager()
    for store, app in APPS.items():
        client.create_secret(
            Name=f"{STACK}/stores/{store}/app",
            SecretString=json.dumps(app.model_dump() | {"shops": SHOPS}),
        )
        token = Token(
            access_token=store, refresh_token="r", expires_at=datetime(2099, 1, 1, tzinfo=UTC)
        )
        client.create_secret(
            Name=f"{STACK}/stores/{store}/token", SecretString=token.model_dump_json()
        )


def token_nearly_over(world: World) -> None:
    """Every store's token has minutes left: the next call renews it."""
    with world.seeing() as seen:
        for store in APPS:
            soon = (
                seen.secrets().token(store).but(expires_at=datetime.now(UTC) + timedelta(minutes=9))
            )
            seen.secrets().save_token(store, soon)
    renewed = {"access_token": "renewed", "refresh_token": "r2", "expires_in": 604800}
    world.platform.answers("token.refresh", ok(renewed))


def token_of(world: World, store: str) -> str:
    """Return a store's access token."""
    with world.seeing() as seen:
        kept: str = seen.secrets().token(store).access_token
        return kept


def _answers(platform: StubPlatform) -> None:
    """The platform knows the sample order and its refund; at the second store nothing happens."""
    platform.answers("order.orderDetail", _order)
    platform.answers("afterSale.Detail", lambda _: ok(sample("after_sale_detail")["data"]))
    changed = {"order_id": ORDER.order_id, "update_time": 1790567900}
    listed = {
        "aftersale_info": {"aftersale_id": 7140000000000000456, "update_time": 1790567950},
        "order_info": {"shop_order_id": ORDER.order_id},
    }
    platform.answers("order.searchList", _only("cup-house", "shop_order_list", changed))
    platform.answers("afterSale.List", _only("cup-house", "items", listed))
    platform.answers("order.logisticsAdd", ok({}))


def _only(store: str, name: str, listed: dict[str, Any]) -> Callable[[Call], Reply]:
    # The token is the store's name: see _secrets().
    return lambda call: ok({name: [listed] if call.query["access_token"] == store else []})


def _order(call: Call) -> Reply:
    wanted = call.params["shop_order_id"]
    if wanted == BUSY_ORDER:
        return platform_refuses(20000, "isp.service-error", "服务不可用")
    text = json.dumps(sample("order_detail")["data"])
    text = text.replace(str(int(ORDER.order_id) + 1), str(int(wanted) + 1))
    return ok(json.loads(text.replace(ORDER.order_id, wanted)))


def sample(name: str) -> Any:
    """Return one of the platform's sample answers."""
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def filled_workbook(content: bytes, number: str = "SF1234567890123") -> bytes:
    """Fill every row of a supplier's workbook, as Excel would save it."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    headings = {
        str(cell.value): cell
        for row in sheet.iter_rows(max_row=20)
        for cell in row
        if cell.value is not None
    }
    first = headings["运单号"]
    for row in range(first.row + 1, sheet.max_row + 1):
        if str(sheet.cell(row, headings["包裹号"].column).value or "").startswith("P"):
            sheet.cell(row, headings["快递公司"].column).value = "顺丰速运"
            sheet.cell(row, first.column).value = number
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
