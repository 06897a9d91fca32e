"""Calls TOP: signs, sends, reads the envelope, tries again where that does no harm."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

from hedan.platforms.access import AppSecret, TokenVault
from hedan.platforms.calling.limiter import TokenBucket
from hedan.platforms.calling.sending import Request, patiently, send
from hedan.platforms.calling.tokens import Tokens
from hedan.platforms.china_time import written
from hedan.platforms.outside import Outside
from hedan.platforms.taobao.answers import Answer, read_answer
from hedan.platforms.taobao.options import Options
from hedan.platforms.taobao.signature import sign_call
from hedan.platforms.taobao.tokens import TaobaoIssuer
from hedan.settings import StoreSettings

GATEWAY_PATH = "/router/rest"
HEADERS = {"content-type": "application/x-www-form-urlencoded;charset=utf-8"}
API_VERSION = "2.0"


class TaobaoApi:
    """The API of one store: one call in, one answer or one typed error out."""

    def __init__(
        self,
        store: StoreSettings,
        app: AppSecret,
        vault: TokenVault,
        options: Options,
        outside: Outside,
    ) -> None:
        self._app = app
        self._url = _gateway(store.api_url)
        self._outside = outside
        self._bucket = TokenBucket(store.calls_per_second, outside.clock)
        issuer = TaobaoIssuer(self._ask_for_token, store.shop_id, options.app_kind, outside.clock)
        self._tokens = Tokens(issuer, vault, outside.clock)

    def call(self, method: str, params: Mapping[str, str], *, repeatable: bool = True) -> Answer:
        """Call a method that acts for the seller; empty parameters are left out.

        repeatable=False sends again only what surely had no effect. Raises PlatformBusy,
        AccessEnded, PlatformRejected.
        """
        return self._tokens.used_by(partial(self._attempts, method, params, repeatable=repeatable))

    def call_for_app(
        self, method: str, params: Mapping[str, str], *, damaged_text: bool = False
    ) -> Answer:
        """Call a method that belongs to the application: no seller, no token. See read_answer."""
        return self._attempts(method, params, None, repeatable=True, damaged_text=damaged_text)

    def _ask_for_token(self, method: str, params: Mapping[str, str]) -> Answer:
        # A refresh token is spent by its first use.
        return self._attempts(method, params, None, repeatable=False)

    def _attempts(
        self,
        method: str,
        params: Mapping[str, str],
        token: str | None,
        *,
        repeatable: bool,
        damaged_text: bool = False,
    ) -> Answer:
        def once() -> Answer:
            self._bucket.take()
            # Signed anew each time: the timestamp must be fresh.
            request = self._request(method, params, token)
            return read_answer(method, send(request, self._outside), damaged_text=damaged_text)

        return patiently(once, self._outside.clock, repeatable=repeatable)

    def _request(self, method: str, params: Mapping[str, str], token: str | None) -> Request:
        fields = {
            **params,
            "method": method,
            "app_key": self._app.app_key,
            "session": token or "",
            "timestamp": written(self._outside.clock.now()),
            "format": "json",
            "v": API_VERSION,
            "sign_method": self._app.sign_method,
        }
        fields = {name: value for name, value in fields.items() if value}
        fields["sign"] = sign_call(self._app.app_secret, self._app.sign_method, fields)
        return Request(method, "POST", self._url, HEADERS, urlencode(fields).encode())


def _gateway(api_url: str) -> str:
    """Return the gateway's address, whether the settings name it whole or only its host."""
    base = api_url.rstrip("/")
    return base if base.endswith(GATEWAY_PATH) else base + GATEWAY_PATH
