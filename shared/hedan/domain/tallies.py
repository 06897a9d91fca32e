"""What is counted across orders: which of them got a gift today, how goods were shared out."""

from collections.abc import Mapping
from datetime import date

from pydantic import NonNegativeInt

from hedan.domain.base import Frozen, Id

# A tally is one item: what counts members one by one may not grow without end.
MEMBERS_MAX = 1000


class Tally(Frozen):
    """One count by member: orders that got a gift, suppliers that got lines of a SKU."""

    name: Id
    counts: Mapping[str, NonNegativeInt] = {}
    version: NonNegativeInt = 0


class Counted(Frozen):
    """One step of a tally that a decision asks for: taken when its lines are reserved."""

    tally: Id
    member: Id
    line_id: str = ""  # For which line; empty: for the order.


def gift_tally(rule_id: str, day: date) -> str:
    """Name the count of who got a rule's gift on a day of the store's clock: members are orders."""
    return f"gift:{rule_id}:{day.isoformat()}"


def route_tally(sku: str) -> str:
    """Name the count of how the lines of a SKU were shared out: members are suppliers."""
    return f"route:{sku}"
