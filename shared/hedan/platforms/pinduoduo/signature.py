"""Pinduoduo's one signature: that of our calls to it. It pushes nothing that we could verify.

sign = MD5(client_secret + key1 + value1 + key2 + value2 + … + client_secret) in upper-case
hexadecimal digits, over every parameter but sign itself (the access token takes part), sorted by
key, values as they are before URL-encoding.
"""

import hashlib
import json
from collections.abc import Mapping

SIGN = "sign"


def sign_call(client_secret: str, params: Mapping[str, str]) -> str:
    """Return the sign of a call's parameters; what texts() gave, sent as it is."""
    pairs = "".join(name + value for name, value in sorted(params.items()) if name != SIGN)
    message = f"{client_secret}{pairs}{client_secret}".encode()
    return hashlib.md5(message, usedforsecurity=False).hexdigest().upper()


def texts(params: Mapping[str, object]) -> dict[str, str]:
    """Return the parameters as the texts that are signed and sent.

    None and empty texts are left out: signers disagree about them. Raises TypeError for what has
    no agreed spelling, such as a float.
    """
    spelt = {name: _text(value) for name, value in params.items() if value is not None}
    return {name: value for name, value in spelt.items() if value}


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            # Half a surrogate pair has no UTF-8: what is signed must be what is sent.
            return value.encode(errors="replace").decode()
        case Mapping() | list() | tuple():
            spelt = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
            return _text(spelt)
        case _:
            raise TypeError(f"no spelling for a {type(value).__name__}")
