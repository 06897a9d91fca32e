"""The account with a supplier: what was shipped at which price, what was stopped, what came back.

A day is closed once and never changes: what becomes known later is an entry of a later day.
"""

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, Id, LineKey, Sku, SupplierId


class EntryKind(StrEnum):
    """What an entry stands for."""

    SHIPPED = "shipped"
    PARCEL = "parcel"  # What a parcel costs beside its goods.
    STOPPED_IN_TIME = "stopped_in_time"  # Nothing is owed.
    STOPPED_TOO_LATE = "stopped_too_late"  # Owed, unless the supplier was told in time.
    RETURNED = "returned"  # Credited: a negative amount.


class BillEntry(Frozen):
    """One line of an account; amounts in the smallest unit of the currency."""

    kind: EntryKind
    parcel_id: Id
    line: LineKey | None = None
    sku: Sku = ""
    quantity: NonNegativeInt = 0
    unit_minor: NonNegativeInt | None = None  # None: no price was agreed.
    amount_minor: int = 0  # What the seller owes; negative: what it gets back.
    price_from: date | None = None  # Which version of the agreed price.
    paid_by: str = ""  # seller, supplier: where it is a question.
    asked_minor: NonNegativeInt | None = (
        None  # The supplier's own price for a unit, if it said one.
    )
    of: str = ""  # The stop's or the return's id.

    @property
    def is_difference(self) -> bool:
        """Whether somebody must talk to the supplier: no price, or it asks another one."""
        if self.kind not in (EntryKind.SHIPPED, EntryKind.STOPPED_TOO_LATE):
            return False
        asks_more = self.asked_minor is not None and self.asked_minor != self.unit_minor
        return self.unit_minor is None or asks_more


class BillDay(Frozen):
    """One closed day of one supplier; its entries lie in a file."""

    supplier: SupplierId
    day: date  # By the supplier's clock.
    closed_at: AwareDatetime
    entries_key: str = ""  # Empty: nothing happened.
    open_key: str = ""  # Where StillOpen lies; empty: nothing is open.
    entry_count: NonNegativeInt = 0
    amount_minor: int = 0
    differences: NonNegativeInt = 0  # Entries without a price, or with another one asked.
    version: NonNegativeInt = 0


class StillOpen(Frozen):
    """What a closed day hands on: the next one looks at these again, however old they are."""

    lines: tuple[LineKey, ...] = ()  # In parcels that no platform has accepted, or without a price.
    stops: tuple[Id, ...] = ()  # Answered too late: a first scan may still say who pays.
