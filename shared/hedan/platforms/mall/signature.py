"""Standard Webhooks 1.0.0, version v1: how a mall signs what it posts to us. Light.

content    webhook-id "." webhook-timestamp "." raw body
signature  "v1," + base64(HMAC-SHA256(key, content)); several of them, parted by blanks
key        what base64 decodes of the secret behind "whsec_"; at least 24 random bytes
Source: the specification at standardwebhooks.com.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator

from hedan.errors import BadSignature
from hedan.platforms.receiving.comparing import same

# Both ways: a clock may be slow, and an old attempt may be somebody's copy.
TOLERANCE_SECONDS = 5 * 60
# An empty key would let anybody sign; the specification asks for this many bytes.
KEY_BYTES_MIN = 24
# A rotation needs two; a list without end would cost us a comparison each.
SIGNATURES_MAX = 16

_PREFIX = "whsec_"
_VERSION = "v1"
# No dot: it parts the signed text, so that another id and time could make the same one.
_ID = re.compile(r"[!\"$-\-/-~]{1,128}")
_SECONDS = re.compile(r"[0-9]{1,12}")


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return one entry of webhook-signature. Raises BadSignature for a secret that is none."""
    return _entry(_key(secret), message_id, str(timestamp), body)


def verify(
    secrets: Iterable[str],
    body: bytes,
    *,
    message_id: str | None,
    timestamp: str | None,
    signatures: str | None,
    now: float,
) -> None:
    """Check a message over its raw bytes; any secret with any v1 entry will do.

    The three headers are None where absent; now in Unix seconds. Raises BadSignature.
    """
    if message_id is None or not _ID.fullmatch(message_id):
        raise BadSignature("webhook-id is missing or not an id")
    if timestamp is None or not _SECONDS.fullmatch(timestamp):
        raise BadSignature("webhook-timestamp is missing or not Unix seconds")
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        raise BadSignature("webhook-timestamp is more than five minutes off")
    if not signatures:
        raise BadSignature("webhook-signature is missing")
    given = signatures.split(" ")[:SIGNATURES_MAX]
    for key in _keys(secrets):
        expected = _entry(key, message_id, timestamp, body)
        if any(same(entry, expected) for entry in given):
            return
    raise BadSignature("no webhook-signature fits the body")


def _keys(secrets: Iterable[str]) -> Iterator[bytes]:
    """Yield the keys. A broken secret must not lock out the good one beside it."""
    usable = 0
    for secret in secrets:
        try:
            key = _key(secret)
        except BadSignature:
            continue
        usable += 1
        yield key
    if not usable:
        raise BadSignature("no webhook secret of this store is usable")


def _key(secret: str) -> bytes:
    text = secret.removeprefix(_PREFIX).rstrip("=")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise BadSignature("a webhook secret is not base64") from None
    if len(key) < KEY_BYTES_MIN:
        raise BadSignature("a webhook secret is too short")
    return key


def _entry(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    content = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return f"{_VERSION},{base64.b64encode(digest).decode()}"
