"""How AliExpress gives tokens: the seller consents once, after that each pair buys the next."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hedan.errors import AccessEnded, Malformed, PlatformRejected
from hedan.platforms.access import Token
from hedan.platforms.aliexpress.answers import Answer
from hedan.platforms.calling.refusals import ended
from hedan.platforms.outside import Clock
from hedan.settings import StoreSettings

CREATE = "/auth/token/create"
REFRESH = "/auth/token/refresh"
# A test application's token lives a day, an online one's thirty: this is early for neither.
RENEW_BEFORE = timedelta(hours=6)
MILLISECONDS = 1000

type Ask = Callable[[str, Mapping[str, str]], Answer]
"""Calls a system method (path, parameters) without a token."""


class AliexpressIssuer:
    """calling.tokens.Issuer for one store."""

    def __init__(self, ask: Ask, store: StoreSettings, clock: Clock) -> None:
        self._ask = ask
        self._store = store
        self._clock = clock

    @property
    def name(self) -> str:
        """Names the store in logs and errors."""
        return f"aliexpress store {self._store.id}"

    @property
    def renew_before(self) -> timedelta:
        """How long before its end a token is renewed."""
        return RENEW_BEFORE

    def grant(self) -> Token:
        """Raise AccessEnded: without a consent on the platform's page there is no first token."""
        raise AccessEnded(
            "hedan", "never-authorised", f"{self.name}: the seller must authorise the application"
        )

    def renew(self, old: Token) -> Token:
        """Return the next pair. Raises AccessEnded when only the seller can help."""
        try:
            answer = self._ask(REFRESH, {"refresh_token": old.refresh_token})
        except AccessEnded:
            raise
        except PlatformRejected as refused:
            raise ended(
                refused,
                f"{self.name}: the seller must authorise the application again ({refused.message})",
            ) from refused
        return token_of(answer.data, self._clock.now())


def token_of(data: Mapping[str, Any], now: datetime) -> Token:
    """Read a token answer. Raises Malformed, which never quotes it: it may be the secret itself."""
    try:
        return Token(
            access_token=_secret(data, "access_token"),
            refresh_token=_secret(data, "refresh_token"),
            expires_at=_end(data, "expire_time", "expires_in", now),
            refresh_expires_at=_end_if_told(
                data, "refresh_token_valid_time", "refresh_expires_in", now
            ),
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Malformed("token answer: a token or its end is missing") from None


def _secret(data: Mapping[str, Any], field: str) -> str:
    value = data[field]
    if not isinstance(value, str) or not value:
        raise ValueError(field)
    return value


def _end_if_told(
    data: Mapping[str, Any], instant: str, seconds: str, now: datetime
) -> datetime | None:
    return _end(data, instant, seconds, now) if data.get(instant) or data.get(seconds) else None


def _end(data: Mapping[str, Any], instant: str, seconds: str, now: datetime) -> datetime:
    """Return when it ends: by the platform's clock in milliseconds, or so many seconds from now."""
    if data.get(instant):
        return datetime.fromtimestamp(int(data[instant]) / MILLISECONDS, UTC)
    return now + timedelta(seconds=int(data[seconds]))
