"""A refund in the table before anything else: its lines fenced, their stops opened, at once.

Every effect of one telling is one transaction: fences, reservations that go back, stops for what
a supplier may already hold, stops that are withdrawn. Only a telling of more lines than a
transaction takes comes in several, the most urgent lines first. Each of them writes the after-sale,
so that two tellings never mix, but only the last one writes it as it is told: until then it is
still news, and whoever hears it again goes on where the first one died.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from hedan.domain.after_sales import AfterSale, AfterSaleKind, begun
from hedan.domain.base import LineKey, SupplierId
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import FenceCase, LineState, LineWork, fenced
from hedan.domain.parcels import Parcel
from hedan.domain.part_refunds import is_part
from hedan.domain.stops import Stop, StopCause, stop_id
from hedan.ports import Change, Desk, OrderFile
from hedan.usecases.following.parcel_events import numbered, resumed, waits_for_lines
from hedan.usecases.stops.asked_stop import stop_lines
from hedan.usecases.waves.portions import Piece, Step, portions

# What may leave the soonest comes first.
URGENT = (LineState.CLAIMED, LineState.READY, LineState.RESERVED)
# Through these the buyer brings the goods back; of the others they are stopped on their way.
_SENT_BACK = frozenset({AfterSaleKind.RETURN, AfterSaleKind.EXCHANGE})
# So long after its number went up a parcel is with its carrier, where no platform tells of scans.
LEFT_BY_THEN = timedelta(days=3)


def fence_lines(
    file: OrderFile, fresh: AfterSale, *, desk: Desk, seen_at: datetime, now: datetime
) -> Iterator[Change]:
    """Yield what a telling newer than the known one changes: to be committed one after the other.

    It may name lines of an order that nobody has seen yet: they are fenced when they appear.
    """
    standing = file.after_sales.get(fresh.after_sale_id)
    todo = tuple(portions(_pieces(file, fresh, desk, seen_at, now), now))
    for number, portion in enumerate(todo, start=1):
        is_last = number == len(todo)
        written = fresh if is_last else standing or begun(fresh)
        after_sale = _first_times(written, standing, seen_at, now if is_last else None)
        told = _told(file, fresh, portion, now, is_last=is_last)
        yield _change(portion, standing, after_sale, told, now)
        standing = after_sale.but(version=after_sale.version + 1)


def _first_times(
    written: AfterSale, standing: AfterSale | None, seen_at: datetime, fenced_at: datetime | None
) -> AfterSale:
    """Return what is written with the instants at which the case first came this far."""
    known_seen = standing.seen_at if standing else None
    known_fenced = standing.fenced_at if standing else None
    return written.but(
        seen_at=known_seen or seen_at,
        fenced_at=known_fenced or (fenced_at if written.closes else None),
        version=standing.version if standing else 0,
    )


def _change(
    portion: Sequence[Piece],
    standing: AfterSale | None,
    after_sale: AfterSale,
    told: Event,
    now: datetime,
) -> Change:
    steps = [step for piece in portion for step in piece.steps]
    beside = [step for piece in portion for step in piece.told]
    known = [before for before, _ in steps if before.version]
    return Change(
        # Lines before their stops: whoever follows the writes sees why.
        puts=(after_sale, *(after for _, after in steps), *(one for one, _ in beside)),
        was=(*((standing,) if standing else ()), *known),
        unchanged=tuple(one for piece in portion for one in piece.unchanged),
        stock=tuple(move for piece in portion for move in piece.stock(now)),
        events=((after_sale, told), *beside),
    )


def _told(
    file: OrderFile, fresh: AfterSale, portion: Iterable[Piece], now: datetime, *, is_last: bool
) -> Event:
    steps = [after for piece in portion for _, after in piece.steps]
    moved = {after.key.line_id for after in steps}
    # What was to be sent again may be so once more.
    again = any(
        after.instead and after.may_ship and after.state is LineState.NEW for after in steps
    )
    return Event(
        kind=EventKind.FENCE_CLOSED if fresh.closes else EventKind.FENCE_LIFTED,
        at=now,
        facts={
            "order": str(fresh.order),
            "after_sale": fresh.after_sale_id,
            "kind": fresh.kind.value,
            "status": fresh.status.value,
            "lines": ",".join(line_id for line_id in fresh.line_ids if line_id in moved),
            # Said once: it starts work on the pieces that stay.
            "part": str(is_last and file.order is not None and is_part(file.order, fresh)),
            **({"again": "True"} if again else {}),
        },
    )


# --- What belongs together ----------------------------------------------------------------------


def _pieces(
    file: OrderFile, fresh: AfterSale, desk: Desk, seen_at: datetime, now: datetime
) -> Iterator[Piece]:
    """Yield each parcel's lines with its stop and its number, every other line by itself."""
    looked_at = list(_steps(file, fresh))
    steps = sorted((step for step in looked_at if step[0] != step[1]), key=_urgency)
    opened = {stop.parcel_id: stop for stop in _opened(steps, fresh, desk, seen_at, now)}
    withdrawn = list(_withdrawn(file, looked_at, fresh, desk, now))
    lifted = _lifted_parcels(steps, desk)
    together: dict[str, list[Step]] = {}
    for step in steps:
        together.setdefault(step[0].parcel_id or str(step[0].key), []).append(step)
    for name, own in together.items():
        parcel = lifted.get(name)
        is_resumed = parcel is not None and waits_for_lines(parcel)
        again = [resumed(parcel)] if parcel and is_resumed else []
        stops = [opened[name]] if name in opened else []
        yield Piece(
            steps=own,
            told=(
                *((stop, _stop_event(EventKind.STOP_OPENED, stop, now)) for stop in stops),
                *((one, numbered(one, now)) for one in again),
            ),
            # What waits for this lift, or soon will: a parcel must not be held behind its back.
            unchanged=(parcel,) if parcel and not is_resumed else (),
        )
    for stop in withdrawn:  # Last: until every line of it may travel, it stands.
        yield Piece(told=((stop, _stop_event(EventKind.STOP_WITHDRAWN, stop, now)),))


