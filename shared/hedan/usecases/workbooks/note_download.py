"""The first download of a workbook: from here on it is the supplier's, and no recall takes it back.

It is noted before the way to the file is shown. Who cannot note it shows nothing.
"""

from datetime import datetime

from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.ports import Aggregate, Change, Desk
from hedan.usecases.again import until_settled


def note_download(supplier: str, number: str, *, desk: Desk, now: datetime) -> WorkbookFile | None:
    """Return the workbook, as downloaded if it still stands; None: there is no such file.

    Raises TryAgain when it could not be noted.
    """
    return until_settled(lambda: _attempt(supplier, number, desk, now))


def _attempt(supplier: str, number: str, desk: Desk, now: datetime) -> WorkbookFile | None:
    file = desk.workbook(supplier, number)
    if file is None or not file.file_key:
        return None
    if file.downloaded_at is not None or file.state is not WorkbookState.WRITTEN:
        return file
    downloaded = file.but(downloaded_at=now)
    puts: list[Aggregate] = [downloaded]
    counters = desk.supplier_desk(supplier)
    if counters.silent_since is not None:
        puts.append(counters.but(silent_since=None))  # Somebody is there again.
    desk.commit(Change(puts=tuple(puts)))
    return downloaded.but(version=downloaded.version + 1)
