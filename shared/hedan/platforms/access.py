"""What opens a store's door: the application's secret, the store's token, and where they lie."""

from contextlib import AbstractContextManager
from typing import Literal, Protocol

from pydantic import AwareDatetime

from hedan.domain.base import Frozen


class AppSecret(Frozen):
    """The application's key pair on one platform. sign_method is pinned: no other is accepted.

    webhook_secrets sign a mall's callbacks where that is not the application's secret: newest
    first, all accepted, so that a secret can be changed without losing a message.
    """

    app_key: str
    app_secret: str
    sign_method: Literal["md5", "hmac", "hmac-sha256"] = "hmac-sha256"
    webhook_secrets: tuple[str, ...] = ()


class Token(Frozen):
    """What the platform gave for one store."""

    access_token: str
    refresh_token: str
    expires_at: AwareDatetime
    refresh_expires_at: AwareDatetime | None = None


class TokenVault(Protocol):
    """Where one store's token lies, for all processes at once."""

    def read(self) -> Token | None:
        """Return the newest token, or None before the first."""
        ...

    def save(self, token: Token) -> None:
        """Keep a new token."""
        ...

    def lock(self) -> AbstractContextManager[None]:
        """Hold the store's only right to refresh. Raises Locked when somebody else has it."""
        ...
