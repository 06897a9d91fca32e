"""What the callback doors of the mall family share: reading a body, making hints. Light."""

import hashlib
import hmac
import json
import re
from typing import Any, Literal

from hedan.errors import Malformed
from hedan.platforms.callbacks import Hint, Outcome, Reply

type Kind = Literal["order", "after_sale", "ping", "other"]

# What a queue takes as the name of a group; no '#', which parts table keys.
_ID = re.compile(r"[!\"$-~]{1,128}")

# 404 for a store that is gone, not 410: a sender would switch the address off for good.
_STATUS: dict[Outcome, int] = {
    "accepted": 200,
    "refused": 401,
    "malformed": 400,
    "unknown_store": 404,
    "busy": 503,
}


def reply(outcome: Outcome, reason: str) -> Reply:
    """Return an answer whose status says it all: these senders read nothing else."""
    return Reply(_STATUS[outcome], "{}" if outcome == "accepted" else json.dumps({"error": reason}))


def same(given: str, expected: str) -> bool:
    """Compare in constant time; as bytes, since a header may hold any character."""
    return hmac.compare_digest(
        given.encode(errors="surrogatepass"), expected.encode(errors="surrogatepass")
    )


def read_body(body: bytes) -> Any:
    """Parse a body as JSON. Raises Malformed for anything else, nesting without end included."""
    try:
        return json.loads(body.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        # Without the cause, which quotes the body.
        raise Malformed("body: not JSON in UTF-8") from None


def read_id(value: object, place: str) -> str | None:
    """Return an id as text, None where it is absent or 0. Raises Malformed with the place."""
    if value is None or value in ("", "0") or (value == 0 and isinstance(value, int)):
        return None
    # bool is an int to Python; a float has already lost the last digits of an id.
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _ID.fullmatch(text):
        raise Malformed(f"{place}: not an id")
    return text


def needed_id(value: object, place: str) -> str:
    """Return an id as text. Raises Malformed with the place, also when there is none."""
    found = read_id(value, place)
    if found is None:
        raise Malformed(f"{place}: missing")
    return found


def hint(
    platform: str,
    kind: Kind,
    message_id: str,
    *,
    shop_id: str | None = None,
    order_id: str | None = None,
    after_sale_id: str | None = None,
    address_change_asked_at: int | None = None,
    problem: str | None = None,
) -> Hint:
    """Return a hint. It keeps ids only: these bodies hold the receiver in clear text."""
    return Hint(
        door="push",
        platform=platform,
        kind=kind,
        tag=None,
        message_id=message_id,
        shop_id=shop_id,
        order_id=order_id,
        after_sale_id=after_sale_id,
        address_change_asked_at=address_change_asked_at,
        data=None,
        problem=problem,
    )


def digest_id(prefix: str, *parts: bytes) -> str:
    """Name a message by what it says, where its sender gives it no lasting name."""
    digest = hashlib.sha256(b"\n".join(parts)).hexdigest()
    return f"{prefix}-{digest[:32]}"


def _refuse(constant: str) -> None:
    raise ValueError(f"not JSON: {constant}")
