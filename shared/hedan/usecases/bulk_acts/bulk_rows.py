"""Doing a bulk act to one order, and putting back what stood before: one change each.

Everything here is pure: a run that died asks again and gets the same.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from hedan.domain.bulk_acts import BulkAct, BulkRow, RowState, RowWhy, held_by
from hedan.domain.bulk_deeds import BulkAccept, BulkHold, BulkRelease, decided_by
from hedan.domain.checks import goods_saw
from hedan.domain.edits import Edit, Edits
from hedan.domain.events import Event, EventKind
from hedan.domain.findings import Finding, Holds, opened, release
from hedan.domain.line_work import WAITING, LineWork, released, stock_moves
from hedan.ports import Aggregate, Change, OrderFile
from hedan.usecases.bulk_acts.bulk_verdicts import Verdict, in_place, ours
from hedan.usecases.orders.check_order import deadline_of
from hedan.usecases.orders.stock_need import fitting


class Wanted(NamedTuple):
    """What an order is to become."""

    holds: Holds
    edits: Edits
    kind: EventKind
    facts: dict[str, str]


def done(file: OrderFile, row: BulkRow, bulk: BulkAct, now: datetime) -> Wanted:
    """Return what an order that is as it was previewed becomes."""
    match bulk.deed:
        case BulkHold():
            return _held(file, (held_by(bulk),), bulk, now)
        case BulkAccept() | BulkRelease():
            return _released(file, row.holds, bulk, now)
        case _:
            return _edited(file, bulk, now)


def _held(file: OrderFile, findings: tuple[Finding, ...], bulk: BulkAct, now: datetime) -> Wanted:
    holds = opened(file.holds, findings, now, deadline_of(file))
    return _told_of_holds(file, holds, bulk)


def _told_of_holds(file: OrderFile, holds: Holds, bulk: BulkAct) -> Wanted:
    known = {hold.hold_id for hold in file.holds.open}
    fresh = [hold.finding.code for hold in holds.open if hold.hold_id not in known]
    facts = {
        "opened": ",".join(fresh),
        "open": ",".join(hold.finding.code for hold in holds.open),
    }
    return Wanted(holds, file.edits, EventKind.ORDER_HELD, _facts(file, bulk, facts))


def _released(file: OrderFile, hold_ids: tuple[str, ...], bulk: BulkAct, now: datetime) -> Wanted:
    holds = file.holds
    for hold_id in hold_ids:
        holds = release(holds, hold_id, bulk.by, now)
    facts = _facts(file, bulk, {"hold": ",".join(hold_ids)})
    return Wanted(holds, file.edits, EventKind.HOLD_RELEASED, facts)


def _edited(file: OrderFile, bulk: BulkAct, now: datetime) -> Wanted:
    assert file.order is not None
    edits = file.edits
    for field, value in decided_by(bulk.deed):
        edits = edits.plus(
            Edit(
                field=field,
                value=value,
                by=bulk.by,
                at=now,
                reason=bulk.reason,
                order_version=file.order.version,
                saw=goods_saw(file.order, ""),
            )
        )
    return _told_of_edits(file, edits, bulk)


def _told_of_edits(file: OrderFile, edits: Edits, bulk: BulkAct) -> Wanted:
    said = [edit for edit in edits.edits if edit not in file.edits.edits]
    gone = [edit for edit in file.edits.edits if edit not in edits.edits]
    facts = {
        "edits": "; ".join(f"{edit.field}: {edit.value}" for edit in said),
        "taken_back": "; ".join(f"{edit.field}: {edit.value}" for edit in gone),
    }
    return Wanted(file.holds, edits, EventKind.ORDER_EDITED, _facts(file, bulk, facts))


def _facts(file: OrderFile, bulk: BulkAct, more: dict[str, str]) -> dict[str, str]:
    return {
        "order": str(file.key),
        "bulk": bulk.bulk_id,
        "by": bulk.by,
        "reason": bulk.reason,
        **more,
    }


# --- Undoing it ---------------------------------------------------------------------------------


def undone(
    file: OrderFile, row: BulkRow, first: BulkAct, undo: BulkAct, now: datetime
) -> Wanted | Verdict:
    """Return what an order becomes when what stood before is put back, or why it is not."""
    match first.deed:
        case BulkHold():
            wanted = _hold_ended(file, first, undo, now)
        case BulkAccept() | BulkRelease():
            wanted = _holds_put_back(file, row, first, undo)
        case _:
            wanted = _edits_put_back(file, row, first, undo)
    if isinstance(wanted, Wanted) and not set(row.lines) <= ours(file):
        return Verdict(RowState.TOO_LATE, RowWhy.WITH_SUPPLIER)
    return wanted


def _hold_ended(file: OrderFile, first: BulkAct, undo: BulkAct, now: datetime) -> Wanted | Verdict:
    ours_to_end = held_by(first).hold_id
    if all(hold.hold_id != ours_to_end for hold in file.holds.open):
        return Verdict(RowState.ALREADY, RowWhy.RELEASED_SINCE)
    return _released(file, (ours_to_end,), undo, now)


def _holds_put_back(
    file: OrderFile, row: BulkRow, first: BulkAct, undo: BulkAct
) -> Wanted | Verdict:
    """Open them again as they were: the same finding, the same times."""
    ended = {hold.hold_id for hold in file.holds.holds if hold.closed_by == first.by}
    if not set(row.holds) <= ended:
        return Verdict(RowState.CHANGED, RowWhy.NOT_AS_LEFT)
    holds = tuple(
        hold.but(closed_at=None, closed_by="") if hold.closed_by == first.by else hold
        for hold in file.holds.holds
    )
    return _told_of_holds(file, file.holds.but(holds=holds), undo)


def _edits_put_back(
    file: OrderFile, row: BulkRow, first: BulkAct, undo: BulkAct
) -> Wanted | Verdict:
    stands = [in_place(file.edits, *decision) for decision in decided_by(first.deed)]
    if any(edit is None or edit.by != first.by for edit in stands):
        return Verdict(RowState.CHANGED, RowWhy.NOT_AS_LEFT)
    kept = tuple(edit for edit in file.edits.edits if edit not in stands)
    return _told_of_edits(file, file.edits.but(edits=(*kept, *row.before)), undo)


# --- Writing it ---------------------------------------------------------------------------------


class Step(NamedTuple):
    """One transaction; is_cut: lines that must not wait for a wave are left over."""

    change: Change
    is_cut: bool


def written(file: OrderFile, wanted: Wanted, now: datetime) -> Step:
    """Return the transaction. It fails unless order, holds and edits are as they were read."""
    waiting = list(_waiting(file, wanted.holds))
    at_once = waiting[: fitting([line.parts for line in waiting])]
    steps = [(line, released(line)) for line in at_once]
    is_edited = wanted.edits != file.edits
    # The holds in a new version: a decision that is being stored meanwhile did not know of this.
    puts: tuple[Aggregate, ...] = (
        wanted.holds,
        *((wanted.edits,) if is_edited else ()),
        *(after for _, after in steps),
    )
    assert file.order is not None
    told = Event(kind=wanted.kind, at=now, facts=wanted.facts)
    change = Change(
        puts=puts,
        was=file.before(puts),
        unchanged=(file.order, *(() if is_edited else (file.edits,))),
        stock=tuple(move for before, after in steps for move in stock_moves(before, after, now)),
        events=((wanted.edits if is_edited else wanted.holds, told),),
    )
    return Step(change, is_cut=len(at_once) < len(waiting))


def _waiting(file: OrderFile, holds: Holds) -> Iterator[LineWork]:
    """Yield the lines that must not wait for a wave any more."""
    for line in file.lines.values():
        if line.state in WAITING and holds.keeps(line.key.line_id):
            yield line
