"""How Doudian gives a self-use application its tokens, and renews them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from hedan.errors import AccessEnded, Locked, Malformed, PlatformRejected
from hedan.platforms.access import Token
from hedan.platforms.calling.refusals import ended
from hedan.platforms.doudian.answers import REFRESHED_ELSEWHERE, Answer, failure_number
from hedan.platforms.outside import Clock

# Earlier the platform answers with the same tokens again.
RENEW_BEFORE = timedelta(hours=1)
REFRESH_TOKEN_LIVES = timedelta(days=14)
# expires_in is documented as an instant and answered as seconds left: this tells them apart.
INSTANT_FROM = 10**9

Ask = Callable[[str, dict[str, object]], Answer]
"""Calls a token method (name, parameters) without a token."""


class DoudianIssuer:
    """Gives and renews the tokens of one shop: calling.tokens.Issuer."""

    renew_before = RENEW_BEFORE

    def __init__(self, ask: Ask, shop_id: str, clock: Clock) -> None:
        self._ask = ask
        self._shop_id = shop_id
        self._clock = clock
        self.name = f"shop {shop_id}"

    def renew(self, old: Token) -> Token:
        """Return the next token; Locked when another process was faster."""
        try:
            answer = self._ask(
                "token.refresh",
                {"grant_type": "refresh_token", "refresh_token": old.refresh_token},
            )
        except AccessEnded:
            raise
        except PlatformRejected as refused:
            if failure_number(refused.sub_code) == REFRESHED_ELSEWHERE:
                raise Locked(f"shop {self._shop_id}: refreshed by another process") from refused
            # The refresh token is over too. A self-use application may ask anew at any time.
            return self.grant()
        return _token(answer.data, self._clock.now())

    def grant(self) -> Token:
        """Return a first token. Raises AccessEnded where only the seller can help."""
        try:
            answer = self._ask(
                "token.create",
                {"code": "", "grant_type": "authorization_self", "shop_id": self._shop_id},
            )
        except AccessEnded:
            raise
        except PlatformRejected as refused:
            # Whatever the reason: without a grant nobody but the seller can help.
            raise ended(refused) from refused
        return _token(answer.data, self._clock.now())


def _token(data: Any, now: datetime) -> Token:
    try:
        access, refresh, expires_in = (
            str(data["access_token"]),
            str(data["refresh_token"]),
            int(data["expires_in"]),
        )
    except (KeyError, TypeError, ValueError) as exc:
        # Never quoted: whatever is there may be the secret itself.
        raise Malformed("token answer: access_token, refresh_token or expires_in") from exc
    expires_at = (
        datetime.fromtimestamp(expires_in, UTC)
        if expires_in > INSTANT_FROM
        else now + timedelta(seconds=expires_in)
    )
    return Token(
        access_token=access,
        refresh_token=refresh,
        expires_at=expires_at,
        refresh_expires_at=now + REFRESH_TOKEN_LIVES,
    )
