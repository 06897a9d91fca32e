"""How Pinduoduo gives tokens: the seller once, in the browser; after that we renew them."""

from collections.abc import Callable
from datetime import timedelta
from typing import NoReturn

from hedan.errors import AccessEnded, Malformed, PlatformRejected
from hedan.platforms.access import Token
from hedan.platforms.calling.theirs import PlatformId, Theirs
from hedan.platforms.outside import Clock
from hedan.platforms.pinduoduo.answers import Answer

# Lifetimes are nowhere written, so this is ours: no call of ours lasts nearly as long.
RENEW_BEFORE = timedelta(hours=1)

Ask = Callable[[str, dict[str, object]], Answer]
"""Calls a token method (name, parameters) without a token."""


class TokenData(Theirs):
    """The platform's answer. Seconds; r1 to w2 are the rights to read and write, by level."""

    access_token: str
    refresh_token: str
    expires_in: int
    refresh_token_expires_in: int = 0
    r1_expires_in: int = 0
    r2_expires_in: int = 0
    w1_expires_in: int = 0
    w2_expires_in: int = 0
    owner_id: PlatformId = ""

    @property
    def good_for(self) -> timedelta:
        """How long every right lasts; a right may end before the token does."""
        rights = (self.r1_expires_in, self.r2_expires_in, self.w1_expires_in, self.w2_expires_in)
        ahead = (left for left in rights if left > 0)
        return timedelta(seconds=min((self.expires_in, *ahead)))


class Authorisation:
    """platforms.calling.tokens.Issuer for one store."""

    renew_before = RENEW_BEFORE

    def __init__(self, ask: Ask, shop_id: str, clock: Clock) -> None:
        self._ask = ask
        self._shop_id = shop_id
        self._clock = clock

    @property
    def name(self) -> str:
        """Name the store in logs and errors."""
        return f"pinduoduo shop {self._shop_id}"

    def grant(self) -> Token:
        """Raise AccessEnded: nobody but the seller can give a first token."""
        self._seller_must("not-authorised", "no token yet")

    def first(self, code: str) -> Token:
        """Return the token for a code: what the browser brings back, good once for ten minutes.

        Raises AccessEnded when the platform takes it no more, or gives another shop's token.
        """
        return self._asked("pdd.pop.auth.token.create", {"code": code}, "refused the code")

    def renew(self, old: Token) -> Token:
        """Return the next token. Raises AccessEnded when the seller must authorise again."""
        if not old.refresh_token:
            self._seller_must("not-renewable", "the token cannot be renewed")
        asked: dict[str, object] = {"refresh_token": old.refresh_token}
        return self._asked("pdd.pop.auth.token.refresh", asked, "refused to renew the token")

    def _asked(self, method: str, params: dict[str, object], refusal: str) -> Token:
        try:
            answer = self._ask(method, params)
        except AccessEnded:
            raise
        except PlatformRejected as refused:
            # Whatever the reason: the same code or refresh token would be refused again.
            self._seller_must(refused.code, f"{refusal}: {refused.message}")
        now = self._clock.now()
        told = TokenData.read(answer.data, method)
        if told.owner_id and told.owner_id != self._shop_id:
            self._seller_must("other-shop", f"the token is that of shop {told.owner_id}")
        if told.expires_in <= 0:
            raise Malformed(f"{method}: expires_in: not in the future")
        refresh_left = told.refresh_token_expires_in
        return Token(
            access_token=told.access_token,
            refresh_token=told.refresh_token,
            # Should a right not come back by renewing, we would else renew before every call.
            expires_at=now + max(told.good_for, 2 * RENEW_BEFORE),
            refresh_expires_at=now + timedelta(seconds=refresh_left) if refresh_left > 0 else None,
        )

    def _seller_must(self, sub_code: str, why: str) -> NoReturn:
        raise AccessEnded(
            "hedan",
            sub_code,
            f"{self.name}: {why}. The shop's main account must authorise the application in the "
            "browser (服务市场授权), and the store be connected anew",
        )
