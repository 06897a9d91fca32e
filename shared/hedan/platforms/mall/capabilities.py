"""What a mall that keeps our contract can do: nearly everything."""

from datetime import timedelta

from hedan.platforms.platform import Capabilities, Listing, ListingRule, ShipShape

# docs/mall-contract.md: windows of 7 days, 90 days back, complete up to ten seconds before now.
_RULE = ListingRule(
    window_max=timedelta(days=7),
    lag=timedelta(seconds=10),
    reach=timedelta(days=90),
    counts=True,
)

CAPABILITIES = Capabilities(
    platform="mall",
    push="callback",
    listings={
        Listing.ORDERS: _RULE,
        Listing.AFTER_SALES: _RULE,
        Listing.ORDERS_CREATED: _RULE,
    },
    merge="address_id",
    ships=frozenset(ShipShape),
    corrects_tracking=True,
    pushes_stock=True,
    writes_remark=True,
    flags=frozenset(range(6)),
    lists_carriers=True,
    tracks=True,
    takes_stop_answer=True,
)
