"""Access tokens: consent code to pair, pair to the next pair, and until when each of them lives."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from infra.local.aliexpress.errors import Refused, invalid
from infra.local.aliexpress.model import App, Shop, Stage

CODE_LIVES = timedelta(minutes=30)
LIVES = {
    Stage.TEST: (timedelta(days=1), timedelta(days=2)),
    Stage.ONLINE: (timedelta(days=30), timedelta(days=60)),
    Stage.CHINA: (timedelta(days=365), timedelta(days=730)),
}


@dataclass(frozen=True)
class Tokens:
    """One pair of tokens of one application for one shop."""

    app_key: str
    shop_id: str
    access: str
    access_ends: datetime
    refresh: str
    refresh_ends: datetime


class TokenDesk:
    """Issues, renews and checks tokens. The caller holds the platform's lock.

    No source says what becomes of the old pair at a refresh. Here its access token ends at once,
    and its refresh token goes on to work until its own end: a lost answer can be asked for again.
    """

    def __init__(self, seed: int, now: Callable[[], datetime]) -> None:
        self._seed, self._now = seed, now
        self._issued = 0
        self._codes: dict[str, tuple[str, str, datetime]] = {}
        self._current: dict[str, Tokens] = {}
        self._refreshes: dict[str, Tokens] = {}

    def consent(self, app: App, shop: Shop) -> str:
        """The seller agrees on the consent page; the code that the application is handed."""
        code = "3_" + self._secret("code", shop.shop_id)
        self._codes[code] = (app.app_key, shop.shop_id, self._now() + CODE_LIVES)
        return code

    def create(self, app: App, code: str) -> Tokens:
        """`/auth/token/create`. Raises Refused for a code of others, of before, or used."""
        app_key, shop_id, ends = self._codes.get(code, ("", "", self._now()))
        if app_key != app.app_key or ends <= self._now():
            raise invalid("code is invalid or expired")
        del self._codes[code]
        return self.issue(app, shop_id)

    def refresh(self, app: App, presented: str, authorised: Callable[[str], bool]) -> Tokens:
        """`/auth/token/refresh`. Raises Refused when only the seller's new consent helps."""
        tokens = self._refreshes.get(presented)
        if (
            tokens is None
            or tokens.app_key != app.app_key
            or tokens.refresh_ends <= self._now()
            or not authorised(tokens.shop_id)
        ):
            raise Refused("IllegalRefreshToken", "refresh_token is invalid or expired")
        return self.issue(app, tokens.shop_id)

    def issue(self, app: App, shop_id: str) -> Tokens:
        """A new pair for a shop; the access token before it ends."""
        access_lives, refresh_lives = LIVES[app.stage]
        now = self._now()
        tokens = Tokens(
            app_key=app.app_key,
            shop_id=shop_id,
            access=self._secret("access", shop_id),
            access_ends=now + access_lives,
            refresh=self._secret("refresh", shop_id),
            refresh_ends=now + refresh_lives,
        )
        self._current[shop_id] = self._refreshes[tokens.refresh] = tokens
        return tokens

    def shop_of(self, app: App, access: str) -> str:
        """Whose shop a token opens. Raises Refused if it opens none."""
        for tokens in self._current.values():
            if tokens.access == access and tokens.app_key == app.app_key:
                if tokens.access_ends <= self._now():
                    break
                return tokens.shop_id
        raise illegal_token()

    def current(self, shop_id: str) -> Tokens:
        """The pair in force. Raises KeyError for a shop that never consented."""
        return self._current[shop_id]

    def end_access(self, access: str) -> None:
        """Let one access token end now."""
        for shop_id, tokens in self._current.items():
            if tokens.access == access:
                self._current[shop_id] = replace(tokens, access_ends=self._now())

    def expire(self, shop_id: str, *, refresh_too: bool) -> None:
        """Let a shop's pair end now."""
        old = self._current[shop_id]
        self._current[shop_id] = replace(old, access_ends=self._now())
        if refresh_too:
            self._refreshes[old.refresh] = replace(old, refresh_ends=self._now())

    def answer(self, tokens: Tokens, shop: Shop) -> dict[str, Any]:
        """What create and refresh answer."""
        now = self._now()
        return {
            "access_token": tokens.access,
            "refresh_token": tokens.refresh,
            "expires_in": int((tokens.access_ends - now).total_seconds()),
            "refresh_expires_in": int((tokens.refresh_ends - now).total_seconds()),
            "expire_time": _millis(tokens.access_ends),
            "refresh_token_valid_time": _millis(tokens.refresh_ends),
            "account": shop.name,
            "account_id": shop.shop_id,
            "account_platform": "seller_center",
            "seller_id": shop.shop_id,
            "user_id": shop.shop_id,
            "user_nick": shop.name,
            "havana_id": shop.shop_id,
            "sp": "ae",
            "locale": "zh_CN",
            "code": "0",
        }

    def _secret(self, kind: str, shop_id: str) -> str:
        self._issued += 1
        text = f"{self._seed}:{kind}:{shop_id}:{self._issued}"
        return hashlib.sha256(text.encode()).hexdigest()


def illegal_token() -> Refused:
    """The answer to a token that opens nothing (any more)."""
    return Refused("IllegalAccessToken", "The specified access token is invalid or expired")


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
