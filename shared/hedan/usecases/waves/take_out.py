"""Take out: exactly these lines leave their parcel, and nothing of the others is touched.

Before its workbook is written they are free at once, for nobody outside has heard of them. The
workbook gets another version by that, so that whoever is writing it looks at the lines again. Once
it is written they are asked back by a stop, and free when their supplier says that they stayed.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from hedan.domain.base import Frozen, Id, LineKey, OrderKey
from hedan.domain.events import EventKind
from hedan.domain.leaving import is_promised
from hedan.domain.line_work import LineWork, stock_moves, taken_out
from hedan.domain.packing import PackingRules, repacked
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop, StopCause
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.ports import Change, Desk
from hedan.usecases.again import until_settled
from hedan.usecases.following.line_events import told_of_lines
from hedan.usecases.stops.asked_stop import asked_stop, stop_opened
from hedan.usecases.waves.portions import Piece, portions


class Taken(Frozen):
    """What became of the lines; those that are in neither had left the parcel before."""

    released: tuple[LineKey, ...] = ()  # Free for another parcel.
    asked_back: tuple[LineKey, ...] = ()  # Their supplier has to say whether they are there.
    stops: tuple[Id, ...] = ()  # By which it is asked.

    def plus(self, other: "Taken") -> "Taken":
        """Return both together."""
        return Taken(
            released=(*self.released, *other.released),
            asked_back=(*self.asked_back, *other.asked_back),
            stops=(*self.stops, *other.stops),
        )


NOTHING = Taken()


def take_out(
    parcel_id: str,
    lines: Iterable[LineKey],
    cause: StopCause,
    *,
    desk: Desk,
    now: datetime,
    by: str = "",
    packing: PackingRules | None = None,
) -> Taken:
    """Let these lines of a parcel leave it, as far as they are still promised in it.

    One transaction; several where the stops of many orders are too many for one, each with whole
    orders. A fenced line is its refund's; one that had left, or is asked back already, stays what
    it is: doing it again changes nothing. by: the person who wants it, if one does. packing:
    what the rest is packed in is chosen again by these while nobody has heard of the parcel. Raises
    KeyError when there is no such parcel, TryAgain when others keep writing to it.
    """
    wanted = frozenset(lines)
    taken = NOTHING
    while True:
        step = until_settled(lambda: _attempt(parcel_id, wanted, cause, desk, now, by, packing))
        if step == NOTHING:
            return taken
        taken = taken.plus(step)


def _attempt(
    parcel_id: str,
    wanted: Collection[LineKey],
    cause: StopCause,
    desk: Desk,
    now: datetime,
    by: str,
    packing: PackingRules | None,
) -> Taken:
    """Do one transaction; nothing is taken when there is nothing more to do."""
    parcel = desk.parcels([parcel_id])[parcel_id]
    keys = [line.key for line in parcel.lines if line.key in wanted]
    works = [work for work in desk.lines(keys).values() if _is_in(work, parcel)]
    if not works or parcel.is_virtual:  # Of what has no goods nothing can be kept back.
        return NOTHING
    file = desk.workbook(parcel.supplier, parcel.workbook)
    if file is not None and file.state is WorkbookState.WRITTEN:
        return _ask_back(parcel, works, cause, desk, now, by)
    left = parcel.without((work.key for work in works), cause.value, now)
    if packing is not None:
        left = repacked(left, (line.key for line in left.rest), packing)
    return _release(left, file, works, cause, desk, now, by)


def _is_in(work: LineWork, parcel: Parcel) -> bool:
    return work.parcel_id == parcel.parcel_id and is_promised(work)


# --- Nobody has heard of them -------------------------------------------------------------------


def _release(
    left: Parcel,
    file: WorkbookFile | None,
    works: Sequence[LineWork],
    cause: StopCause,
    desk: Desk,
    now: datetime,
    by: str,
) -> Taken:
    steps = [(work, taken_out(work, cause, is_told=False)) for work in works]
    facts = _facts(left, cause, by) | {"replanned": "True"}
    desk.commit(
        Change(
            puts=(left, *((file,) if file else ()), *(after for _, after in steps)),
            was=tuple(works),
            stock=tuple(
                move for before, after in steps for move in stock_moves(before, after, now)
            ),
            events=tuple(
                told_of_lines(EventKind.LINES_TAKEN_OUT, (after for _, after in steps), facts, now)
            ),
        )
    )
    return Taken(released=tuple(work.key for work in works))


# --- Their supplier may have them ---------------------------------------------------------------


def _ask_back(
    parcel: Parcel,
    works: Sequence[LineWork],
    cause: StopCause,
    desk: Desk,
    now: datetime,
    by: str,
) -> Taken:
    of_order: dict[OrderKey, list[LineWork]] = {}
    for work in works:
        of_order.setdefault(work.key.order, []).append(work)
    pieces = [_piece(parcel, own, cause, now, by) for own in of_order.values()]
    portion, *_ = portions(pieces, now)
    steps = [step for piece in portion for step in piece.steps]
    told = [one for piece in portion for one in piece.told]
    stops = [one for one, _ in told if isinstance(one, Stop)]
    desk.commit(
        Change(
            # Lines before their stops: whoever follows the writes sees why.
            puts=(*(after for _, after in steps), *stops),
            was=tuple(before for before, _ in steps),
            events=tuple(told),
        )
    )
    return Taken(
        asked_back=tuple(before.key for before, _ in steps),
        stops=tuple(stop.stop_id for stop in stops),
    )


def _piece(
    parcel: Parcel, works: Sequence[LineWork], cause: StopCause, now: datetime, by: str
) -> Piece:
    """Put the lines of one order with their stop, each with what is told of it."""
    steps = [(work, taken_out(work, cause, is_told=True)) for work in works]
    stop = asked_stop(parcel, works, cause, why=str(works[0].key.order), now=now)
    facts = _facts(parcel, cause, by) | {"stop": stop.stop_id, "replanned": "False"}
    of_lines = told_of_lines(EventKind.LINES_TAKEN_OUT, (after for _, after in steps), facts, now)
    return Piece(steps=steps, told=((stop, stop_opened(stop, now)), *of_lines))


def _facts(parcel: Parcel, cause: StopCause, by: str) -> dict[str, str]:
    facts = {"parcel": parcel.parcel_id, "cause": cause.value}
    return facts | {"by": by} if by else facts
