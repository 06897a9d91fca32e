"""Answer a stop: somebody says what happened to the goods, and the lines follow at once.

What stayed has left its parcel. What had left already travels in it, unless a refund stands against
it; then a person hears that it was asked for too late. That a label is printed says only that the
supplier has heard: no line moves, and the ladder goes on until one of the two others is said.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.domain.events import Event, EventKind
from hedan.domain.findings import Ends, Finding, Holds, Severity, opened
from hedan.domain.line_work import LineState, LineWork, gone, stock_moves, stopped
from hedan.domain.parcels import Parcel
from hedan.domain.returns import SupplierReturn, return_of_stop
from hedan.domain.stops import Stop, StopAnswer
from hedan.domain.workbook_files import WorkbookState
from hedan.ports import Aggregate, Change, Desk
from hedan.usecases.accounts.expect_return import return_expected
from hedan.usecases.again import until_settled
from hedan.usecases.following.line_events import told_of_lines
from hedan.usecases.following.parcel_events import numbered, resumed, waits_for_lines
from hedan.usecases.orders.check_order import deadline_of
from hedan.usecases.stops.stop_clock import learned
from hedan.usecases.waves.portions import Step
from hedan.usecases.workbooks.note_download import note_download

STOP_TOO_LATE = "STOP_TOO_LATE"


class _Beside(NamedTuple):
    """What changes beside the stop and its lines."""

    puts: tuple[Aggregate, ...] = ()
    was: tuple[Aggregate, ...] = ()
    unchanged: tuple[Aggregate, ...] = ()
    events: tuple[tuple[Aggregate, Event], ...] = ()


def answer_stop(
    supplier: str, stop_id: str, answer: StopAnswer, by: str, *, desk: Desk, now: datetime
) -> Stop:
    """Keep the answer and return the stop. The first answer stands; a repeat changes nothing.

    An answer after the escalation is kept beside it. Raises KeyError for an unknown stop.
    """
    if answer is StopAnswer.LABEL_PRINTED:
        return until_settled(lambda: _acknowledge(supplier, stop_id, by, desk, now))
    if answer is StopAnswer.GONE:
        _note_that_it_has_them(supplier, stop_id, desk, now)
    return until_settled(lambda: _attempt(supplier, stop_id, answer, by, desk, now))


def _note_that_it_has_them(supplier: str, stop_id: str, desk: Desk, now: datetime) -> None:
    """Count the workbook as downloaded: a recall would send again what left with the others.

    Before the answer, not with it: at any moment between the two it is true.
    """
    stop = desk.stop(supplier, stop_id)
    if stop is not None and stop.answer is None:
        note_download(supplier, stop.workbook, desk=desk, now=now)


def _acknowledge(supplier: str, stop_id: str, by: str, desk: Desk, now: datetime) -> Stop:
    """Note that the label is printed, once; of a stop that is over it says nothing."""
    stop = _known(supplier, stop_id, desk)
    if stop.is_settled or stop.label_printed_at is not None:
        return stop
    heard = _heard(stop, by, now).but(label_printed_at=now)
    facts = {"stop": stop_id, "order": str(stop.order), "by": by, **learned(stop, heard)}
    told = Event(kind=EventKind.STOP_ACKNOWLEDGED, at=now, facts=facts)
    desk.commit(Change(puts=(heard,), events=((heard, told),)))
    return heard.but(version=heard.version + 1)


def _known(supplier: str, stop_id: str, desk: Desk) -> Stop:
    stop = desk.stop(supplier, stop_id)
    if stop is None:
        raise KeyError(f"stop {stop_id} of {supplier}")
    return stop


def _heard(stop: Stop, by: str, now: datetime) -> Stop:
    """Return the stop after its supplier has shown that it read it; the first time counts."""
    if stop.acknowledged_at is not None:
        return stop
    return stop.but(acknowledged_at=now, acknowledged_by=by)


def _attempt(
    supplier: str, stop_id: str, answer: StopAnswer, by: str, desk: Desk, now: datetime
) -> Stop:
    stop = _known(supplier, stop_id, desk)
    if stop.answer is not None:
        return stop
    answered = _heard(stop, by, now).but(answer=answer, answered_at=now, answered_by=by)
    works = desk.lines(line.key for line in stop.lines).values()
    left = answer is StopAnswer.GONE and _was_written(stop, desk)
    steps = [(work, _after(work, left=left)) for work in works if _concerned(work, stop)]
    moved = [(before, after) for before, after in steps if before != after]
    beside = _travels(stop, moved, desk, now) if left else _stays(stop, moved, desk, now)
    backs = _comes_back(answered, steps, desk, now) if left else ()
    told = Event(
        kind=EventKind.STOP_ANSWERED,
        at=now,
        facts={
            "stop": stop_id,
            "order": str(stop.order),
            "answer": answer.value,
            "by": by,
            "replanned": str(any(after.state is LineState.NEW for _, after in moved)),
            "call": str(stop.needs_a_call),
            **learned(stop, answered),
        },
    )
    how = EventKind.LINES_GONE if left else EventKind.LINES_STOPPED
    facts = {"stop": stop_id, "parcel": stop.parcel_id, "by": by}
    desk.commit(
        Change(
            puts=(answered, *(after for _, after in moved), *beside.puts, *backs),
            was=(*(before for before, _ in moved), *beside.was),
            unchanged=beside.unchanged,
            stock=tuple(
                move for before, after in moved for move in stock_moves(before, after, now)
            ),
            events=(
                (answered, told),
                *told_of_lines(how, (after for _, after in moved), facts, now),
                *beside.events,
                *((back, return_expected(back, now)) for back in backs),
            ),
        )
    )
    return answered.but(version=answered.version + 1)


def _concerned(work: LineWork, stop: Stop) -> bool:
    """Tell whether an answer moves a line.

    One that was lifted while its supplier put it aside is CLAIMED again, and stopped all the same;
    not so one of which the supplier said before that it had left.
    """
    is_asked = work.state is LineState.STOPPING
    is_lifted = work.state is LineState.CLAIMED and not work.left
    return work.parcel_id == stop.parcel_id and (is_asked or is_lifted)


def _was_written(stop: Stop, desk: Desk) -> bool:
    """Tell whether the supplier can have sent it: what stood in no workbook never left."""
    file = desk.workbook(stop.supplier, stop.workbook)
    return file is not None and file.state is WorkbookState.WRITTEN


def _after(work: LineWork, *, left: bool) -> LineWork:
    return gone(work) if left else stopped(work)


def _stays(stop: Stop, moved: Iterable[Step], desk: Desk, now: datetime) -> _Beside:
    """Take the lines out of their parcel: what is left of it is as it was."""
    parcel = _parcel(stop, desk)
    if parcel is None:
        return _Beside()
    rest = parcel.without((before.key for before, _ in moved), stop.cause.value, now)
    return _Beside() if rest == parcel else _Beside(puts=(rest,))


def _travels(stop: Stop, moved: Iterable[Step], desk: Desk, now: datetime) -> _Beside:
    """Let what has left travel under its parcel's number, and tell a person of it."""
    travelling = [after for _, after in moved if after.state is LineState.CLAIMED]
    parcel = _parcel(stop, desk)
    if not travelling or parcel is None:
        return _Beside()
    before, held, told = _too_late(stop, travelling, desk, now)
    was = (before,) if before.version else ()
    if not waits_for_lines(parcel):
        # A parcel must not be held, or told, behind the back of what joins it again.
        return _Beside((held,), was, (parcel,), ((held, told),))
    again = resumed(parcel)
    return _Beside((held, again), was, (), ((held, told), (again, numbered(again, now))))


