"""What is told of a parcel on its way to the platform: one wording, several places that tell."""

from collections.abc import Iterable
from datetime import datetime

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.parcels import NumberChange, Parcel, ParcelState, Tracking
from hedan.errors import PlatformRejected


def waits_for_lines(parcel: Parcel) -> bool:
    """Tell whether a parcel's number is held, or went up without some of its lines.

    Not of one whose number is in doubt: that waits for a person, and for nothing else.
    """
    if parcel.state is ParcelState.HELD:
        return not parcel.is_in_question
    return parcel.state is ParcelState.SHIPPED


def resumed(parcel: Parcel) -> Parcel:
    """Send the number of such a parcel on its way for the lines that may travel after all."""
    return parcel.move(ParcelState.NUMBERED).but(problem="")


def numbered(parcel: Parcel, now: datetime) -> Event:
    """Return the event that sends a parcel's number on its way to the platform."""
    return Event(
        kind=EventKind.PARCEL_NUMBERED,
        at=now,
        facts={
            "parcel": parcel.parcel_id,
            "store": parcel.store,
            **_told_of_number(parcel.tracking),
            "version": str(parcel.version + 1),
        },
    )


def doubted(parcel: Parcel, now: datetime) -> Event:
    """Return the event that a parcel's number waits for a person's word."""
    return Event(
        kind=EventKind.NUMBER_DOUBTED,
        at=now,
        facts={
            "parcel": parcel.parcel_id,
            "supplier": parcel.supplier,
            "workbook": parcel.workbook,
            **_told_of_number(parcel.tracking),
            "doubts": ",".join(dict.fromkeys(one.code.value for one in parcel.doubts)),
        },
    )


def change_asked(parcel: Parcel, change: NumberChange, now: datetime) -> Event:
    """Return the event that a parcel's supplier wrote another number than it has."""
    return Event(
        kind=EventKind.NUMBER_CHANGE_ASKED,
        at=now,
        facts={"parcel": parcel.parcel_id, "by": change.asked_by, **told_of_change(change)},
    )


def told_of_change(change: NumberChange) -> dict[str, str]:
    """Return the numbers of a change as events tell them."""
    return {
        "old_carrier": change.old.carrier,
        "old_number": change.old.number,
        "carrier": change.new.carrier,
        "number": change.new.number,
    }


def tracking_for_fenced(
    parcel: Parcel, tracking: Tracking, lines: Iterable[LineKey], now: datetime
) -> Event:
    """Return the event that a number came for goods that must not travel."""
    return Event(
        kind=EventKind.TRACKING_FOR_FENCED,
        at=now,
        facts={
            "parcel": parcel.parcel_id,
            **_told_of_number(tracking),
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


def _told_of_number(tracking: Tracking | None) -> dict[str, str]:
    """Return a number as events tell it; of virtual goods there is none."""
    return {
        "carrier": tracking.carrier if tracking else "",
        "number": tracking.number if tracking else "",
    }
