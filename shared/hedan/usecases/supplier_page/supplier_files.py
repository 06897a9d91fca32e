"""What a supplier finds on its page: files to download, stops to answer, a place to upload."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from hedan.domain.returns import ReturnState
from hedan.domain.stops import Stop
from hedan.domain.workbook_files import ReturnedFile, WorkbookFile, WorkbookState
from hedan.errors import TryAgain
from hedan.pages import (
    LiftedEntry,
    PageError,
    Questions,
    Refusal,
    ResultEntry,
    ReturnEntry,
    StopEntry,
    SupplierPage,
    UploadForm,
    WorkbookEntry,
    WorkbookProgress,
)
from hedan.ports import Archive, Desk, SupplierNews
from hedan.settings import Settings, SupplierSettings
from hedan.usecases.workbooks.manifest import load_manifest
from hedan.usecases.workbooks.note_download import note_download
from hedan.usecases.workbooks.renew_workbook import renew_workbook

WORKBOOKS_SHOWN = 20
RESULTS_SHOWN = 10


class Uploads(Archive, Protocol):
    """An archive into which a browser may put a file."""

    def upload_form(self, key: str, back_to: str) -> tuple[str, dict[str, str]]:
        """Return address and hidden fields of a form that stores one file at key.

        The browser is led to back_to afterwards; nowhere when it is empty.
        """
        ...


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
    news = desk.supplier_news(supplier.id, now)
    rows = _rows_of(news.stops, desk, archive)
    return SupplierPage(
        workbooks=tuple(
            _workbook(file, page_url, answered)
            for file in files
            if file.state is WorkbookState.WRITTEN
        ),
        stops=tuple(
            StopEntry(stop=stop, rows=rows[stop.stop_id], url=stop_link(stop))
            for stop in news.stops
            if not stop.is_settled
        ),
        questions=_questions(news, rows, page_url),
        results=tuple(_result(one, page_url) for one in returned),
        upload=_upload(upload_key(supplier.id, now), archive, f"{page_url}?uploaded=1"),
        token=page_url.rpartition("/")[2],
    )


def file_to_download(
    supplier: str,
    kind: str,
    name: str,
    *,
    desk: Desk,
    archive: Archive,
    settings: Settings,
    now: datetime,
) -> tuple[str, str] | PageError:
    """Return key and shown name of one of the supplier's files, or why it gets none.

    A workbook is noted as downloaded before: what is not noted is not handed out. Its stops are
    those of this moment.
    """
    if kind == "workbooks":
        found = _workbook_to_download(supplier, name, desk, now)
        if isinstance(found, PageError):
            return found
        newest = renew_workbook(
            supplier, name, desk=desk, archive=archive, settings=settings, now=now
        )
        return (newest or found).newest_key, f"{name}.xlsx"
    if kind == "results":
        for one in desk.returned_files(supplier, RESULTS_SHOWN):
            if one.result_key and result_name(one) == name:
                return one.result_key, f"result-{one.workbook or name}.xlsx"
    return PageError.NOT_FOUND


def _workbook_to_download(
    supplier: str, number: str, desk: Desk, now: datetime
) -> WorkbookFile | PageError:
    try:
        file = note_download(supplier, number, desk=desk, now=now)
    except TryAgain:
        return PageError.BUSY
    if file is None:
        return PageError.NOT_FOUND
    if file.state is WorkbookState.RECALLED:
        return PageError.RECALLED
    return file


def _rows_of(stops: Iterable[Stop], desk: Desk, archive: Archive) -> dict[str, tuple[int, ...]]:
    """Return the rows of each stop's lines; each workbook is read once, however many stops it has.

    None while its file is unwritten.
    """
    asked = [stop for stop in stops if not stop.is_closed]
    manifests = {}
    for supplier, number in dict.fromkeys((stop.supplier, stop.workbook) for stop in asked):
        file = desk.workbook(supplier, number)
        if file is not None and file.state is WorkbookState.WRITTEN:
            manifests[number] = load_manifest(archive, file)
    return {
        stop.stop_id: manifests[stop.workbook].rows_of({line.key for line in stop.lines})
        if stop.workbook in manifests
        else ()
        for stop in asked
    }


def _questions(news: SupplierNews, rows: dict[str, tuple[int, ...]], page_url: str) -> Questions:
    return Questions(
        lifted=tuple(
            LiftedEntry(
                stop=stop,
                rows=rows[stop.stop_id],
                url=f"{page_url}/withdrawals/{stop.stop_id}",
            )
            for stop in news.stops
            if stop.withdrawn_at is not None and not stop.is_closed
        ),
        parcels=tuple(parcel for parcel in news.parcels if parcel.is_in_question),
        returns=tuple(
            ReturnEntry(back=back, url=f"{page_url}/returns/{back.return_id}")
            for back in news.returns
            if back.state is ReturnState.EXPECTED
        ),
    )


def _upload(key: str, archive: Uploads, done_url: str) -> UploadForm:
    """Sign two forms for one place: the browser's own, and one for the script that shows how far.

    A script may not follow the storage back to us.
    """
    url, fields = archive.upload_form(key, done_url)
    _, quiet_fields = archive.upload_form(key, "")
    return UploadForm(url=url, fields=fields, quiet_fields=quiet_fields, done_url=done_url)


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
        file_name=returned.workbook,
        at=returned.received_at,
        accepted=returned.accepted,
        refused=returned.refused,
        url=f"{page_url}/results/{result_name(returned)}" if returned.result_key else "",
        refusals=tuple(map(Refusal.parse, returned.refusals)),
        whole_file=not returned.result_key,
    )
