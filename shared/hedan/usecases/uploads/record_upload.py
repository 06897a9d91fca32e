"""Writes down what became of an upload: what the platform took, what it shows, what it refused."""

from collections.abc import Callable, Container, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState, LineWork, stock_moves
from hedan.domain.parcels import Parcel, ParcelState, Tracking
from hedan.errors import PlatformRejected
from hedan.platforms.platform import Departure, Platform
from hedan.ports import Change, Desk
from hedan.settings import Settings
from hedan.usecases.following.line_events import told_of_lines
from hedan.usecases.following.parcel_events import held, numbered
from hedan.usecases.uploads.read_back import Seen, looked, stores_of

# A fence that closed during the upload makes a claimed line stopping: it is shipped all the same.
NOT_YET_SHIPPED = frozenset({LineState.CLAIMED, LineState.STOPPING})


class Uploading(NamedTuple):
    """One parcel's attempt, and what it is written down with."""

    parcel_id: str
    desk: Desk
    platform_of: Callable[[str], Platform]
    settings: Settings


def is_live(work: LineWork, parcel: Parcel) -> bool:
    """Tell whether a line travels in this parcel and may leave."""
    mine = work.parcel_id == parcel.parcel_id
    return mine and work.state is LineState.CLAIMED and work.may_ship


def is_on_its_way(work: LineWork, parcel: Parcel) -> bool:
    """Tell whether a line travels in this parcel, and no platform is known to have its number."""
    return work.parcel_id == parcel.parcel_id and work.state in NOT_YET_SHIPPED


def is_shipped(work: LineWork, parcel: Parcel) -> bool:
    """Tell whether a platform took this parcel's number for a line."""
    return work.parcel_id == parcel.parcel_id and work.state is LineState.SHIPPED


def has_all(departure: Departure, shown: Seen | None) -> bool:
    """Tell whether a platform shows all that it was told, whatever it answered."""
    return len(_shown(departure, shown)) == len(departure.lines)


def hold_refused(
    uploading: Uploading,
    departure: Departure,
    shown: Seen | None,
    refused: PlatformRejected,
    now: datetime,
) -> None:
    """Let a person look at a number that a platform refused.

    Of several orders some may have taken it before one said no: what they show has left.
    """
    parcel = uploading.desk.parcels([uploading.parcel_id])[uploading.parcel_id]
    if parcel.state is not ParcelState.UPLOADING:
        return
    sent, taken = _keys(departure), _shown(departure, shown)
    works = uploading.desk.lines(line.key for line in parcel.lines)
    steps = _steps(parcel, works.values(), taken)
    refusing = next((key.order for key in sent if key not in taken), sent[0].order)
    accepted_at = parcel.accepted_at or (now if shown and shown.orders else None)
    waiting = parcel.move(ParcelState.HELD).but(problem=str(refused), accepted_at=accepted_at)
    told = (waiting, held(waiting, refusing, refused, now))
    uploading.desk.commit(_left(waiting, steps, now, (told,)))


def record_upload(
    uploading: Uploading, departure: Departure | None, seen: Seen | None, now: datetime
) -> None:
    """Write down what the platform took. A fence that closed meanwhile does not undo the fact.

    A line whose refund was withdrawn meanwhile follows under the same number. departure is None
    where an attempt before this one died, and the platform shows what it did.
    """
    parcel = uploading.desk.parcels([uploading.parcel_id])[uploading.parcel_id]
    is_found = departure is None and parcel.state is ParcelState.NUMBERED
    if parcel.state is not ParcelState.UPLOADING and not is_found:
        return
    works = uploading.desk.lines(line.key for line in parcel.lines)
    steps = _steps(parcel, works.values(), _taken(departure, seen))
    moved = {before.key for before, _ in steps}
    rest = [work for work in works.values() if work.key not in moved]
    follows = any(is_live(work, parcel) for work in rest)
    shipped, to_tell = _after(parcel, seen, uploading, now, follows=follows)
    numbers = [numbered(shipped, now)] if follows else []
    told = [(shipped, event) for event in (*to_tell, *numbers)]
    change = _left(shipped, steps, now, told, _orders_told(departure, steps, parcel))
    uploading.desk.commit(change.but(unchanged=tuple(rest)))


type Step = tuple[LineWork, LineWork]
"""A line before and after it left."""


