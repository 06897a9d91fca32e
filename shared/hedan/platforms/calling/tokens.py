"""A store's token: read by many processes, renewed by one of them at a time."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from hedan.errors import Locked, PlatformBusy, TryAgain
from hedan.platforms.access import Token, TokenVault
from hedan.platforms.calling.refusals import TokenRefused, ended
from hedan.platforms.outside import Clock

# How often and how far apart (seconds) to look for the token that another process is fetching.
LOOKS = 10
LOOK_EVERY = 0.3

logger = logging.getLogger(__name__)


class Issuer(Protocol):
    """How one platform gives tokens for one store."""

    @property
    def name(self) -> str:
        """Names the store in logs and errors."""

    @property
    def renew_before(self) -> timedelta:
        """How long before its end a token is renewed; earlier may be useless."""

    def grant(self) -> Token:
        """Return a first token. Raises AccessEnded where only the seller can help."""

    def renew(self, old: Token) -> Token:
        """Return the next token. Raises AccessEnded; Locked when renewed elsewhere right now."""


class Tokens:
    """Gives the access token of one store, and renews it under the vault's lock."""

    def __init__(self, issuer: Issuer, vault: TokenVault, clock: Clock) -> None:
        self._issuer = issuer
        self._vault = vault
        self._clock = clock
        self._known: Token | None = None

    def used_by[T](self, call: Callable[[str], T]) -> T:
        """Return what a call with the access token answers; a refused token is renewed once.

        Raises what the call raises, and AccessEnded when the platform refuses also the new one:
        then the authorisation itself is over.
        """
        token = self.current()
        try:
            return call(token)
        except TokenRefused:
            token = self.after_refusal(token)
        try:
            return call(token)
        except TokenRefused as refused:
            raise ended(refused) from refused

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
        return token.expires_at - self._clock.now() < self._issuer.renew_before

    def _renewed_in_time(self, token: Token) -> Token:
        try:
            return self._renewed(token.access_token)
        except TryAgain as exc:
            if token.expires_at <= self._clock.now():
                if isinstance(exc, Locked):
                    return self._of_another(token.access_token)
                raise
            # It is good for minutes yet, and the next call tries again.
            logger.warning("token_renewal_delayed %s reason=%s", self._issuer.name, exc)
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
            token = self._issuer.grant() if newest is None else self._issuer.renew(newest)
            self._vault.save(token)
            return token

    def _of_another(self, old: str | None) -> Token:
        for _ in range(LOOKS):
            self._clock.sleep(LOOK_EVERY)
            token = self._vault.read()
            if token is not None and token.access_token != old:
                return token
        raise PlatformBusy(f"{self._issuer.name}: another process is still renewing the token")
