"""A person's decision: a number that was held may go to the platform, or try again."""

from datetime import datetime

from hedan.domain.parcels import Parcel, ParcelState
from hedan.ports import Change, Desk
from hedan.usecases.again import until_settled
from hedan.usecases.following.parcel_events import numbered


def release_parcel(parcel_id: str, *, desk: Desk, now: datetime) -> Parcel:
    """Send a held number on its way again. What is fenced stays: the upload looks at every fence.

    Releasing twice changes nothing, and a number in question waits for another decision: whether
    it is believed (see numbers/decide_number). Raises KeyError when there is no such parcel.
    """
    return until_settled(lambda: _attempt(parcel_id, desk, now))


def _attempt(parcel_id: str, desk: Desk, now: datetime) -> Parcel:
    parcel = desk.parcels([parcel_id])[parcel_id]
    if parcel.state is not ParcelState.HELD or parcel.is_in_question:
        return parcel
    released = parcel.move(ParcelState.NUMBERED).but(problem="")
    desk.commit(Change(puts=(released,), events=((released, numbered(released, now)),)))
    return released.but(version=released.version + 1)
