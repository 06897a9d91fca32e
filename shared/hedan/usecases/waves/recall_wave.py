"""Recall: a workbook is void, as long as its supplier has not downloaded it.

The state is written first, under the condition that nobody downloaded it; its event brings the
lines back (take_back_wave). A download and a recall at once: one of the two finds the other done.
"""

from datetime import datetime

from hedan.domain.events import Event, EventKind
from hedan.domain.stops import StopCause
from hedan.domain.workbook_files import SupplierDesk, WorkbookFile, WorkbookState
from hedan.errors import Rejected
from hedan.ports import Change, Desk
from hedan.usecases.again import until_settled
from hedan.usecases.waves.daily_cap import take_off


class RecallRefused(Rejected):
    """It cannot be recalled; code: what it is instead, named by the texts recall.<code>."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def recall_workbook(
    supplier: str, number: str, by: str, reason: str, *, desk: Desk, now: datetime
) -> WorkbookFile:
    """Make a workbook void and return it. Recalling twice changes nothing.

    Raises KeyError when there is no such workbook, RecallRefused when it is too early or too late.
    """
    return until_settled(lambda: _attempt(supplier, number, by, reason, desk, now))


def _attempt(
    supplier: str, number: str, by: str, reason: str, desk: Desk, now: datetime
) -> WorkbookFile:
    file = desk.workbook(supplier, number)
    if file is None:
        raise KeyError(f"workbook {number} of {supplier}")
    if file.state is WorkbookState.RECALLED:
        return file
    if file.state is not WorkbookState.WRITTEN:
        raise RecallRefused(file.state.name)
    if file.downloaded_at is not None:
        raise RecallRefused("DOWNLOADED")
    recalled, counters = recalled_file(file, by, desk, now)
    told = recalled_event(recalled, StopCause.RECALLED, by, reason, now)
    desk.commit(Change(puts=(recalled, counters), events=((recalled, told),)))
    return recalled.but(version=recalled.version + 1)


def recalled_file(
    file: WorkbookFile, by: str, desk: Desk, now: datetime
) -> tuple[WorkbookFile, SupplierDesk]:
    """Return a void workbook, and the counters as if it had not been.

    The next workbook does not name it as its predecessor: nobody ever saw it.
    """
    counters = take_off(
        desk.supplier_desk(file.supplier), desk.wave(file.wave_id), file.parcel_count
    )
    if counters.last_written == file.number:
        counters = counters.but(last_written=file.predecessor)
    return file.but(state=WorkbookState.RECALLED, recalled_at=now, recalled_by=by), counters


def recalled_event(
    file: WorkbookFile, cause: StopCause, by: str, reason: str, now: datetime
) -> Event:
    """Return what is told of a recall: its lines follow."""
    facts = {"supplier": file.supplier, "workbook": file.number, "cause": cause.value, "by": by}
    return Event(kind=EventKind.WORKBOOK_RECALLED, at=now, facts=facts | {"reason": reason})
