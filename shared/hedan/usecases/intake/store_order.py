"""A new telling of an order in the table, and its waiting lines back where it speaks against them.

All of it is one transaction. Only an order with more waiting lines than one takes comes in several,
and is itself written with the last: until then it is news, and whoever hears it again goes on.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from hedan.domain.decisions import Decision
from hedan.domain.events import Event, EventKind
from hedan.domain.intake import Hint
from hedan.domain.line_work import WAITING, LineState, LineWork, released
from hedan.domain.orders import PAID_AND_OPEN, Order
from hedan.domain.reopening import reopened_by
from hedan.ports import Aggregate, Change, OrderFile
from hedan.usecases.waves.portions import Piece, portions


def store_order(file: OrderFile, wanted: Order, hint: Hint, now: datetime) -> Iterator[Change]:
    """Yield what storing the order changes: to be committed one after the other."""
    reopened = reopened_by(file.order, wanted)
    stale = list(_stale(file, wanted, reopened))
    waiting = [work for work in stale if work.state in WAITING]
    waiting.sort(key=lambda work: work.state is not LineState.READY)  # A wave may take these.
    *before, last = portions((Piece(steps=((work, released(work)),)) for work in waiting), now)
    is_free = any(work.state is LineState.NEW for work in stale)
    guard = as_decided(file, now) if before or is_free else ()
    for portion in before:
        yield _taken_back(file, portion, guard, now)
    yield _stored(file, wanted, last, guard, _told(wanted, hint, reopened if waiting else (), now))


def _stale(file: OrderFile, wanted: Order, reopened: Sequence[str]) -> Iterator[LineWork]:
    """Yield the lines that are no longer what they were, or that are cancelled or shipped."""
    if file.order is None:
        return
    open_lines = {line.line_id for line in wanted.lines if line.status in PAID_AND_OPEN}
    known = (*file.lines, *(line.line_id for line in file.order.lines))
    for line_id in dict.fromkeys(known):
        if reopened or line_id not in open_lines:
            yield file.line(line_id)


def as_decided(file: OrderFile, now: datetime) -> tuple[Aggregate, ...]:
    """Return what whoever reserves a line of the order as it was writes: it must not move.

    A line that is reserved between our look and our writing would keep waiting as what it is not.
    """
    order = file.order
    if order is None or order.status not in PAID_AND_OPEN:
        return ()
    if file.decision:
        return (file.decision,)
    return (Decision(order=file.key, at=now, settings_version=0, order_version=0, priority=now),)


def _taken_back(
    file: OrderFile, portion: Sequence[Piece], guard: tuple[Aggregate, ...], now: datetime
) -> Change:
    puts = _lines(portion)
    told = Event(
        kind=EventKind.LINES_TAKEN_BACK,
        at=now,
        facts={
            "order": str(file.key),
            "lines": ",".join(line.key.line_id for line in puts),
            "reason": "the platform tells something else of the order",
        },
    )
    return Change(
        puts=puts,
        was=file.before(puts),
        unchanged=(*((file.order,) if file.order else ()), *guard),
        stock=tuple(move for piece in portion for move in piece.stock(now)),
        events=((puts[0], told),),
    )


def _stored(
    file: OrderFile,
    wanted: Order,
    portion: Sequence[Piece],
    guard: tuple[Aggregate, ...],
    told: Event,
) -> Change:
    puts: tuple[Aggregate, ...] = (wanted, *_lines(portion))
    return Change(
        puts=puts,
        was=file.before(puts),
        unchanged=guard,
        stock=tuple(move for piece in portion for move in piece.stock(told.at)),
        events=((wanted, told),),
    )


def _lines(portion: Sequence[Piece]) -> tuple[LineWork, ...]:
    return tuple(after for piece in portion for _, after in piece.steps)


def _told(wanted: Order, hint: Hint, reopened: Sequence[str], now: datetime) -> Event:
    return Event(
        kind=EventKind.ORDER_STORED,
        at=now,
        facts={
            "order": str(wanted.key),
            "status": wanted.status.value,
            "payment": wanted.payment.value,
            "door": hint.door,
            "message": hint.message_id,
            # Why its lines no longer wait: they are decided anew, whatever else changed.
            "reopened": ",".join(reopened),
        },
    )
