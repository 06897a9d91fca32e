"""Answer a stop: somebody says what happened to the goods, and the lines follow at once."""

from datetime import datetime

from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState, LineWork, gone, stock_moves, stopped
from hedan.domain.stops import Stop, StopAnswer
from hedan.domain.workbook_files import WorkbookState
from hedan.ports import Change, Desk
from hedan.usecases.again import until_settled
from hedan.usecases.line_events import told_of_lines

# A line that was lifted while its supplier put it aside is CLAIMED again, and stopped all the same.
ANSWERABLE = frozenset({LineState.STOPPING, LineState.CLAIMED})


def answer_stop(
    supplier: str, stop_id: str, answer: StopAnswer, by: str, *, desk: Desk, now: datetime
) -> Stop:
    """Keep the answer and return the stop. The first answer stands; a repeat changes nothing.

    An answer after the escalation is kept beside it.
    """
    return until_settled(lambda: _attempt(supplier, stop_id, answer, by, desk, now))


def _attempt(
    supplier: str, stop_id: str, answer: StopAnswer, by: str, desk: Desk, now: datetime
) -> Stop:
    stop = desk.stop(supplier, stop_id)
    if stop is None:
        raise KeyError(f"stop {stop_id} of {supplier}")
    if stop.answer is not None:
        return stop
    answered = stop.but(answer=answer, answered_at=now, answered_by=by)
    works = desk.lines(line.key for line in stop.lines).values()
    left = answer is StopAnswer.GONE and _was_written(stop, desk)
    steps = [(work, _after(work, left=left)) for work in works if _concerned(work, stop)]
    moved = [(before, after) for before, after in steps if before != after]
    told = Event(
        kind=EventKind.STOP_ANSWERED,
        at=now,
        facts={
            "stop": stop_id,
            "order": str(stop.order),
            "answer": answer.value,
            "by": by,
            "replanned": str(any(after.state is LineState.NEW for _, after in moved)),
        },
    )
    how = EventKind.LINES_GONE if left else EventKind.LINES_STOPPED
    facts = {"stop": stop_id, "parcel": stop.parcel_id, "by": by}
    desk.commit(
        Change(
            puts=(answered, *(after for _, after in moved)),
            was=tuple(before for before, _ in moved),
            stock=tuple(
                move for before, after in moved for move in stock_moves(before, after, now)
            ),
            events=(
                (answered, told),
                *told_of_lines(how, (after for _, after in moved), facts, now),
            ),
        )
    )
    return answered.but(version=answered.version + 1)


def _concerned(work: LineWork, stop: Stop) -> bool:
    return work.parcel_id == stop.parcel_id and work.state in ANSWERABLE


def _was_written(stop: Stop, desk: Desk) -> bool:
    """Tell whether the supplier can have sent it: what stood in no workbook never left."""
    file = desk.workbook(stop.supplier, stop.workbook)
    return file is not None and file.state is WorkbookState.WRITTEN


def _after(work: LineWork, *, left: bool) -> LineWork:
    return gone(work) if left else stopped(work)
