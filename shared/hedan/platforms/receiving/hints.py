"""Makes the hint of a callback: who is meant, and nothing that a message claims. Light."""

import hashlib
from typing import Literal, TypedDict, Unpack

from hedan.platforms.callbacks import Hint

type Kind = Literal["order", "after_sale", "ping", "other"]


class Known(TypedDict, total=False):
    """What a hint may say beside its kind and name: see callbacks.Hint."""

    tag: int | None
    shop_id: str | None
    order_id: str | None
    after_sale_id: str | None
    address_change_asked_at: int | None
    data: str | None  # Only of bodies that hold no receiver in clear text.
    problem: str | None


def hint(platform: str, kind: Kind, message_id: str, **known: Unpack[Known]) -> Hint:
    """Return a hint; what is not said is unknown."""
    return Hint(
        door="push",
        platform=platform,
        kind=kind,
        tag=known.get("tag"),
        message_id=message_id,
        shop_id=known.get("shop_id"),
        order_id=known.get("order_id"),
        after_sale_id=known.get("after_sale_id"),
        address_change_asked_at=known.get("address_change_asked_at"),
        data=known.get("data"),
        problem=known.get("problem"),
    )


def digest_id(prefix: str, *parts: bytes) -> str:
    """Name a message by what it says, where its sender gives it no lasting name."""
    digest = hashlib.sha256(b"\n".join(parts)).hexdigest()
    return f"{prefix}-{digest[:32]}"
