"""Which adapter speaks for which platform: one line each."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import cast

from hedan.platforms.access import AppSecret, TokenVault
from hedan.platforms.aliexpress.capabilities import CAPABILITIES as ALIEXPRESS
from hedan.platforms.doudian.capabilities import CAPABILITIES as DOUDIAN
from hedan.platforms.mall.capabilities import CAPABILITIES as MALL
from hedan.platforms.outside import Outside
from hedan.platforms.pinduoduo.capabilities import CAPABILITIES as PINDUODUO
from hedan.platforms.platform import Capabilities, Platform
from hedan.platforms.shopify.capabilities import CAPABILITIES as SHOPIFY
from hedan.platforms.taobao.capabilities import CAPABILITIES as TAOBAO
from hedan.platforms.woocommerce.capabilities import CAPABILITIES as WOOCOMMERCE
from hedan.settings import CarrierSettings, StoreSettings

type Opener = Callable[
    [StoreSettings, AppSecret, TokenVault, Sequence[CarrierSettings], Outside], Platform
]

_ALL = (DOUDIAN, PINDUODUO, TAOBAO, ALIEXPRESS, MALL, WOOCOMMERCE, SHOPIFY)

CAPABILITIES: Mapping[str, Capabilities] = {one.platform: one for one in _ALL}
# The class in <platform>/store.py. Imported when a store of it is opened: a function serves few.
STORES: Mapping[str, str] = {
    "doudian": "DoudianStore",
    "pinduoduo": "PinduoduoStore",
    "taobao": "TaobaoStore",
    "aliexpress": "AliexpressStore",
    "mall": "MallStore",
    "woocommerce": "WoocommerceStore",
    "shopify": "ShopifyStore",
}


def open_store(
    store: StoreSettings,
    app: AppSecret,
    vault: TokenVault,
    carriers: Sequence[CarrierSettings],
    outside: Outside,
) -> Platform:
    """Return the store behind its platform's API. Raises KeyError for a platform nobody knows."""
    name = STORES[store.platform]
    opener = cast(Opener, getattr(import_module(f"hedan.platforms.{store.platform}.store"), name))
    return opener(store, app, vault, carriers, outside)