def _urgency(step: Step) -> tuple[int, str]:
    state = step[0].state
    return URGENT.index(state) if state in URGENT else len(URGENT), step[0].parcel_id or ""


def _steps(file: OrderFile, fresh: AfterSale) -> Iterator[Step]:
    named = fresh.line_ids
    for line_id in named:
        line = file.line(line_id)
        yield line, fenced(line, fresh)
    for line_id, line in file.lines.items():
        own = [case for case in line.fence.cases if case.after_sale_id == fresh.after_sale_id]
        # The buyer changed the request: this line is out of it. Its fence tells, also of a
        # telling whose last transaction never came.
        if line_id not in named and any(case.closes or _says(case, fresh) for case in own):
            yield line, fenced(line, fresh, named=False)
    for line in file.again.values():
        is_named = _concerns(fresh, line)
        if is_named or any(case.after_sale_id == fresh.after_sale_id for case in line.fence.cases):
            yield line, fenced(line, fresh, named=is_named)


def _concerns(fresh: AfterSale, line: LineWork) -> bool:
    """Tell whether a telling is about what is sent again: of its own case, or of its goods."""
    instead = line.instead
    if instead is None:
        return False
    return fresh.after_sale_id == instead.case_id or instead.goods.line_id in fresh.line_ids


def _says(case: FenceCase, fresh: AfterSale) -> bool:
    """Tell whether an attempt that died has brought this very telling to the line."""
    return (case.after_sale_id, case.age) == (fresh.after_sale_id, fresh.age)


# --- Stops and parcels --------------------------------------------------------------------------


def _opened(
    steps: Iterable[Step], after_sale: AfterSale, desk: Desk, seen_at: datetime, now: datetime
) -> Iterator[Stop]:
    """Yield one stop for each parcel that loses lines which its supplier may already hold."""
    hit: dict[str, list[LineWork]] = {}
    for before, after in steps:
        newly_closed = after.fence.is_closed and not before.fence.is_closed
        in_parcel = after.state in (LineState.STOPPING, LineState.SHIPPED)
        if newly_closed and in_parcel and after.parcel_id:
            hit.setdefault(after.parcel_id, []).append(after)
    for parcel_id, parcel in desk.parcels(hit).items():
        if all(_has_arrived(line, parcel, after_sale, now) for line in hit[parcel_id]):
            continue
        yield Stop(
            stop_id=stop_id(parcel_id, after_sale.after_sale_id, _age(after_sale)),
            after_sale_id=after_sale.after_sale_id,
            order=after_sale.order,
            store=after_sale.order.store,
            supplier=parcel.supplier,
            parcel_id=parcel_id,
            workbook=parcel.workbook,
            lines=stop_lines(parcel, {line.key for line in hit[parcel_id]}),
            asked_at=after_sale.asked_at,
            seen_at=seen_at,
            fenced_at=now,
        )


def _has_arrived(line: LineWork, parcel: Parcel, after_sale: AfterSale, now: datetime) -> bool:
    """Tell whether a buyer sends back what left long ago: no supplier can stop that (EB36)."""
    if line.state is not LineState.SHIPPED or after_sale.kind not in _SENT_BACK:
        return False
    is_old = parcel.accepted_at is not None and now - parcel.accepted_at > LEFT_BY_THEN
    return parcel.scanned_at is not None or is_old


def _age(after_sale: AfterSale) -> str:
    """Name the telling: within one second a case may end, and end again otherwise."""
    changed_at, stage = after_sale.age
    return f"{changed_at.isoformat()}/{stage}"


def _withdrawn(
    file: OrderFile, steps: Iterable[Step], fresh: AfterSale, desk: Desk, now: datetime
) -> Iterator[Stop]:
    """Yield the unanswered stops of lines that may travel again.

    Also of lines that an attempt which died has lifted by this very telling.
    """
    lines = {line.key: line for line in file.works}
    lifted: dict[LineKey, SupplierId] = {}
    for before, after in steps:
        lines[after.key] = after
        told = any(_says(case, fresh) for case in before.fence.cases)
        if after.leaves:
            continue  # It is asked back for something else, too: nobody may ship it by its row.
        if after.may_ship and after.supplier and (told or not before.may_ship):
            lifted[after.key] = after.supplier
    for supplier in dict.fromkeys(lifted.values()):
        for stop in desk.stops(supplier):
            touched = any(line.key in lifted for line in stop.lines)
            free = all(_is_free(lines.get(line.key)) for line in stop.lines)
            is_refund = stop.cause is StopCause.REFUND
            if is_refund and touched and free and not stop.is_settled:
                yield stop.but(withdrawn_at=now)


def _is_free(line: LineWork | None) -> bool:
    return line is not None and line.may_ship and not line.leaves


def _lifted_parcels(steps: Iterable[Step], desk: Desk) -> dict[str, Parcel]:
    """Return the parcels in which lines may travel again."""
    return desk.parcels(
        {
            after.parcel_id
            for before, after in steps
            if before.fence.is_closed and after.state is LineState.CLAIMED and after.parcel_id
        }
    )


def _stop_event(kind: EventKind, stop: Stop, now: datetime) -> Event:
    facts = {"stop": stop.stop_id, "supplier": stop.supplier, "order": str(stop.order)}
    called = {"call": str(stop.call_due_at is not None)}  # Nobody has to phone any more.
    return Event(kind=kind, at=now, facts=facts | called)
