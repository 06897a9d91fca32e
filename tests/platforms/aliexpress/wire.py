"""A gateway that answers as a test tells it, in the process, and what a store needs beside it."""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import urllib3

from hedan.platforms.access import AppSecret, Token
from hedan.platforms.aliexpress.store import AliexpressStore
from hedan.platforms.outside import Outside
from hedan.settings import CarrierSettings, StoreSettings
from tests.platforms import wire
from tests.platforms.wire import MemoryVault, Script, outside_of, token_until

NOW = datetime(2026, 10, 1, 2, 5, tzinfo=UTC)
APP = AppSecret(app_key="12345678", app_secret="helloworld")
CARRIERS = (
    CarrierSettings(
        code="CN",
        name="Cainiao",
        number_pattern=".*",
        platform_codes={"aliexpress": "CAINIAO_STANDARD"},
    ),
    CarrierSettings(
        code="YY", name="YYEx", number_pattern=".*", platform_codes={"aliexpress": "OTHER_YY"}
    ),
    CarrierSettings(code="SF", name="顺丰", number_pattern=".*", platform_codes={"doudian": "sf"}),
)


@dataclass(frozen=True)
class Reply:
    """What the gateway answers: a status and a body, or an error of the connection."""

    body: object = None
    status: int = 200
    error: Exception | None = None


@dataclass(frozen=True)
class Call:
    """What the gateway was asked. params: JSON texts are parsed."""

    method: str
    params: dict[str, Any]
    fields: dict[str, str]


class _Answered:
    def __init__(self, status: int, data: bytes) -> None:
        self.status = status
        self.data = data
        self.headers: dict[str, str] = {"Content-Type": "application/json"}


type Answering = Reply | Callable[[Call], Reply]
COMMON = frozenset(
    {"app_key", "sign_method", "timestamp", "sign", "method", "access_token", "format", "v"}
)


class ScriptedGateway(Script[Call, Reply]):
    """In place of a connection pool."""

    def asked(self, method: str) -> list[dict[str, Any]]:
        """Return the parameters of every call of a method."""
        return [call.params for call in self.calls_of(method)]

    def urlopen(self, method: str, url: str, **sent: Any) -> _Answered:
        """Answer like a pool of urllib3."""
        assert method == "POST"
        assert sent["redirect"] is False
        path = urlsplit(url).path
        fields = dict(parse_qsl(sent["body"].decode(), keep_blank_values=True))
        name = fields.get("method") or path.removeprefix("/rest")
        assert path == ("/sync" if "method" in fields else f"/rest{name}")
        if not signed(fields, "" if "method" in fields else name):
            return self._sent(refused("IncompleteSignature", "SYSTEM"))
        params = {key: _parsed(value) for key, value in fields.items() if key not in COMMON}
        reply = self.reply_to(name, Call(name, params, fields))
        return self._sent(reply or refused("InvalidApiPath", "SYSTEM"))

    def _sent(self, reply: Reply) -> _Answered:
        if reply.error is not None:
            raise reply.error
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        return _Answered(reply.status, body)


def ok(method: str, told: dict[str, Any]) -> Reply:
    """Answer below the root of a method."""
    root = method.replace(".", "_") + "_response"
    return Reply({root: {**told, "request_id": "R1"}})


def refused(code: str, kind: str = "ISV", sub_code: str = "", words: str = "no") -> Reply:
    """Answer as the business gateway refuses."""
    told = {"type": kind, "code": code, "msg": words, "sub_code": sub_code, "request_id": "R2"}
    return Reply({"error_response": told})


def system_refused(code: str, kind: str = "ISV") -> Reply:
    """Answer as the system gateway refuses."""
    return Reply({"type": kind, "code": code, "message": "no", "request_id": "R3"})


NO_ANSWER = Reply(error=urllib3.exceptions.ReadTimeoutError(cast(Any, None), "/", "timed out"))
NO_CONNECTION = Reply(error=urllib3.exceptions.ConnectTimeoutError("no"))


def signed(fields: dict[str, str], path: str) -> bool:
    """Check a call's signature by the formula."""
    text = path + "".join(
        key + fields[key] for key in sorted(fields) if key != "sign" and fields[key]
    )
    digest = hmac.new(APP.app_secret.encode(), text.encode(), hashlib.sha256).hexdigest().upper()
    return fields["sign"] == digest and fields["sign_method"] == "sha256"


def _parsed(value: str) -> Any:
    return json.loads(value) if value.startswith(("{", "[")) else value


@dataclass
class TestClock(wire.TestClock):
    """The clock of these tests."""

    moment: datetime = NOW


def token(name: str = "a1", left: timedelta = timedelta(days=20)) -> Token:
    return token_until(NOW + left, name)


def store_settings(**changes: Any) -> StoreSettings:
    return StoreSettings(
        id="mugs",
        platform="aliexpress",
        name="Mugs",
        shop_id="230000001",
        api_url="https://gateway.example/sync",
        calls_per_second=1000,
    ).but(**changes)


def outside(gateway: ScriptedGateway, clock: TestClock | None = None) -> Outside:
    """Return an outside world that ends at the gateway."""
    return outside_of(gateway, clock or TestClock())


def aliexpress_store(
    gateway: ScriptedGateway,
    *,
    vault: MemoryVault | None = None,
    clock: TestClock | None = None,
    **changes: Any,
) -> AliexpressStore:
    """Return a store whose gateway is the scripted one."""
    return AliexpressStore(
        store=store_settings(**changes),
        app=APP,
        vault=vault or MemoryVault(token()),
        carriers=CARRIERS,
        outside=outside(gateway, clock),
    )
