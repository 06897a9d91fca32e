"""A bare caller of the simulated router, for its own tests and for looking at it by hand.

It signs with the simulator's own code: whether that code is right is the business of the signature
vectors. It knows no retry, no renewal, no types.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from infra.local.pinduoduo.params import signed_text
from infra.local.pinduoduo.platform import PinduoduoPlatform
from infra.local.pinduoduo.signing import api_sign
from infra.local.simulated.web import WebAnswer, WebRequest

FORM = "application/x-www-form-urlencoded"


@dataclass
class Caller:
    """Calls one platform as one app with one token."""

    platform: PinduoduoPlatform
    client_id: str
    client_secret: str
    access_token: str = ""

    def call(self, type_: str, params: dict[str, Any] | None = None, **common: Any) -> Any:
        """One call, its whole answer. `common` overrides common parameters; None leaves one out."""
        answer = self.send(self.signed(type_, params or {}, **common))
        return json.loads(answer.body)

    def signed(self, type_: str, params: dict[str, Any], **common: Any) -> dict[str, str]:
        """The parameters of a call with its signature."""
        parts: dict[str, Any] = {
            "type": type_,
            "client_id": self.client_id,
            "access_token": self.access_token or None,
            "timestamp": int(self.platform.book.now().timestamp()),
            "data_type": "JSON",
            **params,
            **common,
        }
        sent = {name: signed_text(value) for name, value in parts.items() if value is not None}
        return {"sign": api_sign(self.client_secret, sent), **sent}

    def send(self, fields: dict[str, str]) -> WebAnswer:
        """The raw answer to a form."""
        body = urlencode(fields).encode()
        return self.platform.handle(
            WebRequest("POST", "/api/router", {}, {"content-type": FORM}, body)
        )
