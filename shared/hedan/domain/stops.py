"""A stop: the notice that a fence closed on something a supplier may already hold.

It ends answered or escalated to a person; never silent.
"""

from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, Id, LineKey, OrderKey, StoreId, SupplierId, short_id


class StopAnswer(StrEnum):
    """What the supplier says happened."""

    STOPPED = "stopped"
    GONE = "gone"


class StopLevel(StrEnum):
    """How loud we have become."""

    NOTICE = "notice"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    WITHDRAWN = "withdrawn"  # The buyer took the refund back: ship as planned.


class StopTelling(Frozen):
    """One message of one level."""

    level: StopLevel
    at: AwareDatetime


class StopLine(Frozen):
    """What to stop, in the supplier's words."""

    key: LineKey
    name: str
    spec: str
    quantity: NonNegativeInt


class Stop(Frozen):
    """One stop of one parcel for one after-sale, with an instant for every hop."""

    stop_id: Id
    after_sale_id: Id
    order: OrderKey
    store: StoreId
    supplier: SupplierId
    parcel_id: Id
    workbook: str
    lines: tuple[StopLine, ...]
    asked_at: AwareDatetime  # When the buyer asked, by the platform's clock.
    seen_at: AwareDatetime  # When the news reached us.
    fenced_at: AwareDatetime
    told: tuple[StopTelling, ...] = ()
    answer: StopAnswer | None = None
    answered_at: AwareDatetime | None = None
    answered_by: str = ""
    withdrawn_at: AwareDatetime | None = None
    escalated_at: AwareDatetime | None = None
    version: NonNegativeInt = 0

    @property
    def is_settled(self) -> bool:
        """Whether nobody needs to answer any more."""
        return self.answer is not None or self.withdrawn_at is not None


def stop_id(parcel_id: str, after_sale_id: str, age: str) -> str:
    """Derive the id: the same telling of a refund on the same parcel is the same stop."""
    return short_id("S", parcel_id, after_sale_id, age)
