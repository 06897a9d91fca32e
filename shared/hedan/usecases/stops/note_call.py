"""Note a call: somebody phoned a supplier about a stop, and what was said, if anybody answered."""

from datetime import datetime, timedelta
from typing import Final, Literal

from hedan.domain.events import Event, EventKind
from hedan.domain.stops import Stop, StopAnswer, StopCall
from hedan.ports import Change, Desk
from hedan.usecases.again import until_settled
from hedan.usecases.stops.answer_stop import answer_stop

# The same words of the same person within this time are one call, sent twice.
SAME_CALL: Final = timedelta(minutes=1)

type CallAnswer = Literal[StopAnswer.STOPPED, StopAnswer.GONE]


def note_call(
    supplier: str,
    stop_id: str,
    text: str,
    by: str,
    *,
    answer: CallAnswer | None = None,
    desk: Desk,
    now: datetime,
) -> Stop:
    """Keep the call, and the answer if one was given, and return the stop.

    A call is kept also of a stop that was answered meanwhile; its first answer stands. Raises
    KeyError for an unknown stop.
    """
    called = until_settled(lambda: _note(supplier, stop_id, text, by, desk, now))
    if answer is None:
        return called
    return answer_stop(supplier, stop_id, answer, f"phone {by}", desk=desk, now=now)


def _note(supplier: str, stop_id: str, text: str, by: str, desk: Desk, now: datetime) -> Stop:
    stop = desk.stop(supplier, stop_id)
    if stop is None:
        raise KeyError(f"stop {stop_id} of {supplier}")
    if any(_is_same(call, text, by, now) for call in stop.calls):
        return stop
    called = stop.but(calls=(*stop.calls, StopCall(at=now, by=by, text=text)))
    facts = {"stop": stop_id, "order": str(stop.order), "by": by, "text": text}
    told = Event(kind=EventKind.STOP_CALLED, at=now, facts=facts)
    desk.commit(Change(puts=(called,), events=((called, told),)))
    return called.but(version=called.version + 1)


def _is_same(call: StopCall, text: str, by: str, now: datetime) -> bool:
    return (call.text, call.by) == (text, by) and now - call.at < SAME_CALL
