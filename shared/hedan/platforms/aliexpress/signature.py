"""AliExpress signatures: of our calls and of its callbacks. Light: the callback function uses it.

call      HMAC-SHA256 under app_secret of [path of a system call] + every name and value, sorted
          by name; upper-case hexadecimal digits
callback  HMAC-SHA256 under app_secret of app_key + raw body; lower-case hexadecimal digits
A callback carries no time that is checked: it may be played again for ever, so it is only a hint.
"""

import hashlib
import hmac
from collections.abc import Mapping

from hedan.errors import BadSignature
from hedan.platforms.receiving.comparing import same

SIGN_METHOD = "sha256"
# Siblings of the platform write a scheme before the digits, or none at all.
SCHEMES = ("digest ", "bearer ")


def sign_call(app_secret: str, params: Mapping[str, str], path: str = "") -> str:
    """Return the sign parameter. path: of system calls alone (/auth/token/refresh).

    Blank names and values and an earlier sign take no part.
    """
    signed = "".join(
        name + params[name]
        for name in sorted(params)
        if name != "sign" and name.strip() and params[name].strip()
    )
    return _digest(app_secret, (path + signed).encode()).upper()


def sign_callback(app_key: str, app_secret: str, body: bytes) -> str:
    """Return what Authorization must be for this body."""
    return _digest(app_secret, app_key.encode() + body)


def verify_callback(app_key: str, app_secret: str, body: bytes, authorization: str | None) -> None:
    """Check a callback over its raw bytes, before anything reads them. Raises BadSignature."""
    if not authorization:
        raise BadSignature("Authorization is missing")
    given = authorization.strip().lower()
    for scheme in SCHEMES:
        given = given.removeprefix(scheme)
    expected = sign_callback(app_key, app_secret, body)
    if not same(given.strip(), expected):
        raise BadSignature("Authorization does not fit the body")


def _digest(app_secret: str, message: bytes) -> str:
    return hmac.new(app_secret.encode(), message, hashlib.sha256).hexdigest()
