"""批量操作: one act over many orders: what is asked, what became of each order, how far it is."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, Id, OrderKey, short_id
from hedan.domain.bulk_deeds import BulkHold, Deed, Selection
from hedan.domain.edits import Edit
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.people import Person
from hedan.domain.rules import Words
from hedan.errors import Rejected

# More than a person can answer for at once; also what one run of the function does in minutes.
ROWS_MAX = 1000
# Each costs a look at the whole order; who has to search among more knows a day or a post.
CANDIDATES_MAX = 5000
# So many rows are kept together: a run that dies repeats at most these.
PAGE_ROWS = 50
# A mistake over many orders is seen on the day; later, undoing surprises more than it mends.
UNDO_WITHIN = timedelta(hours=24)
HELD_BY_HAND = "HELD_BY_HAND"


class BulkRefused(Rejected):
    """A bulk act that cannot be asked, applied or undone; code says why: BULK_TOO_LATE, …"""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


# --- What becomes of each order -----------------------------------------------------------------


class RowState(StrEnum):
    """What becomes of one order."""

    TO_DO = "to_do"  # It will be done, unless the order changes before.
    DONE = "done"
    ALREADY = "already"  # It is so without us.
    CHANGED = "changed"  # The order is not as it was previewed: nothing was done.
    REFUSED = "refused"
    NEEDS_APPROVAL = "needs_approval"  # A second person must agree, order by order.
    TOO_LATE = "too_late"  # To be undone: its supplier has it.


class RowWhy(StrEnum):
    """Why nothing is done with an order. Each has its sentence in texts/bulk_acts.py."""

    NOT_WAITING = "NOT_WAITING"
    NOT_HELD_SO = "NOT_HELD_SO"
    HELD_SO = "HELD_SO"
    DECIDED_SO = "DECIDED_SO"
    WITH_SUPPLIER = "WITH_SUPPLIER"
    NOT_YOUR_POST = "NOT_YOUR_POST"
    FORBIDS_SHIPPING = "FORBIDS_SHIPPING"
    NOT_KNOWN = "NOT_KNOWN"
    CONDITION_FAILED = "CONDITION_FAILED"
    CHANGED_SINCE = "CHANGED_SINCE"
    NOT_AS_LEFT = "NOT_AS_LEFT"
    RELEASED_SINCE = "RELEASED_SINCE"


class Seen(Frozen):
    """At which versions an order was previewed: at any others it is left alone."""

    order: NonNegativeInt
    holds: NonNegativeInt
    edits: NonNegativeInt


class BulkRow(Frozen):
    """One order of a bulk act: what was seen of it, and what becomes of it.

    holds and before say what stood in the place of what is done: an undo puts it back.
    """

    order: OrderKey
    seen: Seen
    state: RowState
    why: RowWhy | None = None
    detail: str = ""  # What why speaks of: a post, a finding, a supplier's id.
    holds: tuple[str, ...] = ()  # The holds that it ends.
    before: tuple[Edit, ...] = ()  # The decisions whose place it takes.
    lines: tuple[str, ...] = ()  # Those that no supplier had yet.


class BulkPage(Frozen):
    """Some of the rows, kept together."""

    bulk_id: Id
    number: NonNegativeInt
    rows: tuple[BulkRow, ...]
    version: NonNegativeInt = 0


# --- How far it is ------------------------------------------------------------------------------


class BulkState(StrEnum):
    """How far a bulk act has come."""

    ASKED = "asked"  # The orders are being looked at.
    PREVIEWED = "previewed"  # Nothing is written to any order; it can be applied.
    REFUSED = "refused"  # Too many orders.
    APPLYING = "applying"
    DONE = "done"


# The whole life of a bulk act. Anything absent here is illegal.
NEXT: dict[BulkState, frozenset[BulkState]] = {
    # APPLYING: an undo is what was done before, the other way round; nobody previews it.
    BulkState.ASKED: frozenset({BulkState.PREVIEWED, BulkState.REFUSED, BulkState.APPLYING}),
    BulkState.PREVIEWED: frozenset({BulkState.APPLYING}),
    BulkState.REFUSED: frozenset(),
    BulkState.APPLYING: frozenset({BulkState.DONE}),
    BulkState.DONE: frozenset(),
}


class BulkAct(Frozen):
    """One act over many orders. Its rows are kept in pages beside it."""

    bulk_id: Id
    deed: Deed
    selection: Selection
    reason: Words
    asked_by: Person
    asked_at: AwareDatetime
    undoes: str = ""  # The bulk act that this one takes back.
    state: BulkState = BulkState.ASKED
    applied_by: Person | None = None
    applied_at: AwareDatetime | None = None
    done_at: AwareDatetime | None = None
    found: NonNegativeInt = 0  # Orders that fit the selection.
    pages: NonNegativeInt = 0
    counts: Mapping[RowState, int] = {}
    version: NonNegativeInt = 0

    @property
    def by(self) -> str:
        """Who did it, as events, holds and edits name them: nobody else has this name."""
        return f"{self.applied_by}, bulk {self.bulk_id}"

    def moved(self, to: BulkState) -> "BulkAct":
        """Return it in another state: one that the table leads to."""
        assert to in NEXT[self.state], f"bulk act {self.bulk_id}: {self.state} -> {to}"
        return self.but(state=to)

    def may_be_undone(self, at: datetime) -> bool:
        """Tell whether its time has not run out."""
        return self.done_at is not None and at - self.done_at <= UNDO_WITHIN


def asked_bulk(
    deed: Deed, selection: Selection, reason: str, *, by: Person, at: datetime
) -> BulkAct:
    """Return a fresh bulk act. Its id sorts by time, and the same asked again is the same."""
    asked = (deed.model_dump_json(), selection.model_dump_json(), reason, by.sub, at.isoformat())
    return BulkAct(
        bulk_id=f"{at:%Y%m%dT%H%M%S}-{short_id('B', *asked)}",
        deed=deed,
        selection=selection,
        reason=reason,
        asked_by=by,
        asked_at=at,
    )


def undo_id(bulk_id: str) -> str:
    """Return the id of the only undo that a bulk act can have."""
    return f"{bulk_id}-undo"


def undo_of(first: BulkAct, *, by: Person, reason: str, at: datetime) -> BulkAct:
    """Return the bulk act that takes another one back. Raises BulkRefused when it may not."""
    if first.undoes:
        raise BulkRefused("BULK_IS_UNDO", first.bulk_id)
    if first.state is not BulkState.DONE:
        raise BulkRefused("BULK_NOT_DONE", first.bulk_id)
    if not first.may_be_undone(at):
        raise BulkRefused("BULK_TOO_LATE", first.bulk_id)
    return BulkAct(
        bulk_id=undo_id(first.bulk_id),
        deed=first.deed,
        selection=first.selection,
        reason=reason,
        asked_by=by,
        asked_at=at,
        undoes=first.bulk_id,
    )


def held_by(bulk: BulkAct) -> Finding:
    """Return what an applied bulk act of holding keeps each order back for."""
    assert isinstance(bulk.deed, BulkHold)
    return Finding(
        code=HELD_BY_HAND,
        severity=Severity.ASK,
        evidence=f"{bulk.by}: {bulk.reason}",
        fix=bulk.reason,
        ends=Ends.PERSON,
        post=bulk.deed.post,
        due_minutes=bulk.deed.due_minutes,
    )


def in_pages(bulk_id: str, rows: Iterable[BulkRow]) -> tuple[BulkPage, ...]:
    """Return the rows in pages."""
    whole = tuple(rows)
    return tuple(
        BulkPage(bulk_id=bulk_id, number=start // PAGE_ROWS, rows=whole[start : start + PAGE_ROWS])
        for start in range(0, len(whole), PAGE_ROWS)
    )
