"""The platform's side of both signatures: checks API calls, signs messages.

Written from the wire facts alone, so that it disagrees with our client where that is wrong.
"""

import hashlib
import hmac
from collections.abc import Mapping


def api_sign(app_secret: str, params: Mapping[str, str], api_path: str = "") -> str:
    """Upper-case hex signature of one call; `api_path` only for calls under /rest."""
    pairs = sorted((key, value) for key, value in params.items() if key != "sign")
    text = api_path + "".join(key + value for key, value in pairs if key and value)
    return hmac.new(app_secret.encode(), text.encode(), hashlib.sha256).hexdigest().upper()


def push_sign(app_key: str, app_secret: str, body: bytes) -> str:
    """Lower-case hex signature of a message, byte for byte as it is sent."""
    return hmac.new(app_secret.encode(), app_key.encode() + body, hashlib.sha256).hexdigest()


def same_sign(ours: str, theirs: str) -> bool:
    """Compare in constant time; anything outside ASCII is simply not equal."""
    return hmac.compare_digest(ours.encode(), theirs.encode())
