"""What Doudian can and cannot do for us."""

from datetime import timedelta

from hedan.domain.splitting import PlatformLimits
from hedan.platforms import corrections
from hedan.platforms.platform import Capabilities, CorrectionRule, Listing, ListingRule, ShipShape

# A listing shows a change some seconds late.
LAG = timedelta(seconds=10)
# Pages of a window move while orders change in it: short windows are re-read cheaply.
WINDOW = timedelta(minutes=15)
# order.searchList knows orders of the last 90 days only.
ORDERS_REACH = timedelta(days=90)
AFTER_SALES_REACH = timedelta(days=180)

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
    pushes_stock=True,
    writes_remark=True,
    flags=frozenset(range(6)),
    lists_carriers=True,
    takes_stop_answer=True,
    options=corrections.OPTIONS,
)
