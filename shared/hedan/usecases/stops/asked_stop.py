"""A stop that we ask for ourselves, as the lines of a parcel stand; no telling of a platform."""

from collections.abc import Container, Sequence
from datetime import datetime

from hedan.domain.base import LineKey
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineWork
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop, StopCause, StopLine, stop_id


def asked_stop(
    parcel: Parcel, works: Sequence[LineWork], cause: StopCause, *, why: str, now: datetime
) -> Stop:
    """Return the stop of an order's lines in a parcel. why: what of its cause, such as a case."""
    # The lines as they stand tell one telling of a cause from the next.
    age = ",".join(f"{work.key.line_id}/{work.version}" for work in works)
    order = works[0].key.order
    return Stop(
        stop_id=stop_id(parcel.parcel_id, f"{cause.value}:{why}", age),
        cause=cause,
        order=order,
        store=order.store,
        supplier=parcel.supplier,
        parcel_id=parcel.parcel_id,
        workbook=parcel.workbook,
        lines=stop_lines(parcel, {work.key for work in works}),
        asked_at=now,
        seen_at=now,
        fenced_at=now,
    )


def stop_lines(parcel: Parcel, wanted: Container[LineKey]) -> tuple[StopLine, ...]:
    """Return what a stop says of these lines of a parcel, in the parcel's order."""
    return tuple(
        StopLine(key=line.key, name=line.name, spec=line.spec, quantity=line.quantity)
        for line in parcel.lines
        if line.key in wanted
    )


def stop_opened(stop: Stop, now: datetime) -> Event:
    """Return the event that a supplier has to be asked."""
    facts = {
        "stop": stop.stop_id,
        "supplier": stop.supplier,
        "order": str(stop.order),
        "cause": stop.cause.value,
    }
    return Event(kind=EventKind.STOP_OPENED, at=now, facts=facts)
