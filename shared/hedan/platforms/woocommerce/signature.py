"""WooCommerce signatures of webhooks: the shop's secret, as the shop itself reads it. Light.

Our calls carry no signature: key and secret go as HTTP Basic authentication over HTTPS.
"""

from collections.abc import Iterable, Iterator
from html import unescape

from hedan.platforms.receiving import body_signature

HEADER = "x-wc-webhook-signature"

sign = body_signature.sign


def verify(secrets: Iterable[str], body: bytes, given: str | None) -> None:
    """Check a webhook over its raw bytes. Raises BadSignature."""
    body_signature.verify(_as_used(secrets), body, given, HEADER)


def _as_used(secrets: Iterable[str]) -> Iterator[str]:
    """Yield each secret as typed, and as the shop decodes it: it undoes HTML entities first."""
    for secret in secrets:
        yield secret
        if "&" in secret:
            yield unescape(secret)
