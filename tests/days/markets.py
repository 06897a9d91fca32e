"""Every platform that the days are played on, by its name."""

from tests.days.chinese_markets import Pinduoduo, Taobao
from tests.days.doudian_market import DoudianMarket
from tests.days.market import Market
from tests.days.shop_markets import Aliexpress, Mall, Shopify, Woocommerce

MARKETS: dict[str, type[Market]] = {
    one.name: one
    for one in (DoudianMarket, Pinduoduo, Taobao, Aliexpress, Mall, Woocommerce, Shopify)
}
