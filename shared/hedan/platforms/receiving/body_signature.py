"""base64(HMAC-SHA256(secret, raw body)): how WooCommerce and Shopify sign. Light.

Neither signs a time or an id: such a message may be played again for ever, so it is only a hint.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable

from hedan.errors import BadSignature
from hedan.platforms.receiving.comparing import same


def sign(secret: str, body: bytes) -> str:
    """Return what the header must hold for this body."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def verify(secrets: Iterable[str], body: bytes, given: str | None, header: str) -> None:
    """Check a message over its raw bytes; any of the secrets will do. Raises BadSignature."""
    if not given:
        raise BadSignature(f"{header} is missing")
    # An empty secret would let anybody sign.
    if not any(same(given, sign(secret, body)) for secret in secrets if secret):
        raise BadSignature(f"{header} does not fit the body")
