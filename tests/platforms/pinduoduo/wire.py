"""A gateway that answers as a test tells it, in place of the connections; and a store before it."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, cast
from urllib.parse import parse_qsl

import urllib3

from hedan.platforms.access import AppSecret, Token
from hedan.platforms.outside import Outside
from hedan.platforms.pinduoduo.client import PinduoduoApi
from hedan.platforms.pinduoduo.store import PinduoduoStore
from hedan.settings import CarrierSettings, StoreSettings
from tests.platforms import wire
from tests.platforms.wire import MemoryVault, Script, outside_of, token_until

NOW = datetime(2026, 9, 28, 4, 0, tzinfo=UTC)
URL = "https://gateway.invalid/api/router"
SHOP = "600000001"
APP = AppSecret(app_key="a1b2c3d4e5f60718293a4b5c6d7e8f90", app_secret="demo-secret")
CARRIER = CarrierSettings(
    code="SF", name="顺丰", number_pattern=".*", platform_codes={"pinduoduo": "44"}
)
FOREIGN_CARRIER = CarrierSettings(
    code="PO", name="Post", number_pattern=".*", platform_codes={"taobao": "POST"}
)


@dataclass(frozen=True)
class Reply:
    """What the gateway answers: a status and a body, or an exception of the connection."""

    body: object = None
    status: int = 200
    raises: Exception | None = None


@dataclass(frozen=True)
class Call:
    """What the gateway was asked."""

    method: str
    form: dict[str, str]


@dataclass
class HttpAnswer:
    """What urllib3 would return, as far as we look at it."""

    status: int
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


Answering = Reply | Callable[[Call], Reply]


def ok(wrapper: str = "", **data: object) -> Reply:
    """Answer with data under a wrapper, or flat where there is none."""
    return Reply({wrapper: data} if wrapper else data)


def refused(code: int, sub_code: object = None, words: str = "业务服务错误") -> Reply:
    return Reply(
        {
            "error_response": {
                "error_code": code,
                "error_msg": words,
                "sub_code": sub_code,
                "sub_msg": "",
                "request_id": "R2",
            }
        }
    )


def silent() -> Reply:
    """Take the call and never answer."""
    pool = cast(urllib3.HTTPSConnectionPool, None)
    return Reply(raises=urllib3.exceptions.ReadTimeoutError(pool, URL, "no answer"))


class Gateway(Script[Call, Reply]):
    """Answers calls by method."""

    def asked(self, method: str) -> list[dict[str, str]]:
        """Return the parameters of every call of a method, without the common ones."""
        common = {"type", "client_id", "access_token", "timestamp", "data_type", "sign"}
        return [
            {name: value for name, value in call.form.items() if name not in common}
            for call in self.calls_of(method)
        ]

    def urlopen(self, method: str, url: str, *, body: bytes, **_: object) -> HttpAnswer:
        """Stand in for urllib3.PoolManager.urlopen."""
        assert (method, url) == ("POST", URL)
        form = dict(parse_qsl(body.decode(), strict_parsing=True))
        if not signed(form):
            return self._http(refused(20004, words="签名错误"))
        call = Call(form["type"], form)
        reply = self.reply_to(call.method, call)
        return self._http(reply or refused(10017, words=f"nothing set for {call.method}"))

    def _http(self, reply: Reply) -> HttpAnswer:
        if reply.raises is not None:
            raise reply.raises
        body = reply.body if isinstance(reply.body, bytes) else as_json(reply.body).encode()
        return HttpAnswer(reply.status, body)


def as_json(value: object) -> str:
    """Spell a body; an amount as the number that it was."""
    return json.dumps(value, ensure_ascii=False, default=_spell)


def _spell(value: object) -> object:
    assert isinstance(value, Decimal)
    return float(value)


def signed(form: dict[str, str]) -> bool:
    """Check a call's signature by the formula, over what came."""
    text = "".join(name + form[name] for name in sorted(form) if name != "sign")
    secret = APP.app_secret
    digest = hashlib.md5(f"{secret}{text}{secret}".encode(), usedforsecurity=False)
    return form.get("sign") == digest.hexdigest().upper()


@dataclass
class TestClock(wire.TestClock):
    """The clock of these tests."""

    moment: datetime = NOW


def token(name: str = "a1", left: timedelta = timedelta(days=3)) -> Token:
    return token_until(NOW + left, name)


def settings(**options: str) -> StoreSettings:
    return StoreSettings(
        id="cups",
        platform="pinduoduo",
        name="示例小店",
        shop_id=SHOP,
        api_url=URL,
        calls_per_second=1000,
        options=options,
    )


def outside(gateway: Gateway, clock: TestClock | None = None) -> Outside:
    return outside_of(gateway, clock or TestClock())


def api(
    gateway: Gateway, *, vault: MemoryVault | None = None, clock: TestClock | None = None
) -> PinduoduoApi:
    return PinduoduoApi(settings(), APP, vault or MemoryVault(token()), outside(gateway, clock))


def pinduoduo_store(gateway: Gateway, **options: str) -> PinduoduoStore:
    """Return a store whose platform is the gateway."""
    return PinduoduoStore(
        store=settings(**options),
        app=APP,
        vault=MemoryVault(token()),
        carriers=(CARRIER, FOREIGN_CARRIER),
        outside=outside(gateway),
    )


def order_reply(info: Any) -> Reply:
    return ok("order_info_get_response", order_info=info)
