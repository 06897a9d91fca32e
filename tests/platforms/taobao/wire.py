"""Taobao as a test tells it to be, behind a pool without sockets; and the parts beside a store."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import parse_qsl

import urllib3

from hedan.platforms.access import AppSecret, Token
from hedan.platforms.outside import Outside
from hedan.platforms.taobao.client import TaobaoApi
from hedan.platforms.taobao.options import read_options
from hedan.platforms.taobao.store import TaobaoStore
from hedan.settings import CarrierSettings, StoreSettings
from tests.platforms import wire
from tests.platforms.wire import MemoryVault, Script, outside_of, token_until

NOW = datetime(2026, 10, 1, 4, 0, tzinfo=UTC)
URL = "https://eco.example/router/rest"
APP = AppSecret(app_key="12345678", app_secret="helloworld")
SELLER = "2200123456789"
CARRIER = CarrierSettings(
    code="SF", name="顺丰", number_pattern=".*", platform_codes={"taobao": "SFEXP"}
)
FOREIGN_CARRIER = CarrierSettings(
    code="PO", name="Post", number_pattern=".*", platform_codes={"doudian": "post"}
)


@dataclass(frozen=True)
class Reply:
    """What the platform answers: a status and a body, or an error of the connection."""

    body: object = None
    status: int = 200
    error: Exception | None = None


@dataclass(frozen=True)
class Call:
    """What the platform was asked: the business parameters apart from the system's."""

    method: str
    params: dict[str, str]
    system: dict[str, str]


SYSTEM = ("method", "app_key", "session", "timestamp", "format", "v", "sign_method", "sign")
Answering = Reply | Callable[[Call], Reply]


def ok(method: str, data: Mapping[str, object] | None = None) -> Reply:
    root = method.removeprefix("taobao.").replace(".", "_") + "_response"
    return Reply({root: {**(data or {}), "request_id": "r1"}})


def refused(code: int, sub_code: str = "", words: str = "业务处理失败") -> Reply:
    error = {"code": code, "msg": "Remote service error", "sub_msg": words, "request_id": "r2"}
    return Reply({"error_response": {**error, **({"sub_code": sub_code} if sub_code else {})}})


HANGS = Reply(error=urllib3.exceptions.ReadTimeoutError(cast(Any, None), URL, "timed out"))


class StubPlatform(Script[Call, Reply]):
    """Answers calls by method."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    def asked(self, method: str) -> list[dict[str, str]]:
        """Return the parameters of every call of a method."""
        return [call.params for call in self.calls_of(method)]

    def urlopen(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str], **_: object
    ) -> urllib3.HTTPResponse:
        """Stand for urllib3.PoolManager.urlopen."""
        assert method == "POST"
        assert headers["content-type"].startswith("application/x-www-form-urlencoded")
        self.urls.append(url)
        form = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
        reply = self._answer(form)
        if reply.error is not None:
            raise reply.error
        raw = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        return urllib3.HTTPResponse(body=raw, status=reply.status, preload_content=True)

    def _answer(self, form: dict[str, str]) -> Reply:
        if not signed(form):
            return refused(25, "isv.invalid-signature")
        params = {name: value for name, value in form.items() if name not in SYSTEM}
        system = {name: value for name, value in form.items() if name in SYSTEM}
        call = Call(form["method"], params, system)
        reply = self.reply_to(call.method, call)
        return reply or refused(22, "test.nothing-set", call.method)


def signed(form: dict[str, str]) -> bool:
    """Check a call's signature by the formula."""
    text = "".join(f"{key}{form[key]}" for key in sorted(form) if key != "sign" and form[key])
    digest = hmac.new(APP.app_secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return form["sign"] == digest.upper() and form["sign_method"] == "hmac-sha256"


@dataclass
class TestClock(wire.TestClock):
    """The clock of these tests."""

    moment: datetime = NOW


def token(name: str = "s1", left: timedelta = timedelta(days=3)) -> Token:
    return token_until(NOW + left, name)


def store_settings(url: str = URL, **options: str) -> StoreSettings:
    return StoreSettings(
        id="tea",
        platform="taobao",
        name="示例旗舰店",
        shop_id=SELLER,
        api_url=url,
        calls_per_second=1000,
        options=options,
    )


def outside(platform: StubPlatform, clock: TestClock | None = None) -> Outside:
    """Return an outside in which every address is the stub."""
    return outside_of(platform, clock or TestClock())


def taobao_api(
    platform: StubPlatform,
    *,
    vault: MemoryVault | None = None,
    clock: TestClock | None = None,
    settings: StoreSettings | None = None,
) -> TaobaoApi:
    """Return a client whose platform is the stub."""
    store = settings or store_settings()
    return TaobaoApi(
        store,
        APP,
        vault or MemoryVault(token()),
        read_options(store.options),
        outside(platform, clock),
    )


def taobao_store(
    platform: StubPlatform, *, vault: MemoryVault | None = None, **options: str
) -> TaobaoStore:
    """Return a store whose platform is the stub."""
    return TaobaoStore(
        store_settings(**options),
        APP,
        vault or MemoryVault(token()),
        (CARRIER, FOREIGN_CARRIER),
        outside(platform),
    )
