"""Access tokens: a seller authorises in the browser, the app fetches, renews and loses tokens.

No source gives lifetimes: a caller must take them from the answer, so they can be set here.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from infra.local.pinduoduo.calls import Call, Method
from infra.local.pinduoduo.errors import BAD_TOKEN, TOKEN_EXPIRED, Refused, business
from infra.local.pinduoduo.model import Shop
from infra.local.pinduoduo.params import Params

CODE_LIVES = timedelta(minutes=10)
CREATE = "pdd.pop.auth.token.create"
REFRESH = "pdd.pop.auth.token.refresh"


@dataclass(frozen=True)
class Lifetimes:
    """How long tokens live."""

    access: timedelta = timedelta(hours=24)
    refresh: timedelta = timedelta(days=30)


@dataclass(frozen=True)
class Tokens:
    """The tokens in force for one shop. Renewal gives new ones, and the old ones die at once."""

    shop_id: str
    client_id: str
    access: str
    access_ends: datetime
    refresh: str
    refresh_ends: datetime


class TokenDesk:
    """Issues, renews and checks tokens. Its callers hold the book's lock."""

    def __init__(self, seed: int, now: Callable[[], datetime], lifetimes: Lifetimes) -> None:
        self._seed = seed
        self._now = now
        self._lifetimes = lifetimes
        self._codes: dict[str, tuple[Shop, datetime]] = {}
        self._current: dict[str, Tokens] = {}
        self._issued = 0

    def authorise(self, shop: Shop) -> str:
        """The seller says yes (again): a code for one use; all earlier tokens end."""
        self._current.pop(shop.shop_id, None)
        code = self._draw("code", shop)
        self._codes[code] = (shop, self._now() + CODE_LIVES)
        return code

    def issue(self, shop: Shop) -> Tokens:
        """New tokens in the place of the old ones."""
        tokens = Tokens(
            shop_id=shop.shop_id,
            client_id=shop.client_id,
            access=self._draw("access", shop),
            access_ends=self._now() + self._lifetimes.access,
            refresh=self._draw("refresh", shop),
            refresh_ends=self._now() + self._lifetimes.refresh,
        )
        self._current[shop.shop_id] = tokens
        return tokens

    def current(self, shop_id: str) -> Tokens | None:
        """The tokens in force; None after the seller took the permission away."""
        return self._current.get(shop_id)

    def expire(self, shop_id: str) -> None:
        """Let an access token end now; it can be renewed."""
        self._current[shop_id] = replace(self._current[shop_id], access_ends=self._now())

    def revoke(self, shop_id: str) -> None:
        """The seller takes the permission away."""
        self._current.pop(shop_id, None)

    def shop_of(self, client_id: str, access: str) -> str:
        """The shop of an access token. Raises Refused for a wrong or old one."""
        for tokens in self._current.values():
            if tokens.access == access and tokens.client_id == client_id:
                if tokens.access_ends <= self._now():
                    raise Refused(TOKEN_EXPIRED)
                return tokens.shop_id
        raise Refused(BAD_TOKEN)

    def create(self, call: Call, params: Params, shops: dict[str, Shop]) -> dict[str, Any]:
        """Tokens for a code."""
        shop, ends = self._codes.pop(params.text("code"), (None, self._now()))
        if shop is None or ends <= self._now() or shop.client_id != call.client_id:
            raise business("code 无效或已过期", "CODE_INVALID")
        return self._answer(self.issue(shop), shops)

    def refresh(self, call: Call, params: Params, shops: dict[str, Shop]) -> dict[str, Any]:
        """New tokens for a refresh token, which is used up by it."""
        wanted = params.text("refresh_token")
        for tokens in list(self._current.values()):
            if tokens.refresh == wanted and tokens.client_id == call.client_id:
                if tokens.refresh_ends <= self._now():
                    break
                return self._answer(self.issue(shops[tokens.shop_id]), shops)
        raise business("refresh_token 无效或已过期", "REFRESH_TOKEN_INVALID")

    def _answer(self, tokens: Tokens, shops: dict[str, Shop]) -> dict[str, Any]:
        now = self._now()
        access, refresh = tokens.access_ends - now, tokens.refresh_ends - now
        levels = {
            f"{level}_{name}": value
            for level in ("r1", "r2", "w1", "w2")
            for name, value in _ends(tokens.access_ends, access).items()
        }
        renewal = _ends(tokens.refresh_ends, refresh)
        return {
            "access_token": tokens.access,
            "refresh_token": tokens.refresh,
            **_ends(tokens.access_ends, access),
            **{f"refresh_token_{name}": value for name, value in renewal.items()},
            "owner_id": tokens.shop_id,
            "owner_name": shops[tokens.shop_id].name,
            "scope": ["pdd.order.information.get"],
            **levels,
        }

    def _draw(self, kind: str, shop: Shop) -> str:
        self._issued += 1
        text = f"{self._seed}:{kind}:{shop.shop_id}:{self._issued}"
        return hashlib.sha256(text.encode()).hexdigest()[:40]


def _ends(at: datetime, left: timedelta) -> dict[str, int]:
    return {"expires_in": int(left.total_seconds()), "expires_at": int(at.timestamp())}


def methods(desk: TokenDesk) -> dict[str, Method]:
    """The two calls of a desk."""
    return {
        CREATE: Method(
            lambda book, call, params: desk.create(call, params, book.shops),
            "pop_auth_token_create_response",
        ),
        REFRESH: Method(
            lambda book, call, params: desk.refresh(call, params, book.shops),
            "pop_auth_token_refresh_response",
        ),
    }
