"""Calls Pinduoduo's API: one address for every method, signed, with the store's token."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode, urlsplit

from hedan.platforms.access import AppSecret, Token, TokenVault
from hedan.platforms.calling.limiter import TokenBucket
from hedan.platforms.calling.sending import Request, patiently, send
from hedan.platforms.calling.tokens import Tokens
from hedan.platforms.outside import Outside
from hedan.platforms.pinduoduo.answers import Answer, read_answer
from hedan.platforms.pinduoduo.authorisation import Authorisation
from hedan.platforms.pinduoduo.signature import SIGN, sign_call, texts
from hedan.settings import StoreSettings

ROUTER = "/api/router"
HEADERS = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}


class PinduoduoApi:
    """The API of one store: one call in, one answer or one typed error out."""

    def __init__(
        self, store: StoreSettings, app: AppSecret, vault: TokenVault, outside: Outside
    ) -> None:
        self._app = app
        self._url = router_url(store.api_url)
        self._outside = outside
        self._bucket = TokenBucket(store.calls_per_second, outside.clock)
        self._authorisation = Authorisation(self._ask_for_token, store.shop_id, outside.clock)
        self._tokens = Tokens(self._authorisation, vault, outside.clock)

    def call(self, method: str, params: Mapping[str, object], *, repeatable: bool = True) -> Answer:
        """Call a method by its name: pdd.order.information.get.

        repeatable=False sends again only what surely had no effect. Raises PlatformBusy,
        AccessEnded, PlatformRejected.
        """
        return self._tokens.used_by(partial(self._attempts, method, params, repeatable=repeatable))

    def first_token(self, code: str) -> Token:
        """Return the store's first token for the code of the seller's authorisation.

        The caller keeps it. Raises AccessEnded when the platform does not take the code.
        """
        return self._authorisation.first(code)

    def _ask_for_token(self, method: str, params: dict[str, object]) -> Answer:
        return self._attempts(method, params, None, repeatable=False)

    def _attempts(
        self, method: str, params: Mapping[str, object], token: str | None, *, repeatable: bool
    ) -> Answer:
        return patiently(
            lambda: self._once(method, params, token), self._outside.clock, repeatable=repeatable
        )

    def _once(self, method: str, params: Mapping[str, object], token: str | None) -> Answer:
        self._bucket.take()
        form = texts(
            {
                **params,
                "type": method,
                "client_id": self._app.app_key,
                "access_token": token,
                "timestamp": int(self._outside.clock.now().timestamp()),
                "data_type": "JSON",
            }
        )
        form[SIGN] = sign_call(self._app.app_secret, form)
        body = urlencode(form).encode()
        request = Request(name=method, method="POST", url=self._url, headers=HEADERS, body=body)
        return read_answer(method, send(request, self._outside))


def router_url(api_url: str) -> str:
    """Return the one address of all calls; settings may name the host alone."""
    trimmed = api_url.rstrip("/")
    return trimmed if urlsplit(trimmed).path else trimmed + ROUTER
