"""Calls Doudian's API: signs, sends, reads the envelope, tries again where that does no harm."""

from functools import partial as partial_of
from urllib.parse import urlencode

from hedan.platforms.access import AppSecret, TokenVault
from hedan.platforms.calling.limiter import TokenBucket
from hedan.platforms.calling.sending import Request, patiently, send
from hedan.platforms.calling.tokens import Tokens
from hedan.platforms.doudian.answers import Answer, read_answer
from hedan.platforms.doudian.signature import API_VERSION, HMAC, AppKeys, canonical, sign_call
from hedan.platforms.doudian.tokens import DoudianIssuer
from hedan.platforms.outside import Outside
from hedan.settings import StoreSettings

HEADERS = {
    "content-type": "application/json",
    # Spares the older pair err_no and message, which says the same once more.
    "x-open-no-old-err-code": "1",
}


class DoudianApi:
    """The API of one store: one call in, one answer or one typed error out."""

    def __init__(
        self, store: StoreSettings, app: AppSecret, vault: TokenVault, outside: Outside
    ) -> None:
        # Calls are always signed with HMAC: the application's pinned mode is that of its callbacks,
        # and the platform is giving up MD5 for calls.
        self._app = AppKeys(app.app_key, app.app_secret, HMAC)
        self._api_url = store.api_url.rstrip("/")
        self._outside = outside
        self._bucket = TokenBucket(store.calls_per_second, outside.clock)
        issuer = DoudianIssuer(self._ask_for_token, store.shop_id, outside.clock)
        self._tokens = Tokens(issuer, vault, outside.clock)

    def call(
        self,
        method: str,
        params: dict[str, object],
        *,
        repeatable: bool = True,
        partial: bool = False,
    ) -> Answer:
        """Call a method by its dotted name: order.orderDetail.

        repeatable=False sends again only what surely had no effect. partial=True takes a partly
        failed call for answered. Raises PlatformBusy, AccessEnded, PlatformRejected.
        """
        return self._tokens.used_by(
            partial_of(self._attempts, method, params, repeatable=repeatable, partial=partial)
        )

    def _ask_for_token(self, method: str, params: dict[str, object]) -> Answer:
        return self._attempts(method, params, None, repeatable=False, partial=False)

    def _attempts(
        self,
        method: str,
        params: dict[str, object],
        token: str | None,
        *,
        repeatable: bool,
        partial: bool,
    ) -> Answer:
        once = partial_of(self._once, method, params, token, partial=partial)
        return patiently(once, self._outside.clock, repeatable=repeatable)

    def _once(
        self, method: str, params: dict[str, object], token: str | None, *, partial: bool
    ) -> Answer:
        self._bucket.take()
        body = canonical(params)
        path = method.replace(".", "/")
        url = f"{self._api_url}/{path}?{self._query(method, body, token)}"
        request = Request(method, "POST", url, HEADERS, body.encode())
        return read_answer(method, send(request, self._outside), partial=partial)

    def _query(self, method: str, body: str, token: str | None) -> str:
        timestamp = str(int(self._outside.clock.now().timestamp()))
        query = {
            "method": method,
            "app_key": self._app.app_key,
            "timestamp": timestamp,
            "v": API_VERSION,
            "sign_method": self._app.sign_method,
            "sign": sign_call(self._app, method, body, timestamp),
        }
        return urlencode(query if token is None else {**query, "access_token": token})
