"""Nightly, per supplier: how well it worked in the last month, counted from what is kept of it.

Of a supplier with very many parcels some are looked at, evenly over all of its workbooks: a share
is as good of five thousand as of all.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from hedan.domain.divided import divided_into
from hedan.domain.parcels import Parcel, ParcelState
from hedan.domain.returns import ReturnState, SupplierReturn
from hedan.domain.scorecards import Scorecard, percentile, scored
from hedan.domain.stops import Stop, StopAnswer
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.ports import Archive, Change, Desk
from hedan.settings import SupplierSettings
from hedan.usecases.again import until_settled
from hedan.usecases.numbers.with_parts import with_parts
from hedan.usecases.workbooks.manifest import load_manifest

DAYS = 30
# A wave every hour of a month; with more of them the oldest are not looked at.
WORKBOOKS_LISTED_MAX = 800
# Files that are opened for the parcels in them, and parcels that are read.
WORKBOOKS_READ_MAX = 200
PARCELS_READ_MAX = 5_000
PARCELS_AT_ONCE = 500


def make_scorecard(
    supplier: SupplierSettings, *, desk: Desk, archive: Archive, now: datetime
) -> Scorecard:
    """Count anew and store it. Making it twice is harmless."""
    since = now - timedelta(days=DAYS)
    listed = desk.workbooks(supplier.id, WORKBOOKS_LISTED_MAX)
    files = [file for file in listed if _is_of_period(file, since)]
    every = _one_in(len(files), WORKBOOKS_READ_MAX)
    opened = files[::every]
    one_in = _one_in(sum(file.parcel_count for file in opened), PARCELS_READ_MAX)
    news = desk.supplier_news(supplier.id, since)
    shipped = list(_shipped(opened, one_in, desk, archive))
    card = Scorecard(
        supplier=supplier.id,
        made_at=now,
        days=DAYS,
        one_in=one_in * every,
        **_of_parcels(shipped, now),
        **_of_stops(stop for stop in news.stops if stop.fenced_at >= since),
        returned=_returned(news.returns, {parcel.parcel_id for _, parcel in shipped}),
    )
    return until_settled(lambda: _stored(scored(card), desk))


def _one_in(count: int, most: int) -> int:
    """Return of how many one is looked at, so that there are at most so many."""
    return max(1, -(-count // most))


def _is_of_period(file: WorkbookFile, since: datetime) -> bool:
    told = file.told_at or file.written_at
    return file.state is WorkbookState.WRITTEN and told is not None and told >= since


def _shipped(
    files: Iterable[WorkbookFile], one_in: int, desk: Desk, archive: Archive
) -> Iterator[tuple[WorkbookFile, Parcel]]:
    """Yield the parcels that are looked at and their parts, each with the workbook it came in."""
    chosen = ((one, file) for file in files for one in _chosen(file, one_in, archive))
    for some in batched(chosen, PARCELS_AT_ONCE, strict=False):
        file_of = dict(some)
        for parcel in with_parts(file_of, desk):
            file = file_of[parcel.parcel_id]
            file_of |= dict.fromkeys(divided_into(parcel), file)
            yield file, parcel


def _chosen(file: WorkbookFile, one_in: int, archive: Archive) -> Sequence[str]:
    rows = load_manifest(archive, file).rows
    return sorted({row.parcel_id for row in rows})[::one_in]


def _of_parcels(shipped: Sequence[tuple[WorkbookFile, Parcel]], now: datetime) -> dict[str, Any]:
    numbered = [(file, parcel) for file, parcel in shipped if parcel.sent_at is not None]
    hours = [
        (parcel.sent_at - told) / timedelta(hours=1)
        for file, parcel in numbered
        if parcel.sent_at and (told := file.told_at or file.written_at)
    ]
    return {
        "parcels": len(numbered),
        "hours_to_ship_p50": percentile(hours, 50),
        "hours_to_ship_p90": percentile(hours, 90),
        "late": sum(_is_late(parcel) for _, parcel in numbered),
        "overdue": sum(_is_overdue(parcel, now) for _, parcel in shipped),
        "wrong_numbers": sum(_is_wrong(parcel) for _, parcel in shipped),
    }


def _is_late(parcel: Parcel) -> bool:
    sent, deadline = parcel.sent_at, parcel.deadline
    return sent is not None and deadline is not None and sent > deadline


def _is_overdue(parcel: Parcel, now: datetime) -> bool:
    """Tell whether it should have a number by now: one without a line left needs none."""
    waits = parcel.state is ParcelState.CLAIMED and bool(parcel.rest)
    return waits and parcel.deadline is not None and parcel.deadline < now


def _is_wrong(parcel: Parcel) -> bool:
    """Tell whether its number was doubted, refused by its platform, or replaced."""
    is_refused = parcel.state is ParcelState.HELD and parcel.sent_at is not None
    return bool(parcel.doubts or parcel.number_changes or is_refused)


def _of_stops(stops: Iterable[Stop]) -> dict[str, int]:
    told = [stop for stop in stops if stop.told and (stop.answer or stop.escalated_at)]
    escalated = [stop for stop in told if _was_escalated(stop)]
    obeyed = [
        stop for stop in told if stop.answer is StopAnswer.STOPPED and not _was_escalated(stop)
    ]
    return {
        "stops": len(told),
        "stops_obeyed": len(obeyed),
        "stops_unanswered": len(escalated),
    }


def _was_escalated(stop: Stop) -> bool:
    """Tell whether nobody answered until somebody had to phone."""
    escalated, answered = stop.escalated_at, stop.answered_at
    return escalated is not None and (answered is None or answered > escalated)


def _returned(returns: Iterable[SupplierReturn], looked_at: set[str]) -> int:
    """Count the parcels, of those that are looked at, of which goods came back."""
    return len(
        {
            back.parcel_id
            for back in returns
            if back.state is ReturnState.RECEIVED and back.parcel_id in looked_at
        }
    )


def _stored(card: Scorecard, desk: Desk) -> Scorecard:
    known = desk.scorecard(card.supplier)
    new = card.but(version=known.version if known else 0)
    desk.commit(Change(puts=(new,)))
    return new.but(version=new.version + 1)
