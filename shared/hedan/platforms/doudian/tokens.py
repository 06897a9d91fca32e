"""A store's token: read by many processes, renewed by one of them at a time."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from hedan.errors import (
    AccessEnded,
    Locked,
    Malformed,
    PlatformBusy,
    PlatformRejected,
    TryAgain,
)
from hedan.platforms.access import Token, TokenVault
from hedan.platforms.doudian.answers import REFRESHED_ELSEWHERE, Answer, failure_number
from hedan.platforms.outside import Clock

# Earlier the platform answers with the same tokens again.
RENEW_BEFORE = timedelta(hours=1)
REFRESH_TOKEN_LIVES = timedelta(days=14)
# expires_in is documented as an instant and answered as seconds left: this tells them apart.
INSTANT_FROM = 10**9
# How often and how far apart (seconds) to look for the token that another process is fetching.
LOOKS = 10
LOOK_EVERY = 0.3

Ask = Callable[[str, dict[str, object]], Answer]
"""Calls a token method (name, parameters) without a token."""

logger = logging.getLogger(__name__)


class Tokens:
    """Gives the access token of one store, and renews it under the vault's lock."""

    def __init__(self, ask: Ask, vault: TokenVault, shop_id: str, clock: Clock) -> None:
        self._ask = ask
        self._vault = vault
        self._shop_id = shop_id
        self._clock = clock
        self._known: Token | None = None

    def current(self) -> str:
        """Return an access token to call with.

        Raises AccessEnded when the platform gives none any more, PlatformBusy when it cannot now.
        """
        token = self._known
        if token is None or self._soon_over(token):
            token = self._vault.read()
        if token is None:
            token = self._renewed_or_awaited(None)
        elif self._soon_over(token):
            token = self._renewed_in_time(token)
        self._known = token
        return token.access_token

    def after_refusal(self, refused: str) -> str:
        """Return another access token than the one the platform just refused."""
        token = self._vault.read()
        if token is None or token.access_token == refused:
            token = self._renewed_or_awaited(refused)
        self._known = token
        return token.access_token

    def _soon_over(self, token: Token) -> bool:
        return token.expires_at - self._clock.now() < RENEW_BEFORE

    def _renewed_in_time(self, token: Token) -> Token:
        try:
            return self._renewed(token.access_token)
        except TryAgain as exc:
            if token.expires_at <= self._clock.now():
                if isinstance(exc, Locked):
                    return self._of_another(token.access_token)
                raise
            # It is good for minutes yet, and the next call tries again.
            logger.warning("token_renewal_delayed shop_id=%s reason=%s", self._shop_id, exc)
            return token

    def _renewed_or_awaited(self, old: str | None) -> Token:
        try:
            return self._renewed(old)
        except Locked:
            return self._of_another(old)

    def _renewed(self, old: str | None) -> Token:
        """Return a token other than the old one. Raises Locked while another process fetches it."""
        with self._vault.lock():
            newest = self._vault.read()
            if newest is not None and newest.access_token != old:
                return newest
            token = self._granted() if newest is None else self._refreshed(newest)
            self._vault.save(token)
            return token

    def _of_another(self, old: str | None) -> Token:
        for _ in range(LOOKS):
            self._clock.sleep(LOOK_EVERY)
            token = self._vault.read()
            if token is not None and token.access_token != old:
                return token
        raise PlatformBusy(f"shop {self._shop_id}: another process is still renewing the token")

    def _refreshed(self, old: Token) -> Token:
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
            return self._granted()
        return _token(answer.data, self._clock.now())

    def _granted(self) -> Token:
        try:
            answer = self._ask(
                "token.create",
                {"code": "", "grant_type": "authorization_self", "shop_id": self._shop_id},
            )
        except AccessEnded:
            raise
        except PlatformRejected as refused:
            # Whatever the reason: without a grant nobody but the seller can help.
            raise AccessEnded(
                refused.code, refused.sub_code, refused.message, refused.log_id
            ) from refused
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
