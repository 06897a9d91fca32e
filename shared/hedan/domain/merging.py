"""合单: what the seller allows to travel together. domain/plan.py decides by it."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from hedan.domain.base import Frozen

# More goods than one person packs into one box without losing count.
LINES_PER_PARCEL_MAX = 49
# A parcel is claimed, and shipped, in one transaction of at most 100 actions. Three are of the
# parcel itself and its events; what the others are for, planning/loads.py says.
ACTIONS_PER_PARCEL_MAX = 97


type Risk = Literal["safe", "ask", "forbidden"]
"""What comes of orders that seem to belong together: merged, asked about, or left apart."""


class Apart(StrEnum):
    """What keeps an order from travelling with others, unless the seller asks for it."""

    ON_DELIVERY = "on_delivery"  # The buyer pays the carrier.
    PRESALE = "presale"  # Not to be shipped before a date.
    PLATFORM_LOGISTICS = "platform_logistics"  # The platform's own service: also consolidation.
    ABROAD = "abroad"  # Its receiver lives in another country than the store.


class MergeRules(Frozen):
    """When orders of one buyer wait for each other, and which of them may meet."""

    enabled: bool = True
    window_minutes: Annotated[int, Field(ge=0, le=7 * 24 * 60)] = 30
    orders_max: Annotated[int, Field(ge=2, le=100)] = 20
    hurry_hours: Annotated[int, Field(ge=0, le=240)] = 6  # This near the deadline nobody waits.
    # Between the payments of two orders that follow each other; None: as far apart as they like.
    gap_minutes: Annotated[int, Field(ge=1, le=30 * 24 * 60)] | None = None
    also: tuple[Apart, ...] = ()  # Such orders may meet others of their own kind, too.
    across_stores: bool = False  # Stores of one owner on one platform, where its ids compare.
    # Where nothing but the address as it is written is known to be the same.
    clear_text: Risk = "ask"
    other_buyer: Risk = "forbidden"  # One address, two buyers: a dormitory, an office.

    @property
    def window(self) -> timedelta:
        """How long an order waits for others after its payment."""
        return timedelta(minutes=self.window_minutes)

    @property
    def hurry(self) -> timedelta:
        """How long before the deadline nobody waits any more."""
        return timedelta(hours=self.hurry_hours)
