"""How a mall signs its events: Standard Webhooks 1.0.0, scheme v1."""

import base64
import hashlib
import hmac
from collections.abc import Sequence


def event_signature(secrets: Sequence[str], event_id: str, timestamp: int, body: bytes) -> str:
    """The header's value: one entry for each secret (`whsec_` and base64), parted by blanks."""
    content = f"{event_id}.{timestamp}.".encode() + body
    return " ".join("v1," + _entry(secret, content) for secret in secrets)


def _entry(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
