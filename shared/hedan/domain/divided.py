"""Parcels that were divided: their supplier sent their lines in several, each with a number.

Which parcels came out of one is told by its own corrections, so nobody has to keep a list.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from hedan.domain.base import LineKey, OrderKey, short_id
from hedan.domain.line_work import LineWork
from hedan.domain.parcels import Parcel

DIVIDED = "divided"  # The cause of such a correction.


def part_id(parcel_id: str, lines: Iterable[LineKey]) -> str:
    """Derive the id of what leaves a parcel: the same lines of the same parcel are the same."""
    return short_id("P", parcel_id, *sorted(str(line) for line in lines))


def divided_into(parcel: Parcel) -> dict[str, tuple[LineKey, ...]]:
    """Return the parcels that came out of this one, with the lines that left into each.

    They may have been divided again.
    """
    return {
        part_id(parcel.parcel_id, one.lines): one.lines
        for one in parcel.corrections
        if one.cause == DIVIDED
    }


def moved_out(parcel: Parcel) -> frozenset[LineKey]:
    """Return the lines that left a parcel into another one of the same workbook."""
    return frozenset(line for lines in divided_into(parcel).values() for line in lines)


def divided(
    parcel: Parcel, leaving: Mapping[LineKey, LineWork], now: datetime
) -> tuple[Parcel, Parcel]:
    """Return a parcel without these lines, and the new one that they travel in.

    Both have the receiver and what their orders said; the earliest deadline of its own lines
    counts for the new one. Nothing else of the first one moves.
    """
    mine = tuple(line for line in parcel.lines if line.key in leaving)
    orders = {line.key.order for line in mine}
    keys = tuple(line.key for line in mine)
    rest = {line.key.order for line in parcel.rest if line.key not in leaving}
    torn = orders & rest
    deadlines = [work.deadline for work in leaving.values() if work.deadline]
    part = parcel.but(
        parcel_id=part_id(parcel.parcel_id, keys),
        lines=mine,
        remarks=tuple(one for one in parcel.remarks if one.order in orders),
        deadline=min(deadlines, default=parcel.deadline),
        reasons=(*parcel.reasons, f"DIVIDED: from parcel {parcel.parcel_id}"),
        inserts=(),
        saved_minor=None,
        part_of=_part_of(parcel, orders, torn),
        corrections=(),
        number_changes=(),
        answers=(),
        supplier_notes=(),
        version=0,
    )
    left = parcel.without(keys, DIVIDED, now)
    return left.but(part_of=_part_of(parcel, set(parcel.orders), torn)), part


def _part_of(parcel: Parcel, orders: set[OrderKey], torn: set[OrderKey]) -> tuple[OrderKey, ...]:
    in_parts = torn.union(parcel.part_of)
    return tuple(key for key in parcel.orders if key in orders and key in in_parts)
