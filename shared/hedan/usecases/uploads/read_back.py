"""Reads a number back: that a platform said yes is one thing, that it shows the number another.

Some platforms answer yes to a carrier that they do not know, or to a correction that changes
nothing. Hence the number is read at every order that was told it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from hedan.domain.base import LineKey, OrderKey, StoreId
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Parcel, Tracking
from hedan.domain.scans import LOOK_AGAIN, first_look, told_at
from hedan.errors import Malformed, OrderGone, PlatformRejected, TryAgain
from hedan.platforms.calling.shipments import carry
from hedan.platforms.corrections import closes_at, correction_of
from hedan.platforms.platform import Platform, ShownParcel
from hedan.settings import Settings

type Told = Mapping[OrderKey, frozenset[str]]
"""The lines of each order with which a platform was told a number."""


# A number that does not show is looked for as long as its first scan would be waited for.
UNSEEN_LOOK = timedelta(hours=1)
UNSEEN_GIVEN_UP = timedelta(days=3)


class Seen(NamedTuple):
    """What a look at the platform came to."""

    at: datetime
    missing: tuple[OrderKey, ...] = ()  # Told, and without the number as it should be.
    why: str = ""  # What stands there instead, for the first of them.
    orders: tuple[OrderKey, ...] = ()  # That show the number in any way.
    lines: frozenset[LineKey] = frozenset()  # That a platform lists under it by name.
    is_blind: bool = False  # One of the platforms shows nothing: nobody can tell.

    @property
    def is_visible(self) -> bool:
        """Whether the number was read at every order."""
        return not self.missing and not self.is_blind

    def shows(self, line: LineKey) -> bool:
        """Tell whether a platform has this line under the number, as far as it names lines."""
        is_told_apart = any(named.order == line.order for named in self.lines)
        return line in self.lines or (line.order in self.orders and not is_told_apart)


def look_again(
    parcel: Parcel,
    platform_of: Callable[[str], Platform],
    now: datetime,
    *,
    works: Mapping[LineKey, LineWork] | None = None,
) -> Seen:
    """Look whether the platforms show a parcel's number at every order that was told it.

    works: the parcel's lines; without them, all that have not left it count as told. Raises
    ValueError for a parcel without a number, TryAgain when a platform is busy, PlatformRejected
    when it does not let us look.
    """
    if parcel.tracking is None:
        raise ValueError(f"{parcel.parcel_id}: no number to look for")
    return look(_told(parcel, works), (parcel.tracking, *parcel.more_numbers), platform_of, now)


def look_at_once(
    told: Told,
    boxes: Iterable[Tracking],
    platform_of: Callable[[str], Platform],
    now: datetime,
) -> Seen:
    """Look right after a call: whatever goes wrong with the look is a reason for another one."""
    try:
        return look(told, boxes, platform_of, now)
    except (TryAgain, PlatformRejected) as unread:
        return Seen(now, tuple(told), str(unread))


def look(
    told: Told,
    boxes: Iterable[Tracking],
    platform_of: Callable[[str], Platform],
    now: datetime,
) -> Seen:
    """Look for these numbers. The first box holds the lines; of further ones no contents are told.

    Raises TryAgain and PlatformRejected of the platform.
    """
    first, *more = boxes
    missing: dict[OrderKey, str] = {}
    orders: list[OrderKey] = []
    named: set[LineKey] = set()
    is_blind = False
    for order, lines in told.items():
        platform = platform_of(order.store)
        if not platform.capabilities.shows:
            is_blind = True
            continue
        try:
            shown = platform.parcels_shown(order.order_id)
        except (OrderGone, Malformed) as unread:
            missing[order] = str(unread)
            continue
        mine = [one for one in shown if one.number == first.number]
        orders += [order] if mine else []
        named |= {LineKey(order=order, line_id=name) for one in mine for name in one.line_ids}
        further = more if platform.capabilities.more_numbers else ()
        if problem := _problem(platform, shown, lines, first, further):
            missing[order] = problem
    why = next((f"{order.order_id}: {problem}" for order, problem in missing.items()), "")
    return Seen(now, tuple(missing), why, tuple(orders), frozenset(named), is_blind)


def looked(
    parcel: Parcel,
    seen: Seen,
    *,
    settings: Settings,
    platform_of: Callable[[str], Platform],
) -> tuple[Parcel, tuple[Event, ...]]:
    """Return a shipped parcel after a look, and what is to be told of it.

    It is looked at again until the number has been there; a person is told once that it is not,
    and after some days nobody looks any more.
    """
    told = told_at(parcel)
    if told is None:
        raise ValueError(f"{parcel.parcel_id}: no platform has its number")
    if seen.is_visible:
        watched = watched_from(parcel, told, settings, platform_of)
        return watched.but(visible_at=seen.at), ()
    if seen.is_blind and not seen.missing:
        return parcel.but(visible_at=None, look_at=None), ()
    person_at = told + timedelta(minutes=settings.numbers.visible_minutes)
    if seen.at < person_at:
        next_look = min(seen.at + LOOK_AGAIN, person_at)
        return parcel.but(visible_at=None, look_at=next_look), ()
    goes_on = seen.at < told + UNSEEN_GIVEN_UP
    unseen = parcel.but(
        visible_at=None,
        unseen_at=parcel.unseen_at or seen.at,
        look_at=seen.at + UNSEEN_LOOK if goes_on else None,
    )
    is_told = parcel.unseen_at is not None
    return unseen, () if is_told else (_unseen(unseen, seen, settings, platform_of),)


def watched_from(
    parcel: Parcel, told: datetime, settings: Settings, platform_of: Callable[[str], Platform]
) -> Parcel:
    """Return a parcel whose number is there: from now on its first scan is waited for."""
    tracks = any(platform_of(store).capabilities.tracks for store in stores_of(parcel))
    window = _window(parcel, settings, platform_of)
    look_at = first_look(told, True, tracks, settings.numbers, window)
    return parcel.but(look_at=look_at)


def stores_of(parcel: Parcel) -> tuple[StoreId, ...]:
    """Return the stores that a parcel serves, each once."""
    return tuple(dict.fromkeys(order.store for order in parcel.orders))


def _told(parcel: Parcel, works: Mapping[LineKey, LineWork] | None) -> Told:
    told: dict[OrderKey, frozenset[str]] = {}
    for line in parcel.rest:
        work = works.get(line.key) if works is not None else None
        mine = work is not None and work.parcel_id == parcel.parcel_id
        if works is None or (mine and work is not None and work.state is LineState.SHIPPED):
            known = told.get(line.key.order, frozenset())
            told[line.key.order] = known | {line.key.line_id}
    return told


def _problem(
    platform: Platform,
    shown: tuple[ShownParcel, ...],
    lines: frozenset[str],
    first: Tracking,
    more: Iterable[Tracking],
) -> str:
    """Return what is wrong with an order's numbers as they are shown; empty: nothing."""
    if not carry(shown, first.number, set(lines)):
        numbers = ", ".join(dict.fromkeys(one.number for one in shown)) or "no number"
        return f"the platform shows {numbers}"
    for box in (first, *more):
        words = {one.carrier for one in shown if one.number == box.number}
        if not words:
            return f"the platform does not show {box.number}"
        wanted = platform.carrier_word(box.carrier)
        if wanted and not words & {"", wanted}:
            return f"the platform shows {box.number} with carrier {', '.join(sorted(words))}"
    return ""


def _window(
    parcel: Parcel, settings: Settings, platform_of: Callable[[str], Platform]
) -> timedelta | None:
    """Return how long its platforms take another number; None: nobody knows of an end."""
    rules = (
        correction_of(settings.store(store), platform_of(store).capabilities)
        for store in stores_of(parcel)
    )
    return min((rule.window for rule in rules if rule and rule.window), default=None)


def _unseen(
    parcel: Parcel, seen: Seen, settings: Settings, platform_of: Callable[[str], Platform]
) -> Event:
    order = seen.missing[0]
    assert parcel.tracking is not None
    assert parcel.accepted_at is not None
    rule = correction_of(settings.store(order.store), platform_of(order.store).capabilities)
    closes = closes_at(rule, parcel.accepted_at) if rule else None
    return Event(
        kind=EventKind.PARCEL_UNSEEN,
        at=seen.at,
        facts={
            "parcel": parcel.parcel_id,
            "order": str(order),
            "orders": ",".join(str(one) for one in seen.missing),
            "carrier": parcel.tracking.carrier,
            "number": parcel.tracking.number,
            "why": seen.why,
            "correct_until": closes.isoformat() if closes else "",
        },
    )
