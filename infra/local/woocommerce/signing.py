"""How WooCommerce signs what it posts, and how it knows who calls."""

import base64
import binascii
import hashlib
import hmac
import html


def push_sign(secret: str, body: bytes) -> str:
    """Base64 of the HMAC-SHA256 over the raw body; the secret's HTML entities are decoded first."""
    digest = hmac.new(html.unescape(secret).encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def basic_pair(header: str) -> tuple[str, str]:
    """Key and secret of an Authorization header; two empty texts if it is none."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        key, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return key, secret
