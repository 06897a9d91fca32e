"""A pool that answers as a test tells it, and the parts that a store needs beside it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import urllib3

from hedan.platforms.outside import Outside
from hedan.settings import CarrierSettings
from tests.platforms import wire
from tests.platforms.wire import Script, outside_of

NOW = datetime(2026, 10, 2, 4, 0, tzinfo=UTC)
CARRIERS = (
    CarrierSettings(
        code="SF",
        name="顺丰",
        number_pattern=".*",
        platform_codes={"mall": "SFX", "woocommerce": "SF Express", "shopify": "SF Express"},
    ),
    CarrierSettings(code="PO", name="Post", number_pattern=".*", platform_codes={"taobao": "POST"}),
)


@dataclass(frozen=True)
class Reply:
    """What the pool answers: a status and a body, or a broken connection."""

    body: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    nobody: bool = False


@dataclass(frozen=True)
class Asked:
    """What the pool was asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: Any

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"


HANGS_UP = Reply(hangs_up=True)
NOBODY = Reply(nobody=True)
Answering = Reply | Callable[[Asked], Reply]


class FakePool(Script[Asked, Reply]):
    """Answers by "METHOD /path"."""

    def urlopen(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_rest: object,
    ) -> urllib3.HTTPResponse:
        parts = urlsplit(url)
        asked = Asked(
            method,
            parts.path,
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): value for name, value in (headers or {}).items()},
            json.loads(body) if body else None,
        )
        reply = self.reply_to(asked.line, asked)
        if reply is None:
            raise AssertionError(f"nothing set for {asked.line}")
        return _response(reply)


def _response(reply: Reply) -> urllib3.HTTPResponse:
    if reply.hangs_up:
        raise urllib3.exceptions.ProtocolError("Connection aborted.")
    if reply.nobody:
        # The pool is only named in its message.
        raise urllib3.exceptions.ConnectTimeoutError(None, "no connection")
    raw = reply.body
    if raw is None:
        raw = b""
    elif not isinstance(raw, bytes):
        raw = json.dumps(raw, ensure_ascii=False).encode()
    return urllib3.HTTPResponse(
        body=raw, status=reply.status, headers=dict(reply.headers), preload_content=True
    )


@dataclass
class TestClock(wire.TestClock):
    """The clock of these tests."""

    moment: datetime = NOW


def outside(pool: FakePool, clock: TestClock | None = None) -> Outside:
    """Return an outside world of that pool and a clock that waits for nobody."""
    return outside_of(pool, clock or TestClock())
