"""What a Shopify shop can do, as far as it is known."""

from datetime import timedelta

from hedan.domain.splitting import PlatformLimits
from hedan.platforms import corrections
from hedan.platforms.platform import Capabilities, CorrectionRule, Listing, ListingRule, ShipShape

_RULE = ListingRule(
    window_max=timedelta(days=31),
    lag=timedelta(minutes=1),
    # Without the permission read_all_orders an application sees the orders of 60 days. [memory]
    reach=timedelta(days=60),
    # A count has a call of its own; it and the pages are of different moments.
    counts=False,
)

CAPABILITIES = Capabilities(
    platform="shopify",
    push="callback",
    # Refunds have no listing: they come with their order, which changes with each.
    listings={Listing.ORDERS: _RULE, Listing.ORDERS_CREATED: _RULE},
    merge="address_id",
    ships=frozenset(ShipShape),
    # Customers are counted shop by shop: their ids do not compare.
    limits=PlatformLimits(clear_text=True),
    correction=CorrectionRule(),
    ships_virtual="lines",
    # Stock goes by location and inventory item, which no order tells; an order's note is the
    # buyer's, so that writing the seller's remark would overwrite it.
    options={
        "api_version": "the version of the Admin API, for example 2026-07",
        "notify_customer": "no: Shopify writes no e-mail about a shipment; empty: it does",
        "money_refunds": "what a refund of money that names no line means: stop (the default) "
        "fences the order until somebody has looked; ship: a rebate, the goods travel",
        "virtual": "by_hand (the default): a person ships virtual goods on the platform; auto: "
        "they ship by themselves",
        **corrections.OPTIONS,
    },
)
