"""Access tokens: who may act for which shop, until when. The rules of `/token/*`.

Far from expiry a refresh gives back the same tokens; in the last hour it gives new ones and the old
ones live one hour more; after expiry the old ones die at once.
"""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from infra.local.doudian.errors import (
    REFRESH_IN_PROGRESS,
    Refused,
    bad_parameter,
    business_failed,
)
from infra.local.doudian.model import Shop
from infra.local.doudian.params import Params

ACCESS_LIVES = timedelta(days=7)
REFRESH_LIVES = timedelta(days=14)
RENEWABLE_IN_THE_LAST = timedelta(hours=1)
OLD_TOKENS_LIVE = timedelta(hours=1)


@dataclass(frozen=True)
class Tokens:
    """One pair of tokens of one app for one shop."""

    app_key: str
    shop_id: str
    access: str
    access_ends: datetime
    refresh: str
    refresh_ends: datetime


class TokenDesk:
    """Issues, renews and checks tokens. Has its own lock: a refresh takes a while."""

    def __init__(
        self,
        *,
        seed: int,
        now: Callable[[], datetime],
        shop: Callable[[str], Shop | None],
        refresh_takes_seconds: float,
    ) -> None:
        self.refresh_takes_seconds = refresh_takes_seconds
        self._seed = seed
        self._now = now
        self._shop = shop
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._current: dict[tuple[str, str], Tokens] = {}
        self._old: list[Tokens] = []
        self._refreshing: set[tuple[str, str]] = set()
        self._issued = 0

    def stop(self) -> None:
        """Let no refresh wait any longer."""
        self._stopped.set()

    def create(self, app_key: str, params: Params) -> dict[str, Any]:
        """`token.create` of a self-use app, which names its own shop."""
        if params.text("grant_type") != "authorization_self":
            raise bad_parameter("only self-use apps are simulated: authorization_self")
        shop = self._authorised(app_key, params.text("shop_id"))
        with self._lock:
            key = (app_key, shop.shop_id)
            current = self._current.get(key)
            if current is None or self._renewable(current):
                current = self._issue(key)
            return self._answer(current, shop)

    def refresh(self, app_key: str, params: Params) -> dict[str, Any]:
        """`token.refresh`; of two at once for one shop the second is refused."""
        if params.text("grant_type") != "refresh_token":
            raise bad_parameter("grant_type must be refresh_token")
        presented = params.text("refresh_token")
        with self._lock:
            tokens = self._by_refresh(app_key, presented)
            key = (app_key, tokens.shop_id)
            if key in self._refreshing:
                raise business_failed(REFRESH_IN_PROGRESS, "token 正在刷新,请稍后重试")
            self._refreshing.add(key)
        try:
            # The time that a refresh takes on the platform; another call may come meanwhile.
            self._stopped.wait(self.refresh_takes_seconds)
            return self._renewed(key)
        finally:
            with self._lock:
                self._refreshing.discard(key)

    def shop_of(self, app_key: str, access_token: str) -> Shop:
        """The shop that a token opens. Raises Refused with the reason if it opens none."""
        with self._lock:
            known = [*self._current.values(), *self._old]
            tokens = next((pair for pair in known if pair.access == access_token), None)
            if tokens is None:
                raise Refused(40003, "isv.access-token-no-existed", "access_token 不存在")
            if tokens.app_key != app_key:
                raise Refused(40003, "isv.access-token-invalid", "access_token 不属于该应用")
            if tokens.access_ends <= self._now():
                raise Refused(40003, "isv.access-token-expired", "access_token 已过期")
        return self._authorised(app_key, tokens.shop_id)

    def expire(self, shop_id: str, *, access_left: timedelta, refresh_left: timedelta) -> None:
        """Move the end of a shop's current tokens to so long from now."""
        with self._lock:
            for key, tokens in self._current.items():
                if tokens.shop_id == shop_id:
                    self._current[key] = replace(
                        tokens,
                        access_ends=self._now() + access_left,
                        refresh_ends=self._now() + refresh_left,
                    )

    def current(self, app_key: str, shop_id: str) -> Tokens | None:
        """The tokens in force, if any were issued."""
        with self._lock:
            return self._current.get((app_key, shop_id))

    def is_refreshing(self, app_key: str, shop_id: str) -> bool:
        """Whether a refresh is under way at this moment."""
        with self._lock:
            return (app_key, shop_id) in self._refreshing

    def _authorised(self, app_key: str, shop_id: str) -> Shop:
        shop = self._shop(shop_id)
        if shop is None or shop.app_key != app_key:
            raise Refused(30001, "dop.authorization-no-existed", "店铺未授权")
        if not shop.authorised:
            raise Refused(30001, "dop.authorization-closed", "店铺已取消授权")
        return shop

    def _by_refresh(self, app_key: str, presented: str) -> Tokens:
        known = [*self._current.values(), *self._old]
        tokens = next((pair for pair in known if pair.refresh == presented), None)
        if tokens is None or tokens.app_key != app_key or tokens.refresh_ends <= self._now():
            raise Refused(50001, "dop.token-generate-failed:refresh-token", "refresh_token 无效")
        return tokens

    def _renewed(self, key: tuple[str, str]) -> dict[str, Any]:
        shop = self._authorised(*key)
        with self._lock:
            current = self._current[key]
            if self._renewable(current):
                current = self._issue(key)
            return self._answer(current, shop)

    def _renewable(self, tokens: Tokens) -> bool:
        return tokens.access_ends - self._now() <= RENEWABLE_IN_THE_LAST

    def _issue(self, key: tuple[str, str]) -> Tokens:
        now = self._now()
        old = self._current.get(key)
        if old and old.access_ends > now:
            self._old.append(
                replace(old, access_ends=now + OLD_TOKENS_LIVE, refresh_ends=now + OLD_TOKENS_LIVE)
            )
        self._issued += 1
        self._current[key] = Tokens(
            app_key=key[0],
            shop_id=key[1],
            access=self._secret("access", *key),
            access_ends=now + ACCESS_LIVES,
            refresh=self._secret("refresh", *key),
            refresh_ends=now + REFRESH_LIVES,
        )
        return self._current[key]

    def _secret(self, *parts: str) -> str:
        text = ":".join((str(self._seed), str(self._issued), *parts))
        digest = hashlib.sha256(text.encode()).hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"

    def _answer(self, tokens: Tokens, shop: Shop) -> dict[str, Any]:
        return {
            "access_token": tokens.access,
            "expires_in": int((tokens.access_ends - self._now()).total_seconds()),
            "refresh_token": tokens.refresh,
            "scope": "SCOPE",
            "shop_id": int(shop.shop_id),
            "shop_name": shop.name,
            "authority_id": shop.shop_id,
            "auth_subject_type": "Shop",
        }
