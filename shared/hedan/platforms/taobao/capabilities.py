"""What Taobao can and cannot do, as data: the README's tables are made of it."""

from datetime import timedelta

from hedan.domain.cases import PlatformAct
from hedan.domain.splitting import PlatformLimits
from hedan.platforms import corrections
from hedan.platforms.platform import (
    Capabilities,
    CorrectionRule,
    Listing,
    ListingRule,
    ShipShape,
)
from hedan.platforms.taobao.options import MEANINGS

PLATFORM = "taobao"

# The platform takes a day of changes at once and advises half an hour.
_CHANGES = timedelta(minutes=30)
_DAY = timedelta(days=1)
_REACH = timedelta(days=90)
# Ours: a row that is written within the last minute may not be listed yet.
_LAG = timedelta(minutes=1)

CAPABILITIES = Capabilities(
    platform=PLATFORM,
    push="messages",
    listings={
        Listing.ORDERS: ListingRule(window_max=_CHANGES, lag=_LAG, reach=_REACH, counts=True),
        Listing.AFTER_SALES: ListingRule(window_max=_DAY, lag=_LAG, reach=_REACH, counts=True),
        Listing.ORDERS_CREATED: ListingRule(window_max=_DAY, lag=_LAG, reach=_REACH, counts=True),
    },
    merge="asked",
    # There is a call for some units of a line, but none that tells which units a parcel holds:
    # after a lost answer nobody could know whether to repeat it.
    ships=frozenset({ShipShape.WHOLE, ShipShape.PART, ShipShape.MERGED}),
    limits=PlatformLimits(home_country="CN"),
    # For waybills of one's own carrier.
    correction=CorrectionRule(window=timedelta(days=50)),
    pushes_stock=True,
    writes_remark=True,
    flags=frozenset(range(6)),  # Grey, red, yellow, green, blue, purple.
    lists_carriers=True,
    tracks=True,
    # To agree one must be a sub-account and may be asked for a code sent to its phone, and to
    # refuse name a reason of the case's own list: people do both on the platform.
    case_acts=frozenset({PlatformAct.STOPPED, PlatformAct.NOT_STOPPED}),
    ships_virtual="order",
    options={**MEANINGS, **corrections.OPTIONS},
)
