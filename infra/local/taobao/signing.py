"""Signatures both ways: of a call to the platform, and of a call that the platform makes."""

import hashlib
import hmac
from collections.abc import Mapping
from enum import StrEnum


class SignMode(StrEnum):
    """The values of `sign_method`."""

    MD5 = "md5"
    HMAC = "hmac"
    HMAC_SHA256 = "hmac-sha256"


def api_sign(secret: str, params: Mapping[str, str], mode: SignMode) -> str:
    """Return the upper-case signature of a call; empty names and values take no part."""
    text = _joined({name: value for name, value in params.items() if name and value})
    if mode is SignMode.MD5:
        return _md5(f"{secret}{text}{secret}")
    digest = hashlib.md5 if mode is SignMode.HMAC else hashlib.sha256
    return hmac.new(secret.encode(), text.encode(), digest).hexdigest().upper()


def spi_sign(secret: str, fields: Mapping[str, str], body: str) -> str:
    """Return the signature of a call out: signed headers and query together, then the raw body."""
    return _md5(f"{secret}{_joined(fields)}{body}{secret}")


def same_sign(ours: str, theirs: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(ours.encode(), theirs.encode())


def _joined(fields: Mapping[str, str]) -> str:
    names = sorted((name for name in fields if name != "sign"), key=str.encode)
    return "".join(name + fields[name] for name in names)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest().upper()
