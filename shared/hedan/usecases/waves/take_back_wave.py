"""Take back: the lines of a recalled workbook are free again, and whoever was told hears of it.

Parcel by parcel, each in its own transaction: an attempt that dies is begun again and finds what
is left.
"""

from collections.abc import Sequence
from datetime import datetime

from hedan.domain.base import LineKey
from hedan.domain.line_work import LineState
from hedan.domain.stops import StopAnswer, StopCause
from hedan.domain.workbook_files import WorkbookFile
from hedan.notices import workbook_recalled
from hedan.ports import Archive, Change, Desk, Notices
from hedan.settings import SupplierSettings
from hedan.usecases.again import until_settled
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.waves.take_out import take_out
from hedan.usecases.workbooks.manifest import load_manifest

# Who answers for lines that were fenced in a workbook which its supplier never had.
RECALLED = "recalled"
# In these a line is still bound to its parcel.
BOUND = frozenset({LineState.CLAIMED, LineState.STOPPING})


def take_back_wave(
    supplier: SupplierSettings,
    number: str,
    cause: StopCause,
    *,
    desk: Desk,
    archive: Archive,
    notices: Notices,
    page_url: str,
    now: datetime,
) -> int:
    """Free what a recalled workbook holds; return how many lines that were, now.

    Its supplier is told if it had been told of the workbook. Raises KeyError without such a one.
    """
    file = desk.workbook(supplier.id, number)
    if file is None:
        raise KeyError(f"workbook {number} of {supplier.id}")
    lines_of: dict[str, list[LineKey]] = {}
    for row in load_manifest(archive, file).rows:
        lines_of.setdefault(row.parcel_id, []).extend(row.lines)
    count, by = 0, file.recalled_by
    for parcel_id, lines in lines_of.items():
        count += len(take_out(parcel_id, lines, cause, desk=desk, now=now, by=by).released)
    _answer_stops(file, [key for lines in lines_of.values() for key in lines], desk, now)
    _tell(supplier, number, desk, notices, page_url, now)
    return count


def _answer_stops(file: WorkbookFile, lines: Sequence[LineKey], desk: Desk, now: datetime) -> None:
    """Say that fenced lines stayed: no supplier ever heard of them, none can answer."""
    waiting = {work.parcel_id for work in desk.lines(lines).values() if work.state in BOUND}
    for stop in desk.stops(file.supplier):
        if stop.workbook == file.number and stop.parcel_id in waiting and not stop.is_settled:
            answer_stop(
                file.supplier, stop.stop_id, StopAnswer.STOPPED, RECALLED, desk=desk, now=now
            )


def _tell(
    supplier: SupplierSettings,
    number: str,
    desk: Desk,
    notices: Notices,
    page_url: str,
    now: datetime,
) -> None:
    """Tell, then note it: a crash between the two tells twice, never not at all."""
    file = desk.workbook(supplier.id, number)
    if file is None or file.told_at is None or file.recall_told_at is not None:
        return
    notices.publish(
        workbook_recalled(supplier, number=number, parcel_count=file.parcel_count, link=page_url)
    )
    until_settled(lambda: _note(supplier.id, number, desk, now))


def _note(supplier: str, number: str, desk: Desk, now: datetime) -> None:
    file: WorkbookFile | None = desk.workbook(supplier, number)
    if file is not None and file.recall_told_at is None:
        desk.commit(Change(puts=(file.but(recall_told_at=now),)))
