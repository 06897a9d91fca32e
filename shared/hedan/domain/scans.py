"""The carrier's first scan: when to look for it, whom to ask, what gives a number away.

Platforms fine a number that no carrier scans soon after it was told: as a shipment that is none.
Once somebody has told the platform a number, the clock runs.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from hedan.domain.parcels import Parcel

# A platform shows what it took within moments; a few minutes later is soon enough to look again.
LOOK_AGAIN = timedelta(minutes=5)
# So long after the number was told its way is read again: some carriers tell the past late.
LATER_LOOKS = (timedelta(days=6), timedelta(days=10))
# A platform hears of a parcel from a subscription at its carrier. One without a record for three
# days, or without another one for sixty, ends, and nobody is told that it did.
NO_RECORD = timedelta(days=3)
NO_CHANGE = timedelta(days=60)
# What platforms write into a parcel's way before any carrier has it, by their codes in capitals:
# the label was made, the seller said that it left.
NO_SCANS = frozenset({"CREATE", "CREATED", "CONSIGN"})


class ScanTimes(Protocol):
    """What the seller's settings say of it: settings.NumberSettings is such."""

    @property
    def first_scan_hours(self) -> int:
        """From the number told to its first scan."""

    @property
    def warn_hours_before(self) -> int:
        """So long before the end of that time its supplier is asked."""


class Step(Protocol):
    """One entry of a parcel's way: platforms.TrackingStep is such."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def code(self) -> str:
        """The platform's name of what happened; empty where it gives none."""


class ScanFinding(StrEnum):
    """What a look found that somebody must hear of."""

    NOTHING = "nothing"
    SOON = "soon"  # No scan yet, and still some time: its supplier is asked.
    OVERDUE = "overdue"  # No scan, and the time is over.
    FAKE = "fake"  # Scanned before the goods were paid: it was another parcel's number.
    NO_RECORD = "no_record"  # No scan for days: nobody will tell of one any more.
    NO_CHANGE = "no_change"  # Its way stands still for weeks.


class Look(NamedTuple):
    """What one look at a parcel's way came to."""

    finding: ScanFinding
    first_scan: datetime | None
    next_look: datetime | None  # None: there is nothing more to look for.


def first_look(
    accepted_at: datetime,
    visible: bool,
    tracks: bool,
    times: ScanTimes,
    window: timedelta | None = None,
) -> datetime | None:
    """Return when to look first at a number that a platform took; None: never.

    Until the platform shows the number that comes first. Of one that tells nothing of a parcel's
    way there is nothing to see afterwards. window: how long it takes another number; None: nobody
    knows of an end.
    """
    if not visible:
        return accepted_at + LOOK_AGAIN
    return _warn_at(accepted_at, times, window) if tracks else None


def watched_anew(
    parcel: Parcel,
    accepted_at: datetime,
    *,
    visible: bool,
    tracks: bool,
    times: ScanTimes,
    window: timedelta | None = None,
) -> Parcel:
    """Return a parcel of which the platform took a number then: what was seen before is another's.

    For its first number, and for one in its place.
    """
    return parcel.but(
        look_at=first_look(accepted_at, visible, tracks, times, window),
        unseen_at=None,
        scanned_at=None,
        scan_warned_at=None,
        unscanned_at=None,
        quiet_at=None,
    )


def told_at(parcel: Parcel) -> datetime | None:
    """Return since when the platform has the number that the parcel has now; None: it has none."""
    if parcel.accepted_at is None:
        return None
    changed = (change.done_at for change in parcel.number_changes if change.done_at)
    return max((parcel.accepted_at, *changed))


def scan_by(told: datetime, times: ScanTimes) -> datetime:
    """Return by when the carrier must have scanned what the platform was told of then."""
    return told + timedelta(hours=times.first_scan_hours)


def look(
    parcel: Parcel,
    way: Sequence[Step],
    *,
    paid_at: datetime | None,
    now: datetime,
    times: ScanTimes,
    window: timedelta | None = None,
) -> Look:
    """Return what its way, as the platform tells it now, says of a parcel.

    paid_at: since when all of its goods are paid. What the parcel bears as told already is not
    found again. Raises ValueError for a parcel of which no platform has a number.
    """
    told = told_at(parcel)
    if told is None:
        raise ValueError(f"{parcel.parcel_id}: no platform has its number")
    # A platform that forgets what it told does not undo the scan.
    first = min(_scans(way), default=parcel.scanned_at)
    if first is None:
        return _unscanned(
            parcel, told, now, _Ends(_warn_at(told, times, window), scan_by(told, times))
        )
    last = max((step.at for step in way), default=first)
    stands = now - last >= NO_CHANGE
    following = [told + later for later in LATER_LOOKS] + [last + NO_CHANGE]
    next_look = min((at for at in following if at > now), default=None)
    # A person who believed this very scan is not asked again.
    if paid_at is not None and first < paid_at and first != parcel.scanned_at:
        return Look(ScanFinding.FAKE, first, next_look)
    if stands and parcel.quiet_at is None:
        return Look(ScanFinding.NO_CHANGE, first, None)
    return Look(ScanFinding.NOTHING, first, next_look)


class _Ends(NamedTuple):
    """When its supplier is asked, and when its time is over."""

    soon: datetime
    over: datetime


def _unscanned(parcel: Parcel, told: datetime, now: datetime, ends: _Ends) -> Look:
    soon, over = ends
    silent = max(told + NO_RECORD, over)
    following = [soon, over, silent, *(told + later for later in LATER_LOOKS)]
    next_look = min((at for at in following if at > now), default=None)
    finding = ScanFinding.NOTHING
    if now >= silent and parcel.quiet_at is None:
        finding = ScanFinding.NO_RECORD
    elif over <= now < silent and parcel.unscanned_at is None:
        finding = ScanFinding.OVERDUE
    elif soon <= now < over and parcel.scan_warned_at is None:
        finding = ScanFinding.SOON
    return Look(finding, None, next_look)


def _scans(way: Iterable[Step]) -> list[datetime]:
    """Return when carriers scanned it: what tells only of the label or the seller is left out."""
    return [step.at for step in way if step.code.upper() not in NO_SCANS]


def _warn_at(told: datetime, times: ScanTimes, window: timedelta | None) -> datetime:
    """Return when a supplier is asked: while its number can be changed, and not before half time.

    Somebody who has just handed over a parcel is not asked where it stays.
    """
    time = timedelta(hours=times.first_scan_hours)
    time = time if window is None else min(time, window)
    return told + max(time - timedelta(hours=times.warn_hours_before), time / 2)
