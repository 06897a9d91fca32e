"""See a withdrawal: a supplier says that it knows that a stop is over, and ships after all."""

from datetime import datetime

from hedan.domain.events import Event, EventKind
from hedan.domain.stops import Stop
from hedan.ports import Change, Desk
from hedan.usecases.again import until_settled


def see_withdrawal(supplier: str, stop_id: str, by: str, *, desk: Desk, now: datetime) -> Stop:
    """Note that the supplier has seen it, and return the stop. Seen twice, the first time counts.

    A stop that still stands, or that was answered, is left as it is: there is nothing to see.
    Raises KeyError for an unknown stop.
    """
    return until_settled(lambda: _attempt(supplier, stop_id, by, desk, now))


def _attempt(supplier: str, stop_id: str, by: str, desk: Desk, now: datetime) -> Stop:
    stop = desk.stop(supplier, stop_id)
    if stop is None:
        raise KeyError(f"stop {stop_id} of {supplier}")
    if stop.withdrawn_at is None or stop.is_closed:
        return stop
    seen = stop.but(withdrawal_seen_at=now, withdrawal_seen_by=by)
    facts = {"stop": stop_id, "order": str(stop.order), "by": by}
    told = Event(kind=EventKind.WITHDRAWAL_SEEN, at=now, facts=facts)
    desk.commit(Change(puts=(seen,), events=((seen, told),)))
    return seen.but(version=seen.version + 1)
