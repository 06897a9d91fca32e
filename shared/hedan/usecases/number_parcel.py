"""A supplier's number for one parcel: kept once, for the lines that may travel.

A number for a fenced line is never sent on: the order is held, and somebody is told.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.events import Event
from hedan.domain.findings import Ends, Finding, Holds, Severity, opened
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Parcel, ParcelState, Tracking
from hedan.ports import Aggregate, Change, Desk
from hedan.usecases.check_order import deadline_of
from hedan.usecases.parcel_events import numbered, tracking_for_fenced


class Numbering(StrEnum):
    """What became of a number on one line."""

    ACCEPTED = "ACCEPTED"
    SAME = "SAME"  # Known already: nothing has changed.
    FENCED = "FENCED"  # A refund stands against it.
    ASKED_BACK = "ASKED_BACK"  # Its supplier was asked for it, and has not answered.
    OTHER_NUMBER = "OTHER_NUMBER"  # The parcel has another number.
    LEFT = "LEFT"  # The line is in this parcel no more.


def number_parcel(
    parcel_id: str,
    tracking: Tracking,
    lines: Iterable[LineKey],
    notes: tuple[str, ...],
    *,
    desk: Desk,
    now: datetime,
) -> dict[LineKey, Numbering]:
    """Keep the parcel's number; say for each of these lines, whose rows bear it, what became of it.

    One row is enough for a parcel: the number is for whatever of it may travel. Raises
    VersionConflict when something moved meanwhile: ask again.
    """
    parcel = desk.parcels([parcel_id])[parcel_id]
    works = desk.lines(line.key for line in parcel.lines)
    verdicts = {key: _verdict(works.get(key), parcel, tracking) for key in lines}
    fenced = [key for key, verdict in verdicts.items() if verdict is Numbering.FENCED]
    kept = _kept(parcel, tracking, notes, works.values()) if verdicts else None
    alarmed = [
        step
        for order in dict.fromkeys(line.order for line in fenced)
        if (step := _held(order, fenced, tracking, desk, now))
    ]
    change = _change(parcel, kept, alarmed, tracking, fenced, now)
    if kept and kept.state is ParcelState.HELD:
        # Held only as long as every line is fenced: a refund may be withdrawn at this moment.
        change = change.but(unchanged=tuple(works.values()))
    if change.puts:
        desk.commit(change)
    return verdicts


def _verdict(work: LineWork | None, parcel: Parcel, tracking: Tracking) -> Numbering:
    if work is None or work.parcel_id != parcel.parcel_id:
        return Numbering.LEFT
    if work.may_ship and work.state is LineState.STOPPING:
        return Numbering.ASKED_BACK
    numbered_before = not _takes_number(parcel, tracking)
    if work.state is LineState.SHIPPED or (work.may_ship and numbered_before):
        return Numbering.SAME if parcel.tracking == tracking else Numbering.OTHER_NUMBER
    return Numbering.ACCEPTED if _may_travel(work, parcel) else Numbering.FENCED


def _takes_number(parcel: Parcel, tracking: Tracking) -> bool:
    """Tell whether a number may be kept: the first one, or another after one that was held.

    A parcel that has lost every line takes none.
    """
    held = parcel.state is ParcelState.HELD
    is_first = parcel.tracking is None and parcel.state is not ParcelState.EMPTY
    return is_first or (held and parcel.tracking != tracking)


def _may_travel(work: LineWork, parcel: Parcel) -> bool:
    mine = work.parcel_id == parcel.parcel_id
    return mine and work.may_ship and work.state is LineState.CLAIMED


def _kept(
    parcel: Parcel, tracking: Tracking, notes: tuple[str, ...], works: Iterable[LineWork]
) -> Parcel | None:
    """Return the parcel with its number; None when it has one that stands."""
    if not _takes_number(parcel, tracking):
        return None
    travels = any(_may_travel(work, parcel) for work in works)
    return parcel.but(
        tracking=tracking,
        supplier_notes=(*parcel.supplier_notes, *notes),
        state=ParcelState.NUMBERED if travels else ParcelState.HELD,
        problem="" if travels else "a number came, but no line of it may travel",
    )


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
    alarmed: list[tuple[Holds, Holds]],
    tracking: Tracking,
    fenced: list[LineKey],
    now: datetime,
) -> Change:
    events: list[tuple[Aggregate, Event]] = []
    if kept and kept.state is ParcelState.NUMBERED:
        events.append((kept, numbered(kept, now)))
    for _, holds in alarmed:
        of_order = [line for line in fenced if line.order == holds.order]
        events.append((holds, tracking_for_fenced(parcel, tracking, of_order, now)))
    return Change(
        puts=(*((kept,) if kept else ()), *(holds for _, holds in alarmed)),
        was=tuple(known for known, _ in alarmed if known.version),
        events=tuple(events),
    )
