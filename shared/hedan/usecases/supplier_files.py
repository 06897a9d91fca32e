"""What a supplier finds on its page: files to download, stops to answer, a place to upload."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import PurePosixPath
from typing import Protocol

from hedan.domain.base import Frozen
from hedan.domain.stops import Stop
from hedan.domain.workbook_files import ReturnedFile, WorkbookFile, WorkbookState
from hedan.errors import TryAgain
from hedan.pages import (
    PageError,
    Refusal,
    ResultEntry,
    StopEntry,
    UploadForm,
    WorkbookEntry,
    WorkbookProgress,
)
from hedan.ports import Archive, Desk
from hedan.settings import SupplierSettings
from hedan.usecases.note_download import note_download
from hedan.usecases.tell_stop import stopped_rows

WORKBOOKS_SHOWN = 20
RESULTS_SHOWN = 10


class Uploads(Archive, Protocol):
    """An archive into which a browser may put a file."""

    def upload_form(self, key: str, back_to: str) -> tuple[str, dict[str, str]]:
        """Return address and hidden fields of a form that stores one file at key."""
        ...


class SupplierPage(Frozen):
    """All that is on the page."""

    workbooks: tuple[WorkbookEntry, ...]
    stops: tuple[StopEntry, ...]
    results: tuple[ResultEntry, ...]
    upload: UploadForm


def page_of_supplier(
    supplier: SupplierSettings,
    *,
    desk: Desk,
    archive: Uploads,
    page_url: str,
    stop_link: Callable[[Stop], str],
    now: datetime,
) -> SupplierPage:
    """Gather one supplier's page, and nothing of any other."""
    files = desk.workbooks(supplier.id, WORKBOOKS_SHOWN)
    returned = desk.returned_files(supplier.id, RESULTS_SHOWN)
    answered = {one.workbook for one in returned if one.accepted}
    open_stops = [stop for stop in desk.stops(supplier.id) if not stop.is_settled]
    url, fields = archive.upload_form(upload_key(supplier.id, now), f"{page_url}?uploaded=1")
    return SupplierPage(
        workbooks=tuple(
            _workbook(file, page_url, answered)
            for file in files
            if file.state is WorkbookState.WRITTEN
        ),
        stops=tuple(
            StopEntry(stop=stop, rows=stopped_rows(stop, desk, archive), url=stop_link(stop))
            for stop in open_stops
        ),
        results=tuple(_result(one, page_url) for one in returned),
        upload=UploadForm(url=url, fields=fields),
    )


def file_to_download(
    supplier: str, kind: str, name: str, *, desk: Desk, now: datetime
) -> tuple[str, str] | PageError:
    """Return key and shown name of one of the supplier's files, or why it gets none.

    A workbook is noted as downloaded before: what is not noted is not handed out.
    """
    if kind == "workbooks":
        return _workbook_to_download(supplier, name, desk, now)
    if kind == "results":
        for one in desk.returned_files(supplier, RESULTS_SHOWN):
            if one.result_key and result_name(one) == name:
                return one.result_key, f"result-{one.workbook or name}.xlsx"
    return PageError.NOT_FOUND


def _workbook_to_download(
    supplier: str, number: str, desk: Desk, now: datetime
) -> tuple[str, str] | PageError:
    try:
        file = note_download(supplier, number, desk=desk, now=now)
    except TryAgain:
        return PageError.BUSY
    if file is None:
        return PageError.NOT_FOUND
    if file.state is WorkbookState.RECALLED:
        return PageError.RECALLED
    return file.file_key, f"{number}.xlsx"


def upload_key(supplier: str, now: datetime) -> str:
    """Where the next file of a supplier goes: keys sort by time, and no two forms share one."""
    return f"uploads/{supplier}/{now:%Y%m%dT%H%M%S%f}/file"


def result_name(returned: ReturnedFile) -> str:
    """A result's name in an address."""
    return hashlib.sha256(returned.file_key.encode()).hexdigest()[:16]


def _workbook(file: WorkbookFile, page_url: str, answered: set[str]) -> WorkbookEntry:
    return WorkbookEntry(
        number=file.number,
        made_at=file.written_at or file.opened_at,
        row_count=file.row_count,
        parcel_count=file.parcel_count,
        url=f"{page_url}/workbooks/{file.number}",
        predecessor=file.predecessor,
        state=WorkbookProgress.PART if file.number in answered else WorkbookProgress.WAITING,
    )


def _result(returned: ReturnedFile, page_url: str) -> ResultEntry:
    return ResultEntry(
        file_name=returned.workbook or PurePosixPath(returned.file_key).name,
        at=returned.received_at,
        accepted=returned.accepted,
        refused=returned.refused,
        url=f"{page_url}/results/{result_name(returned)}" if returned.result_key else "",
        refusals=tuple(
            Refusal(cell=cell, message=message)
            for cell, _, message in (text.partition(": ") for text in returned.refusals)
        ),
        whole_file=not returned.result_key,
    )
