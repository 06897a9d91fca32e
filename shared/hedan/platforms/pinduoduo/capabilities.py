"""What Pinduoduo can and cannot do, as data."""

from datetime import timedelta

from hedan.domain.cases import PlatformAct
from hedan.domain.replaced_lines import ReplacementKind
from hedan.domain.splitting import PlatformLimits
from hedan.errors import SettingsInvalid
from hedan.platforms import corrections
from hedan.platforms.case_acts import STOP_ANSWER_MEANS
from hedan.platforms.pinduoduo.listing import EDGE, SETTLES_IN
from hedan.platforms.pinduoduo.tables import AFTER_SALE_STATUS, PLATFORM
from hedan.platforms.platform import (
    Capabilities,
    CorrectionRule,
    Listing,
    ListingRule,
    ShipShape,
)
from hedan.settings import StoreSettings

# Increments span half an hour, and order.list.get a day; each is asked a second wider.
INCREMENT_MAX = timedelta(minutes=30) - 2 * EDGE
CONFIRMED_MAX = timedelta(hours=24) - 2 * EDGE
LAG = SETTLES_IN + EDGE
REACH = timedelta(days=90)

LOTTERY_OPTION, SHIPS_LOTTERY = "lottery", "ship"
STATUS_OPTION, EACH_STATUS = "after_sales_status", "each"
GONE_OPTION = "order_gone"
# By older documents and by programs in use; today's page does not list it.
EVERY_STATUS = 1

CAPABILITIES = Capabilities(
    platform=PLATFORM,
    push="none",
    listings={
        Listing.ORDERS: ListingRule(window_max=INCREMENT_MAX, lag=LAG, reach=REACH, counts=True),
        Listing.AFTER_SALES: ListingRule(
            window_max=INCREMENT_MAX, lag=LAG, reach=REACH, counts=True
        ),
        Listing.ORDERS_CREATED: ListingRule(
            window_max=CONFIRMED_MAX, lag=LAG, reach=REACH, counts=True
        ),
    },
    merge="asked",
    ships=frozenset(ShipShape),
    limits=PlatformLimits(home_country="CN"),
    correction=CorrectionRule(),
    # The call names exchanges; whether it takes a resend is told nowhere.
    ships_replacements=frozenset({ReplacementKind.EXCHANGE}),
    more_numbers=True,
    pushes_stock=True,
    writes_remark=True,
    flags=frozenset({1, 2, 3, 4, 5}),
    lists_carriers=True,
    tracks=True,
    # It has a call to agree, which moves money and is known by its name only; none to refuse.
    case_acts=frozenset({PlatformAct.STOPPED, PlatformAct.NOT_STOPPED}),
    options={
        LOTTERY_OPTION: "'ship' lets lottery orders go on; else each of them waits for a person.",
        STATUS_OPTION: "The after_sales_status that lists refunds in every state: a number, 1 "
        "unless told; 'each' asks for one state after another, should the shop's answer to 1 be "
        "an error or nothing.",
        GONE_OPTION: "Sub codes, parted by commas, with which the platform says that it has no "
        "such order of this shop. They are not documented: take them from a refusal.",
        **STOP_ANSWER_MEANS,
        **corrections.OPTIONS,
    },
)


def ships_lottery(store: StoreSettings) -> bool:
    """Tell whether the seller lets lottery orders go on."""
    return store.options.get(LOTTERY_OPTION) == SHIPS_LOTTERY


def after_sales_statuses(store: StoreSettings) -> tuple[int, ...]:
    """Return what to ask for, so that refunds in every state are listed.

    Raises SettingsInvalid for what is neither a number nor 'each'.
    """
    told = store.options.get(STATUS_OPTION, str(EVERY_STATUS))
    if told == EACH_STATUS:
        return tuple(AFTER_SALE_STATUS)
    if not told.isdecimal():
        raise SettingsInvalid(f"store {store.id}: options.{STATUS_OPTION}: a number, or 'each'")
    return (int(told),)


def gone_sub_codes(store: StoreSettings) -> frozenset[str]:
    """Return the sub codes that mean: no such order."""
    told = (code.strip() for code in store.options.get(GONE_OPTION, "").split(","))
    return frozenset(code for code in told if code)
