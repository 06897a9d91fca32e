"""Calls AliExpress' API: signs, sends, reads the answer, tries again where that does no harm."""

import json
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

from hedan.errors import Malformed
from hedan.platforms.access import AppSecret, Token, TokenVault
from hedan.platforms.aliexpress.answers import Answer, read_answer
from hedan.platforms.aliexpress.signature import SIGN_METHOD, sign_call
from hedan.platforms.aliexpress.tokens import CREATE, AliexpressIssuer, token_of
from hedan.platforms.calling.limiter import TokenBucket
from hedan.platforms.calling.sending import Request, patiently, send
from hedan.platforms.calling.tokens import Tokens
from hedan.platforms.outside import Outside
from hedan.settings import StoreSettings

BUSINESS_PATH = "/sync"
SYSTEM_PATH = "/rest"
HEADERS = {"content-type": "application/x-www-form-urlencoded;charset=utf-8"}


class AliexpressApi:
    """The API of one store: one call in, one answer or one typed error out."""

    def __init__(
        self, store: StoreSettings, app: AppSecret, vault: TokenVault, outside: Outside
    ) -> None:
        self._app = app
        self._api_url = store.api_url.rstrip("/").removesuffix(BUSINESS_PATH)
        self._outside = outside
        self._bucket = TokenBucket(store.calls_per_second, outside.clock)
        issuer = AliexpressIssuer(self._ask_for_token, store, outside.clock)
        self._tokens = Tokens(issuer, vault, outside.clock)

    def call(self, method: str, params: Mapping[str, object], *, repeatable: bool = True) -> Answer:
        """Call a business method by its name: aliexpress.logistics.order.shipment.

        Objects and lists among the parameters are sent as JSON text. repeatable=False sends again
        only what surely had no effect. Raises PlatformBusy, AccessEnded, PlatformRejected.
        """
        return self._tokens.used_by(partial(self._attempts, method, params, repeatable=repeatable))

    def first_token(self, code: str) -> Token:
        """Return the store's first token for the code of the consent page; a code works once.

        The caller keeps it. Raises PlatformRejected when the platform does not take the code.
        """
        return token_of(self._ask_for_token(CREATE, {"code": code}).data, self._outside.clock.now())

    def _attempts(
        self, method: str, params: Mapping[str, object], token: str, *, repeatable: bool
    ) -> Answer:
        fields = {name: _sent(value) for name, value in params.items()}
        fields |= {"method": method, "access_token": token, "format": "json", "v": "2.0"}
        return patiently(
            lambda: self._once(method, BUSINESS_PATH, fields, signed_path=""),
            self._outside.clock,
            repeatable=repeatable,
        )

    def _ask_for_token(self, path: str, params: Mapping[str, str]) -> Answer:
        # A refresh token may be good for one answer only: never asked twice by accident.
        return patiently(
            lambda: self._once(path, SYSTEM_PATH + path, params, signed_path=path),
            self._outside.clock,
            repeatable=False,
        )

    def _once(self, name: str, path: str, params: Mapping[str, str], *, signed_path: str) -> Answer:
        self._bucket.take()
        fields = {
            **params,
            "app_key": self._app.app_key,
            "sign_method": SIGN_METHOD,
            "timestamp": str(int(self._outside.clock.now().timestamp() * 1000)),
        }
        fields["sign"] = sign_call(self._app.app_secret, fields, signed_path)
        body = urlencode(fields).encode()
        request = Request(name, "POST", self._api_url + path, HEADERS, body)
        return read_answer(name, send(request, self._outside))


def long_number(order_id: str) -> int:
    """Return an id as the number that the platform's JSON wants. Raises Malformed."""
    if not (order_id.isascii() and order_id.isdigit()):
        raise Malformed("order id: not one of this platform")
    return int(order_id)


def _sent(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
