"""Taobao's signatures: of our calls to it, and of its SPI calls to us. Light: callbacks use it.

call   S = key + value of every parameter but `sign`, sorted by key, without the empty ones;
       md5(secret + S + secret), or HMAC-MD5 or HMAC-SHA256 of S under the secret
SPI    S likewise from the headers that `top-sign-list` names, the query and the form, the empty
       ones too; md5(secret + S + body + secret), where a form's body counts as nothing
All as upper-case hexadecimal digits, over the bytes of the unencoded text in UTF-8.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, unquote_plus

from hedan.errors import BadSignature
from hedan.platforms.callbacks import Callback
from hedan.platforms.receiving.comparing import same

MD5 = "md5"
HMAC_MD5 = "hmac"
HMAC_SHA256 = "hmac-sha256"

SIGN = "sign"
SIGNED_HEADERS = "top-sign-list"
FORM_TYPE = "application/x-www-form-urlencoded"
# A body of these kinds is signed as it is; of any other kind it takes no part.
TEXT_KINDS = ("json", "xml", "text")


def sign_call(app_secret: str, sign_method: str, params: Mapping[str, str]) -> str:
    """Return the `sign` of a call. Its parameters contain `sign_method` itself.

    Raises ValueError for a sign method that the platform does not have.
    """
    message = _joined((key, value) for key, value in params.items() if key and value)
    secret = app_secret.encode()
    if sign_method == MD5:
        return _md5(secret + message + secret)
    if sign_method == HMAC_MD5:
        return hmac.new(secret, message, hashlib.md5).hexdigest().upper()
    if sign_method == HMAC_SHA256:
        return hmac.new(secret, message, hashlib.sha256).hexdigest().upper()
    raise ValueError(f"no such sign method: {sign_method}")


def sign_spi(app_secret: str, callback: Callback) -> str:
    """Return what the query parameter `sign` of an SPI call must be."""
    fields = dict(callback.query)
    fields.update(form_of(callback))
    fields.update(_signed_headers(callback.headers))
    secret = app_secret.encode()
    kind = _kind(callback)
    body = callback.body if any(name in kind for name in TEXT_KINDS) else b""
    return _md5(secret + _joined(fields.items()) + body + secret)


def verify_spi(app_secret: str, callback: Callback) -> None:
    """Check an SPI call over its raw bytes. Raises BadSignature.

    Whether it is fresh is another question: see spi.verify.
    """
    given = callback.query.get(SIGN, "")
    if not given:
        raise BadSignature("sign is missing")
    if not same(given, sign_spi(app_secret, callback)):
        raise BadSignature("sign does not fit the call")


def form_of(callback: Callback) -> dict[str, str]:
    """Return the fields of a body that is a form; none of any other body."""
    if FORM_TYPE not in _kind(callback):
        return {}
    text = callback.body.decode(errors="surrogateescape")
    # Bytes that are no UTF-8 stay what they are, so that a signature over them still fits.
    pairs = parse_qsl(text, keep_blank_values=True, errors="surrogateescape")
    return dict(pairs)


def _signed_headers(headers: Mapping[str, str]) -> dict[str, str]:
    names = (name.strip() for name in headers.get(SIGNED_HEADERS, "").split(","))
    return {
        name: unquote_plus(headers.get(name.lower(), ""), errors="surrogateescape")
        for name in names
        if name
    }


def _kind(callback: Callback) -> str:
    return callback.headers.get("content-type", "").lower()


def _joined(fields: Iterable[tuple[str, str]]) -> bytes:
    pairs = sorted((_bytes(key), _bytes(value)) for key, value in fields if key != SIGN)
    return b"".join(key + value for key, value in pairs)


def _bytes(text: str) -> bytes:
    try:
        # What was no UTF-8 becomes the very bytes again that were signed.
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return text.encode(errors="surrogatepass")


def _md5(message: bytes) -> str:
    return hashlib.md5(message, usedforsecurity=False).hexdigest().upper()
