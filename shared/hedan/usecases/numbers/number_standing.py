"""How the numbers that a supplier writes stand to those that a parcel has. No I/O."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Doubt, NumberDoubt, Parcel, ParcelState, Tracking

# The reason of a change that gave way to a later one; nobody said no to its number.
FOLLOWED = "another number followed"


class Standing(StrEnum):
    """What numbers are to a parcel."""

    FIRST = "first"  # It has none, or one that no platform knows and nobody believes.
    SAME = "same"  # It has them.
    MORE = "more"  # It has the first, and no platform knows how many boxes there are.
    MORE_TOO_LATE = "more_too_late"  # A platform does.
    OTHER = "other"  # It has another one.
    OF_ANOTHER_PART = "of_another_part"  # It has another one, which is for other lines of it.
    ASKED = "asked"  # It has another one, and a person has been asked already.
    BUSY = "busy"  # Its number is being changed to a third one.
    DENIED = "denied"  # A person said no to it.
    NONE = "none"  # It has lost every line, and takes none.


def standing_of(parcel: Parcel, given: Sequence[Tracking], works: Iterable[LineWork]) -> Standing:
    """Tell what numbers are to a parcel; the first of them is the one that counts."""
    denied = not _denied(parcel).isdisjoint(given)
    if parcel.tracking is None:
        standing = Standing.DENIED if denied else Standing.FIRST
        return Standing.NONE if parcel.state is ParcelState.EMPTY else standing
    if {parcel.tracking, *parcel.more_numbers}.issuperset(given):
        return Standing.SAME
    if denied:
        return Standing.DENIED
    told = is_told(parcel, works)
    if parcel.tracking in given:
        return Standing.MORE_TOO_LATE if told else Standing.MORE
    return _of_another(parcel, given[0], told=told)


def _of_another(parcel: Parcel, number: Tracking, *, told: bool) -> Standing:
    """Tell what another number than the parcel's is to it."""
    change = parcel.change
    if change is not None and change.new == number:
        return Standing.ASKED
    if change is not None and change.allowed_at is not None:
        return Standing.BUSY
    is_free = parcel.state is ParcelState.HELD and not parcel.is_in_question
    return Standing.FIRST if is_free and not told else Standing.OTHER


def is_told(parcel: Parcel, works: Iterable[LineWork]) -> bool:
    """Tell whether a platform knows the parcel's number, or may know it by now."""
    mine = (work for work in works if work.parcel_id == parcel.parcel_id)
    under_way = parcel.state in (ParcelState.UPLOADING, ParcelState.SHIPPED)
    shipped = any(work.state is LineState.SHIPPED for work in mine)
    return under_way or shipped or parcel.accepted_at is not None


def may_travel(work: LineWork, parcel: Parcel) -> bool:
    """Tell whether a parcel's number may be told for a line."""
    mine = work.parcel_id == parcel.parcel_id
    return mine and work.may_ship and work.state is LineState.CLAIMED


def doubts_of(parcel: Parcel, tracking: Tracking) -> tuple[NumberDoubt, ...]:
    """Return the doubts about a number that the parcel has, without those about a later one."""
    return tuple(
        one
        for one in parcel.doubts
        if one.code is Doubt.COLLECTED_BEFORE_PAYMENT
        or one.evidence.startswith(f"{tracking.number}:")
    )


def _denied(parcel: Parcel) -> set[Tracking]:
    """Return the numbers that a person, or a platform for good, said no to."""
    return {
        one.new
        for one in parcel.number_changes
        if one.problem and not one.problem.startswith(FOLLOWED)
    }
