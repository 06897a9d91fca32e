"""Calls Shopify's REST Admin API with the store's access token."""

from datetime import timedelta
from urllib.parse import quote

from hedan.errors import AccessEnded, OrderGone, PlatformRejected
from hedan.platforms.access import Token, TokenVault
from hedan.platforms.calling.rest import Answer, Call, RestApi
from hedan.platforms.calling.tokens import Tokens
from hedan.platforms.outside import Outside
from hedan.platforms.shopify.answers import NOT_FOUND, refusal
from hedan.platforms.shopify.payloads import OrderAnswer, ShopifyOrder
from hedan.settings import StoreSettings

# A version lives about a year; the shop answers an old one with the oldest it still has.
API_VERSION = "2026-07"
_HELP = "install the application in the shop again, then `make connect`"


class _OnlyTheSeller:
    """tokens.Issuer of a platform whose tokens last until the seller takes them back."""

    renew_before = timedelta(0)

    def __init__(self, shop: str) -> None:
        self.name = f"shopify shop {shop}"

    def grant(self) -> Token:
        """Nobody but the seller can."""
        raise AccessEnded("hedan", "no-token", f"{self.name}: there is no token: {_HELP}")

    def renew(self, old: Token) -> Token:
        """Nobody but the seller can."""
        raise AccessEnded("hedan", "token-ended", f"{self.name}: the token is void: {_HELP}")


class ShopifyApi:
    """The API of one shop."""

    def __init__(self, store: StoreSettings, vault: TokenVault, outside: Outside) -> None:
        self._rest = RestApi(store, outside, refusal)
        self._tokens = Tokens(_OnlyTheSeller(store.shop_id), vault, outside.clock)
        version = store.options.get("api_version", "") or API_VERSION
        self._root = f"/admin/api/{quote(version, safe='')}"

    def call(self, call: Call) -> Answer:
        """Make a call below the API's root. Raises PlatformBusy, AccessEnded, PlatformRejected."""
        call = call._replace(path=f"{self._root}{call.path}")
        return self._tokens.used_by(lambda token: self._rest.call(call, _access(token)))

    def order(self, order_id: str) -> tuple[ShopifyOrder, str]:
        """Return an order, and its text as it came. Raises also OrderGone and Malformed."""
        path = f"/orders/{quote(order_id, safe='')}.json"
        try:
            answer = self.call(Call("GET order", "GET", path))
        except PlatformRejected as refused:
            if refused.code == str(NOT_FOUND):
                raise OrderGone(f"order {order_id}: the shop has none of this id") from refused
            raise
        return OrderAnswer.read(answer.data, "order").order, answer.text


def _access(token: str) -> dict[str, str]:
    return {"x-shopify-access-token": token}
