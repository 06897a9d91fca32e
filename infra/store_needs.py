"""What `make connect` asks for, platform by platform: the only place that knows."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

# Every mall and shop has its own, which the settings will tell; keeping keys needs none.
OWN_ADDRESS = "https://address-of-the-shop.invalid"


class Needs(NamedTuple):
    """What one platform needs, as the prompts ask for it; empty: it has no such thing."""

    app_secret: str
    api_url: str  # Where its API answers, for a store that the settings do not hold yet.
    app_key: str = ""
    sign_method: bool = False  # Its console lets the seller choose how callbacks are signed.
    webhook_secret: str = ""
    code: str = ""  # The seller's log-in gives a code, and the code a token.
    token: str = ""  # The seller copies a token.
    token_ends: bool = False
    signs_webhooks: Literal["webhook secret", "app secret"] = "webhook secret"


NEEDS: Mapping[str, Needs] = {
    "doudian": Needs(
        app_key="app key",
        app_secret="app secret",
        sign_method=True,
        api_url="https://openapi-fxg.jinritemai.com",
    ),
    "pinduoduo": Needs(
        app_key="client id",
        app_secret="client secret",
        code="code that the browser brought back when the shop's main account agreed",
        api_url="https://gw-api.pinduoduo.com",
    ),
    "taobao": Needs(
        app_key="app key",
        app_secret="app secret",
        code="code that the browser brought back from https://oauth.taobao.com/authorize",
        token="access token (session), if the console shows one",
        token_ends=True,
        api_url="https://eco.taobao.com",
    ),
    "aliexpress": Needs(
        app_key="app key",
        app_secret="app secret",
        code="code of the consent page",
        api_url="https://api-sg.aliexpress.com",
    ),
    "mall": Needs(
        app_secret="access token of your merchant",
        webhook_secret="webhook secret (whsec_…)",
        api_url=OWN_ADDRESS,
    ),
    "woocommerce": Needs(
        app_key="consumer key",
        app_secret="consumer secret",
        webhook_secret="webhook secret, if it has one of its own",
        api_url=OWN_ADDRESS,
    ),
    "shopify": Needs(
        app_secret="client secret of the application",
        token="access token of the Admin API",
        signs_webhooks="app secret",
        api_url=OWN_ADDRESS,
    ),
}
