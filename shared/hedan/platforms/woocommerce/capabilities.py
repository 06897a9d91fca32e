"""What a WooCommerce shop can do."""

from datetime import timedelta

from hedan.domain.splitting import PlatformLimits
from hedan.platforms import corrections
from hedan.platforms.platform import Capabilities, CorrectionRule, Listing, ListingRule, ShipShape

_RULE = ListingRule(
    # The shop sets no limit; a window of a month keeps its database from sorting years.
    window_max=timedelta(days=31),
    # Its times are whole seconds, written before the order is: what is a minute old is complete.
    lag=timedelta(minutes=1),
    reach=timedelta(days=365),
    counts=True,
)

CAPABILITIES = Capabilities(
    platform="woocommerce",
    push="callback",
    # Refunds have no listing: they come with their order, which changes with each.
    listings={Listing.ORDERS: _RULE, Listing.ORDERS_CREATED: _RULE},
    merge="address_id",
    ships=frozenset(ShipShape),
    # Customers are counted shop by shop: their ids do not compare.
    limits=PlatformLimits(clear_text=True),
    correction=CorrectionRule(),
    pushes_stock=True,
    writes_remark=True,
    options={
        "vendor": "dokan or wcfm: only the orders of the vendor whose id is shop_id; "
        "empty: the whole shop",
        "tracking": "note (the default): the number goes to the buyer as an order note; "
        "shipment_tracking: through the extension of that name",
        "statuses_to_ship": "the shop's own status values that mean paid and to be shipped, "
        "parted by commas",
        "statuses_shipped": "the shop's own status values that mean shipped, parted by commas",
        "money_refunds": "what a refund of money that names no line means: stop (the default) "
        "fences the order until somebody has looked; ship: a rebate, the goods travel",
        **corrections.OPTIONS,
    },
)
