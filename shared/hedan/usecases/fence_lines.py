"""A refund in the table before anything else: its lines fenced, their stops opened, at once.

Every effect of one telling is one transaction: fences, reservations that go back, stops for what
a supplier may already hold, stops that are withdrawn.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from hedan.domain.after_sales import AfterSale
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState, LineWork, fenced, stock_moves
from hedan.domain.parcels import Parcel, ParcelState
from hedan.domain.part_refunds import is_part
from hedan.domain.stops import Stop, StopLine, stop_id
from hedan.ports import Change, Desk, OrderFile
from hedan.usecases.parcel_events import numbered

type Step = tuple[LineWork, LineWork]

WAITING_FOR_A_LIFT = frozenset({ParcelState.HELD, ParcelState.SHIPPED})


def fence_lines(
    file: OrderFile, fresh: AfterSale, *, desk: Desk, seen_at: datetime, now: datetime
) -> Change:
    """Return what a telling newer than the known one changes.

    It may name lines of an order that nobody has seen yet: they are fenced when they appear.
    """
    known = file.after_sales.get(fresh.after_sale_id)
    after_sale = fresh.but(version=known.version if known else 0)
    steps = [step for step in _steps(file, after_sale, known) if step[0] != step[1]]
    opened = list(_opened(steps, after_sale, desk, seen_at, now))
    withdrawn = list(_withdrawn(steps, after_sale, desk, now))
    lifted = _lifted_parcels(steps, desk)
    resumed = [_resumed(parcel) for parcel in lifted if parcel.state in WAITING_FOR_A_LIFT]
    told = Event(
        kind=EventKind.FENCE_CLOSED if after_sale.closes else EventKind.FENCE_LIFTED,
        at=now,
        facts={
            "order": str(after_sale.order),
            "after_sale": after_sale.after_sale_id,
            "kind": after_sale.kind.value,
            "status": after_sale.status.value,
            "lines": ",".join(after_sale.line_ids),
            "part": str(file.order is not None and is_part(file.order, after_sale)),
        },
    )
    return Change(
        puts=(after_sale, *(after for _, after in steps), *opened, *withdrawn, *resumed),
        # What waits for this lift, or soon will: a parcel must not be held behind its back.
        unchanged=tuple(parcel for parcel in lifted if parcel.state not in WAITING_FOR_A_LIFT),
        stock=tuple(move for before, after in steps for move in stock_moves(before, after, now)),
        events=(
            (after_sale, told),
            *((stop, _stop_event(EventKind.STOP_OPENED, stop, now)) for stop in opened),
            *((stop, _stop_event(EventKind.STOP_WITHDRAWN, stop, now)) for stop in withdrawn),
            *((parcel, numbered(parcel, now)) for parcel in resumed),
        ),
    )


def _steps(file: OrderFile, after_sale: AfterSale, known: AfterSale | None) -> Iterator[Step]:
    named = after_sale.line_ids
    for line_id in named:
        line = file.line(line_id)
        yield line, fenced(line, after_sale)
    for line_id in known.line_ids if known else ():
        if line_id not in named:  # The buyer changed the request: this line is out of it.
            line = file.line(line_id)
            yield line, fenced(line, after_sale, named=False)


def _opened(
    steps: list[Step], after_sale: AfterSale, desk: Desk, seen_at: datetime, now: datetime
) -> Iterator[Stop]:
    """Yield one stop for each parcel that loses lines which its supplier may already hold."""
    hit: dict[str, list[LineWork]] = {}
    for before, after in steps:
        newly_closed = after.fence.is_closed and not before.fence.is_closed
        in_parcel = after.state in (LineState.STOPPING, LineState.SHIPPED)
        if newly_closed and in_parcel and after.parcel_id:
            hit.setdefault(after.parcel_id, []).append(after)
    for parcel_id, parcel in desk.parcels(hit).items():
        yield Stop(
            stop_id=stop_id(parcel_id, after_sale.after_sale_id, after_sale.changed_at.isoformat()),
            after_sale_id=after_sale.after_sale_id,
            order=after_sale.order,
            store=after_sale.order.store,
            supplier=parcel.supplier,
            parcel_id=parcel_id,
            workbook=parcel.workbook,
            lines=tuple(_stop_lines(parcel, hit[parcel_id])),
            asked_at=after_sale.asked_at,
            seen_at=seen_at,
            fenced_at=now,
        )


def _stop_lines(parcel: Parcel, lines: Iterable[LineWork]) -> Iterator[StopLine]:
    wanted = {line.key for line in lines}
    for line in parcel.lines:
        if line.key in wanted:
            yield StopLine(key=line.key, name=line.name, spec=line.spec, quantity=line.quantity)


def _withdrawn(
    steps: list[Step], after_sale: AfterSale, desk: Desk, now: datetime
) -> Iterator[Stop]:
    """Yield the unanswered stops of lines that may travel again."""
    lifted = {
        after.key: after.supplier
        for before, after in steps
        if before.fence.is_closed and not after.fence.is_closed and after.supplier
    }
    for supplier in dict.fromkeys(lifted.values()):
        for stop in desk.stops(supplier):
            if not stop.is_settled and all(line.key in lifted for line in stop.lines):
                yield stop.but(withdrawn_at=now)


def _lifted_parcels(steps: list[Step], desk: Desk) -> list[Parcel]:
    """Return the parcels in which lines may travel again."""
    parcel_ids = {
        after.parcel_id
        for before, after in steps
        if before.fence.is_closed and after.state is LineState.CLAIMED and after.parcel_id
    }
    return list(desk.parcels(parcel_ids).values())


def _resumed(parcel: Parcel) -> Parcel:
    """Send a number on its way that was held, or went up without the line that was fenced."""
    return parcel.move(ParcelState.NUMBERED).but(problem="")


def _stop_event(kind: EventKind, stop: Stop, now: datetime) -> Event:
    return Event(
        kind=kind,
        at=now,
        facts={"stop": stop.stop_id, "supplier": stop.supplier, "order": str(stop.order)},
    )
