"""Signed links: who may see a page is written into its address, and nobody else can write it.

A token is text that fits into a short message:

    <subject>.<signature: 22><hours: 4><generation>

hours and generation are base 36; the signature is HMAC-SHA256, cut to 128 bits, over purpose,
subject, hours and generation. It ends in a letter or digit: e-mail programs that guess where an
address ends leave "-" and "." out.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from hedan.errors import BadSignature

type LinkPurpose = Literal["supplier", "stop", "store"]

SIGNATURE_BYTES: Final = 16
HOURS_CHARACTERS: Final = 4  # Base 36: enough until the year 2161.
SECRET_BYTES_MIN: Final = 16

_BASE36: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR: Final = timedelta(hours=1)
_SUBJECT: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_TOKEN: Final = re.compile(
    r"(?P<subject>[A-Za-z0-9._-]{1,64})"
    r"\.(?P<signature>[A-Za-z0-9_-]{22})"
    r"(?P<terms>(?P<hours>[0-9a-z]{4})(?P<generation>[0-9a-z]{1,7}))"
)


class LinkExpired(BadSignature):
    """The link was ours and its time is over: whoever holds it may ask for a new one."""


@dataclass(frozen=True, slots=True)
class LinkToken:
    """What a signed link says. The caller compares the generation with the settings."""

    purpose: LinkPurpose
    subject: str
    expires_at: datetime
    generation: int


def make_link_token(
    secret: bytes,
    purpose: LinkPurpose,
    subject: str,
    expires_at: datetime,
    generation: int = 1,
) -> str:
    """Return the token of a link; it works until expires_at, rounded up to the full hour.

    Raises ValueError for a short secret or for a subject that is not letters, digits, . _ and -.
    """
    _check_secret(secret)
    if not _SUBJECT.fullmatch(subject):
        raise ValueError(f"not a subject for a link: {subject!r}")
    if generation < 0:
        raise ValueError(f"generation {generation} is negative")
    hours = -((_EPOCH - expires_at) // _HOUR)  # Rounded up.
    terms = _base36(hours).rjust(HOURS_CHARACTERS, "0") + _base36(generation)
    token = f"{subject}.{_sign(secret, purpose, subject, terms)}{terms}"
    if hours < 0 or not _TOKEN.fullmatch(token):
        raise ValueError(f"a link cannot say {expires_at} or generation {generation}")
    return token


def read_link_token(
    secrets: Sequence[bytes], token: str, purpose: LinkPurpose, now: datetime
) -> LinkToken:
    """Return what the token says, if one of the secrets (newest first) signed it.

    Raises BadSignature when it is not ours or was made for another purpose, and LinkExpired
    when it is ours and too old. Raises ValueError without a proper secret: that is a mistake of
    whoever configured us, not of whoever came.
    """
    if not secrets:
        raise ValueError("no secret to read links with")
    for secret in secrets:
        _check_secret(secret)
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        raise BadSignature("link: not a token")
    given = parts["signature"].encode()
    # Every secret is tried, so that the time taken does not tell which one fitted.
    fits = [
        hmac.compare_digest(_sign(key, purpose, parts["subject"], parts["terms"]).encode(), given)
        for key in secrets
    ]
    if not any(fits):
        raise BadSignature("link: signature does not fit")
    expires_at = _EPOCH + int(parts["hours"], 36) * _HOUR
    if now >= expires_at:
        raise LinkExpired(f"link: expired at {expires_at:%Y-%m-%d %H:%M} UTC")
    return LinkToken(purpose, parts["subject"], expires_at, int(parts["generation"], 36))


def _sign(secret: bytes, purpose: LinkPurpose, subject: str, terms: str) -> str:
    # No part can hold the separator, so no two different links sign the same bytes.
    message = "\n".join(("hedan link 1", purpose, subject, terms)).encode()
    digest = hmac.digest(secret, message, hashlib.sha256)[:SIGNATURE_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _check_secret(secret: bytes) -> None:
    if len(secret) < SECRET_BYTES_MIN:
        raise ValueError(f"a link secret needs at least {SECRET_BYTES_MIN} bytes")


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _BASE36[rest] + digits
        if number <= 0:
            return digits
