"""Exchanges what a seller's log-in gave for the store's first token, where a platform works so."""

from contextlib import AbstractContextManager
from typing import NoReturn

from hedan.platforms.access import AppSecret, Token
from hedan.platforms.aliexpress.client import AliexpressApi
from hedan.platforms.outside import Outside
from hedan.platforms.pinduoduo.client import PinduoduoApi
from hedan.platforms.taobao import tokens as taobao
from hedan.platforms.taobao.client import TaobaoApi
from hedan.platforms.taobao.options import read_options
from hedan.settings import StoreSettings


def first_token(store: StoreSettings, app: AppSecret, code: str, outside: Outside) -> Token:
    """Return the token for a code; it works once. Nothing is kept here.

    Raises PlatformRejected when the platform does not take the code, PlatformBusy when it cannot
    answer now, KeyError for a platform that gives no token for a code.
    """
    match store.platform:
        case "pinduoduo":
            return PinduoduoApi(store, app, _NoVault(), outside).first_token(code)
        case "taobao":
            api = TaobaoApi(store, app, _NoVault(), read_options(store.options), outside)
            return taobao.first_token(api, code, outside.clock.now())
        case "aliexpress":
            return AliexpressApi(store, app, _NoVault(), outside).first_token(code)
    raise KeyError(store.platform)


class _NoVault:
    """access.TokenVault of a call that needs no token: whoever looks for one is mistaken."""

    def read(self) -> Token | None:
        """Not to be asked."""
        self._nobody()

    def save(self, token: Token) -> None:
        """Not to be asked."""
        self._nobody()

    def lock(self) -> AbstractContextManager[None]:
        """Not to be asked."""
        self._nobody()

    def _nobody(self) -> NoReturn:
        raise AssertionError("a first token needs no vault")
