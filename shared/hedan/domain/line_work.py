"""What we do with a line: its state, its fence, its place in a parcel.

The platform's line never changes; this is our work on it, one item per line, so that a single
conditional write can see the fence and move the line at once.
"""

from collections import Counter
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import Frozen, Id, LineKey, SupplierId
from hedan.domain.parts import Handling, Part
from hedan.domain.replaced_lines import Instead, forbids_replacement
from hedan.domain.stock import StockMove
from hedan.domain.stops import StopCause


class LineState(StrEnum):
    """Where our work on a line stands."""

    NEW = "new"  # Known, nothing decided: also a line whose refund came before its order.
    RESERVED = "reserved"  # Stock is held for it.
    READY = "ready"  # Checked, routed: waits for a wave.
    CLAIMED = "claimed"  # In a live parcel, promised to a supplier.
    STOPPING = "stopping"  # Asked back after the claim: the supplier must say what happened.
    STOPPED = "stopped"  # The supplier says it stayed; or it left before anybody was told.
    GONE = "gone"  # The supplier says it had already left.
    SHIPPED = "shipped"  # The platform took its tracking number.


# The whole life of a line on one screen. Anything absent here is illegal.
NEXT: dict[LineState, frozenset[LineState]] = {
    LineState.NEW: frozenset({LineState.RESERVED}),
    LineState.RESERVED: frozenset({LineState.READY, LineState.NEW}),
    LineState.READY: frozenset({LineState.CLAIMED, LineState.NEW}),
    # NEW: out of its parcel before anybody heard of it.
    LineState.CLAIMED: frozenset(
        {LineState.STOPPING, LineState.SHIPPED, LineState.STOPPED, LineState.NEW}
    ),
    # SHIPPED: the platform had taken the number before the fence closed.
    LineState.STOPPING: frozenset(
        {LineState.STOPPED, LineState.GONE, LineState.CLAIMED, LineState.SHIPPED}
    ),
    LineState.STOPPED: frozenset({LineState.NEW}),
    LineState.GONE: frozenset({LineState.CLAIMED}),
    LineState.SHIPPED: frozenset(),
}

# In these the line holds a reservation, which ends in exactly one of shipped and released.
HOLDING_STOCK = frozenset(
    {LineState.RESERVED, LineState.READY, LineState.CLAIMED, LineState.STOPPING}
)
# Ours alone: nobody outside has heard of these, so they may be taken back at once.
WAITING = frozenset({LineState.RESERVED, LineState.READY})
# The goods have left: what was reserved is no longer on hand.
LEFT = frozenset({LineState.GONE, LineState.SHIPPED})


class IllegalMove(Exception):
    """A line was asked to go where the table does not lead: a mistake of ours, not of the input."""


class FenceCase(Frozen):
    """What one after-sale says about one line."""

    after_sale_id: Id
    changed_at: AwareDatetime
    stage: NonNegativeInt = 0  # Within one second the later stage is the newer telling.
    closes: bool

    @property
    def age(self) -> tuple[datetime, int]:
        """What makes one telling newer than another: see AfterSale.age."""
        return self.changed_at, self.stage


