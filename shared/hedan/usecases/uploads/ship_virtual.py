"""Virtual goods ship by themselves, once: claimed at the last moment, then told to the platform.

Until then their lines only wait, so that a refund takes them back at once and asks nobody. The
claim is a parcel without workbook and number; from there on it goes the way of every parcel.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from hedan.domain.base import OrderKey, SupplierId, short_id
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState, LineWork, released, stock_moves
from hedan.domain.merging import ACTIONS_PER_PARCEL_MAX, LINES_PER_PARCEL_MAX
from hedan.domain.orders import SHIPPABLE, Line, Order, OrderStatus
from hedan.domain.parcels import Parcel, ParcelState
from hedan.domain.ready import ready_line
from hedan.errors import FenceClosed, StaleAfterSales, VersionConflict
from hedan.platforms.platform import Platform
from hedan.ports import Change, Desk, OrderFile
from hedan.settings import Settings
from hedan.settings.virtual import Unit, ships_virtual
from hedan.usecases.again import until_settled
from hedan.usecases.following.line_events import told_of_lines
from hedan.usecases.intake.freshness import Freshness, KnownUntil
from hedan.usecases.orders.stock_need import fitting, units
from hedan.usecases.uploads.upload_tracking import Uploaded, upload_tracking

# Lines from another attempt, which may have died anywhere.
BEGUN = frozenset({LineState.CLAIMED, LineState.STOPPING})


def ship_virtual(
    key: OrderKey,
    *,
    desk: Desk,
    platform_of: Callable[[str], Platform],
    settings: Settings,
    known_until: KnownUntil,
    now: Callable[[], datetime],
) -> Uploaded:
    """Ship the virtual lines of an order that are ready, or were begun. Repeatable after any crash.

    Raises what upload_tracking raises; until the goods are told, the same call goes on.
    """
    freshness = Freshness(settings, known_until, now())
    parcel_ids = until_settled(lambda: _claimed(key, desk, settings, freshness, now()))
    became = [
        upload_tracking(
            parcel_id,
            desk=desk,
            platform_of=platform_of,
            settings=settings,
            known_until=known_until,
            now=now,
        )
        for parcel_id in parcel_ids
    ]
    worst_first = (Uploaded.HELD, Uploaded.SHIPPED)
    return next((one for one in worst_first if one in became), Uploaded.NOTHING_TO_DO)


def _claimed(
    key: OrderKey, desk: Desk, settings: Settings, freshness: Freshness, now: datetime
) -> list[str]:
    """Claim what is ready; return these parcels and those of an attempt that died or was refused.

    Raises StaleAfterSales when there is something to claim and refunds are not known up to now.
    """
    file = desk.order_file(key)
    if file.order is None:
        return []
    begun = list(_begun(file, file.order, desk, now))
    ready = _ready(file, file.order)
    if not ready or file.holds.of_order:
        return begun
    unit = _unit(key, settings)
    if unit is None or (unit == "order" and not _is_whole(file, file.order, ready)):
        _give_back(file, ready[: fitting([work.parts for work in ready])], desk, now)
        return _claimed(key, desk, settings, freshness, now)  # There may be more than that.
    if stale := freshness.why_stale(key.store):
        raise StaleAfterSales(stale)
    return [*begun, *_claim(file, file.order, ready, desk, now)]


def _unit(key: OrderKey, settings: Settings) -> Unit | None:
    try:
        return ships_virtual(settings.store(key.store))
    except KeyError:
        return None  # The store has left the settings since.


def _ready(file: OrderFile, order: Order) -> list[LineWork]:
    return [
        work
        for line in order.lines
        for work in (file.line(line.line_id),)
        if line.is_virtual
        and line.status in SHIPPABLE
        and not line.in_after_sale
        and not file.holds.keeps(line.line_id)
        and work.state is LineState.READY
        and work.may_ship
    ]


def _is_whole(file: OrderFile, order: Order, ready: Sequence[LineWork]) -> bool:
    """Tell whether nothing of the order would leave that is not ready to.

    The call that ships all of it would ship a line with a refund, too.
    """
    going = {work.key.line_id for work in ready}
    return all(
        line.line_id in going
        for line in order.lines
        if line.status is not OrderStatus.CANCELLED and not _has_left(file, line)
    )


def _has_left(file: OrderFile, line: Line) -> bool:
    return file.line(line.line_id).state is LineState.SHIPPED


# --- What an attempt before this one has begun --------------------------------------------------


def _begun(file: OrderFile, order: Order, desk: Desk, now: datetime) -> Iterator[str]:
    """Yield the parcels that wait for the platform. One that it refused is tried again.

    It may have been shipped by hand since, and then the platform's answer is that it has.
    """
    virtual = (file.line(line.line_id) for line in order.lines if line.is_virtual)
    works = [work for work in virtual if work.state in BEGUN]
    parcels = desk.parcels({work.parcel_id for work in works if work.parcel_id})
    for parcel in parcels.values():
        if not parcel.is_virtual:
            continue
        if parcel.state is ParcelState.HELD and _may_go(works, parcel):
            desk.commit(Change(puts=(parcel.move(ParcelState.NUMBERED).but(problem=""),)))
        yield parcel.parcel_id


def _may_go(works: Sequence[LineWork], parcel: Parcel) -> bool:
    return any(
        work.parcel_id == parcel.parcel_id and work.state is LineState.CLAIMED and work.may_ship
        for work in works
    )


# --- The claim ----------------------------------------------------------------------------------


def _claim(
    file: OrderFile, order: Order, ready: Sequence[LineWork], desk: Desk, now: datetime
) -> list[str]:
    """Commit one parcel for each supplier. Whatever moved meanwhile: look again."""
    claimed = []
    of_supplier: dict[SupplierId, list[LineWork]] = {}
    for work in ready:
        if work.supplier is not None:
            of_supplier.setdefault(work.supplier, []).append(work)
    for supplier, of_one in of_supplier.items():
        for works in _portions(of_one):
            parcel = _parcel(order, supplier, works).but(claimed_at=now)
            try:
                desk.commit(_change(file, order, parcel, works, now))
            except FenceClosed as closed:
                raise VersionConflict(str(closed)) from closed
            claimed.append(parcel.parcel_id)
    return claimed


def _portions(works: Iterable[LineWork]) -> list[list[LineWork]]:
    """Divide lines into as few parcels as their claim and their shipping allow."""
    portions: list[list[LineWork]] = [[]]
    for work in works:
        if portions[-1] and not _fits([*portions[-1], work]):
            portions.append([])
        portions[-1].append(work)
    return portions


def _fits(works: Sequence[LineWork]) -> bool:
    """Count what the shipping writes: each line, its counted SKUs' entries, and their balances."""
    counted = {(work.key, sku) for work in works for sku in units(work.parts)}
    actions = len(works) + 2 + len(counted) + len({sku for _, sku in counted})
    return len(works) <= LINES_PER_PARCEL_MAX and actions <= ACTIONS_PER_PARCEL_MAX


