"""Upload of what is sent again: its number belongs to a case, never to the order as it was bought.

A platform that has a call for it is told. Elsewhere the parcel is let go, and whoever works on the
case writes its number there by hand: no platform ever hears of it as a shipment of the order.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineWork
from hedan.domain.parcels import Parcel, ParcelState
from hedan.domain.replaced_lines import Instead, forbids_replacement
from hedan.errors import (
    AfterSaleAhead,
    FenceClosed,
    PlatformRejected,
    StaleAfterSales,
    VersionConflict,
)
from hedan.platforms.platform import Listing, Platform, ReplacementSent
from hedan.ports import Change, Desk
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.following.parcel_events import held
from hedan.usecases.intake.freshness import Freshness, KnownUntil
from hedan.usecases.uploads.record_upload import is_live, is_on_its_way, is_shipped, let_go
from hedan.usecases.uploads.upload_tracking import WITH_NUMBER, Uploaded, nothing_to_send

type PlatformOf = Callable[[str], Platform]


class _Attempt(NamedTuple):
    """What stands now, and what the platform is to be told; None: nothing."""

    uploaded: Uploaded
    sent: ReplacementSent | None = None


def ship_replacement(
    parcel_id: str,
    *,
    desk: Desk,
    platform_of: PlatformOf,
    settings: Settings,
    known_until: KnownUntil,
    now: Callable[[], datetime],
) -> Uploaded:
    """Bring the number of what is sent again where it belongs. Repeatable after any crash.

    Raises TryAgain when the platform is busy; AfterSaleAhead when it has ended the case, and we do
    not know yet; StaleAfterSales when we do not know the store's refunds up to now.
    """
    freshness = Freshness(settings, known_until, now())
    attempt = until_settled(lambda: _claim(parcel_id, desk, platform_of, freshness, now()))
    sent = attempt.sent
    if sent is None:
        return attempt.uploaded
    try:
        platform_of(sent.order.store).ship_replacement(sent)
    except PlatformRejected as refused:
        no = refused
        return until_settled(lambda: _hold(parcel_id, no, desk, now()))
    return until_settled(lambda: _record(parcel_id, desk, now()))


def _claim(
    parcel_id: str, desk: Desk, platform_of: PlatformOf, freshness: Freshness, now: datetime
) -> _Attempt:
    """Claim the attempt, or let the parcel go where no platform is told."""
    parcel = desk.parcels([parcel_id])[parcel_id]
    instead, tracking = parcel.instead, parcel.tracking
    if instead is None or tracking is None or parcel.state not in WITH_NUMBER:
        return _Attempt(Uploaded.NOTHING_TO_DO)
    works = list(desk.lines(line.key for line in parcel.lines).values())
    live = [work for work in works if is_live(work, parcel)]
    if not live:
        has_shipped = any(is_shipped(work, parcel) for work in works)
        desk.commit(nothing_to_send(parcel, works, has_shipped, now))
        return _Attempt(Uploaded.HELD)
    order = parcel.orders[0]
    if why := freshness.why_stale(order.store):
        raise StaleAfterSales(why)
    platform = platform_of(order.store)
    _refuse_overtaken(parcel, instead, platform)
    takes = instead.kind in platform.capabilities.ships_replacements
    if not (instead.of_after_sale and takes):
        desk.commit(_gone(parcel, live, works, now))
        return _Attempt(Uploaded.SHIPPED)
    uploading = parcel.but(state=ParcelState.UPLOADING, sent_at=parcel.sent_at or now)
    try:
        desk.commit(Change(puts=(uploading,), clear=tuple(live)))
    except FenceClosed as closed:
        raise VersionConflict(str(closed)) from closed  # Look again.
    sent = ReplacementSent(
        order=order, after_sale_id=instead.case_id, kind=instead.kind, tracking=tracking
    )
    return _Attempt(Uploaded.SHIPPED, sent)


def _refuse_overtaken(parcel: Parcel, instead: Instead, platform: Platform) -> None:
    """Raise AfterSaleAhead when the platform has ended the case, and its message is on its way."""
    can_read = Listing.AFTER_SALES in platform.capabilities.listings
    if not (instead.of_after_sale and platform.capabilities.reads and can_read):
        return
    told = platform.read_after_sale(parcel.orders[0].order_id, instead.case_id).value
    if forbids_replacement(told, instead):
        raise AfterSaleAhead(f"{parcel.parcel_id}: after-sale {instead.case_id} is over by now")


def _record(parcel_id: str, desk: Desk, now: datetime) -> Uploaded:
    """Write down that the platform took it; a fence that closed meanwhile does not undo that."""
    parcel = desk.parcels([parcel_id])[parcel_id]
    if parcel.state is not ParcelState.UPLOADING:
        return Uploaded.NOTHING_TO_DO
    works = list(desk.lines(line.key for line in parcel.lines).values())
    desk.commit(_gone(parcel, [one for one in works if is_on_its_way(one, parcel)], works, now))
    return Uploaded.SHIPPED


def _gone(parcel: Parcel, left: list[LineWork], works: list[LineWork], now: datetime) -> Change:
    shipped = parcel.but(state=ParcelState.SHIPPED, accepted_at=parcel.accepted_at or now)
    moved = {work.key for work in left}
    rest = tuple(work for work in works if work.key not in moved)
    return let_go(shipped, left, now).but(unchanged=rest)


def _hold(parcel_id: str, refused: PlatformRejected, desk: Desk, now: datetime) -> Uploaded:
    """Let a person look at a number that the platform refused."""
    parcel = desk.parcels([parcel_id])[parcel_id]
    if parcel.state is ParcelState.UPLOADING:
        waiting = parcel.move(ParcelState.HELD).but(problem=str(refused))
        told = held(waiting, parcel.orders[0], refused, now)
        desk.commit(Change(puts=(waiting,), events=((waiting, told),)))
    return Uploaded.HELD


def rewrite_number(parcel_id: str, desk: Desk, now: datetime) -> None:
    """Take an allowed other number for what was sent again, of which no platform was told.

    Whoever wrote the old one there writes this one, too.
    """
    parcel = desk.parcels([parcel_id])[parcel_id]
    change = parcel.change
    if change is None or change.allowed_at is None:
        return
    done = change.but(done_at=now)
    after = parcel.but(tracking=change.new, number_changes=(*parcel.number_changes[:-1], done))
    facts = {
        "parcel": parcel_id,
        "carrier": change.new.carrier,
        "number": change.new.number,
        "old_number": change.old.number,
        "orders": ",".join(str(order) for order in parcel.orders),
    }
    told = Event(kind=EventKind.NUMBER_CHANGED, at=now, facts=facts)
    desk.commit(Change(puts=(after,), events=((after, told),)))
