"""由谁发货: why a supplier ships a line, and whose turn it is where several share a SKU's lines."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Literal, Protocol

from pydantic import PositiveInt

from hedan.domain.base import Frozen, SupplierId, short_id

SIGNATURE_CHARACTERS = 6


class RouteBy(StrEnum):
    """What made a supplier the one that ships a line."""

    PERSON = "person"
    RULE = "rule"
    STORE = "store"  # The whole shop goes to it.
    SHARE = "share"  # Its turn among the sources of the SKU.
    COMPANY = "company"  # A source that ships other goods of the buyer's already.
    SKU = "sku"  # It is the SKU's own; without another word this needs no reason.
    FALL_BACK = "fall_back"  # It takes over from another one.
    KEPT = "kept"  # It was the one when the order came; the settings have changed since.


type Hindrance = Literal["gone", "region", "silent", "full", "closed", "poor"]
"""Why a supplier is passed over: it is not in the settings, refuses the place, does not look at
what it is sent, takes no more today, is closed until the deadline is over, or works too badly."""


class Passed(Frozen):
    """A supplier that was passed over."""

    supplier: SupplierId
    why: Hindrance
    region: str = ""  # Which place it refuses, as the settings call it.


class RouteReason(Frozen):
    """Why a line goes to its supplier."""

    by: RouteBy
    of: str = ""  # The person, the rule, the SKU that is shared, or who is fallen back from.
    share: PositiveInt | None = None  # Its share
    shares: PositiveInt | None = None  # of all.
    passed: tuple[Passed, ...] = ()


class Shared(Protocol):
    """A supplier and its share: the settings' sources are such."""

    @property
    def supplier(self) -> SupplierId:
        """Who."""

    @property
    def share(self) -> int:
        """How much beside the others."""


def member_of(supplier: SupplierId, sources: Sequence[Shared]) -> str:
    """Name a supplier in the count of a SKU's lines.

    Under other shares it counts anew: a second source gets its share of what comes, not all of it
    until it has caught up with years.
    """
    terms = ",".join(f"{one.supplier}={one.share}" for one in sources)
    return f"{supplier}@{short_id('', terms)[:SIGNATURE_CHARACTERS]}"


def whose_turn(sources: Sequence[Shared], counts: Mapping[str, int]) -> list[SupplierId]:
    """Return the sources, the one whose turn it is first. counts: lines so far, by member_of().

    A source may take a line as long as it is behind its share of all lines with this one; of those
    the one goes first whose next line is due the soonest. Whoever is asked so from the start is
    never a whole line away from its share, with any number of sources (Brauner and Crama, "The
    maximum deviation just-in-time scheduling problem", 2004). Equals: in the order of the settings.
    """
    so_far = [counts.get(member_of(one.supplier, sources), 0) for one in sources]
    lines, whole = sum(so_far) + 1, sum(one.share for one in sources)

    def place(at: int) -> tuple[bool, Fraction, int]:
        share = sources[at].share
        is_ahead = so_far[at] * whole >= share * lines
        return is_ahead, Fraction(so_far[at] + 1, share), at

    return [sources[at].supplier for at in sorted(range(len(sources)), key=place)]


def drawn_by_lot(sources: Sequence[Shared], lot: int) -> list[SupplierId]:
    """Return the sources, one that a number chooses by their shares first.

    For where nobody counted: over many numbers each source comes first as often as its share says.
    """
    at = lot % sum(one.share for one in sources)
    first = 0
    while at >= sources[first].share:
        at -= sources[first].share
        first += 1
    return [one.supplier for one in (sources[first], *sources[:first], *sources[first + 1 :])]