def _comes_back(
    answered: Stop, steps: Iterable[Step], desk: Desk, now: datetime
) -> tuple[SupplierReturn, ...]:
    """Expect what left although a refund stands: it is intercepted, or refused at the door."""
    works = [after for _, after in steps]
    back = return_of_stop(answered, works, _parcel(answered, desk), now)
    return (back,) if back else ()


def _parcel(stop: Stop, desk: Desk) -> Parcel | None:
    return desk.parcels([stop.parcel_id]).get(stop.parcel_id)


def _too_late(
    stop: Stop, travelling: Sequence[LineWork], desk: Desk, now: datetime
) -> tuple[Holds, Holds, Event]:
    """Return the holds of the order before and after, and what is told of them."""
    file = desk.order_file(stop.order)
    line_ids = tuple(line.key.line_id for line in travelling)
    finding = Finding(
        code=STOP_TOO_LATE,
        severity=Severity.ASK,
        evidence=f"line {', '.join(line_ids)}: left in parcel {stop.parcel_id} ({stop.cause})",
        fix="Have the carrier intercept the parcel, or tell the buyer; then release the hold.",
        ends=Ends.PERSON,
        line_ids=line_ids,
    )
    held = opened(file.holds, (finding,), now, deadline_of(file))
    told = Event(
        kind=EventKind.ORDER_HELD,
        at=now,
        facts={
            "order": str(stop.order),
            "opened": STOP_TOO_LATE if held != file.holds else "",
            "open": ",".join(hold.finding.code for hold in held.open),
        },
    )
    return file.holds, held, told
