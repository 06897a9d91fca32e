"""Sessions of a back-office app: of fixed length, renewed by nobody but the seller, by hand."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from infra.local.taobao.calls import Call, Method
from infra.local.taobao.errors import BAD_SESSION, SESSION_OF_ANOTHER, Refused, business
from infra.local.taobao.model import Shop
from infra.local.taobao.params import Params

LIVES = timedelta(days=365)
CODE_LIVES = timedelta(minutes=10)
CREATE = "taobao.top.auth.token.create"
REFRESH = "taobao.top.auth.token.refresh"


@dataclass(frozen=True)
class Session:
    """What a store's vault must hold: the access token of one shop and its end."""

    shop_id: str
    app_key: str
    token: str
    ends: datetime


class SessionDesk:
    """Issues and checks sessions. Its callers hold the book's lock."""

    def __init__(self, seed: int, now: Callable[[], datetime], lives: timedelta) -> None:
        self._seed = seed
        self._now = now
        self._lives = lives
        self._current: dict[str, Session] = {}
        self._ended: set[str] = set()
        self._codes: dict[str, tuple[Shop, datetime]] = {}
        self._issued = 0

    def issue(self, shop: Shop) -> Session:
        """A new session in the place of the old one."""
        self.end(shop.shop_id)
        session = Session(
            shop.shop_id, shop.app_key, self._draw("session", shop), self._now() + self._lives
        )
        self._current[shop.shop_id] = session
        return session

    def authorise(self, shop: Shop) -> str:
        """The seller says yes in the browser: a code for one use."""
        code = self._draw("code", shop)
        self._codes[code] = (shop, self._now() + CODE_LIVES)
        return code

    def current(self, shop_id: str) -> Session | None:
        """The session in force; None after the seller took the permission away."""
        return self._current.get(shop_id)

    def expire(self, shop_id: str) -> None:
        """Let a session end now."""
        self._current[shop_id] = replace(self._current[shop_id], ends=self._now())

    def end(self, shop_id: str) -> None:
        """The seller takes the permission away."""
        old = self._current.pop(shop_id, None)
        if old:
            self._ended.add(old.token)

    def shop_of(self, app_key: str, token: str) -> str:
        """The shop of a session. Raises Refused (27, 53) for one that does not count."""
        if token in self._ended:
            raise Refused(BAD_SESSION, "session-expired", "授权已失效")
        for session in self._current.values():
            if session.token == token:
                if session.app_key != app_key:
                    raise Refused(SESSION_OF_ANOTHER, "", "")
                if session.ends <= self._now():
                    raise Refused(BAD_SESSION, "session-expired", "授权已过期")
                return session.shop_id
        raise Refused(BAD_SESSION, "invalid-sessionkey", "session 不存在")

    def create(self, call: Call, params: Params) -> dict[str, Any]:
        """A session for a code; the answer is JSON within the JSON."""
        shop, ends = self._codes.pop(params.text("code"), (None, self._now()))
        if shop is None or ends <= self._now() or shop.app_key != call.app_key:
            raise business("invalid-code", "code 无效或已过期")
        session = self.issue(shop)
        seconds = int(self._lives.total_seconds())
        told = {
            "access_token": session.token,
            "token_type": "Bearer",
            "expires_in": seconds,
            "refresh_token": "",
            "re_expires_in": 0,
            **{f"{level}_expires_in": seconds for level in ("r1", "r2", "w1", "w2")},
            "taobao_user_nick": shop.nick,
            "taobao_user_id": shop.shop_id,
        }
        return {"token_result": json.dumps(told)}

    def _draw(self, kind: str, shop: Shop) -> str:
        self._issued += 1
        text = f"{self._seed}:{kind}:{shop.shop_id}:{self._issued}"
        return "6" + hashlib.sha256(text.encode()).hexdigest()[:48]


def _refuse_refresh(*_: object) -> dict[str, Any]:
    raise business("refresh-not-allowed", "该应用不支持刷新授权,请重新授权")


def methods(desk: SessionDesk) -> dict[str, Method]:
    """The two calls of a desk."""
    return {
        CREATE: Method(lambda _book, call, params: desk.create(call, params), session=False),
        REFRESH: Method(_refuse_refresh, session=False),
    }
