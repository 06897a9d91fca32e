"""A small server that answers as a test tells it, and the parts that a store needs beside it."""

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from hedan.platforms.access import AppSecret, Token
from hedan.platforms.doudian.store import DoudianStore
from hedan.platforms.outside import Outside
from hedan.settings import CarrierSettings, StoreSettings
from tests.platforms import wire
from tests.platforms.wire import MemoryVault, Script, token_until

NOW = datetime(2026, 9, 28, 4, 0, tzinfo=UTC)
APP = AppSecret(app_key="7012345678901234567", app_secret="demo-secret", sign_method="md5")
CARRIER = CarrierSettings(
    code="SF", name="顺丰", number_pattern=".*", platform_codes={"doudian": "shunfeng"}
)
FOREIGN_CARRIER = CarrierSettings(
    code="PO", name="Post", number_pattern=".*", platform_codes={"taobao": "POST"}
)


@dataclass(frozen=True)
class Reply:
    """What the server answers: a status and a body, or nothing; then it hangs or hangs up."""

    body: object = None
    status: int = 200
    hangs: bool = False
    hangs_up: bool = False


@dataclass(frozen=True)
class Call:
    """What the server was asked."""

    method: str
    params: Any
    query: dict[str, str]


def ok(data: object = None) -> Reply:
    return Reply({"code": 10000, "msg": "success", "sub_code": "", "log_id": "L1", "data": data})


def refused(code: int, sub_code: str = "", words: str = "业务处理失败") -> Reply:
    return Reply({"code": code, "msg": words, "sub_code": sub_code, "sub_msg": "", "log_id": "L2"})


def failed(number: int) -> Reply:
    return refused(50002, f"isv.business-failed:{number}")


HANGS = Reply(hangs=True)
HANGS_UP = Reply(hangs_up=True)
Answering = Reply | Callable[[Call], Reply]


class StubPlatform(Script[Call, Reply]):
    """Answers calls by method."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def asked(self, method: str) -> list[Any]:
        """Return the parameters of every call of a method."""
        return [call.params for call in self.calls_of(method)]

    def answer(self, call: Call) -> Reply:
        reply = self.reply_to(call.method, call)
        return reply or refused(40001, "test.nothing-set", call.method)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # The answer's two parts leave at once, not a delayed acknowledgement apart.
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                url = urlsplit(self.path)
                query = dict(parse_qsl(url.query))
                if not signed(query, body) or url.path != f"/{query['method'].replace('.', '/')}":
                    self._send(refused(40003, "isv.signature-invalid"))
                    return
                reply = platform.answer(Call(query["method"], json.loads(body), query))
                if reply.hangs:
                    platform.over.wait(30)
                if reply.hangs or reply.hangs_up:
                    self.close_connection = True
                    return
                self._send(reply)

            def _send(self, reply: Reply) -> None:
                body = (
                    reply.body
                    if isinstance(reply.body, bytes)
                    else json.dumps(reply.body, ensure_ascii=False).encode()
                )
                self.send_response(reply.status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler


def signed(query: dict[str, str], body: bytes) -> bool:
    """Check a call's signature by the formula, over the bytes that came."""
    secret = APP.app_secret
    text = (
        f"{secret}app_key{APP.app_key}method{query['method']}param_json{body.decode()}"
        f"timestamp{query['timestamp']}v2{secret}"
    )
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return query["sign"] == digest and query["sign_method"] == "hmac-sha256" and query["v"] == "2"


@dataclass
class TestClock(wire.TestClock):
    """The clock of these tests."""

    moment: datetime = NOW


def token(name: str = "a1", left: timedelta = timedelta(days=3)) -> Token:
    return token_until(NOW + left, name)


def store_settings(url: str) -> StoreSettings:
    return StoreSettings(
        id="cups",
        platform="doudian",
        name="示例小店",
        shop_id="4463798",
        api_url=url,
        calls_per_second=1000,
    )


def doudian_store(
    platform: StubPlatform,
    *,
    vault: MemoryVault | None = None,
    clock: TestClock | None = None,
    options: Mapping[str, str] | None = None,
) -> DoudianStore:
    """Return a store whose platform is the stub."""
    return DoudianStore(
        store=store_settings(platform.url).but(options=options or {}),
        app=APP,
        vault=vault or MemoryVault(token()),
        carriers=(CARRIER, FOREIGN_CARRIER),
        outside=Outside(clock=(clock or TestClock()).clock()),
    )
