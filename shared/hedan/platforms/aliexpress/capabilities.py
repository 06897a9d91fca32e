"""What AliExpress can and cannot do, as data: read without a client."""

from datetime import timedelta

from hedan.domain.splitting import PlatformLimits
from hedan.platforms import corrections
from hedan.platforms.platform import Capabilities, CorrectionRule, Listing, ListingRule, ShipShape

PLATFORM = "aliexpress"

SEMI_CHOICE = "semi_choice"
ISSUE_ORDER_FIELD = "issue_order_field"
TRACKING_WEB_SITE = "tracking_web_site"
TRACKING_ZONE = "tracking_zone"

# A list by status spans this much time of creation (30 days for finished orders, asked in slices).
REACH = timedelta(days=180)
# The platform names none. A minute lets rows settle that changed in the second of the question.
LAG = timedelta(minutes=1)
_BY_TIME = ListingRule(window_max=timedelta(days=1), lag=LAG, reach=REACH, counts=True)

CAPABILITIES = Capabilities(
    platform=PLATFORM,
    push="callback",
    listings={
        Listing.ORDERS: _BY_TIME,
        Listing.ORDERS_CREATED: _BY_TIME,
        # Issues have no filter by time: every question reads all of them, however long its window.
        Listing.AFTER_SALES: ListingRule(
            window_max=timedelta(days=30), lag=LAG, reach=REACH, counts=False
        ),
    },
    merge="address_id",
    ships=frozenset({ShipShape.WHOLE, ShipShape.PART, ShipShape.MERGED}),
    # Clear text only for sellers with that permission: what is masked is compared with nothing.
    limits=PlatformLimits(clear_text=True),
    correction=CorrectionRule(),
    more_numbers=True,
    pushes_stock=True,
    lists_carriers=True,
    tracks=True,
    options={
        SEMI_CHOICE: (
            '"ship": lines of the semi-managed channel are shipped like others (the carrier must '
            "be the one that the platform designated); otherwise they are held"
        ),
        ISSUE_ORDER_FIELD: (
            "which field of a listed issue names the order, order_id or parent_order_id (its "
            "documents disagree); parent_order_id unless set. A wrong one loses nothing, but no "
            "window of after-sales with an issue in it ever closes"
        ),
        TRACKING_WEB_SITE: (
            "the page where buyers follow parcels of carriers whose service name begins with "
            "OTHER; the platform demands one"
        ),
        TRACKING_ZONE: (
            "the time zone of tracking events, which the platform does not tell; "
            "America/Los_Angeles unless set"
        ),
        **corrections.OPTIONS,
    },
)
