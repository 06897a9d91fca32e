"""What a line is made of when it ships, and how it is to be handled."""

from collections.abc import Sequence
from typing import Literal

from pydantic import NonNegativeInt, PositiveInt

from hedan.domain.base import Frozen, Sku

# One line ships in one transaction, whatever it is made of: an action for its balance and one for
# its ledger entry of each SKU. Forty leave room.
PIECES_PER_LINE_MAX = 20
GIFTS_PER_LINE_MAX = 20


class Part(Frozen):
    """Units of one SKU of ours in a line: the line itself, a piece of a combo, or a gift."""

    sku: Sku
    quantity: PositiveInt
    paid_minor: NonNegativeInt = 0  # Its share of what was paid; the shares add up to the line's.
    tracks_stock: bool = False  # Whether it counts in the stock table.
    is_gift: bool = False  # Ours, at no price: of a rule, not of the platform.
    name: str = ""  # Empty: what the platform calls the line.


class Handling(Frozen):
    """What the supplier is asked for beyond the goods."""

    carrier: str = ""  # Its code in the settings; empty: the supplier's choice.
    package: str = ""
    notes: tuple[str, ...] = ()
    travels: Literal["with_buyer", "with_order", "alone"] = "with_buyer"
    merge_window_minutes: NonNegativeInt | None = None  # None: as the merge settings say.
    # What a person wants in one parcel: lines of the same word meet, whatever their addresses.
    company: str = ""


def shares(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Divide an amount by weights so that the shares add up: the largest remainder gets the rest.

    Weights that are all zero count as equal. Equal remainders: the first one wins. Raises
    ValueError without weights or with a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError("shares need weights, none of them negative")
    whole = sum(weights)
    if whole == 0:
        return shares(total, [1] * len(weights))
    floors = [total * weight // whole for weight in weights]
    rest = total - sum(floors)
    by_remainder = sorted(
        range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place)
    )
    for place in by_remainder[:rest]:
        floors[place] += 1
    return tuple(floors)