def _parcel(order: Order, supplier: SupplierId, works: Sequence[LineWork]) -> Parcel:
    # With the versions: what was given back and is ready anew is another parcel.
    named = sorted(f"{work.key}@{work.version}" for work in works)
    return Parcel(
        parcel_id=short_id("P", "virtual", *named),
        store=order.key.store,
        supplier=supplier,
        wave_id="",
        workbook="",
        lines=tuple(ready_line(order, work).in_parcel for work in works),
        receiver=order.receiver,
        remarks=(),
        deadline=min((work.deadline for work in works if work.deadline), default=None),
        reasons=("VIRTUAL: nothing to put in a parcel, the platform is told at once",),
        state=ParcelState.NUMBERED,
        is_virtual=True,
    )


def _change(
    file: OrderFile, order: Order, parcel: Parcel, works: Sequence[LineWork], now: datetime
) -> Change:
    claimed = [work.move(LineState.CLAIMED).but(parcel_id=parcel.parcel_id) for work in works]
    facts = {
        "parcel": parcel.parcel_id,
        "lines": ",".join(str(work.key) for work in works),
        "reasons": "; ".join(parcel.reasons),
    }
    of_parcel = Event(kind=EventKind.PARCEL_CLAIMED, at=now, facts=facts)
    told = told_of_lines(EventKind.LINES_CLAIMED, claimed, {"parcel": parcel.parcel_id}, now)
    return Change(
        puts=(parcel, *claimed),
        was=tuple(works),
        # Cancelled, changed or held since: not now.
        unchanged=(order, file.holds),
        events=((parcel, of_parcel), *told),
    )


def _give_back(file: OrderFile, works: Sequence[LineWork], desk: Desk, now: datetime) -> None:
    """Let the order be decided anew: as it is now, these lines cannot go by themselves."""
    lines = [released(work) for work in works]
    facts = {
        "order": str(file.key),
        "lines": ",".join(work.key.line_id for work in lines),
        "reason": "virtual goods that cannot go by themselves now",
    }
    told = Event(kind=EventKind.LINES_TAKEN_BACK, at=now, facts=facts)
    steps = zip(works, lines, strict=True)
    desk.commit(
        Change(
            puts=tuple(lines),
            was=tuple(works),
            stock=tuple(
                move for before, after in steps for move in stock_moves(before, after, now)
            ),
            events=((lines[0], told),),
        )
    )
