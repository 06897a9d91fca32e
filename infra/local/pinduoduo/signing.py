"""The signature of a call: MD5 over all parameters between two copies of the secret."""

import hashlib
import hmac
from collections.abc import Mapping


def api_sign(client_secret: str, params: Mapping[str, str]) -> str:
    """Return the upper-case signature. params: everything but `sign`, not URL-encoded."""
    joined = "".join(
        name + params[name] for name in sorted(params, key=str.encode) if name != "sign"
    )
    text = f"{client_secret}{joined}{client_secret}"
    return hashlib.md5(text.encode()).hexdigest().upper()


def same_sign(ours: str, theirs: str) -> bool:
    """Compare in constant time; the platform wants upper case."""
    return hmac.compare_digest(ours.encode(), theirs.encode())
