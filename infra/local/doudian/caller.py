"""A bare caller of the simulated gateway, for its own tests and for looking at it by hand.

It signs with the simulator's own code: whether that code is right is the business of the signature
vectors. It knows no retry, no renewal, no types.
"""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from infra.local.doudian.platform import DoudianPlatform
from infra.local.doudian.signing import SignMode, api_sign, canonical_json

TIMEOUT_SECONDS = 10.0


@dataclass
class Caller:
    """Calls one platform as one app for one shop."""

    platform: DoudianPlatform
    app_key: str
    app_secret: str
    access_token: str = ""

    def log_in(self, shop_id: str) -> dict[str, Any]:
        """Fetch tokens for a shop and keep the access token."""
        answer = self.call(
            "token.create",
            {"code": "", "grant_type": "authorization_self", "shop_id": shop_id},
            with_token=False,
        )
        tokens: dict[str, Any] = answer["data"]
        self.access_token = tokens["access_token"]
        return tokens

    def call(
        self,
        method: str,
        params: dict[str, Any],
        *,
        with_token: bool = True,
        mode: SignMode = SignMode.HMAC_SHA256,
        **query: str | None,
    ) -> dict[str, Any]:
        """One call, its envelope. `query` overrides parts of the query; None leaves one out."""
        timestamp = query.get("timestamp") or str(int(self.platform.book.now().timestamp()))
        sign = api_sign(
            app_key=self.app_key,
            app_secret=self.app_secret,
            method=method,
            param_json=canonical_json(params),
            timestamp=timestamp,
            mode=mode,
        )
        parts: dict[str, str | None] = {
            "method": method,
            "app_key": self.app_key,
            "timestamp": timestamp,
            "v": "2",
            "sign_method": mode.value,
            "sign": sign,
            "access_token": self.access_token if with_token else None,
            **query,
        }
        sent = {name: value for name, value in parts.items() if value is not None}
        path = "/" + method.replace(".", "/")
        answer: dict[str, Any] = json.loads(self.post(path, sent, json.dumps(params).encode()))
        return answer

    def post(self, path: str, query: dict[str, str], body: bytes) -> bytes:
        """The raw answer to one request."""
        connection = HTTPConnection(
            urlsplit(self.platform.base_url).netloc, timeout=TIMEOUT_SECONDS
        )
        try:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", f"{path}?{urlencode(query)}", body, headers)
            return connection.getresponse().read()
        finally:
            connection.close()
