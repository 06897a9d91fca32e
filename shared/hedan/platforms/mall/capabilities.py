"""What a mall that keeps our contract can do: nearly everything."""

from datetime import timedelta

from hedan.domain.splitting import PlatformLimits
from hedan.platforms import corrections
from hedan.platforms.platform import Capabilities, CorrectionRule, Listing, ListingRule, ShipShape

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
    # Buyers and receivers are the mall's: their ids are the same for all of its merchants.
    limits=PlatformLimits(clear_text=True, ids_compare_across_stores=True),
    correction=CorrectionRule(),
    pushes_stock=True,
    writes_remark=True,
    flags=frozenset(range(6)),
    lists_carriers=True,
    tracks=True,
    takes_stop_answer=True,
    ships_virtual="lines",
    options={
        "virtual": "auto (the default): virtual goods ship by themselves; by_hand: a person ships "
        "them on the platform",
        **corrections.OPTIONS,
    },
)
