"""Gives the platforms another number for a parcel that they know: once a person has allowed it.

Whether it can be done at all is said before any call. The calls look first, so they may be
repeated after a crash anywhere; what they did is read back, for a platform may say yes and change
nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from hedan.domain.base import OrderKey, StoreId
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineWork
from hedan.domain.parcels import NumberChange, Parcel, ParcelState, Tracking
from hedan.domain.scans import watched_anew
from hedan.errors import FenceClosed, PlatformRejected, TryAgain, VersionConflict
from hedan.platforms.corrections import closes_at, correction_of
from hedan.platforms.platform import Platform, ShipLine, Shipment
from hedan.ports import Change, Desk
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.uploads.read_back import Seen, Told, look_at_once, looked, stores_of
from hedan.usecases.uploads.record_upload import is_shipped
from hedan.usecases.uploads.ship_replacement import rewrite_number

ON_ITS_WAY = frozenset({ParcelState.NUMBERED, ParcelState.UPLOADING})
OURS = "hedan"  # Who says no, where no platform was asked.


class Corrected(StrEnum):
    """What became of an allowed change."""

    CHANGED = "changed"
    REFUSED = "refused"  # A person must look; somebody was told.
    NOTHING_TO_DO = "nothing_to_do"


class _Attempt(NamedTuple):
    """What the platforms are to be told, order by order."""

    parcel: Parcel
    change: NumberChange
    told: Told
    shipments: Sequence[Shipment]


def correct_number(
    parcel_id: str,
    *,
    desk: Desk,
    platform_of: Callable[[str], Platform],
    settings: Settings,
    now: Callable[[], datetime],
) -> Corrected:
    """Bring an allowed change of a parcel's number to its platforms. Repeatable after any crash.

    Raises TryAgain when a platform is busy, or while the first number is still on its way.
    """

    def refuse(order: OrderKey, refused: PlatformRejected) -> Corrected:
        until_settled(lambda: _refuse(parcel_id, order, refused, desk, now()))
        return Corrected.REFUSED

    parcel = desk.parcels([parcel_id])[parcel_id]
    if parcel.instead is not None:
        return _of_replacement(parcel, refuse, desk, now())
    attempt = until_settled(lambda: _claim(parcel_id, desk))
    if attempt is None:
        return Corrected.NOTHING_TO_DO
    if not attempt.shipments:
        no = PlatformRejected(OURS, "fenced", "every line that had the number is fenced")
        return refuse(parcel.orders[0], no)
    why = _why_not(parcel, settings, platform_of, now())
    if why and not look_at_once(attempt.told, _boxes(attempt), platform_of, now()).is_visible:
        return refuse(parcel.orders[0], PlatformRejected(OURS, "too-late", why))
    # An attempt that died may have been in time: then nothing is left to be told.
    refusals = [] if why else list(_tell(attempt, platform_of))
    seen = look_at_once(attempt.told, _boxes(attempt), platform_of, now())
    if refusals and not seen.orders:
        return refuse(*refusals[0])
    if seen.is_visible:  # What was refused had been done before.
        refusals = []
    until_settled(lambda: _record(attempt, seen, refusals, desk, platform_of, settings, now()))
    return Corrected.CHANGED


def _of_replacement(
    parcel: Parcel,
    refuse: Callable[[OrderKey, PlatformRejected], Corrected],
    desk: Desk,
    now: datetime,
) -> Corrected:
    """Change the number of what was sent again, unless a platform has it: it takes no other."""
    if not _is_allowed(parcel):
        return Corrected.NOTHING_TO_DO
    if parcel.sent_at is not None:
        why = "the platform takes no other number for what was sent again"
        return refuse(parcel.orders[0], PlatformRejected(OURS, "replacement", why))
    until_settled(lambda: rewrite_number(parcel.parcel_id, desk, now))
    return Corrected.CHANGED


def _tell(
    attempt: _Attempt, platform_of: Callable[[str], Platform]
) -> Iterator[tuple[OrderKey, PlatformRejected]]:
    """Make the calls, order by order, and yield the refusals: one costs the others nothing."""
    for shipment in attempt.shipments:
        order = shipment.lines[0].order
        try:
            platform_of(order.store).correct_tracking(shipment, attempt.change.old)
        except PlatformRejected as refused:
            yield order, refused


def why_too_late(
    parcel: Parcel, store: StoreId, settings: Settings, platform: Platform, now: datetime
) -> str:
    """Return why a store's platform takes no other number for a parcel now; empty: it may."""
    rule = correction_of(settings.store(store), platform.capabilities)
    if rule is None:
        return f"store {store}: its platform takes no other number"
    closes = closes_at(rule, parcel.accepted_at) if parcel.accepted_at else None
    if closes is not None and now > closes:
        return f"store {store}: another number was possible until {closes:%Y-%m-%d %H:%M} UTC"
    done = sum(1 for change in parcel.number_changes if change.done_at)
    if rule.times is not None and done >= rule.times:
        return f"store {store}: its platform takes another number {rule.times} times for a parcel"
    return ""


def _why_not(
    parcel: Parcel,
    settings: Settings,
    platform_of: Callable[[str], Platform],
    now: datetime,
) -> str:
    """Return the first store's reason: a parcel has one number, at all of its stores or at none."""
    reasons = (
        why_too_late(parcel, store, settings, platform_of(store), now)
        for store in stores_of(parcel)
    )
    return next((why for why in reasons if why), "")


