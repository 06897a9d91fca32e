"""How Taobao gives a store's token: from the code that a seller brought, and renewed or not."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Protocol

from hedan.errors import AccessEnded, Malformed, PlatformRejected
from hedan.platforms.access import Token
from hedan.platforms.calling.refusals import ended
from hedan.platforms.outside import Clock
from hedan.platforms.taobao.answers import Answer

RENEW_BEFORE = timedelta(hours=1)
AUTHORISE_AT = "https://oauth.taobao.com/authorize"
# expires_in counts seconds; some answers name the instant in milliseconds as expire_time instead.
MILLISECONDS = 1000

type Ask = Callable[[str, Mapping[str, str]], Answer]
"""Calls a token method (name, parameters) without a token."""


class AppCaller(Protocol):
    """Whatever can call for the application: client.TaobaoApi."""

    def call_for_app(self, method: str, params: Mapping[str, str]) -> Answer:
        """Call a method that needs no token."""


class TaobaoIssuer:
    """calling.tokens.Issuer for one store."""

    def __init__(
        self, ask: Ask, shop_id: str, app_kind: Literal["merchant", "service"], clock: Clock
    ) -> None:
        self._ask = ask
        self._shop_id = shop_id
        self._renews = app_kind == "service"
        self._clock = clock

    @property
    def name(self) -> str:
        """The seller's number, for logs."""
        return f"taobao {self._shop_id}"

    @property
    def renew_before(self) -> timedelta:
        """A token that nobody can renew is used to its last second."""
        return RENEW_BEFORE if self._renews else timedelta(0)

    def grant(self) -> Token:
        """Only the seller's log-in gives a first token. Raises AccessEnded, which says how."""
        raise self._ended("no-authorisation", "no token yet")

    def renew(self, old: Token) -> Token:
        """Return the next token. Raises AccessEnded where the seller must authorise anew."""
        if not self._renews:
            raise self._ended(
                "token-ended", "the token has ended, and this kind of application renews none"
            )
        if not old.refresh_token:
            raise self._ended("no-refresh-token", "the token came without a refresh token")
        try:
            answer = self._ask(
                "taobao.top.auth.token.refresh", {"refresh_token": old.refresh_token}
            )
        except AccessEnded:
            raise
        except PlatformRejected as refused:
            raise ended(refused, f"{refused.message}; {self._what_to_do()}") from refused
        return _token(answer, self._clock.now())

    def _ended(self, sub_code: str, why: str) -> AccessEnded:
        return AccessEnded("hedan", sub_code, f"{why}; {self._what_to_do()}")

    def _what_to_do(self) -> str:
        return (
            f"seller {self._shop_id} must log in at {AUTHORISE_AT} and allow the application, "
            "then connect the store again with the code that comes back"
        )


def first_token(api: AppCaller, code: str, now: datetime) -> Token:
    """Return the token for the code that the seller's log-in gave; a code works once.

    Raises PlatformRejected for a code that is spent or not of this application.
    """
    return _token(api.call_for_app("taobao.top.auth.token.create", {"code": code}), now)


def _token(answer: Answer, now: datetime) -> Token:
    # Never quoted: whatever is there may be the secret itself.
    try:
        told: Any = json.loads(answer.data["token_result"])
        access = str(told["access_token"])
        refresh = str(told.get("refresh_token") or "")
        expires_at = _end(told, "expires_in", "expire_time", now)
        refresh_expires_at = _end(told, "re_expires_in", "refresh_token_valid_time", now)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        raise Malformed("token answer: token_result") from None
    if not access or expires_at is None:
        raise Malformed("token answer: access_token or expires_in")
    return Token(
        access_token=access,
        refresh_token=refresh,
        expires_at=expires_at,
        refresh_expires_at=refresh_expires_at,
    )


def _end(told: Any, seconds_name: str, instant_name: str, now: datetime) -> datetime | None:
    if told.get(seconds_name) is not None:
        return now + timedelta(seconds=int(told[seconds_name]))
    if told.get(instant_name) is not None:
        return datetime.fromtimestamp(int(told[instant_name]) / MILLISECONDS, UTC)
    return None
