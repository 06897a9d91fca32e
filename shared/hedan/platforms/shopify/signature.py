"""Shopify signatures of webhooks: the application's client secret over the raw body. Light.

Our calls carry no signature: the store's access token goes in a header.
"""

from collections.abc import Iterable

from hedan.platforms.receiving import body_signature

HEADER = "x-shopify-hmac-sha256"

sign = body_signature.sign


def verify(secrets: Iterable[str], body: bytes, given: str | None) -> None:
    """Check a webhook over its raw bytes. Raises BadSignature.

    After a change of the secret the old one signs for up to an hour: keep both for that long.
    """
    body_signature.verify(secrets, body, given, HEADER)
