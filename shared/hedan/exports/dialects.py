"""How each platform's export sheets are read: its columns, words, clock, currency and ids."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hedan.domain.base import PlatformName
from hedan.exports import columns, words
from hedan.exports.fields import Field, Synonyms
from hedan.exports.words import Words
from hedan.settings import StoreSettings

# What a seller may set in a store's options where the sheet leaves it open.
TIME_ZONE_OPTION = "export_time_zone"
CURRENCY_OPTION = "export_currency"
STORE_OPTION = "export_store_name"
OPTIONS: Mapping[str, str] = {
    TIME_ZONE_OPTION: "time zone of the clock in export sheets, like Europe/Berlin",
    CURRENCY_OPTION: "currency of export sheets that name none, like EUR",
    STORE_OPTION: "how export sheets call the store, where that is neither its name nor its id",
}


class LineIds(StrEnum):
    """Where a line's id comes from: it must be the one that the platform's API tells."""

    OWN = "own"  # The sheet has a column for it.
    FIRST = "first"  # One row, one order, one line: "<order>-1".
    OWN_OR_ORDER = (
        "own_or_order"  # Its column; without one, a single line is called like the order.
    )
    OWN_OR_PLACE = "own_or_place"  # As above; several lines are called "<order>-<place>".


@dataclass(frozen=True, slots=True)
class Dialect:
    """One platform's way of writing sheets."""

    platform: PlatformName
    columns: Synonyms
    words: Words
    zone: str
    currency: str
    order_id: re.Pattern[str]
    line_ids: LineIds


DIALECTS: Mapping[PlatformName, Dialect] = {
    dialect.platform: dialect
    for dialect in (
        Dialect(
            *("doudian", columns.DOUDIAN, words.DOUDIAN, "Asia/Shanghai", "CNY"),
            # Older orders end in a letter.
            *(re.compile(r"\d{10,22}[A-Z]?"), LineIds.OWN),
        ),
        Dialect(
            *("pinduoduo", columns.PINDUODUO, words.PINDUODUO, "Asia/Shanghai", "CNY"),
            *(re.compile(r"\d{6}-\d{9,20}"), LineIds.FIRST),
        ),
        Dialect(
            *("taobao", columns.TAOBAO, words.TAOBAO, "Asia/Shanghai", "CNY"),
            # A trade of one line: its line has the trade's own number, at Taobao too.
            *(re.compile(r"\d{10,22}"), LineIds.OWN_OR_ORDER),
        ),
        Dialect(
            # The clock of its order pages is that of its API, US Pacific. The API's numbers of
            # lines stand in few sheets and cannot be derived: such a sheet serves only a store
            # without an API, by the place in the order, which shipping by index uses, too.
            *("aliexpress", columns.ALIEXPRESS, words.ALIEXPRESS, "America/Los_Angeles", "USD"),
            *(re.compile(r"\d{10,22}"), LineIds.OWN_OR_PLACE),
        ),
        Dialect(
            *("mall", columns.MALL, words.MALL, "Asia/Shanghai", "CNY"),
            *(re.compile(r"[^\s#]{1,64}"), LineIds.OWN),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How the sheets of one store are read: its platform's dialect and what the seller set."""

    store: StoreSettings
    dialect: Dialect
    zone: ZoneInfo
    currency: str

    @property
    def has_api(self) -> bool:
        """Whether the truth about an order can be read elsewhere."""
        return bool(self.store.api_url)

    @property
    def called(self) -> tuple[str, ...]:
        """Return what the store may be called in a sheet."""
        names = (self.store.options.get(STORE_OPTION, ""), self.store.name, self.store.shop_id)
        return tuple(name for name in names if name)


def manner_of(store: StoreSettings) -> Manner:
    """Return how a store's sheets are read.

    Raises KeyError for a platform without sheets, ValueError for a time zone that is none.
    """
    dialect = DIALECTS[store.platform]
    try:
        zone = ZoneInfo(store.options.get(TIME_ZONE_OPTION, dialect.zone))
    except ZoneInfoNotFoundError as unknown:
        raise ValueError(f"store {store.id}: {TIME_ZONE_OPTION}: {unknown}") from unknown
    currency = store.options.get(CURRENCY_OPTION, dialect.currency)
    return Manner(store=store, dialect=dialect, zone=zone, currency=currency)


REQUIRED: tuple[tuple[Field, ...], ...] = (
    (Field.ORDER_ID,),
    (Field.STATUS,),
    (Field.QUANTITY, Field.ITEMS),
    (Field.LINE_PAID, Field.ORDER_PAID),
    (Field.CREATED_AT, Field.PAID_AT),
)
"""Of each of these, a sheet must have one."""
