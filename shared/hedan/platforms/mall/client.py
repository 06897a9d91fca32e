"""Calls a mall's API: whose eyes look, and with which token."""

from hedan.platforms.access import AppSecret
from hedan.platforms.calling.rest import Answer, Call, RestApi
from hedan.platforms.mall.answers import refusal
from hedan.platforms.outside import Outside
from hedan.settings import StoreSettings


class MallApi:
    """The API of one merchant. Its token does not end by itself, and only the mall makes one."""

    def __init__(self, store: StoreSettings, app: AppSecret, outside: Outside) -> None:
        self._rest = RestApi(store, outside, refusal)
        self._access = {"authorization": f"Bearer {app.app_secret}"}
        self._merchant = store.shop_id

    def call(self, call: Call) -> Answer:
        """Make a call. Raises PlatformBusy, AccessEnded, OrderGone, PlatformRejected."""
        query = {**call.query, "merchant_id": self._merchant}
        return self._rest.call(call._replace(query=query), self._access)
