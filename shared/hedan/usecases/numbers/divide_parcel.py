"""Divide a parcel: its supplier sent its lines under several numbers, each gets its own parcel.

Nothing is guessed: which lines travel together is what the rows say. The first number stays with
the parcel; the lines of every other number, and those that have none, leave one after the other,
each group in a transaction of its own with its fences open. At any point between two of them all
lines are in exactly one parcel, and the next attempt goes on from there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.domain.base import LineKey
from hedan.domain.divided import divided
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineWork
from hedan.domain.parcels import Parcel, ParcelState, Tracking
from hedan.errors import FenceClosed, VersionConflict
from hedan.ports import Change, Desk
from hedan.usecases.again import until_settled
from hedan.usecases.following.line_events import told_of_lines
from hedan.usecases.numbers.number_standing import may_travel


class Box(NamedTuple):
    """Lines that travel together, and the numbers they travel under; none: not sent yet."""

    lines: tuple[LineKey, ...]
    numbers: tuple[Tracking, ...] = ()


def divide_parcel(
    parcel_id: str, boxes: Sequence[Box], *, desk: Desk, now: datetime
) -> tuple[str, ...]:
    """Let the lines of each box but the first numbered one leave; return the new parcels.

    A parcel that has a number stays whole, and so does a line that is fenced, asked back or gone:
    it stays where its stop looks for it. Doing it again changes nothing. Raises TryAgain when
    others keep writing to it.
    """
    parts: list[str] = []
    while part := until_settled(lambda: _attempt(parcel_id, boxes, desk, now)):
        parts.append(part)
    return tuple(parts)


def _attempt(parcel_id: str, boxes: Sequence[Box], desk: Desk, now: datetime) -> str:
    """Let one box leave; return the parcel it is in now, empty when none has to leave."""
    parcel = desk.parcels([parcel_id])[parcel_id]
    if parcel.state is not ParcelState.CLAIMED or parcel.tracking is not None:
        return ""
    works = desk.lines(line.key for line in parcel.rest)
    leaving = _next(parcel, boxes, works)
    if not leaving:
        return ""
    left, part = divided(parcel, leaving, now)
    facts = {"parcel": parcel_id, "into": part.parcel_id, "workbook": parcel.workbook}
    named = ",".join(str(key) for key in leaving)
    told = Event(kind=EventKind.PARCEL_DIVIDED, at=now, facts=facts | {"lines": named})
    moved = [work.but(parcel_id=part.parcel_id) for work in leaving.values()]
    try:
        desk.commit(
            Change(
                puts=(left, part, *moved),
                was=tuple(leaving.values()),
                events=(
                    (left, told),
                    (part, told),
                    *told_of_lines(EventKind.PARCEL_DIVIDED, moved, facts, now),
                ),
            )
        )
    except FenceClosed as closed:
        raise VersionConflict(str(closed)) from closed  # Look again: it stays now.
    return part.parcel_id


def _next(
    parcel: Parcel, boxes: Sequence[Box], works: dict[LineKey, LineWork]
) -> dict[LineKey, LineWork]:
    """Return the lines that leave next; some line always stays."""
    free = {key: work for key, work in works.items() if may_travel(work, parcel) and not work.left}
    numbered = [box for box in boxes if box.numbers]
    staying = next((box for box in numbered if not free.keys().isdisjoint(box.lines)), None)
    for box in boxes:
        leaving = {key: free[key] for key in box.lines if key in free}
        if box is not staying and leaving and len(leaving) < len(parcel.rest):
            return leaving
    return {}
