"""How well a supplier works, from what it did in the last days; routing may ask for it."""

from pydantic import AwareDatetime, NonNegativeFloat, NonNegativeInt

from hedan.domain.base import Frozen, SupplierId


class Scorecard(Frozen):
    """Counts of one period, and one figure of 0 to 100 made of them."""

    supplier: SupplierId
    made_at: AwareDatetime
    days: NonNegativeInt
    parcels: NonNegativeInt = 0  # That got a number in this time.
    hours_to_ship_p50: NonNegativeFloat | None = None  # From told to numbered.
    hours_to_ship_p90: NonNegativeFloat | None = None
    late: NonNegativeInt = 0  # Numbered after their deadline.
    stops: NonNegativeInt = 0  # That it had to answer.
    stops_obeyed: NonNegativeInt = 0  # It said that they stayed.
    stops_unanswered: NonNegativeInt = 0  # Escalated before an answer.
    wrong_numbers: NonNegativeInt = 0  # Doubted, refused by a platform, or corrected.
    returned: NonNegativeInt = 0  # Parcels of which goods came back.
    score: NonNegativeInt | None = None  # None: too little happened.
    version: NonNegativeInt = 0
