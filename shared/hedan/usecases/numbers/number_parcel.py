"""A supplier's number for one parcel: kept once, for the lines that may travel.

A number for a fenced line is never sent on: the order is held, and somebody is told. One that
speaks against itself, and another one for a parcel that has one, are kept and wait for a person.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.divided import moved_out
from hedan.domain.events import Event
from hedan.domain.findings import Ends, Finding, Holds, Severity, opened
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Doubt, NumberChange, NumberDoubt, Parcel, ParcelState, Tracking
from hedan.ports import Aggregate, Change, Desk
from hedan.usecases.following.parcel_events import (
    change_asked,
    doubted,
    numbered,
    tracking_for_fenced,
)
from hedan.usecases.numbers.number_doubts import Looked, look_up
from hedan.usecases.numbers.number_standing import (
    FOLLOWED,
    Standing,
    doubts_of,
    is_told,
    may_travel,
    standing_of,
)
from hedan.usecases.orders.check_order import deadline_of

NOBODY_MAY_TRAVEL = "a number came, but no line of it may travel"
IN_QUESTION = "its number is in question"


class Numbering(StrEnum):
    """What became of a number on one line."""

    ACCEPTED = "ACCEPTED"
    SAME = "SAME"  # Known already: nothing has changed.
    DOUBTED = "DOUBTED"  # Kept; a person looks before any platform hears of it.
    CHANGE_ASKED = "CHANGE_ASKED"  # Kept beside the other one; a person decides.
    CHANGE_BUSY = "CHANGE_BUSY"  # The parcel's number is just being changed to a third one.
    DENIED = "DENIED"  # A person said no to this number.
    MORE_TOO_LATE = "MORE_TOO_LATE"  # Further boxes, after the platform heard of the first.
    FENCED = "FENCED"  # A refund stands against it.
    ASKED_BACK = "ASKED_BACK"  # Its supplier was asked for it, and has not answered.
    OTHER_NUMBER = "OTHER_NUMBER"  # The parcel has another number, which stands for all its rows.
    LEFT = "LEFT"  # The line is in this parcel no more.
    MOVED = "MOVED"  # It travels in another parcel of the same workbook: see number_lines.


_ON_A_LINE = {
    Standing.FIRST: Numbering.ACCEPTED,
    Standing.SAME: Numbering.SAME,
    Standing.MORE: Numbering.ACCEPTED,
    Standing.MORE_TOO_LATE: Numbering.MORE_TOO_LATE,
    Standing.OTHER: Numbering.CHANGE_ASKED,
    Standing.ASKED: Numbering.CHANGE_ASKED,
    Standing.BUSY: Numbering.CHANGE_BUSY,
    Standing.OF_ANOTHER_PART: Numbering.OTHER_NUMBER,
    Standing.DENIED: Numbering.DENIED,
    Standing.NONE: Numbering.LEFT,
}


class _Given(NamedTuple):
    """What came: numbers, the first of which counts, and words."""

    numbers: tuple[Tracking, ...]
    notes: tuple[str, ...]

    @property
    def tracking(self) -> Tracking:
        return self.numbers[0]


def number_parcel(
    parcel_id: str,
    tracking: Tracking,
    lines: Iterable[LineKey],
    notes: tuple[str, ...],
    *,
    desk: Desk,
    now: datetime,
    more: tuple[Tracking, ...] = (),
    of_part: bool = False,
) -> dict[LineKey, Numbering]:
    """Keep the parcel's number; say for each of these lines, whose rows bear it, what became of it.

    One row is enough for a parcel: the number is for whatever of it may travel. more: of further
    boxes of the same goods. of_part: other rows of the parcel bear other numbers, so this one is
    for its own lines, and no change for the others. Raises VersionConflict when something moved
    meanwhile: ask again.
    """
    given = _Given(tuple(dict.fromkeys((tracking, *more))), notes)
    parcel = desk.parcels([parcel_id])[parcel_id]
    out = moved_out(parcel)
    moved, mine = _parted(lines, out)
    if not mine:
        return moved
    works = desk.lines(line.key for line in parcel.lines if line.key not in out)
    standing = standing_of(parcel, given.numbers, works.values())
    if of_part and standing is Standing.OTHER:
        standing = Standing.OF_ANOTHER_PART
    verdicts = {key: _verdict(works.get(key), parcel, standing) for key in mine}
    if of_part and Numbering.ACCEPTED not in verdicts.values():
        standing = Standing.OF_ANOTHER_PART  # None of its lines can go under it.
    fenced = [key for key, verdict in verdicts.items() if verdict is Numbering.FENCED]
    alarmed = [
        step
        for order in dict.fromkeys(line.order for line in fenced)
        if (step := _held(order, fenced, tracking, desk, now))
    ]
    is_news = _is_news(standing, verdicts.values())
    looked = look_up(parcel, given.numbers, desk, now) if is_news else Looked((), ())
    kept = _kept(parcel, given, standing, looked.doubts, list(works.values()), verdicts, now)
    # Held only as long as every line is fenced: a refund may be withdrawn at this moment.
    holds_all = kept is not None and kept.state is ParcelState.HELD and not kept.is_in_question
    if holds_all:  # Every line is a condition then, and a transaction has room for a hundred.
        looked = looked._replace(fresh=looked.fresh[:1])
    change = _change(parcel, kept, looked, alarmed, tracking, fenced, now)
    if holds_all:
        change = change.but(unchanged=tuple(works.values()))
    if change.puts:
        desk.commit(change)
    in_doubt = (kept or parcel).state is ParcelState.HELD and (kept or parcel).doubts
    return moved | {key: _after(verdict, bool(in_doubt)) for key, verdict in verdicts.items()}


def _parted(
    lines: Iterable[LineKey], out: Collection[LineKey]
) -> tuple[dict[LineKey, Numbering], list[LineKey]]:
    """Part the lines that travel elsewhere by now from those that are asked of here."""
    wanted = list(lines)
    moved = {key: Numbering.MOVED for key in wanted if key in out}
    return moved, [key for key in wanted if key not in out]


def _verdict(work: LineWork | None, parcel: Parcel, standing: Standing) -> Numbering:
    if work is None or work.parcel_id != parcel.parcel_id:
        return Numbering.LEFT
    if work.may_ship and work.state is LineState.STOPPING:
        return Numbering.ASKED_BACK
    has_number = standing is not Standing.FIRST and parcel.tracking is not None
    if work.state is LineState.SHIPPED or (work.may_ship and has_number):
        return _ON_A_LINE[standing]
    if not may_travel(work, parcel):
        return Numbering.FENCED
    return _ON_A_LINE[standing]


def _after(verdict: Numbering, in_doubt: bool) -> Numbering:
    """Return what is said of a line whose number has just been doubted, or still is."""
    taken = verdict in (Numbering.ACCEPTED, Numbering.SAME)
    return Numbering.DOUBTED if taken and in_doubt else verdict


def _is_news(standing: Standing, verdicts: Collection[Numbering]) -> bool:
    """Tell whether numbers are to be looked up: those that are known to stand are not."""
    if all(verdict is Numbering.LEFT for verdict in verdicts):
        return True  # Remembered all the same: whoever brings them again for others is asked.
    return standing in (Standing.FIRST, Standing.MORE) or Numbering.CHANGE_ASKED in verdicts


# --- The parcel ---------------------------------------------------------------------------------


def _kept(
    parcel: Parcel,
    given: _Given,
    standing: Standing,
    doubts: tuple[NumberDoubt, ...],
    works: list[LineWork],
    verdicts: dict[LineKey, Numbering],
    now: datetime,
) -> Parcel | None:
    """Return the parcel with what came; None when nothing of it is new."""
    if standing is Standing.OTHER and Numbering.CHANGE_ASKED in verdicts.values():
        return _asked(parcel, given, doubts, works, now)
    if standing not in (Standing.FIRST, Standing.MORE):
        return None
    if standing is Standing.MORE and Numbering.ACCEPTED not in verdicts.values():
        return None
    before = parcel.tracking
    changes = parcel.number_changes
    if before is not None and standing is Standing.FIRST:
        # No platform knew the one before: nothing to correct, and nothing of it is lost.
        changes = (*changes, _replaced(parcel, before, given.tracking, now))
    tracking = before if before and standing is Standing.MORE else given.tracking
    more = (*(parcel.more_numbers if standing is Standing.MORE else ()), *given.numbers)
    doubts = (*(parcel.doubts if standing is Standing.MORE else ()), *doubts)
    travels = any(may_travel(work, parcel) for work in works)
    problem = "" if travels else NOBODY_MAY_TRAVEL
    return parcel.but(
        tracking=tracking,
        more_numbers=tuple(one for one in dict.fromkeys(more) if one != tracking),
        number_changes=changes,
        doubts=doubts,
        supplier_notes=tuple(dict.fromkeys((*parcel.supplier_notes, *given.notes))),
        state=ParcelState.NUMBERED if travels and not doubts else ParcelState.HELD,
        problem=IN_QUESTION if doubts else problem,
    )


def _replaced(parcel: Parcel, old: Tracking, new: Tracking, now: datetime) -> NumberChange:
    return NumberChange(
        old=old,
        new=new,
        asked_at=now,
        asked_by=f"workbook {parcel.workbook}",
        allowed_at=now,
        allowed_by="no platform had the number before",
        done_at=now,
    )


def _asked(
    parcel: Parcel,
    given: _Given,
    doubts: tuple[NumberDoubt, ...],
    works: list[LineWork],
    now: datetime,
) -> Parcel:
    """Return the parcel with a change of its number that waits for a person.

    One that no platform has heard of yet is kept back meanwhile: some allow a single correction.
    """
    assert parcel.tracking is not None
    asked = NumberChange(
        old=parcel.tracking,
        new=given.tracking,
        asked_at=now,
        asked_by=f"workbook {parcel.workbook}",
    )
    before = parcel.number_changes
    if parcel.change is not None:
        followed = f"{FOLLOWED}: {given.tracking.number}"
        before = (*before[:-1], before[-1].but(problem=followed))
    standing = doubts_of(parcel, parcel.tracking)
    changed = parcel.but(
        number_changes=(*before, asked),
        doubts=(*standing, *doubts),
        supplier_notes=tuple(dict.fromkeys((*parcel.supplier_notes, *given.notes))),
    )
    if is_told(parcel, works):
        return changed
    evidence = f"{asked.new.number} in the place of {asked.old.number}"
    other = NumberDoubt(code=Doubt.OTHER_NUMBER, evidence=evidence)
    return changed.but(doubts=(*changed.doubts, other), state=ParcelState.HELD, problem=IN_QUESTION)


# --- The orders ---------------------------------------------------------------------------------


def _held(
    order: OrderKey, fenced: list[LineKey], tracking: Tracking, desk: Desk, now: datetime
) -> tuple[Holds, Holds] | None:
    """Hold the order: only a person can find out where the goods are. None: it is held already.

    Returned are its holds before and after.
    """
    file = desk.order_file(order)
    lines = ", ".join(key.line_id for key in fenced if key.order == order)
    finding = Finding(
        code="TRACKING_AFTER_STOP",
        severity=Severity.STOP,
        evidence=f"line {lines}: {tracking.carrier} {tracking.number}",
        fix="Ask the supplier whether the parcel has left; intercept it if it has.",
        ends=Ends.PERSON,
    )
    held = opened(file.holds, (finding,), now, deadline_of(file))
    return None if held == file.holds else (file.holds, held)


def _change(
    parcel: Parcel,
    kept: Parcel | None,
    looked: Looked,
    alarmed: list[tuple[Holds, Holds]],
    tracking: Tracking,
    fenced: list[LineKey],
    now: datetime,
) -> Change:
    events: list[tuple[Aggregate, Event]] = []
    if kept and kept.change is not None and kept.change != parcel.change:
        events.append((kept, change_asked(kept, kept.change, now)))
    elif kept and kept.doubts:
        events.append((kept, doubted(kept, now)))
    elif kept and kept.state is ParcelState.NUMBERED:
        events.append((kept, numbered(kept, now)))
    for _, holds in alarmed:
        of_order = [line for line in fenced if line.order == holds.order]
        events.append((holds, tracking_for_fenced(parcel, tracking, of_order, now)))
    return Change(
        puts=(*((kept,) if kept else ()), *looked.fresh, *(holds for _, holds in alarmed)),
        was=tuple(known for known, _ in alarmed if known.version),
        events=tuple(events),
    )
