"""Upload: tell the platform that a parcel left, once, and only what may leave.

Virtual goods go the same way without a number (see ship_virtual).

The number goes up line by line that is still clear: the attempt is claimed in a transaction with
every fence as its condition, the orders are read again just before, the platform decides last.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import OrderKey, short_id
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState, LineWork, stock_moves
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel, ParcelState
from hedan.errors import (
    FenceClosed,
    PlatformRejected,
    StaleAfterSales,
    TryAgain,
    VersionConflict,
)
from hedan.platforms.platform import Departure, Platform, ShipLine, Shipment
from hedan.ports import Change, Desk
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.freshness import Freshness, KnownUntil
from hedan.usecases.line_events import told_of_lines
from hedan.usecases.parcel_events import held, numbered, tracking_for_fenced

WITH_NUMBER = frozenset({ParcelState.NUMBERED, ParcelState.UPLOADING})
# A fence that closed during the upload makes a claimed line stopping: it is shipped all the same.
NOT_YET_SHIPPED = frozenset({LineState.CLAIMED, LineState.STOPPING})


class Uploaded(StrEnum):
    """What became of a parcel's number."""

    SHIPPED = "shipped"
    HELD = "held"  # A person must look; somebody was told.
    NOTHING_TO_DO = "nothing_to_do"


def upload_tracking(
    parcel_id: str,
    *,
    desk: Desk,
    platform_of: Callable[[str], Platform],
    settings: Settings,
    known_until: KnownUntil,
    now: Callable[[], datetime],
) -> Uploaded:
    """Bring one parcel's number to the platform, store by store. Repeatable after any crash.

    Raises TryAgain when the platform is busy or knows of an after-sale that has not reached us;
    StaleAfterSales when we do not know the store's refunds up to now.
    """
    freshness = Freshness(settings, known_until, now())
    claimed = until_settled(lambda: _claim(parcel_id, desk, platform_of, freshness, now()))
    if claimed is None:
        return Uploaded.NOTHING_TO_DO
    _, departure = claimed
    if departure is None:
        return Uploaded.HELD
    try:
        _tell(platform_of(departure.lines[0].order.store), departure)
    except PlatformRejected as error:
        refused = error
        order = departure.lines[0].order
        until_settled(lambda: _hold(parcel_id, order, refused, desk, now()))
        return Uploaded.HELD
    until_settled(lambda: _record(parcel_id, departure, desk, now()))
    return Uploaded.SHIPPED


def _tell(platform: Platform, departure: Departure) -> None:
    if isinstance(departure, Shipment):
        platform.ship(departure)
    else:
        platform.ship_virtual(departure)


def _claim(
    parcel_id: str,
    desk: Desk,
    platform_of: Callable[[str], Platform],
    freshness: Freshness,
    now: datetime,
) -> tuple[Parcel, Departure | None] | None:
    """Claim the attempt for the lines that are clear; hold the parcel when none is."""
    parcel = desk.parcels([parcel_id])[parcel_id]
    if parcel.state not in WITH_NUMBER or not (parcel.tracking or parcel.is_virtual):
        return None
    works = desk.lines(line.key for line in parcel.lines)
    live = [work for work in works.values() if _is_live(work, parcel)]
    shipped = [work for work in works.values() if _is_shipped(work, parcel)]
    if not live:
        waiting = _nothing_to_send(parcel, list(works.values()), bool(shipped), now)
        desk.commit(waiting)
        return parcel, None
    live = _of_one_store(live, freshness)
    orders = _read_again(live, desk, platform_of)
    departure = _departure(parcel, _request_id(parcel, live, again=bool(shipped)), live, orders)
    uploading = parcel.but(state=ParcelState.UPLOADING)
    try:
        desk.commit(Change(puts=(uploading,), clear=tuple(live)))
    except FenceClosed as closed:
        raise VersionConflict(str(closed)) from closed  # Look again: the rest may still go.
    return uploading, departure


def _of_one_store(live: list[LineWork], freshness: Freshness) -> list[LineWork]:
    """Return the lines of the first store whose refunds are known up to now.

    Where stores of one owner share a parcel each is told by itself: the others follow under the
    same number, as lines do that come back. Raises StaleAfterSales when every store must wait.
    """
    stale = ""
    for store in sorted({work.key.order.store for work in live}):
        why = freshness.why_stale(store)
        if not why:
            return [work for work in live if work.key.order.store == store]
        stale = stale or why
    raise StaleAfterSales(stale)


def _nothing_to_send(
    parcel: Parcel, works: list[LineWork], has_shipped: bool, now: datetime
) -> Change:
    """Hold the number of a parcel whose every line was fenced after it came, and say so."""
    if has_shipped:  # The rest has left, and its stop is told: there is nothing more to say.
        return Change(puts=(parcel.but(state=ParcelState.SHIPPED),), unchanged=tuple(works))
    waiting = parcel.but(state=ParcelState.HELD, problem="every line has been fenced")
    fenced = [work.key for work in works if work.fence.is_closed]
    # None is fenced when all of them stayed behind and were planned anew: nothing to alert of. Nor
    # of virtual goods: nobody sent a number, and their stop is told.
    told = (
        [(waiting, tracking_for_fenced(waiting, parcel.tracking, fenced, now))]
        if fenced and parcel.tracking
        else []
    )
    # A refund may be withdrawn at this moment: hence the lines as they were read.
    return Change(puts=(waiting,), unchanged=tuple(works), events=tuple(told))


