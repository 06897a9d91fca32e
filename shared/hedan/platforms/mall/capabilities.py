"""What a mall that keeps our contract can do: nearly everything."""

from datetime import timedelta

from hedan.domain.after_sales import AfterSaleKind
from hedan.domain.cases import PlatformAct
from hedan.domain.splitting import PlatformLimits
from hedan.platforms import corrections
from hedan.platforms.case_acts import STOP_ANSWER_MEANS
from hedan.platforms.platform import (
    Capabilities,
    CorrectionRule,
    Listing,
    ListingRule,
    ShipShape,
)

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
    case_acts=frozenset(PlatformAct),
    answered_kinds=frozenset(
        {AfterSaleKind.REFUND_UNSHIPPED, AfterSaleKind.REFUND_ONLY, AfterSaleKind.CANCEL}
    ),
    ships_virtual="lines",
    options={
        "virtual": "auto (the default): virtual goods ship by themselves; by_hand: a person ships "
        "them on the platform",
        **STOP_ANSWER_MEANS,
        **corrections.OPTIONS,
    },
)
