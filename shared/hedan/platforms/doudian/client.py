"""Calls Doudian's API: signs, sends, reads the envelope, tries again where that does no harm."""

from urllib.parse import urlencode

import urllib3

from hedan.errors import PlatformBusy
from hedan.platforms.access import AppSecret, TokenVault
from hedan.platforms.doudian.answers import Answer, NotTaken, TokenRefused, read_answer
from hedan.platforms.doudian.limiter import TokenBucket
from hedan.platforms.doudian.signature import API_VERSION, HMAC, AppKeys, canonical, sign_call
from hedan.platforms.doudian.tokens import Tokens
from hedan.platforms.outside import Outside
from hedan.settings import StoreSettings

CONNECT_SECONDS = 1.0
READ_SECONDS = 5.0
# Between attempts, in seconds: a hiccup is over after the first, a service restart after the last.
PAUSES = (0.3, 1.0, 3.0)
# No further attempt after this: the queue's own redelivery is cheaper than a waiting function.
PATIENCE_SECONDS = 12.0

HEADERS = {
    "content-type": "application/json",
    "user-agent": "hedan",
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
        self._http = outside.http
        self._clock = outside.clock
        self._bucket = TokenBucket(store.calls_per_second, outside.clock)
        self._tokens = Tokens(self._ask_for_token, vault, store.shop_id, outside.clock)

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
        token = self._tokens.current()
        try:
            return self._attempts(method, params, token, repeatable=repeatable, partial=partial)
        except TokenRefused:
            token = self._tokens.after_refusal(token)
            return self._attempts(method, params, token, repeatable=repeatable, partial=partial)

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
        give_up_at = self._clock.monotonic() + PATIENCE_SECONDS
        for pause in PAUSES:
            try:
                return self._once(method, params, token, partial=partial)
            except PlatformBusy as busy:
                harmless = repeatable or isinstance(busy, NotTaken)
                if not harmless or self._clock.monotonic() + pause > give_up_at:
                    raise
            self._clock.sleep(pause)
        return self._once(method, params, token, partial=partial)

    def _once(
        self, method: str, params: dict[str, object], token: str | None, *, partial: bool
    ) -> Answer:
        self._bucket.take()
        body = canonical(params)
        try:
            response = self._http.urlopen(
                "POST",
                f"{self._api_url}/{method.replace('.', '/')}?{self._query(method, body, token)}",
                headers=HEADERS,
                body=body.encode(),
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
                retries=False,
                redirect=False,
            )
        # Without their causes: those may hold the address, and with it the token.
        except (
            urllib3.exceptions.NewConnectionError,
            urllib3.exceptions.ConnectTimeoutError,
        ) as exc:
            raise NotTaken(f"{method}: no connection ({type(exc).__name__})") from None
        except urllib3.exceptions.HTTPError as exc:
            raise PlatformBusy(f"{method}: no answer ({type(exc).__name__})") from None
        return read_answer(method, response.status, response.data, partial=partial)

    def _query(self, method: str, body: str, token: str | None) -> str:
        timestamp = str(int(self._clock.now().timestamp()))
        query = {
            "method": method,
            "app_key": self._app.app_key,
            "timestamp": timestamp,
            "v": API_VERSION,
            "sign_method": self._app.sign_method,
            "sign": sign_call(self._app, method, body, timestamp),
        }
        return urlencode(query if token is None else {**query, "access_token": token})