def _is_live(work: LineWork, parcel: Parcel) -> bool:
    mine = work.parcel_id == parcel.parcel_id
    return mine and work.state is LineState.CLAIMED and work.may_ship


def _is_on_its_way(work: LineWork, parcel: Parcel) -> bool:
    return work.parcel_id == parcel.parcel_id and work.state in NOT_YET_SHIPPED


def _is_shipped(work: LineWork, parcel: Parcel) -> bool:
    return work.parcel_id == parcel.parcel_id and work.state is LineState.SHIPPED


def _request_id(parcel: Parcel, live: list[LineWork], *, again: bool) -> str:
    """Name the request: lines that follow a shipment of their parcel are another request."""
    if not again:
        return parcel.parcel_id
    return short_id("P", parcel.parcel_id, *sorted(str(work.key) for work in live))


def _read_again(
    live: list[LineWork], desk: Desk, platform_of: Callable[[str], Platform]
) -> dict[OrderKey, Order]:
    """Read the orders as they are now. Raises TryAgain when a refund has overtaken its message.

    Of a store without an API nothing newer is known than what its sheets told.
    """
    orders: dict[OrderKey, Order] = {}
    for work in live:
        key = work.key.order
        if key not in orders:
            platform = platform_of(key.store)
            if platform.capabilities.reads:
                told = platform.read_order(key.order_id)
                _no_news(told.after_sales, live)
                orders[key] = told.value
            else:
                orders |= desk.orders([key])
        if orders[key].line(work.key.line_id).in_after_sale:
            raise TryAgain(f"{work.key}: the platform shows an after-sale that is on its way to us")
    return orders


def _no_news(after_sales: Iterable[AfterSale], live: list[LineWork]) -> None:
    """Raise TryAgain when an order tells of a refund that its lines' fences do not know yet."""
    for told in after_sales:
        for work in live:
            mine = work.key.order == told.order and work.key.line_id in told.line_ids
            if mine and told.closes:
                raise TryAgain(f"{work.key}: after-sale {told.after_sale_id} is on its way to us")


def _departure(
    parcel: Parcel, request_id: str, live: list[LineWork], orders: dict[OrderKey, Order]
) -> Departure:
    lines = tuple(
        ShipLine(order=work.key.order, line_id=line.line_id, quantity=line.quantity)
        for work in live
        for line in (orders[work.key.order].line(work.key.line_id),)
    )
    whole = len(orders) == 1 and {line.line_id for line in lines} == {
        line.line_id for order in orders.values() for line in order.lines
    }
    if parcel.tracking is None:
        return Departure(request_id=request_id, lines=lines, whole_order=whole)
    return Shipment(request_id=request_id, tracking=parcel.tracking, lines=lines, whole_order=whole)


def _hold(
    parcel_id: str, order: OrderKey, refused: PlatformRejected, desk: Desk, now: datetime
) -> None:
    parcel = desk.parcels([parcel_id])[parcel_id]
    if parcel.state is not ParcelState.UPLOADING:
        return
    waiting = parcel.move(ParcelState.HELD).but(problem=str(refused))
    desk.commit(Change(puts=(waiting,), events=((waiting, held(waiting, order, refused, now)),)))


def _record(parcel_id: str, departure: Departure, desk: Desk, now: datetime) -> None:
    """Write down what the platform took. A fence that closed meanwhile does not undo the fact.

    A line whose refund was withdrawn meanwhile follows under the same number.
    """
    parcel = desk.parcels([parcel_id])[parcel_id]
    if parcel.state is not ParcelState.UPLOADING:
        return
    wanted = {(line.order, line.line_id) for line in departure.lines}
    works = desk.lines(line.key for line in parcel.lines)
    steps = [
        (work, work.move(LineState.SHIPPED))
        for work in works.values()
        if (work.key.order, work.key.line_id) in wanted and _is_on_its_way(work, parcel)
    ]
    moved = {before.key for before, _ in steps}
    rest = [work for work in works.values() if work.key not in moved]
    follows = any(_is_live(work, parcel) for work in rest)
    shipped = parcel.move(ParcelState.NUMBERED if follows else ParcelState.SHIPPED)
    facts = {"parcel": parcel_id}
    if isinstance(departure, Shipment):
        tracking = departure.tracking
        facts |= {"carrier": tracking.carrier, "number": tracking.number}
    orders = ",".join(dict.fromkeys(str(line.order) for line in departure.lines))
    told = Event(kind=EventKind.PARCEL_SHIPPED, at=now, facts=facts | {"orders": orders})
    desk.commit(
        Change(
            puts=(shipped, *(after for _, after in steps)),
            was=tuple(before for before, _ in steps),
            unchanged=tuple(rest),
            stock=tuple(
                move for before, after in steps for move in stock_moves(before, after, now)
            ),
            events=(
                (shipped, told),
                *([(shipped, numbered(shipped, now))] if follows else []),
                *told_of_lines(EventKind.LINES_SHIPPED, (after for _, after in steps), facts, now),
            ),
        )
    )
