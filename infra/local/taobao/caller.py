"""A bare caller of the simulated router, for its own tests and for looking at it by hand.

It signs with the simulator's own code: whether that code is right is the business of the signature
vectors. It knows no retry, no types.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from infra.local.simulated.web import WebAnswer, WebRequest
from infra.local.taobao.params import china_text
from infra.local.taobao.platform import TaobaoPlatform
from infra.local.taobao.signing import SignMode, api_sign

FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass
class Caller:
    """Calls one platform as one app with one session."""

    platform: TaobaoPlatform
    app_key: str
    app_secret: str
    session: str = ""

    def call(self, method: str, params: dict[str, Any] | None = None, **common: Any) -> Any:
        """One call, its whole answer. `common` overrides common parameters; None leaves one out."""
        return json.loads(self.send(self.signed(method, params or {}, **common)).body)

    def signed(
        self,
        method: str,
        params: dict[str, Any],
        *,
        mode: SignMode = SignMode.HMAC_SHA256,
        **common: Any,
    ) -> dict[str, str]:
        """The parameters of a call with its signature."""
        parts: dict[str, Any] = {
            "method": method,
            "app_key": self.app_key,
            "session": self.session or None,
            "timestamp": china_text(self.platform.book.now()),
            "format": "json",
            "v": "2.0",
            "sign_method": mode.value,
            **params,
            **common,
        }
        sent = {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for name, value in parts.items()
            if value is not None
        }
        return {"sign": api_sign(self.app_secret, sent, mode), **sent}

    def send(self, fields: dict[str, str]) -> WebAnswer:
        """The raw answer to a form."""
        body = urlencode(fields).encode()
        return self.platform.handle(
            WebRequest("POST", "/router/rest", {}, {"content-type": FORM}, body)
        )
