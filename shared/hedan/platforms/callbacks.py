"""What a platform's callback door is made of. Light: no pydantic, no boto3, no Powertools.

Every platform that pushes has a module `callback` with the functions of CallbackDoor; only the
one that a request names is imported.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Literal, NamedTuple, Protocol, TypedDict, cast

type App = Mapping[str, Any]
"""The application's secret as `make connect` keeps it: app_key, app_secret, sign_method, …"""
type Outcome = Literal["accepted", "refused", "malformed", "unknown_store", "busy"]

# Platforms that call us. The name is part of the address: /callbacks/{platform}/{store}.
WITH_CALLBACKS = frozenset({"doudian", "aliexpress", "mall", "woocommerce", "shopify"})
# A hint is no archive: a body of ten thousand elements still fits a queue's batches.
DATA_BYTES_MAX = 8 * 1024


class Callback(NamedTuple):
    """One HTTP request, as it was signed. headers: names in lower case; now: Unix seconds."""

    body: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str]
    now: float


class Hint(TypedDict):
    """One message, ready for the queue: domain.intake.Hint without the store and the time."""

    door: Literal["push"]
    platform: str
    kind: Literal["order", "after_sale", "ping", "other"]  # Pings are answered and not queued.
    tag: int | None
    message_id: str
    shop_id: str | None  # Whose it is, where one application serves several shops.
    order_id: str | None
    after_sale_id: str | None
    address_change_asked_at: int | None  # Unix seconds.
    data: str | None  # JSON text in ASCII without a receiver's clear data, DATA_BYTES_MAX at most.
    problem: str | None  # Why nobody can follow it: it is kept, counted, and holds up no other.


class Reply(NamedTuple):
    """What the platform is answered."""

    status: int
    body: str
    content_type: str = "application/json"


class CallbackDoor(Protocol):
    """A platform's side of its callbacks; a module with these functions is one."""

    def verify(self, app: App, callback: Callback) -> None:
        """Check the raw bytes before anything reads them. Raises BadSignature."""

    def hints(self, callback: Callback) -> Sequence[Hint]:
        """Return one hint per message. Raises Malformed for a body that cannot be read at all."""

    def reply(self, outcome: Outcome, reason: str) -> Reply:
        """Return what this platform expects; only "accepted" may look like a success to it."""


def door_of(platform: str) -> CallbackDoor:
    """Return a platform's door. Raises KeyError for a platform that has none."""
    if platform not in WITH_CALLBACKS:
        raise KeyError(platform)
    return cast(CallbackDoor, import_module(f"hedan.platforms.{platform}.callback"))
