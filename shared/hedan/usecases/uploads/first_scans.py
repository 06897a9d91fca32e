"""What one look at a parcel's way comes to, and how its supplier or a person hears of it.

A supplier is asked once for all of its parcels that one run found: their marks and the one event
that tells of them stand in one transaction.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import batched
from typing import NamedTuple

from hedan.domain import scans
from hedan.domain.base import OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState
from hedan.domain.orders import Order, OrderStatus
from hedan.domain.parcels import Doubt, NumberDoubt, Parcel, Tracking
from hedan.domain.scans import ScanFinding
from hedan.errors import AccessEnded, Rejected, TryAgain
from hedan.platforms.corrections import correction_of
from hedan.platforms.platform import Platform, TrackingStep
from hedan.ports import Change, Desk
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.following.parcel_events import doubted

# The buyer has it, or never will: nobody asks where it is any more.
OVER = frozenset({OrderStatus.DONE, OrderStatus.CANCELLED, OrderStatus.REPLACED})
# A transaction takes a hundred actions, and nobody reads a longer list.
PARCELS_TOLD_MAX = 50
KIND_OF = {
    ScanFinding.SOON: EventKind.SCANS_ASKED,
    ScanFinding.OVERDUE: EventKind.PARCEL_UNSCANNED,
    ScanFinding.NO_RECORD: EventKind.PARCEL_QUIET,
    ScanFinding.NO_CHANGE: EventKind.PARCEL_QUIET,
}
# Characters of a platform's refusal that an event keeps.
REFUSAL_CHARACTERS = 120

type PlatformOf = Callable[[str], Platform]


class Found(NamedTuple):
    """What a look came to: the parcel as it was read, what it is now, and who must hear of it."""

    before: Parcel
    after: Parcel
    finding: ScanFinding = ScanFinding.NOTHING
    refused: str = ""  # In the platform's words, where it would not tell the way.


def find(
    parcel: Parcel,
    orders: Mapping[OrderKey, Order],
    *,
    desk: Desk,
    platform_of: PlatformOf,
    settings: Settings,
    now: datetime,
) -> Found:
    """Ask the platform for a parcel's way and judge it; nothing is written yet.

    orders: those of the parcel that exist. One that nobody can or need follow any more is not
    asked about. Raises AccessEnded and TryAgain, which tell of the store and not of the parcel.
    """
    keys = dict.fromkeys(line.key.order for line in parcel.rest)
    known = [orders[key] for key in keys if key in orders]
    tracking, followed = parcel.tracking, _followed(known, platform_of)
    is_over = all(order.status in OVER for order in known)
    if tracking is None or followed is None or is_over or scans.told_at(parcel) is None:
        return Found(parcel, parcel.but(look_at=None))
    platform, key = followed
    way, refused = _way(platform, key, tracking)
    rule = correction_of(settings.store(key.store), platform.capabilities)
    paid_at = max(order.paid_at or order.created_at for order in known)
    looked = scans.look(
        parcel,
        way,
        paid_at=paid_at,
        now=now,
        times=settings.numbers,
        window=rule.window if rule else None,
    )
    finding = looked.finding
    if finding is ScanFinding.SOON and refused:
        finding = ScanFinding.NOTHING  # Its supplier cannot help that the platform tells nothing.
    if finding in KIND_OF and not _is_awaited(parcel, desk):
        finding = ScanFinding.NOTHING
    after = parcel.but(scanned_at=looked.first_scan, look_at=looked.next_look)
    return Found(parcel, _marked(after, finding, paid_at, now), finding, refused)


def store_alone(found: Found, desk: Desk, now: datetime) -> None:
    """Write down what concerns nobody else. Raises VersionConflict when somebody was quicker."""
    before, after = found.before, found.after
    events: tuple[tuple[Parcel, Event], ...] = ()
    if found.finding is ScanFinding.FAKE:
        events = ((after, doubted(after, now)),)
    elif before.scanned_at is None and after.scanned_at is not None and _was_asked(before):
        events = ((after, _scanned(after, now)),)
    desk.commit(Change(puts=(after,), events=events))


def tell_together(found: Sequence[Found], desk: Desk, now: datetime) -> int:
    """Mark parcels of which somebody must hear, and tell of them once per supplier and finding.

    Return of how many was told. One that somebody else has written to since is looked at anew by
    the next run, as are those whose transaction did not come through.
    """
    groups: dict[tuple[str, ScanFinding], list[Found]] = {}
    for one in found:
        groups.setdefault((one.before.supplier, one.finding), []).append(one)
    told = 0
    for (_, finding), group in groups.items():
        for some in batched(group, PARCELS_TOLD_MAX, strict=False):
            with suppress(TryAgain):
                told += until_settled(partial(_tell, finding, some, desk, now))
    return told


def _followed(orders: Iterable[Order], platform_of: PlatformOf) -> tuple[Platform, OrderKey] | None:
    """Return the first order whose platform tells of parcels' ways, with that platform.

    A parcel of several stores is the same parcel in each of them.
    """
    for order in orders:
        platform = platform_of(order.key.store)
        if platform.capabilities.tracks:
            return platform, order.key
    return None


def _way(
    platform: Platform, order: OrderKey, tracking: Tracking
) -> tuple[Sequence[TrackingStep], str]:
    try:
        return platform.track(order.order_id, tracking), ""
    except AccessEnded:
        raise
    except Rejected as refused:
        return (), str(refused)[:REFUSAL_CHARACTERS]


def _is_awaited(parcel: Parcel, desk: Desk) -> bool:
    """Tell whether a parcel is still to arrive: nobody is asked for goods that are asked back."""
    works = desk.lines(line.key for line in parcel.rest).values()
    return any(
        work.state is LineState.SHIPPED and work.may_ship and work.parcel_id == parcel.parcel_id
        for work in works
    )


def _marked(parcel: Parcel, finding: ScanFinding, paid_at: datetime, now: datetime) -> Parcel:
    match finding:
        case ScanFinding.SOON:
            return parcel.but(scan_warned_at=now)
        case ScanFinding.OVERDUE:
            return parcel.but(unscanned_at=now)
        case ScanFinding.NO_RECORD:
            return parcel.but(unscanned_at=parcel.unscanned_at or now, quiet_at=now)
        case ScanFinding.NO_CHANGE:
            return parcel.but(quiet_at=now)
        case ScanFinding.FAKE:
            scanned = parcel.scanned_at.isoformat() if parcel.scanned_at else ""
            evidence = f"scanned {scanned}, paid {paid_at.isoformat()}"
            doubt = NumberDoubt(code=Doubt.COLLECTED_BEFORE_PAYMENT, evidence=evidence)
            return parcel.but(doubts=(*parcel.doubts, doubt))
        case ScanFinding.NOTHING:
            return parcel


def _was_asked(parcel: Parcel) -> bool:
    return any((parcel.scan_warned_at, parcel.unscanned_at, parcel.quiet_at))


def _scanned(parcel: Parcel, now: datetime) -> Event:
    at = parcel.scanned_at.isoformat() if parcel.scanned_at else ""
    return Event(
        kind=EventKind.PARCEL_SCANNED,
        at=now,
        facts={"parcel": parcel.parcel_id, "supplier": parcel.supplier, "scanned_at": at},
    )


def _tell(finding: ScanFinding, found: Sequence[Found], desk: Desk, now: datetime) -> int:
    stored = desk.parcels(one.before.parcel_id for one in found)
    same = [one for one in found if stored[one.before.parcel_id].version == one.before.version]
    if not same:
        return 0
    desk.commit(
        Change(
            puts=tuple(one.after for one in same),
            events=((same[0].after, _told(finding, same, now)),),
        )
    )
    return len(same)


def _told(finding: ScanFinding, found: Sequence[Found], now: datetime) -> Event:
    return Event(
        kind=KIND_OF[finding],
        at=now,
        facts={
            "supplier": found[0].before.supplier,
            "finding": finding.value,
            "parcels": ",".join(one.before.parcel_id for one in found),
            "at": now.isoformat(),
            "refused": next((one.refused for one in found if one.refused), ""),
        },
    )
