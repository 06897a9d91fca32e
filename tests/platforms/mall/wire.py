"""A pool that answers as a test tells it, and the parts that a store needs beside it."""

import json
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import urllib3

from hedan.domain.base import OrderKey
from hedan.domain.parcels import Tracking
from hedan.platforms.access import Token
from hedan.platforms.outside import Clock, Outside
from hedan.platforms.platform import ShipLine, Shipment
from hedan.settings import CarrierSettings

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


class FakePool:
    """Answers by "METHOD /path": the replies given, in turn, the last one for ever."""

    def __init__(self) -> None:
        self.calls: list[Asked] = []
        self._replies: dict[str, deque[Answering]] = defaultdict(deque)

    def answers(self, line: str, *replies: Answering) -> None:
        """Set what a call answers from now on."""
        self._replies[line] = deque(replies)

    def lines(self) -> list[str]:
        """Return what was called, in turn."""
        return [call.line for call in self.calls]

    def asked(self, line: str) -> list[Asked]:
        """Return every call of one kind."""
        return [call for call in self.calls if call.line == line]

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
        self.calls.append(asked)
        replies = self._replies[asked.line]
        if not replies:
            raise AssertionError(f"nothing set for {asked.line}")
        reply = replies.popleft() if len(replies) > 1 else replies[0]
        return _response(reply if isinstance(reply, Reply) else reply(asked))


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
class TestClock:
    """Time that passes only by waiting."""

    __test__ = False

    moment: datetime = NOW
    slept: list[float] = field(default_factory=list)

    def clock(self) -> Clock:
        return Clock(now=lambda: self.moment, monotonic=self._monotonic, sleep=self.sleep)

    def _monotonic(self) -> float:
        return self.moment.timestamp()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)


def outside(pool: FakePool, clock: TestClock | None = None) -> Outside:
    """Return an outside world of that pool and a clock that waits for nobody."""
    return Outside(http=cast(urllib3.PoolManager, pool), clock=(clock or TestClock()).clock())


class MemoryVault:
    """A vault for one process."""

    def __init__(self, token: Token | None = None) -> None:
        self.token = token

    def read(self) -> Token | None:
        return self.token

    def save(self, token: Token) -> None:
        self.token = token

    def lock(self) -> AbstractContextManager[None]:
        return nullcontext()


def shipment(
    *lines: tuple[str, str, int],
    platform: str,
    number: str = "SF1",
    carrier: str = "SF",
    whole: bool = False,
) -> Shipment:
    """Return a parcel of lines, each as order id, line id, quantity."""
    return Shipment(
        request_id="PARCEL1",
        tracking=Tracking(carrier=carrier, number=number),
        lines=tuple(
            ShipLine(
                order=OrderKey(platform=platform, store="tea", order_id=order_id),
                line_id=line_id,
                quantity=quantity,
            )
            for order_id, line_id, quantity in lines
        ),
        whole_order=whole,
    )
