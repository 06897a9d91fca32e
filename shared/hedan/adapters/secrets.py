"""Secrets Manager: the application's keys, the stores' tokens, the key that signs links.

Names: <prefix>/stores/<store>/app, <prefix>/stores/<store>/token, <prefix>/links,
<prefix>/robots/<robot>.
"""

import json
from contextlib import AbstractContextManager
from time import monotonic
from typing import TYPE_CHECKING, Any

from hedan.adapters.robot_calls import RobotSecret
from hedan.adapters.settings_table import SettingsTable
from hedan.errors import SettingsInvalid
from hedan.platforms.access import AppSecret, Token

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

# Long enough to cost nothing, short enough that a rotated secret is seen soon.
SECRET_FRESH_SECONDS = 300.0


class Secrets:
    """Secrets by name, cached for a while."""

    def __init__(self, client: "SecretsManagerClient", prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._cached: dict[str, tuple[float, dict[str, Any]]] = {}

    def app(self, store: str) -> AppSecret:
        """Return the key pair of the application that serves a store."""
        known = self._read(f"stores/{store}/app")
        fields = {name: known[name] for name in AppSecret.model_fields if name in known}
        return AppSecret.model_validate(fields)

    def shops(self, store: str) -> dict[str, str]:
        """Return which of our stores each of the platform's shop numbers is."""
        shops: dict[str, str] = self._read(f"stores/{store}/app").get("shops", {})
        return shops

    def link_keys(self) -> tuple[bytes, ...]:
        """Return the keys that sign links: the first signs, all of them are accepted."""
        known = self._read("links")
        return tuple(key.encode() for key in (known["key"], *known.get("previous", [])))

    def robot(self, robot: str) -> RobotSecret:
        """Return the address and the key of a chat's robot."""
        return RobotSecret.model_validate(self._read(f"robots/{robot}"))

    def token(self, store: str) -> Token | None:
        """Return a store's token, always the newest; None before the first."""
        text = self._fetch(f"stores/{store}/token")
        return Token.model_validate(text) if text.get("access_token") else None

    def save_token(self, store: str, token: Token) -> None:
        """Keep a store's new token."""
        self._client.put_secret_value(
            SecretId=f"{self._prefix}/stores/{store}/token", SecretString=token.model_dump_json()
        )

    def _read(self, name: str) -> dict[str, Any]:
        cached = self._cached.get(name)
        if cached and monotonic() - cached[0] < SECRET_FRESH_SECONDS:
            return cached[1]
        value = self._fetch(name)
        self._cached[name] = (monotonic(), value)
        return value

    def _fetch(self, name: str) -> dict[str, Any]:
        try:
            found = self._client.get_secret_value(SecretId=f"{self._prefix}/{name}")
        except self._client.exceptions.ResourceNotFoundException as missing:
            raise SettingsInvalid(f"secret {name} is missing: make connect keeps it") from missing
        value: dict[str, Any] = json.loads(found["SecretString"])
        return value


class StoreVault:
    """The TokenVault port for one store: the token in Secrets Manager, the lock in the table."""

    def __init__(self, secrets: Secrets, table: SettingsTable, store: str, holder: str) -> None:
        self._secrets = secrets
        self._table = table
        self._store = store
        self._holder = holder

    def read(self) -> Token | None:
        """Return the newest token, or None before the first."""
        return self._secrets.token(self._store)

    def save(self, token: Token) -> None:
        """Keep a new token."""
        self._secrets.save_token(self._store, token)

    def lock(self) -> AbstractContextManager[None]:
        """Hold the store's only right to refresh. Raises Locked when somebody else has it."""
        return self._table.refresh_lock(self._store, self._holder)
