"""Doudian signatures: of its callbacks to us and of our calls to it. Light: the callback uses it.

callback   M = app_key + raw body + app_secret; md5(M), or hmac-sha256 of M under app_secret
call       S = app_secret + "app_key"… "method"… "param_json"… "timestamp"… "v2" + app_secret
Both as lower-case hexadecimal digits. Headers take no part, and a callback carries no time: it may
be played again for ever, so it is only ever a hint.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from hedan.errors import BadSignature
from hedan.platforms.receiving.comparing import same

MD5 = "md5"
HMAC = "hmac-sha256"
API_VERSION = "2"

# The platform serialises our parameters anew before it checks them, and encoders disagree about
# these characters. None of them belongs in an id, a number or a remark.
_SPELT_DIFFERENTLY = re.compile("[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")


class AppKeys(NamedTuple):
    """The application's key pair, and the one sign method that counts; no other is accepted."""

    app_key: str
    app_secret: str
    sign_method: str


def verify_callback(
    app: AppKeys,
    body: bytes,
    *,
    app_id: str | None,
    event_sign: str | None,
    named_method: str | None = None,
) -> None:
    """Check a callback over its raw bytes, before anything reads them.

    app_id, event_sign and named_method are the headers app-id, event-sign and sign-method, None
    where absent. Raises BadSignature.
    """
    if app_id is None or not same(app_id, app.app_key):
        raise BadSignature("app-id is not ours")
    if named_method is not None and _normal(named_method) != _normal(app.sign_method):
        raise BadSignature("sign-method is not the one agreed for this application")
    if not event_sign:
        raise BadSignature("event-sign is missing")
    if not same(event_sign, sign_callback(app, body)):
        raise BadSignature("event-sign does not fit the body")


def sign_callback(app: AppKeys, body: bytes) -> str:
    """Return what event-sign must be for this body, in lower-case hexadecimal digits."""
    return _digest(app, app.app_key.encode() + body + app.app_secret.encode())


def sign_call(app: AppKeys, method: str, param_json: str, timestamp: str) -> str:
    """Return the sign parameter of a call; param_json is what canonical() gave, sent as it is."""
    signed = "".join(
        (
            app.app_secret,
            "app_key" + app.app_key,
            "method" + method,
            "param_json" + param_json,
            "timestamp" + timestamp,
            "v" + API_VERSION,
            app.app_secret,
        )
    )
    return _digest(app, signed.encode())


def canonical(params: Mapping[str, object]) -> str:
    """Return the one JSON spelling of call parameters that both sides sign.

    Keys sorted at every depth, no blanks, text unescaped, None left out, whole floats as integers.
    Raises ValueError for a number that JSON does not have.
    """
    return json.dumps(
        _plain(params), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, str):
        return _SPELT_DIFFERENTLY.sub("", value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _digest(app: AppKeys, message: bytes) -> str:
    if app.sign_method == HMAC:
        return hmac.new(app.app_secret.encode(), message, hashlib.sha256).hexdigest()
    if app.sign_method == MD5:
        return hashlib.md5(message, usedforsecurity=False).hexdigest()
    raise ValueError(f"no such sign method: {app.sign_method}")


def _normal(sign_method: str) -> str:
    return sign_method.strip().lower().replace("-", "").replace("_", "")
