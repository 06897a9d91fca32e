"""Robots in group chats over HTTP: signed as each kind asks, at most as often as each allows.

kind     | signed by                                                  | too often
WeCom    | the key in its address                                     | 45009
DingTalk | HMAC-SHA256 of "<ms>\\n<key>" under the key, in the query   | 130101, 410100; ten minutes
Feishu   | HMAC-SHA256 of nothing under "<s>\\n<key>", in the body     | 11232, HTTP 429
All of them say no with HTTP 200 and a code.
"""

import base64
import hmac
import json
from collections import defaultdict, deque
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit

from hedan.domain.base import Frozen
from hedan.errors import PlatformBusy, Rejected, SettingsInvalid
from hedan.notices.robots import message
from hedan.platforms.calling.sending import HTTP_OK, Request, Response, send
from hedan.platforms.outside import Outside

# Nothing else is ever posted to: an address in a secret must not reach into a network of ours.
HOSTS: Final = {
    "wecom": frozenset({"qyapi.weixin.qq.com"}),
    "dingtalk": frozenset({"oapi.dingtalk.com"}),
    "feishu": frozenset({"open.feishu.cn", "open.larksuite.com"}),
}
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost"})
# WeCom and DingTalk: twenty a minute; who says more is not heard for ten minutes (DingTalk).
PER_MINUTE_MAX: Final = 18
MINUTE_SECONDS: Final = 60.0
TOO_OFTEN: Final = {
    "wecom": frozenset({45009, -1}),
    "dingtalk": frozenset({130101, 410100, -1}),
    "feishu": frozenset({11232, 99991400}),
}
# Feishu's own answer to a bad request, and to a good one that came too soon.
FEISHU_BAD_REQUEST: Final = 9499


class RobotSecret(Frozen):
    """What opens a robot: its address, and what its owner chose as proof."""

    url: str
    secret: str = ""  # DingTalk, Feishu: the signing key; empty where signing is off.
    keyword: str = ""  # DingTalk, Feishu: a word that every message needs; empty: none.


class RobotRefused(Rejected):
    """The robot takes no such message: its address, key or word is wrong, or it was removed."""


def check_address(kind: str, url: str, *, is_local: bool = False) -> None:
    """Raise SettingsInvalid unless it is an address of this kind's platform.

    is_local: the local run's robots answer on the loopback.
    """
    parts = urlsplit(url)
    if is_local and parts.scheme == "http" and parts.hostname in LOOPBACK:
        return
    if parts.scheme != "https" or parts.netloc not in HOSTS[kind]:
        raise SettingsInvalid(f"no address of {kind}: https://{'|'.join(sorted(HOSTS[kind]))}/…")


class RobotCalls:
    """Posts to robots, and remembers how often."""

    def __init__(self, outside: Outside, *, is_local: bool = False) -> None:
        self._outside = outside
        self._is_local = is_local
        self._said: dict[str, deque[float]] = defaultdict(deque)

    def say(self, kind: str, secret: RobotSecret, text: str) -> None:
        """Post one text.

        Raises PlatformBusy when it may be tried later, RobotRefused when it is of no use,
        SettingsInvalid for an address that is none of the kind's.
        """
        check_address(kind, secret.url, is_local=self._is_local)
        self._keep_pace(secret.url)
        url, body = signed(
            kind, secret, message(kind, text, secret.keyword), self._outside.clock.now()
        )
        data = json.dumps(body, ensure_ascii=False).encode()
        headers = {"content-type": "application/json; charset=utf-8"}
        answer = send(Request(f"robot of {kind}", "POST", url, headers, data), self._outside)
        _judge(kind, answer)

    def _keep_pace(self, url: str) -> None:
        """Raise PlatformBusy when this robot has said enough for now."""
        now, said = self._outside.clock.monotonic(), self._said[url]
        while said and now - said[0] >= MINUTE_SECONDS:
            said.popleft()
        if len(said) >= PER_MINUTE_MAX:
            raise PlatformBusy("the robot has said enough this minute")
        said.append(now)


def signed(
    kind: str, secret: RobotSecret, body: dict[str, Any], now: datetime
) -> tuple[str, dict[str, Any]]:
    """Return the address and the body with the signature where this kind wants it."""
    if kind == "dingtalk" and secret.secret:
        stamp = str(int(now.timestamp() * 1000))
        sign = _hmac(secret.secret, f"{stamp}\n{secret.secret}")
        return f"{secret.url}&timestamp={stamp}&sign={quote_plus(sign)}", body
    if kind == "feishu" and secret.secret:
        stamp = str(int(now.timestamp()))
        return secret.url, {
            "timestamp": stamp,
            "sign": _hmac(f"{stamp}\n{secret.secret}", ""),
            **body,
        }
    return secret.url, body


def _hmac(key: str, data: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), data.encode(), "sha256")).decode()


def _judge(kind: str, answer: Response) -> None:
    try:
        told = json.loads(answer.body)
        code = int(told["code"] if kind == "feishu" else told["errcode"])
    except (ValueError, KeyError, TypeError):
        raise RobotRefused(f"HTTP {answer.status}, and no answer of a robot") from None
    if code == 0 and answer.status == HTTP_OK:
        return
    why = str(told.get("msg") or told.get("errmsg") or "")[:200]
    too_soon = code == FEISHU_BAD_REQUEST and "too many" in why.lower()
    if code in TOO_OFTEN[kind] or (kind == "feishu" and too_soon):
        raise PlatformBusy(f"robot of {kind}: {code} {why}")
    raise RobotRefused(f"{code} {why}")
