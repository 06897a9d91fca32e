"""A supplier's number for one parcel: kept once, for the lines that may travel.

A number for a fenced line is never sent on: the order is held, and somebody is told.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from hedan.domain.base import LineKey
from hedan.domain.findings import Ends, Finding, Holds, Severity, reconcile
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Parcel, ParcelState, Tracking
from hedan.ports import Aggregate, Change, Desk
from hedan.usecases.parcel_events import numbered, tracking_for_fenced


class Numbering(StrEnum):
    """What became of a number on one line."""

    ACCEPTED = "ACCEPTED"
    SAME = "SAME"  # Known already: nothing has changed.
    FENCED = "FENCED"  # A refund stands against it.
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
    """Keep the number and say for each of these lines what became of it.

    Raises VersionConflict when something moved meanwhile: ask again.
    """
    parcel = desk.parcels([parcel_id])[parcel_id]
    works = desk.lines(line.key for line in parcel.lines)
    verdicts = {key: _verdict(works.get(key), parcel, tracking) for key in lines}
    fenced = [key for key, verdict in verdicts.items() if verdict is Numbering.FENCED]
    travels = any(verdict is Numbering.ACCEPTED for verdict in verdicts.values())
    if travels or (fenced and parcel.tracking is None):
        change = _change(parcel, tracking, notes, fenced, travels, desk, now)
        # Held only as long as every line is fenced: a refund may be withdrawn at this moment.
        desk.commit(change if travels else change.but(unchanged=tuple(works.values())))
    return verdicts


def _verdict(work: LineWork | None, parcel: Parcel, tracking: Tracking) -> Numbering:
    if work is None or work.parcel_id != parcel.parcel_id:
        return Numbering.LEFT
    if work.state is LineState.SHIPPED or (work.may_ship and parcel.tracking is not None):
        return Numbering.SAME if parcel.tracking == tracking else Numbering.OTHER_NUMBER
    if not work.may_ship or work.state is not LineState.CLAIMED:
        return Numbering.FENCED
    return Numbering.ACCEPTED


def _change(
    parcel: Parcel,
    tracking: Tracking,
    notes: tuple[str, ...],
    fenced: list[LineKey],
    travels: bool,
    desk: Desk,
    now: datetime,
) -> Change:
    kept = parcel.but(
        tracking=tracking,
        supplier_notes=(*parcel.supplier_notes, *notes),
        state=ParcelState.NUMBERED if travels else ParcelState.HELD,
        problem="" if travels else "a number came, but every line of it is fenced",
    )
    puts: list[Aggregate] = [kept]
    events = [(kept, numbered(kept, now))] if travels else []
    if fenced:
        events.append((kept, tracking_for_fenced(kept, tracking, fenced, now)))
        puts += _holds(fenced, tracking, desk, now)
    return Change(puts=tuple(puts), events=tuple(events))


def _holds(fenced: list[LineKey], tracking: Tracking, desk: Desk, now: datetime) -> Iterable[Holds]:
    """Hold each order: only a person can find out where the goods are."""
    for order in dict.fromkeys(key.order for key in fenced):
        known = desk.order_file(order).holds
        lines = ", ".join(key.line_id for key in fenced if key.order == order)
        finding = Finding(
            code="TRACKING_AFTER_STOP",
            severity=Severity.STOP,
            evidence=f"line {lines}: {tracking.carrier} {tracking.number}",
            fix="Ask the supplier whether the parcel has left; intercept it if it has.",
            ends=Ends.PERSON,
        )
        still = tuple(hold.finding for hold in known.open)
        yield reconcile(known, (*still, finding), now)
