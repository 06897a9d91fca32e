"""Work on a bulk act: preview it, or do exactly what was previewed, or put back what stood before.

Each order is one transaction with an event that names the bulk act. By its versions an order tells
whether it is as it was previewed, and by its history whether this very act has changed it: so a
run that died is begun again and nothing is done twice.
"""

from collections.abc import Callable
from datetime import datetime

from hedan.domain.base import OrderKey
from hedan.domain.bulk_acts import BulkAct, BulkRow, BulkState, RowState, RowWhy
from hedan.domain.events import Event, EventKind
from hedan.ports import Desk, OrderFile
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.bulk_acts.ask_bulk import BulkActs
from hedan.usecases.bulk_acts.bulk_pages import counted, go_through, keep_rows
from hedan.usecases.bulk_acts.bulk_preview import preview_bulk
from hedan.usecases.bulk_acts.bulk_rows import Wanted, done, undone, written
from hedan.usecases.bulk_acts.bulk_verdicts import Verdict, seen_of, verdict_of
from hedan.usecases.orders.gather_facts import Deciding
from hedan.usecases.orders.hold_order import hold_at_once

type Clock = Callable[[], datetime]


def work_on_bulk(bulk_id: str, *, deciding: Deciding, bulk_acts: BulkActs, now: Clock) -> BulkAct:
    """Do the next step of a bulk act and return it; what is done stays as it is.

    Raises KeyError for one that nobody asked for, TryAgain when the world is too busy.
    """
    bulk = bulk_acts.bulk_act(bulk_id)
    if bulk is None:
        raise KeyError(bulk_id)
    if bulk.state is BulkState.ASKED and not bulk.undoes:
        return preview_bulk(bulk, deciding=deciding, bulk_acts=bulk_acts, now=now())
    if bulk.state is BulkState.ASKED:
        bulk = _begin_undo(bulk, bulk_acts, now())
    if bulk.state is BulkState.APPLYING:
        bulk = _do(bulk, deciding.desk, deciding.book.settings, bulk_acts, now)
    return bulk


def _begin_undo(undo: BulkAct, bulk_acts: BulkActs, now: datetime) -> BulkAct:
    """Take over what the first one did: those rows and no others are put back."""
    first = _first(undo, bulk_acts)
    rows = [
        row.but(state=RowState.TO_DO)
        for page in bulk_acts.pages(first)
        for row in page.rows
        if row.state is RowState.DONE
    ]
    pages = keep_rows(undo.bulk_id, rows, bulk_acts)
    applying = undo.moved(BulkState.APPLYING).but(
        applied_by=undo.asked_by, applied_at=now, found=len(rows), pages=pages
    )
    return bulk_acts.keep(applying)


def _do(bulk: BulkAct, desk: Desk, settings: Settings, bulk_acts: BulkActs, now: Clock) -> BulkAct:
    first = _first(bulk, bulk_acts) if bulk.undoes else None

    def act(row: BulkRow) -> BulkRow:
        if first is not None:
            return until_settled(lambda: _undo_row(row, first, bulk, desk, now()))
        return until_settled(lambda: _do_row(row, bulk, desk, settings, now()))

    go_through(bulk, act, bulk_acts)
    return until_settled(lambda: _finish(bulk.bulk_id, bulk_acts, now()))


def _do_row(row: BulkRow, bulk: BulkAct, desk: Desk, settings: Settings, now: datetime) -> BulkRow:
    file = desk.order_file(row.order)
    if seen_of(file) != row.seen:
        if _was_done(row.order, bulk, desk):
            return _really_done(row, bulk, desk, now)
        return row.but(state=RowState.CHANGED, why=RowWhy.CHANGED_SINCE)
    assert bulk.applied_by is not None
    # Again: the settings may know less, or ask for more, than when it was previewed.
    verdict = verdict_of(file, bulk.deed, bulk.reason, by=bulk.applied_by, settings=settings)
    if verdict.state is not RowState.TO_DO:
        return _as_said(row, verdict)
    return _write(row, file, done(file, row, bulk, now), bulk, desk, now)


def _undo_row(row: BulkRow, first: BulkAct, undo: BulkAct, desk: Desk, now: datetime) -> BulkRow:
    file = desk.order_file(row.order)
    wanted = undone(file, row, first, undo, now)
    if isinstance(wanted, Wanted):
        return _write(row, file, wanted, undo, desk, now)
    if _was_done(row.order, undo, desk):
        return _really_done(row, undo, desk, now)
    return _as_said(row, wanted)


def _write(
    row: BulkRow, file: OrderFile, wanted: Wanted, bulk: BulkAct, desk: Desk, now: datetime
) -> BulkRow:
    step = written(file, wanted, now)
    desk.commit(step.change)
    return _really_done(row, bulk, desk, now) if step.is_cut else row.but(state=RowState.DONE)


def _really_done(row: BulkRow, bulk: BulkAct, desk: Desk, now: datetime) -> BulkRow:
    """Take back the lines that one transaction had no room for, and call the row done."""
    hold_at_once(row.order, (), desk=desk, now=now, by=bulk.by)
    return row.but(state=RowState.DONE)


def _as_said(row: BulkRow, verdict: Verdict) -> BulkRow:
    return row.but(state=verdict.state, why=verdict.why, detail=verdict.detail)


def _was_done(order: OrderKey, bulk: BulkAct, desk: Desk) -> bool:
    """Tell whether this very act has changed the order: a run that died before it could say so."""
    return any(stored.event.facts.get("bulk") == bulk.bulk_id for stored in desk.history(order))


def _finish(bulk_id: str, bulk_acts: BulkActs, now: datetime) -> BulkAct:
    """Say that it is done, with one event that counts."""
    bulk = bulk_acts.bulk_act(bulk_id)
    assert bulk is not None
    if bulk.state is BulkState.DONE:
        return bulk
    counts = counted(row for page in bulk_acts.pages(bulk) for row in page.rows)
    facts = {
        "bulk": bulk_id,
        "by": bulk.by,
        "do": bulk.deed.do,
        "undoes": bulk.undoes,
        **{state.value: str(count) for state, count in counts.items()},
    }
    told = Event(kind=EventKind.BULK_DONE, at=now, facts=facts)
    return bulk_acts.keep(bulk.moved(BulkState.DONE).but(done_at=now, counts=counts), told)


def _first(undo: BulkAct, bulk_acts: BulkActs) -> BulkAct:
    first = bulk_acts.bulk_act(undo.undoes)
    assert first is not None, f"bulk {undo.bulk_id} undoes one that never was"
    return first
