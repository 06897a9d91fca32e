"""What is told of a parcel on its way to the platform: one wording, several places that tell."""

from collections.abc import Iterable
from datetime import datetime

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.parcels import Parcel, ParcelState, Tracking
from hedan.errors import PlatformRejected


def waits_for_lines(parcel: Parcel) -> bool:
    """Tell whether a parcel's number is held, or went up without some of its lines."""
    return parcel.state in (ParcelState.HELD, ParcelState.SHIPPED)


def resumed(parcel: Parcel) -> Parcel:
    """Send the number of such a parcel on its way for the lines that may travel after all."""
    return parcel.move(ParcelState.NUMBERED).but(problem="")


def numbered(parcel: Parcel, now: datetime) -> Event:
    """Return the event that sends a parcel's number on its way to the platform."""
    tracking = parcel.tracking
    return Event(
        kind=EventKind.PARCEL_NUMBERED,
        at=now,
        facts={
            "parcel": parcel.parcel_id,
            "store": parcel.store,
            "carrier": tracking.carrier if tracking else "",
            "number": tracking.number if tracking else "",
            "version": str(parcel.version + 1),
        },
    )


def tracking_for_fenced(
    parcel: Parcel, tracking: Tracking, lines: Iterable[LineKey], now: datetime
) -> Event:
    """Return the event that a number came for goods that must not travel."""
    return Event(
        kind=EventKind.TRACKING_FOR_FENCED,
        at=now,
        facts={
            "parcel": parcel.parcel_id,
            "carrier": tracking.carrier,
            "number": tracking.number,
            "lines": ",".join(str(line) for line in lines),
        },
    )


def held(parcel: Parcel, order: OrderKey, refused: PlatformRejected, now: datetime) -> Event:
    """Return the event that a parcel's number waits for a person, with the platform's words.

    order: one of those in the store that refused it; a parcel may serve several stores.
    """
    return Event(
        kind=EventKind.PARCEL_HELD,
        at=now,
        facts={
            "parcel": parcel.parcel_id,
            "problem": parcel.problem,
            "order": str(order),
            "code": refused.code,
            "sub_code": refused.sub_code,
            "message": refused.message,
            "log_id": refused.log_id,
        },
    )
