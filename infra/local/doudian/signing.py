"""The platform's side of both signatures: checks API calls, signs callbacks.

Written from the wire facts alone, so that it disagrees with our client where that is wrong.
"""

import hashlib
import hmac
import json
from enum import StrEnum
from typing import Any

# Go and Gson writers escape these two line separators while most others send them raw. The
# platform writes the JSON again before it checks, so a caller that signs them raw is refused.
_ESCAPED_BY_THE_PLATFORM = {0x2028: "\\u2028", 0x2029: "\\u2029"}


class SignMode(StrEnum):
    """The two algorithms, as parameter `sign_method` and header `sign-method` spell them."""

    MD5 = "md5"
    HMAC_SHA256 = "hmac-sha256"


def canonical_json(params: dict[str, Any]) -> str:
    """The form that is signed: keys sorted at every level, no blanks, raw UTF-8.

    Floats without a fraction are written as integers. Absent fields are the caller's business: a
    null that was sent stays, because it stood in the body.
    """
    text = json.dumps(
        _integral(params),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return text.translate(_ESCAPED_BY_THE_PLATFORM)


def api_sign(
    *,
    app_key: str,
    app_secret: str,
    method: str,
    param_json: str,
    timestamp: str,
    mode: SignMode,
) -> str:
    """Lower-case hex signature of one API call; token, sign and sign_method take no part in it."""
    signed = (
        f"{app_secret}app_key{app_key}method{method}param_json{param_json}"
        f"timestamp{timestamp}v2{app_secret}"
    )
    return _digest(signed.encode(), app_secret, mode)


def event_sign(*, app_key: str, app_secret: str, body: bytes, mode: SignMode) -> str:
    """Lower-case hex signature of a callback's body, byte for byte as it is sent."""
    return _digest(app_key.encode() + body + app_secret.encode(), app_secret, mode)


def same_sign(ours: str, theirs: str) -> bool:
    """Compare in constant time; anything outside ASCII is simply not equal."""
    return hmac.compare_digest(ours.encode(), theirs.encode())


def _digest(message: bytes, app_secret: str, mode: SignMode) -> str:
    if mode is SignMode.MD5:
        return hashlib.md5(message, usedforsecurity=False).hexdigest()
    return hmac.new(app_secret.encode(), message, hashlib.sha256).hexdigest()


def _integral(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _integral(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_integral(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
