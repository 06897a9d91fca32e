"""When a tracking number can be believed: its shape, and what is known of it already."""

from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, Id, SupplierId
from hedan.domain.parcels import Tracking


class CheckDigit(StrEnum):
    """How a carrier's numbers prove themselves; which carrier uses which is for the settings."""

    NONE = "none"
    S10 = "s10"  # Universal Postal Union S10: two letters, eight digits, check digit, country.
    MOD10_3_1 = "mod10_3_1"  # Weights 3 and 1 in turn, from the right.
    LUHN = "luhn"
    MOD7 = "mod7"  # The last digit is what is left of the number before it, divided by seven.


class NumberUse(Frozen):
    """Who first brought a tracking number, and for which parcel: one item per number."""

    tracking: Tracking
    parcel_id: Id
    supplier: SupplierId
    first_seen_at: AwareDatetime
    workbook: str = ""
    version: NonNegativeInt = 0