def _steps(parcel: Parcel, works: Iterable[LineWork], taken: Container[LineKey]) -> list[Step]:
    return [
        (work, work.move(LineState.SHIPPED))
        for work in works
        if work.key in taken and is_on_its_way(work, parcel)
    ]


def let_go(parcel: Parcel, works: Iterable[LineWork], now: datetime) -> Change:
    """Return the change that writes these lines down as gone in their parcel."""
    return _left(parcel, [(work, work.move(LineState.SHIPPED)) for work in works], now, ())


def _left(
    parcel: Parcel,
    steps: Sequence[Step],
    now: datetime,
    told: Iterable[tuple[Parcel, Event]],
    orders: Iterable[OrderKey] = (),
) -> Change:
    """Return the change that writes lines down as gone. orders: that were told the number."""
    after = [work for _, work in steps]
    facts = _facts(parcel)
    orders = dict.fromkeys([*orders, *(work.key.order for work in after)])
    shipped = [(parcel, _shipped(orders, facts, now))] if orders else []
    return Change(
        puts=(parcel, *after),
        was=tuple(before for before, _ in steps),
        stock=tuple(move for one, gone in steps for move in stock_moves(one, gone, now)),
        events=(*shipped, *told, *told_of_lines(EventKind.LINES_SHIPPED, after, facts, now)),
    )


def _taken(departure: Departure | None, seen: Seen | None) -> set[LineKey]:
    """Return the lines that the platform has, by its yes or by what it shows."""
    told = set(_keys(departure) if departure else ())
    return told | (seen.lines if seen else frozenset())


def _shown(departure: Departure, seen: Seen | None) -> list[LineKey]:
    """Return the lines that were told, of orders where nothing is missing: no further box either.

    The others are told again: each call looks first at what is there.
    """
    if seen is None:
        return []
    return [key for key in _keys(departure) if key.order not in seen.missing and seen.shows(key)]


def _keys(departure: Departure) -> list[LineKey]:
    return [LineKey(order=line.order, line_id=line.line_id) for line in departure.lines]


def _after(
    parcel: Parcel, seen: Seen | None, uploading: Uploading, now: datetime, *, follows: bool
) -> tuple[Parcel, tuple[Event, ...]]:
    """Return the parcel after the platform's yes, and what somebody must hear beside it.

    Where lines follow, the upload of the last of them looks at every order.
    """
    to = ParcelState.NUMBERED if follows else ParcelState.SHIPPED
    # It had said yes by the time that it was looked at; the clock has gone on since.
    accepted_at = parcel.accepted_at or (min(seen.at, now) if seen else now)
    shipped = parcel.but(state=to, accepted_at=accepted_at)
    if seen is None or follows:
        return shipped, ()
    shipped, told = looked(
        shipped, seen, settings=uploading.settings, platform_of=uploading.platform_of
    )
    kept = _kept(shipped, uploading.platform_of)
    return shipped, (*told, *([_first_only(shipped, kept, now)] if kept else []))


def _kept(parcel: Parcel, platform_of: Callable[[str], Platform]) -> Sequence[Tracking]:
    """Return the numbers of further boxes that no buyer will see."""
    if not parcel.more_numbers:
        return ()
    takes = all(platform_of(store).capabilities.more_numbers for store in stores_of(parcel))
    return () if takes else parcel.more_numbers


def _first_only(parcel: Parcel, kept: Iterable[Tracking], now: datetime) -> Event:
    return Event(
        kind=EventKind.MORE_NUMBERS_KEPT,
        at=now,
        facts={
            "parcel": parcel.parcel_id,
            "order": str(parcel.orders[0]),
            "numbers": ",".join(one.number for one in kept),
        },
    )


def _facts(parcel: Parcel) -> dict[str, str]:
    tracking = parcel.tracking
    named = {"carrier": tracking.carrier, "number": tracking.number} if tracking else {}
    return {"parcel": parcel.parcel_id, **named}


def _orders_told(
    departure: Departure | None, steps: Iterable[Step], parcel: Parcel
) -> Iterable[OrderKey]:
    told = [line.order for line in departure.lines] if departure else []
    return told or [after.key.order for _, after in steps] or parcel.orders


def _shipped(orders: Iterable[OrderKey], facts: dict[str, str], now: datetime) -> Event:
    named = ",".join(str(order) for order in orders)
    return Event(kind=EventKind.PARCEL_SHIPPED, at=now, facts=facts | {"orders": named})
