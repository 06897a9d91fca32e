"""Upload: tell the platform that a parcel left, once, and only what may leave.

Virtual goods go the same way without a number (see ship_virtual).

The number goes up line by line that is still clear: the attempt is claimed in a transaction with
every fence as its condition, the orders are read again just before, the platform decides last.
What it took is read back before it is written down (see read_back).
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import OrderKey, short_id
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel, ParcelState
from hedan.errors import (
    AfterSaleAhead,
    FenceClosed,
    PlatformRejected,
    StaleAfterSales,
    VersionConflict,
)
from hedan.platforms.platform import Departure, Platform, ShipLine, Shipment
from hedan.ports import Change, Desk
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.following.parcel_events import tracking_for_fenced
from hedan.usecases.intake.freshness import Freshness, KnownUntil
from hedan.usecases.uploads.read_back import Seen, Told, look, look_at_once
from hedan.usecases.uploads.record_upload import (
    Uploading,
    has_all,
    hold_refused,
    is_live,
    is_on_its_way,
    is_shipped,
    record_upload,
)

WITH_NUMBER = frozenset({ParcelState.NUMBERED, ParcelState.UPLOADING})


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

    Raises TryAgain when the platform is busy; AfterSaleAhead when it knows of an after-sale that
    has not reached us; StaleAfterSales when we do not know the store's refunds up to now.
    """
    freshness = Freshness(settings, known_until, now())
    attempt = until_settled(lambda: _claim(parcel_id, desk, platform_of, freshness, now()))
    if attempt is None:
        return Uploaded.NOTHING_TO_DO
    uploading = Uploading(parcel_id, desk, platform_of, settings)
    departure, seen = attempt.departure, attempt.seen
    if departure is not None:
        refused = _refusal(platform_of(departure.lines[0].order.store), departure)
        seen = _look_back(attempt, departure, platform_of, now())
        if refused and not has_all(departure, seen):
            no, shown = refused, seen
            until_settled(lambda: hold_refused(uploading, departure, shown, no, now()))
            return Uploaded.HELD
    elif seen is None:
        return Uploaded.HELD
    else:
        seen = _look_anew(attempt, seen, platform_of, now())
    until_settled(lambda: record_upload(uploading, departure, seen, now()))
    return Uploaded.SHIPPED


def _refusal(platform: Platform, departure: Departure) -> PlatformRejected | None:
    """Tell the platform, and return its no."""
    try:
        if isinstance(departure, Shipment):
            platform.ship(departure)
        else:
            platform.ship_virtual(departure)
    except PlatformRejected as refused:
        return refused
    return None


class _Attempt(NamedTuple):
    """What is to be told now, or what the platform has of an attempt that died before."""

    parcel: Parcel
    told: Told  # Lines with which the platform is told, or was told before, this number.
    departure: Departure | None = None
    seen: Seen | None = None


def _claim(
    parcel_id: str,
    desk: Desk,
    platform_of: Callable[[str], Platform],
    freshness: Freshness,
    now: datetime,
) -> _Attempt | None:
    """Claim the attempt for the lines that are clear; hold the parcel when none is."""
    parcel = desk.parcels([parcel_id])[parcel_id]
    has_number = parcel.tracking or parcel.is_virtual
    if parcel.state not in WITH_NUMBER or parcel.instead or not has_number:
        return None  # What is sent again is no shipment of the order: see ship_replacement.
    works = desk.lines(line.key for line in parcel.lines)
    live = [work for work in works.values() if is_live(work, parcel)]
    shipped = [work for work in works.values() if is_shipped(work, parcel)]
    seen = _taken_before(parcel, works.values(), platform_of, now)
    is_found = seen is not None and any(work.key in seen.lines for work in live)
    if seen is not None and (is_found or not live):  # What else is live follows by itself.
        on_its_way = [work for work in works.values() if is_on_its_way(work, parcel)]
        found = [work for work in on_its_way if seen.shows(work.key)]
        return _Attempt(parcel, _by_order([*found, *shipped]), seen=seen)
    if not live:
        desk.commit(nothing_to_send(parcel, list(works.values()), bool(shipped), now))
        return _Attempt(parcel, {})
    live = _of_one_store(live, freshness)
    orders = _read_again(live, desk, platform_of)
    takes_more = platform_of(live[0].key.order.store).capabilities.more_numbers
    request_id = _request_id(parcel, live)
    departure = _departure(parcel, request_id, live, orders, takes_more=takes_more)
    uploading = parcel.but(state=ParcelState.UPLOADING, sent_at=parcel.sent_at or now)
    try:
        desk.commit(Change(puts=(uploading,), clear=tuple(live)))
    except FenceClosed as closed:
        raise VersionConflict(str(closed)) from closed  # Look again: the rest may still go.
    return _Attempt(uploading, _by_order([*live, *shipped]), departure)


