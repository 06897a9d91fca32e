"""Which ready lines may share a box, and until when a box waits for more.

Lines meet when store, supplier, buyer and the platform's own merge group agree. A line with fixed
packing, or that a rule splits off, travels alone. Sorting apart, every step touches every line
once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from hedan.domain.base import Frozen
from hedan.domain.ready import ReadyLine

# More goods than one person packs into one box without losing count.
LINES_PER_PARCEL_MAX = 49
# A parcel is claimed, and shipped, in one transaction of at most 100 actions. Three are of the
# parcel itself and its events; what the others are for, _actions says.
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


class Share(NamedTuple):
    """What one order puts into a box: lines that may share a parcel, and those that may not."""

    loose: list[ReadyLine]
    alone: list[ReadyLine]


class Box(NamedTuple):
    """Shares of orders that travel together; a full one can gain nothing by waiting."""

    shares: list[Share]
    is_full: bool

    @property
    def loose(self) -> list[ReadyLine]:
        """The lines in one parcel."""
        return [line for share in self.shares for line in share.loose]

    @property
    def alone(self) -> list[ReadyLine]:
        """The lines with a parcel each."""
        return [line for share in self.shares for line in share.alone]


def groups_of(lines: Iterable[ReadyLine], rules: MergeRules) -> Iterator[list[ReadyLine]]:
    """Yield the lines that may meet, the order paid first in front, goods before gifts."""
    newest: dict[tuple[str, ...], ReadyLine] = {}
    for line in lines:
        key = line.key
        name = (key.order.platform, key.order.store, key.order.order_id, key.line_id)
        known = newest.get(name)
        if known is None or _versions(known) < _versions(line):
            newest[name] = line
    groups: defaultdict[tuple[str, ...], list[ReadyLine]] = defaultdict(list)
    for line in newest.values():
        order = line.key.order
        groups[(order.platform, line.store, line.supplier, *_company(line, rules))].append(line)
    for group in groups.values():
        group.sort(key=_place)
        yield from _by_carrier(group)


def _company(line: ReadyLine, rules: MergeRules) -> tuple[str, ...]:
    """Return what lines have in common that may meet: the buyer's merge group, or the order."""
    if may_merge(line, rules):
        return line.merge_group, line.buyer_id
    return (line.key.order.order_id,)


def may_merge(line: ReadyLine, rules: MergeRules) -> bool:
    """Tell whether a line may travel with other orders of its buyer."""
    return rules.enabled and line.handling.travels != "with_order"


def _by_carrier(group: list[ReadyLine]) -> Iterator[list[ReadyLine]]:
    """Part lines that ask for different carriers; those that ask for none go with the first."""
    asked = sorted({line.handling.carrier for line in group} - {""})
    if len(asked) <= 1:
        yield group
        return
    for carrier in asked:
        yield [line for line in group if (line.handling.carrier or asked[0]) == carrier]


def _versions(line: ReadyLine) -> tuple[int, int]:
    return line.line_version, line.order_version


def _place(line: ReadyLine) -> tuple[datetime, str, bool, str]:
    return line.paid_at, line.key.order.order_id, line.is_gift, line.key.line_id


def boxes_of(group: list[ReadyLine], rules: MergeRules) -> Iterator[Box]:
    """Fill one box after the other, first paid first, as far as the limits allow."""
    shares: list[Share] = []
    loose: list[ReadyLine] = []
    for share in _shares(group):
        if not share.loose:
            yield Box([share], is_full=True)  # Nothing in it could share a parcel.
            continue
        too_many = len(shares) == rules.orders_max or not _fits([*loose, *share.loose])
        if shares and too_many:
            yield Box(shares, is_full=True)
            shares, loose = [], []
        shares.append(share)
        loose += share.loose
    if shares:
        yield Box(shares, is_full=len(shares) == rules.orders_max)


def _shares(group: list[ReadyLine]) -> Iterator[Share]:
    """Yield the orders of a group; an order too big for one parcel in several shares."""
    orders: dict[str, Share] = {}
    for line in group:
        share = orders.setdefault(line.key.order.order_id, Share([], []))
        (share.alone if _travels_alone(line) else share.loose).append(line)
    for loose, alone in orders.values():
        first, *others = _portions(loose)
        yield Share(first, alone)
        yield from (Share(portion, []) for portion in others)


def _portions(lines: list[ReadyLine]) -> list[list[ReadyLine]]:
    """Divide the lines of one order into as few portions as go into parcels; at least one."""
    portions: list[list[ReadyLine]] = [[]]
    for line in lines:
        if portions[-1] and not _fits([*portions[-1], line]):
            portions.append([])
        portions[-1].append(line)
    return portions


def _fits(lines: list[ReadyLine]) -> bool:
    return len(lines) <= LINES_PER_PARCEL_MAX and _actions(lines) <= ACTIONS_PER_PARCEL_MAX


def _actions(lines: list[ReadyLine]) -> int:
    """Count what a transaction with these lines does at most, of the claim and of the shipping.

    It writes each line, looks at each order and tells of it, books each counted SKU out of the
    stock, and keeps an entry of that for each line.
    """
    counted = {(line.key, part.sku) for line in lines for part in line.parts if part.tracks_stock}
    orders = {line.key.order for line in lines}
    return len(lines) + 2 * len(orders) + len(counted) + len({sku for _, sku in counted})


def _travels_alone(line: ReadyLine) -> bool:
    return line.fixed_packing or line.handling.travels == "alone"


def waits_until(box: Box, rules: MergeRules) -> datetime | None:
    """Return when the box goes at the latest; None when it waits for nobody.

    What travels alone waits with the rest of its order: a gift does not leave before its goods.
    """
    if box.is_full or not may_merge(box.loose[0], rules):
        return None
    ends = window_ends(box.loose, rules)
    deadline = earliest([*box.loose, *box.alone])
    return ends if deadline is None else min(ends, deadline - rules.hurry)


def window_ends(lines: list[ReadyLine], rules: MergeRules) -> datetime:
    """Return when the last of these lines has waited long enough for others."""
    return max(line.paid_at + _window(line, rules) for line in lines)


def _window(line: ReadyLine, rules: MergeRules) -> timedelta:
    own = line.handling.merge_window_minutes
    return rules.window if own is None else timedelta(minutes=own)


def earliest(lines: list[ReadyLine]) -> datetime | None:
    """Return the first deadline of these lines; None when none of them has one."""
    return min((line.deadline for line in lines if line.deadline is not None), default=None)
