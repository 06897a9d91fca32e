"""Group chats whose robots answer as those of WeCom, DingTalk and Feishu do.

Written from the platforms' documents (2026), not from our own caller. All three say no with HTTP
200 and a code. WeCom: the key in the address, text of 2,048 bytes, 20 a minute (45009). DingTalk:
timestamp in ms and signature in the query, no older than an hour, or a word in the text (310000),
20,000 bytes (460101), 20 a minute, then silence for ten (130101). Feishu: timestamp in s and
signature in the body (19021), or a word (19024), 20 KB (9499), 100 a minute and 5 a second (11232).
"""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Self

from infra.local.simulated.web import WebAnswer, WebRequest, WebServer

HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
DINGTALK_SILENCE: Final = timedelta(minutes=10)
MESSAGES_A_MINUTE: Final = {"wecom": 20, "dingtalk": 20, "feishu": 100}
FEISHU_A_SECOND: Final = 5
WECOM_TEXT_BYTES: Final = 2048
DINGTALK_BODY_BYTES: Final = 20_000
FEISHU_BODY_BYTES: Final = 20 * 1024

_PATHS: Final = {"/cgi-bin/webhook/send": "wecom", "/robot/send": "dingtalk"}
_HOOK: Final = "/open-apis/bot/v2/hook/"


class _No(Exception):
    """What the platform says instead of taking the message."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code, self.why = code, why


@dataclass
class Chat:
    """One group with one robot. heard: the texts that its members read."""

    kind: str
    key: str
    secret: str = ""
    keyword: str = ""
    heard: list[str] = field(default_factory=list)
    calls: int = 0
    taken_at: list[datetime] = field(default_factory=list)
    silent_until: datetime | None = None


class RobotChats:
    """All chats behind one port; also without one, straight from a pool (`handle`)."""

    def __init__(self, clock: Callable[[], datetime], port: int = 0) -> None:
        self._clock, self._port = clock, port
        self._chats: dict[tuple[str, str], Chat] = {}
        self._lock = threading.Lock()
        self._server: WebServer | None = None

    def __enter__(self) -> Self:
        self._server = WebServer(self.handle, "robots", self._port)
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.stop()

    def open_chat(self, kind: str, key: str, *, secret: str = "", keyword: str = "") -> Chat:
        """Make a group whose robot has this key in its address."""
        return self._chats.setdefault((kind, key), Chat(kind, key, secret, keyword))

    def address(self, chat: Chat) -> str:
        """Return the webhook address as the platform shows it to the group's owner."""
        base = self._server.base_url if self._server is not None else "http://127.0.0.1:1"
        ways = {
            "wecom": f"/cgi-bin/webhook/send?key={chat.key}",
            "dingtalk": f"/robot/send?access_token={chat.key}",
            "feishu": f"{_HOOK}{chat.key}",
        }
        return base + ways[chat.kind]

    def handle(self, request: WebRequest) -> WebAnswer:
        """Take one message, or say why not."""
        kind = "feishu" if request.path.startswith(_HOOK) else _PATHS.get(request.path, "")
        if request.method != "POST" or not kind:
            return WebAnswer(b"not found", status=404, content_type="text/plain")
        with self._lock:
            try:
                self._take(kind, request)
            except _No as no:
                return _answer(kind, no.code, no.why)
        return _answer(kind, 0, "success" if kind == "feishu" else "ok")

    def _take(self, kind: str, request: WebRequest) -> None:
        now = self._clock()
        chat = self._chat(kind, request)
        chat.calls += 1
        body = _body(kind, request)
        text = {"wecom": _wecom, "dingtalk": _dingtalk, "feishu": _feishu}[kind](
            chat, body, request, now
        )
        _count(chat, now)
        chat.heard.append(text)

    def _chat(self, kind: str, request: WebRequest) -> Chat:
        key = {
            "wecom": request.query.get("key", ""),
            "dingtalk": request.query.get("access_token", ""),
            "feishu": request.path.removeprefix(_HOOK),
        }[kind]
        if (kind, key) not in self._chats:
            raise {
                "wecom": _No(93000, "invalid webhook url"),
                "dingtalk": _No(300005, "token is not exist"),
                "feishu": _No(19001, "param invalid: incoming webhook access token invalid"),
            }[kind]
        return self._chats[kind, key]