def _taken_before(
    parcel: Parcel,
    works: Iterable[LineWork],
    platform_of: Callable[[str], Platform],
    now: datetime,
) -> Seen | None:
    """Return what the platform has of an attempt that died, or was refused for another order.

    None where it has nothing. Raises what a look does.
    """
    if parcel.sent_at is None or parcel.tracking is None:
        return None
    told = _by_order(work for work in works if is_on_its_way(work, parcel))
    if not told:
        return None
    seen = look(told, (parcel.tracking, *parcel.more_numbers), platform_of, now)
    return seen if seen.orders else None


def _look_back(
    attempt: _Attempt, departure: Departure, platform_of: Callable[[str], Platform], now: datetime
) -> Seen | None:
    """Read the number at every order that has been told it; of virtual goods there is none."""
    if not isinstance(departure, Shipment):
        return None
    boxes = (departure.tracking, *attempt.parcel.more_numbers)
    return look_at_once(attempt.told, boxes, platform_of, now)


def _look_anew(
    attempt: _Attempt, found: Seen, platform_of: Callable[[str], Platform], now: datetime
) -> Seen:
    """Read the number at every order that has it by now.

    What was found of an attempt that died is silent about the lines that had left before it.
    """
    assert attempt.parcel.tracking is not None
    boxes = (attempt.parcel.tracking, *attempt.parcel.more_numbers)
    return look_at_once(attempt.told, boxes, platform_of, now)._replace(lines=found.lines)


def _by_order(works: Iterable[LineWork]) -> Told:
    told: dict[OrderKey, frozenset[str]] = {}
    for work in works:
        order = work.key.order
        told[order] = told.get(order, frozenset()) | {work.key.line_id}
    return told


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


def nothing_to_send(
    parcel: Parcel, works: list[LineWork], has_shipped: bool, now: datetime
) -> Change:
    """Hold the number of a parcel whose every line was fenced after it came, and say so."""
    if has_shipped:  # The rest has left, and its stop is told: there is nothing more to say.
        # Nobody has looked as long as lines were to follow.
        look_at = now if parcel.tracking and not parcel.visible_at else parcel.look_at
        left = parcel.but(state=ParcelState.SHIPPED, look_at=look_at)
        return Change(puts=(left,), unchanged=tuple(works))
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


def _request_id(parcel: Parcel, live: list[LineWork]) -> str:
    """Name the request: with other lines it is another one.

    A platform answers a name that it knows with its first answer, whatever else is asked now.
    """
    if {work.key for work in live} == {line.key for line in parcel.lines}:
        return parcel.parcel_id
    return short_id("P", parcel.parcel_id, *sorted(str(work.key) for work in live))


def _read_again(
    live: list[LineWork], desk: Desk, platform_of: Callable[[str], Platform]
) -> dict[OrderKey, Order]:
    """Read the orders as they are now. Raises AfterSaleAhead when a refund is ahead of its message.

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
            raise AfterSaleAhead(
                f"{work.key}: the platform shows an after-sale that is on its way to us"
            )
    return orders


def _no_news(after_sales: Iterable[AfterSale], live: list[LineWork]) -> None:
    """Raise AfterSaleAhead when an order tells of a refund that its lines do not know of."""
    for told in after_sales:
        for work in live:
            mine = work.key.order == told.order and work.key.line_id in told.line_ids
            if mine and told.closes:
                raise AfterSaleAhead(f"{work.key}: {told.after_sale_id} is on its way to us")


def _departure(
    parcel: Parcel,
    request_id: str,
    live: list[LineWork],
    orders: dict[OrderKey, Order],
    *,
    takes_more: bool,
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
    return Shipment(
        request_id=request_id,
        tracking=parcel.tracking,
        more=parcel.more_numbers if takes_more else (),
        lines=lines,
        whole_order=whole,
    )
