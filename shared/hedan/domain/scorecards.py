"""How well a supplier works, from what it did in the last days; routing may ask for it.

The score begins at 100. Each kind of mistake takes points off in proportion to how often it
happened, up to all of its points: see PENALTIES, the whole formula on one screen.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from pydantic import AwareDatetime, NonNegativeFloat, NonNegativeInt

from hedan.domain.base import Frozen, SupplierId

WHOLE: Final = 100
# Of fewer parcels a single mistake would decide.
PARCELS_MIN: Final = 20


class Scorecard(Frozen):
    """Counts of one period, and one figure of 0 to 100 made of them."""

    supplier: SupplierId
    made_at: AwareDatetime
    days: NonNegativeInt
    parcels: NonNegativeInt = 0  # That got a number in this time.
    hours_to_ship_p50: NonNegativeFloat | None = None  # From told to numbered.
    hours_to_ship_p90: NonNegativeFloat | None = None
    late: NonNegativeInt = 0  # Numbered after their deadline.
    overdue: NonNegativeInt = 0  # Without a number although their deadline is over.
    stops: NonNegativeInt = 0  # That it answered, or that were escalated.
    stops_obeyed: NonNegativeInt = 0  # It said in time that they stayed.
    stops_unanswered: NonNegativeInt = 0  # Escalated before an answer.
    wrong_numbers: NonNegativeInt = 0  # Doubted, refused by a platform, or corrected.
    returned: NonNegativeInt = 0  # Parcels of which goods came back.
    one_in: NonNegativeInt = 1  # Of so many of its parcels one was looked at.
    score: NonNegativeInt | None = None  # None: too little happened.
    version: NonNegativeInt = 0


class Penalty(NamedTuple):
    """What one kind of mistake costs."""

    name: str
    points: int  # That it takes off at most,
    all_at: Fraction  # once this share of all cases went wrong; of less, in proportion.
    wrong: Callable[[Scorecard], int]
    cases: Callable[[Scorecard], int]


# A platform fines what is late or has a wrong number; a stop that nobody answers costs the goods.
# What comes back is the supplier's doing only in part, and one stop in a few meets an empty shelf.
PENALTIES: Final = (
    Penalty(
        "late",
        40,
        Fraction(20, 100),
        lambda card: card.late + card.overdue,
        lambda card: card.parcels + card.overdue,
    ),
    Penalty(
        "wrong_numbers",
        25,
        Fraction(5, 100),
        lambda card: card.wrong_numbers,
        lambda card: card.parcels,
    ),
    Penalty(
        "stops_unanswered",
        20,
        Fraction(25, 100),
        lambda card: card.stops_unanswered,
        lambda card: card.stops,
    ),
    Penalty(
        "stops_missed",
        5,
        Fraction(50, 100),
        lambda card: card.stops - card.stops_obeyed - card.stops_unanswered,
        lambda card: card.stops,
    ),
    Penalty(
        "returned",
        10,
        Fraction(20, 100),
        lambda card: card.returned,
        lambda card: card.parcels,
    ),
)


class Deduction(NamedTuple):
    """What one kind of mistake has cost."""

    name: str
    wrong: int
    cases: int
    points: Fraction


def deductions(card: Scorecard) -> tuple[Deduction, ...]:
    """Return what takes points off, by the table; without cases of a kind it takes none."""
    return tuple(
        Deduction(one.name, one.wrong(card), one.cases(card), _points(one, card))
        for one in PENALTIES
        if one.wrong(card) > 0
    )


def scored(card: Scorecard) -> Scorecard:
    """Return the card with its score; None where too little happened to tell."""
    if card.parcels + card.overdue < PARCELS_MIN:
        return card.but(score=None)
    lost = sum((one.points for one in deductions(card)), Fraction(0))
    return card.but(score=round(WHOLE - lost))


def percentile(values: Sequence[float], percent: int) -> float | None:
    """Return the smallest of these values that so many percent do not exceed; None: no values."""
    if not values:
        return None
    place = -(-len(values) * percent // 100)  # Rounded up: of one value it is that one.
    return sorted(values)[max(place, 1) - 1]


def _points(penalty: Penalty, card: Scorecard) -> Fraction:
    cases = penalty.cases(card)
    if cases == 0:
        return Fraction(0)
    share = Fraction(penalty.wrong(card), cases)
    return penalty.points * min(share / penalty.all_at, Fraction(1))