class Fence(Frozen):
    """Open or closed, with a version. A closed fence forbids every ship instruction.

    It is closed as long as any case closes it: withdrawing one of two refunds opens nothing.
    """

    version: NonNegativeInt = 0
    cases: tuple[FenceCase, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether the line must not be shipped."""
        return any(case.closes for case in self.cases)


class Promised(Frozen):
    """What of its order a line was claimed with: another one makes its supplier's paper wrong."""

    address: str  # As checks.address_saw() tells it.
    goods: str  # As checks.goods_saw() tells them.


class LineWork(Frozen):
    """Our work on one line."""

    key: LineKey
    state: LineState = LineState.NEW
    fence: Fence = Fence()
    parts: tuple[Part, ...] = ()  # What is reserved; nothing before the first reservation.
    handling: Handling = Handling()
    supplier: SupplierId | None = None
    deadline: AwareDatetime | None = None
    parcel_id: Id | None = None
    promised: Promised | None = None  # While it is in a parcel.
    leaves: StopCause | None = None  # Why it is asked back, beside any refund.
    left: bool = False  # Asked back too late: it travels in its parcel, whatever changes now.
    tags: tuple[str, ...] = ()
    # Once a rule or a limit has split it off, it never meets other orders again: only lines of its
    # order with the same mark. It outlives its parcel.
    split_mark: str = ""
    instead: Instead | None = None  # None: the platform's own line.
    again: tuple[Id, ...] = ()  # The cases for which its goods were sent again, or others instead.
    version: NonNegativeInt = 0  # 0 means: never stored.

    def move(self, to: LineState) -> "LineWork":
        """Return the line in another state. Raises IllegalMove when the table forbids it."""
        if to not in NEXT[self.state]:
            raise IllegalMove(f"{self.key}: {self.state} -> {to}")
        return self.but(state=to)

    @property
    def may_ship(self) -> bool:
        """Whether an instruction to ship this line may be committed."""
        return not self.fence.is_closed


def fenced(line: LineWork, after_sale: AfterSale, *, named: bool = True) -> LineWork:
    """Return the line as this after-sale leaves it; the same line when it says nothing newer.

    named is False for a line that the after-sale named before and no longer does.

    Closing takes a line that only waits back to NEW (its reservation goes back) and a line that
    a supplier may already hold to STOPPING. Lifting never puts a line back into a parcel whose
    supplier may have put the goods aside: such a line starts again (STOPPED to NEW).
    """
    changed_at, stage = after_sale.age
    case = FenceCase(
        after_sale_id=after_sale.after_sale_id,
        changed_at=changed_at,
        stage=stage,
        closes=named and _forbids(after_sale, line),
    )
    return told_by(line, case)


def told_by(line: LineWork, case: FenceCase) -> LineWork:
    """Return the line after what a case says about it; the same line when that is nothing newer."""
    cases = {known.after_sale_id: known for known in line.fence.cases}
    known = cases.get(case.after_sale_id)
    if known is not None and case.age <= known.age:
        return line
    cases[case.after_sale_id] = case
    # Sorted: the order in which refunds became known leaves no trace.
    fence = Fence(
        version=line.fence.version + 1, cases=tuple(cases[name] for name in sorted(cases))
    )
    return _settled(line.but(fence=fence))


def _forbids(after_sale: AfterSale, line: LineWork) -> bool:
    if line.instead is None:
        return after_sale.closes
    return forbids_replacement(after_sale, line.instead)


def _settled(line: LineWork) -> LineWork:
    """Bring state and fence into agreement after the fence moved."""
    return _closed(line) if line.fence.is_closed else _lifted(line)


def _closed(line: LineWork) -> LineWork:
    if line.state in WAITING:
        return released(line)
    return line.move(LineState.STOPPING) if line.state is LineState.CLAIMED else line


def _lifted(line: LineWork) -> LineWork:
    if line.state is LineState.STOPPING and line.leaves:
        return line  # It is asked back for something else, too.
    # STOPPING: nobody has put it aside, the instruction stands. GONE: it travels, now rightly so.
    if line.state in (LineState.STOPPING, LineState.GONE):
        return line.move(LineState.CLAIMED)
    return released(line) if line.state is LineState.STOPPED else line


def taken_out(line: LineWork, cause: StopCause, *, is_told: bool) -> LineWork:
    """Return a claimed line that must leave its parcel, whatever its fence says.

    is_told: its supplier may have heard of it, and has to say whether it is still there. Else it is
    free at once.
    """
    return line.move(LineState.STOPPING).but(leaves=cause) if is_told else released(line)


def released(line: LineWork) -> LineWork:
    """Return a line that waits, or that stayed where it was, free for a new parcel."""
    fresh = line.move(LineState.NEW)
    return fresh.but(
        supplier=None,
        parcel_id=None,
        promised=None,
        leaves=None,
        left=False,
        parts=(),
        handling=Handling(),
        tags=(),
    )


def stock_moves(before: LineWork, after: LineWork, at: datetime) -> tuple[StockMove, ...]:
    """Return what a line's step does to the stock: a reservation ends in shipped or released.

    One move for each SKU, whichever parts of the line it is in.
    """
    held, holds = _held(before), _held(after)
    return tuple(
        _leaves(before, after.state, sku, held[sku], at)
        if after.state in LEFT
        else StockMove(sku=sku, reserved=holds[sku] - held[sku])
        for sku in dict.fromkeys((*held, *holds))
        if holds[sku] != held[sku]
    )


def _held(line: LineWork) -> Counter[str]:
    """Count what a line holds in the stock table."""
    units: Counter[str] = Counter()
    if line.state in HOLDING_STOCK:
        for part in line.parts:
            if part.tracks_stock:
                units[part.sku] += part.quantity
    return units


def _leaves(line: LineWork, how: LineState, sku: str, units: int, at: datetime) -> StockMove:
    return StockMove(
        sku=sku,
        reserved=-units,
        on_hand=-units,
        entry_id=f"{line.key}|{line.parcel_id}",
        cause=f"{how} in parcel {line.parcel_id}",
        at=at,
    )


def stopped(line: LineWork) -> LineWork:
    """Return a line after its supplier said that it stayed.

    If no refund stands against it, or none any more, it starts again at once.
    """
    line = line.move(LineState.STOPPED).but(leaves=None)
    return line if line.fence.is_closed else released(line)


def gone(line: LineWork) -> LineWork:
    """Return a line after its supplier said that it had already left.

    Without a refund against it, it travels as it was claimed, and its number goes up.
    """
    if not line.fence.is_closed:
        if not line.leaves:
            return line  # Lifted in the meantime: it is where it should be.
        return line.move(LineState.CLAIMED).but(leaves=None, left=True)
    # What left is booked out now; if the refund is withdrawn later it must not be booked twice.
    parts = tuple(part.but(tracks_stock=False) for part in line.parts)
    return line.move(LineState.GONE).but(parts=parts, leaves=None, left=True)