def _body(kind: str, request: WebRequest) -> dict[str, Any]:
    refusals = {"wecom": 40008, "dingtalk": 43004, "feishu": 9499}
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict) or "json" not in request.headers.get("content-type", ""):
        raise _No(refusals[kind], "Bad Request")
    return body


def _wecom(chat: Chat, body: dict[str, Any], request: WebRequest, now: datetime) -> str:
    if body.get("msgtype") != "text":
        raise _No(40008, "invalid message type")
    text = _text_of(body.get("text"), "content", 44004)
    if len(text.encode()) > WECOM_TEXT_BYTES:
        raise _No(40058, "text.content exceed max length 2048")
    return text


def _dingtalk(chat: Chat, body: dict[str, Any], request: WebRequest, now: datetime) -> str:
    if len(request.body) > DINGTALK_BODY_BYTES:
        raise _No(460101, "message too long, exceed 20000 bytes")
    if body.get("msgtype") != "text":
        raise _No(400105, "unsupported message type")
    text = _text_of(body.get("text"), "content", 40035)
    if chat.secret:
        stamp = request.query.get("timestamp", "")
        if not stamp.isdigit() or abs(now.timestamp() - int(stamp) / 1000) > HOUR.total_seconds():
            raise _No(310000, "invalid timestamp")
        mac = hmac.new(chat.secret.encode(), f"{stamp}\n{chat.secret}".encode(), hashlib.sha256)
        if request.query.get("sign", "") != base64.b64encode(mac.digest()).decode():
            raise _No(310000, "sign not match")
    if chat.keyword and chat.keyword not in text:
        raise _No(310000, "keywords not in content")
    return text


def _feishu(chat: Chat, body: dict[str, Any], request: WebRequest, now: datetime) -> str:
    if len(request.body) > FEISHU_BODY_BYTES:
        raise _No(9499, "Bad Request")
    if chat.secret:
        stamp = str(body.get("timestamp", ""))
        recent = stamp.isdigit() and abs(now.timestamp() - int(stamp)) <= HOUR.total_seconds()
        mac = hmac.new(f"{stamp}\n{chat.secret}".encode(), b"", hashlib.sha256)
        if not recent or body.get("sign") != base64.b64encode(mac.digest()).decode():
            raise _No(
                19021, "sign match fail or timestamp is not within one hour from current time"
            )
    text = _post_of(body)
    if chat.keyword and chat.keyword not in text:
        raise _No(19024, "Key Words Not Found")
    return text


def _post_of(body: dict[str, Any]) -> str:
    """Return what members read of a rich text: its title, then its lines."""
    try:
        post = body["content"]["post"]["zh_cn"]
        assert body["msg_type"] == "post"
        lines = ["".join(_read(part) for part in line) for line in post["content"]]
        return "\n".join([post["title"], *lines])
    except (KeyError, TypeError, AssertionError):
        raise _No(9499, "Bad Request") from None


def _read(part: dict[str, str]) -> str:
    if part["tag"] == "a":
        return part["href"]
    assert part["tag"] == "text"
    return part["text"]


def _text_of(holder: Any, name: str, code: int) -> str:
    text = holder.get(name) if isinstance(holder, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise _No(code, "empty content")
    return text


def _count(chat: Chat, now: datetime) -> None:
    """Let nobody say more than the platform allows; what is refused does not count."""
    if chat.silent_until is not None and now < chat.silent_until:
        raise _No(130101, "send too fast, exceed 20 times per minute")
    lately = [at for at in chat.taken_at if now - at < MINUTE]
    in_a_second = sum(1 for at in lately if now - at < timedelta(seconds=1))
    if len(lately) >= MESSAGES_A_MINUTE[chat.kind]:
        if chat.kind == "dingtalk":
            chat.silent_until = now + DINGTALK_SILENCE
            raise _No(130101, "send too fast, exceed 20 times per minute")
        raise _No(45009 if chat.kind == "wecom" else 11232, "api freq out of limit")
    if chat.kind == "feishu" and in_a_second >= FEISHU_A_SECOND:
        raise _No(11232, "frequency limited psm[lark.oapi.app_platform_runtime]")
    chat.taken_at = [*lately, now]


def _answer(kind: str, code: int, why: str) -> WebAnswer:
    told = (
        {"code": code, "msg": why, "data": {}}
        if kind == "feishu"
        else {"errcode": code, "errmsg": why}
    )
    return WebAnswer(json.dumps(told).encode())
