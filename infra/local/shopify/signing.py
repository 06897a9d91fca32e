"""How Shopify signs what it posts."""

import base64
import hashlib
import hmac


def push_sign(client_secret: str, body: bytes) -> str:
    """Base64 of the HMAC-SHA256 over the raw body."""
    return base64.b64encode(
        hmac.new(client_secret.encode(), body, hashlib.sha256).digest()
    ).decode()
