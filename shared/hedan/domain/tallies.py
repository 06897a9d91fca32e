"""What is counted across orders: which of them got a gift today, how goods were shared out."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import NonNegativeInt, StringConstraints

from hedan.domain.base import Frozen

# A tally is one item: what counts members one by one may not grow without end.
MEMBERS_MAX = 1000
# What a decision is told of the members of a tally that it does not ask for.
OTHERS = "others"

OF_ROUTES = "route:"

# A SKU may hold what an id may not, and an order's key is longer than its id.
Name = Annotated[str, StringConstraints(min_length=1, max_length=256)]


class Tally(Frozen):
    """One count by member: orders that got a gift, suppliers that got lines of a SKU."""

    name: Name
    counts: Mapping[str, NonNegativeInt] = {}
    version: NonNegativeInt = 0


class Counted(Frozen):
    """One step of a tally that a decision asks for: taken when its lines are reserved."""

    tally: Name
    member: Name
    line_id: str = ""  # For which line; empty: for the order.


def gift_tally(rule_id: str, day: date, sku: str = "") -> str:
    """Name the count of who got a rule's gift on a day of the store's clock: members are orders.

    The day is that of the payment: an order stays what it was, whenever it is looked at again.
    """
    return f"gift:{rule_id}:{day.isoformat()}" + (f":{sku}" if sku else "")


def route_tally(sku: str) -> str:
    """Name the count of how the lines of a SKU were shared out: members as member_of() says."""
    return f"{OF_ROUTES}{sku}"


def is_of_routes(name: str) -> bool:
    """Tell whether a tally counts how the lines of a SKU were shared out."""
    return name.startswith(OF_ROUTES)


def seen_by(member: str, tally: Tally) -> dict[str, int]:
    """Return what a decision about one member is told: its own count, and all others in one.

    A decision is kept with what it was told; a thousand members would be kept with each.
    """
    own = tally.counts.get(member, 0)
    return {OTHERS: sum(tally.counts.values()) - own} | ({member: own} if own else {})


def counted_up(tally: Tally, member: str) -> Tally:
    """Return the tally after one step of a member."""
    return tally.but(counts={**tally.counts, member: tally.counts.get(member, 0) + 1})
