"""How far a replacement is: its lines and its parcels say so, nothing else is kept of it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from hedan.domain.line_work import LEFT, LineState, LineWork
from hedan.domain.parcels import Parcel, ParcelState


class Standing(StrEnum):
    """Where it stands; the texts replacement.<standing> say it."""

    PLANNED = "planned"  # Waits for a wave.
    WAITS = "waits"  # It stayed, and could not be planned again: its order is held for it.
    CALLED_OFF = "called_off"  # Its fence is closed.
    WITH_SUPPLIER = "with_supplier"
    ASKED_BACK = "asked_back"
    NUMBERED = "numbered"
    HELD = "held"  # Its number waits for a person.
    TOLD = "told"  # The platform has its number.
    BY_HAND = "by_hand"  # It has left; its number is for a person to write on the platform.


# What a person has to do something about comes first.
_LOUDEST = (
    Standing.HELD,
    Standing.WAITS,
    Standing.ASKED_BACK,
    Standing.CALLED_OFF,
    Standing.PLANNED,
    Standing.WITH_SUPPLIER,
    Standing.NUMBERED,
    Standing.BY_HAND,
    Standing.TOLD,
)


def standing_of(works: Iterable[LineWork], parcels: Mapping[str, Parcel]) -> Standing:
    """Return how far the lines of a replacement are; of several the one to look at first.

    parcels: those that the works name, by id. Raises ValueError without lines.
    """
    found = {_of_line(work, parcels.get(work.parcel_id or "")) for work in works}
    return min(found, key=_LOUDEST.index)


def _of_line(work: LineWork, parcel: Parcel | None) -> Standing:
    if work.state is LineState.STOPPING:
        return Standing.ASKED_BACK
    if not work.may_ship and work.state not in LEFT:
        return Standing.CALLED_OFF
    if parcel is None:
        return Standing.PLANNED if work.state is LineState.READY else Standing.WAITS
    if parcel.state is ParcelState.SHIPPED:
        return Standing.TOLD if parcel.sent_at else Standing.BY_HAND
    if parcel.state is ParcelState.HELD:
        return Standing.HELD
    return Standing.WITH_SUPPLIER if parcel.tracking is None else Standing.NUMBERED
