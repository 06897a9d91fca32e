"""What Doudian can and cannot do for us."""

from datetime import timedelta

from hedan.domain.after_sales import AfterSaleKind
from hedan.domain.cases import PlatformAct
from hedan.domain.replaced_lines import ReplacementKind
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

# A listing shows a change some seconds late.
LAG = timedelta(seconds=10)
# Pages of a window move while orders change in it: short windows are re-read cheaply.
WINDOW = timedelta(minutes=15)
# order.searchList knows orders of the last 90 days only.
ORDERS_REACH = timedelta(days=90)
AFTER_SALES_REACH = timedelta(days=180)
REFUSE_OPTION = "refuse_reason_code"

CAPABILITIES = Capabilities(
    platform="doudian",
    push="callback",
    listings={
        Listing.ORDERS: ListingRule(window_max=WINDOW, lag=LAG, reach=ORDERS_REACH, counts=True),
        Listing.AFTER_SALES: ListingRule(
            window_max=WINDOW, lag=LAG, reach=AFTER_SALES_REACH, counts=True
        ),
        Listing.ORDERS_CREATED: ListingRule(
            window_max=timedelta(days=1), lag=LAG, reach=ORDERS_REACH, counts=True
        ),
    },
    merge="asked",
    ships=frozenset(ShipShape),
    # Shipping calls take no more items at once; orders from abroad are consolidated.
    limits=PlatformLimits(units_per_parcel_max=400, home_country="CN"),
    correction=CorrectionRule(),
    # A resend has none that its documents name.
    ships_replacements=frozenset({ReplacementKind.EXCHANGE}),
    pushes_stock=True,
    writes_remark=True,
    flags=frozenset(range(6)),
    lists_carriers=True,
    # It has no word for goods that have left: silence says it.
    case_acts=frozenset(PlatformAct) - {PlatformAct.NOT_STOPPED},
    answered_kinds=frozenset({AfterSaleKind.REFUND_UNSHIPPED, AfterSaleKind.REFUND_ONLY}),
    options={
        REFUSE_OPTION: "the number of the reason with which refunds are refused by a call, as the "
        "platform's list of the shop names it; empty: none is told, and the platform may ask for "
        "one",
        **STOP_ANSWER_MEANS,
        **corrections.OPTIONS,
    },
)