def _is_allowed(parcel: Parcel) -> bool:
    """Tell whether a person's yes waits for us. Raises TryAgain while the old number travels."""
    change = parcel.change
    if change is None or change.allowed_at is None:
        return False
    if parcel.state in ON_ITS_WAY:
        raise TryAgain(f"{parcel.parcel_id}: its first number is on its way to the platform")
    return parcel.state is ParcelState.SHIPPED


def _claim(parcel_id: str, desk: Desk) -> _Attempt | None:
    """Claim the attempt: at this version, and every fence of what it speaks of is open."""
    parcel = desk.parcels([parcel_id])[parcel_id]
    if not _is_allowed(parcel):
        return None
    change = parcel.change
    assert change is not None
    works = desk.lines(line.key for line in parcel.lines)
    shipped = [work for work in works.values() if is_shipped(work, parcel)]
    clear = [work for work in shipped if work.may_ship]
    if not clear:
        return _Attempt(parcel, change, {}, ())
    try:
        desk.commit(Change(puts=(parcel,), clear=tuple(clear)))
    except FenceClosed as closed:
        raise VersionConflict(str(closed)) from closed  # The rest may still be told.
    whole = _whole_orders(shipped, parcel, desk)
    told: dict[OrderKey, frozenset[str]] = {}
    for work in clear:
        order = work.key.order
        told[order] = told.get(order, frozenset()) | {work.key.line_id}
    claimed = parcel.but(version=parcel.version + 1)
    return _Attempt(claimed, change, told, _shipments(parcel, change.new, clear, whole=whole))


def _whole_orders(shipped: Sequence[LineWork], parcel: Parcel, desk: Desk) -> bool:
    """Tell whether the parcel was told as one whole order: some calls differ for a part."""
    orders = desk.orders({work.key.order for work in shipped})
    if len(orders) != 1 or len(parcel.orders) != 1:
        return False
    (order,) = orders.values()
    return {work.key.line_id for work in shipped} == {line.line_id for line in order.lines}


def _shipments(
    parcel: Parcel, number: Tracking, clear: Sequence[LineWork], *, whole: bool
) -> list[Shipment]:
    quantities = {line.key: line.quantity for line in parcel.lines}
    return [
        Shipment(
            request_id=parcel.parcel_id,
            tracking=number,
            lines=tuple(
                ShipLine(
                    order=work.key.order,
                    line_id=work.key.line_id,
                    quantity=quantities[work.key],
                )
                for work in clear
                if work.key.order == order
            ),
            whole_order=whole,
        )
        for order in dict.fromkeys(work.key.order for work in clear)
    ]


def _boxes(attempt: _Attempt) -> tuple[Tracking, ...]:
    more = attempt.parcel.more_numbers
    return (attempt.change.new, *(one for one in more if one != attempt.change.new))


def _record(
    attempt: _Attempt,
    seen: Seen,
    refusals: Sequence[tuple[OrderKey, PlatformRejected]],
    desk: Desk,
    platform_of: Callable[[str], Platform],
    settings: Settings,
    now: datetime,
) -> None:
    """Write down that the platforms have the other number; the old one stays in the change.

    Where one order of several was refused, the parcel has the other number all the same: a person
    hears which order shows the old one.
    """
    parcel = desk.parcels([attempt.parcel.parcel_id])[attempt.parcel.parcel_id]
    change = parcel.change
    if change is None or change.new != attempt.change.new:
        return
    done = change.but(done_at=now, problem="")
    corrected = parcel.but(
        tracking=change.new, number_changes=(*parcel.number_changes[:-1], done), visible_at=None
    )
    # What was seen of the old number's way is another parcel's.
    corrected = watched_anew(corrected, now, visible=False, tracks=False, times=settings.numbers)
    corrected, told = looked(corrected, seen, settings=settings, platform_of=platform_of)
    event = Event(kind=EventKind.NUMBER_CHANGED, at=now, facts=_facts(parcel, change))
    refused = [_refusal(parcel, change, refusals, now)] if refusals else []
    events = tuple((corrected, one) for one in (event, *told, *refused))
    desk.commit(Change(puts=(corrected,), events=events))


def _refuse(
    parcel_id: str, order: OrderKey, refused: PlatformRejected, desk: Desk, now: datetime
) -> None:
    """Let a person know that the platform keeps the old number."""
    parcel = desk.parcels([parcel_id])[parcel_id]
    change = parcel.change
    if change is None or change.allowed_at is None:
        return
    closed = change.but(problem=str(refused))
    kept = parcel.but(number_changes=(*parcel.number_changes[:-1], closed))
    told = _refusal(parcel, change, [(order, refused)], now)
    desk.commit(Change(puts=(kept,), events=((kept, told),)))


def _refusal(
    parcel: Parcel,
    change: NumberChange,
    refusals: Sequence[tuple[OrderKey, PlatformRejected]],
    now: datetime,
) -> Event:
    """Return the event that orders keep the old number, with the first one's reason."""
    order, refused = refusals[0]
    facts = _facts(parcel, change) | {
        "order": str(order),
        "refused": ",".join(str(one) for one, _ in refusals),
        "code": refused.code,
        "sub_code": refused.sub_code,
        "message": refused.message,
        "log_id": refused.log_id,
    }
    return Event(kind=EventKind.NUMBER_CHANGE_REFUSED, at=now, facts=facts)


def _facts(parcel: Parcel, change: NumberChange) -> dict[str, str]:
    return {
        "parcel": parcel.parcel_id,
        "carrier": change.new.carrier,
        "number": change.new.number,
        "old_number": change.old.number,
        "orders": ",".join(str(order) for order in parcel.orders),
    }
