"""What a store's owner finds on its page: sheets that came in, files to take to the platform."""

import hashlib
from datetime import datetime
from typing import Protocol

from hedan.domain.base import Frozen
from hedan.domain.bulk_files import BULK_MINUTES, BulkFile
from hedan.domain.imported_files import ImportedFile, ImportState
from hedan.pages import BulkEntry, ImportEntry, Refusal, StoreFiles, UploadForm
from hedan.platforms.filed.outbox import BulkDesk
from hedan.settings import StoreSettings
from hedan.texts import Language, say
from hedan.usecases.supplier_page.supplier_files import Uploads

FILES_SHOWN = 20
IMPORTS_SHOWN = 10
UNNAMED = "file"


class ImportedFiles(Protocol):
    """What became of the sheets of a store."""

    def newest(self, store: str, limit: int) -> list[ImportedFile]:
        """Return the newest uploads of a store, newest first."""
        ...


class StorePage(Frozen):
    """All that is on the page."""

    bulk: StoreFiles | None
    imports: tuple[ImportEntry, ...]
    upload: UploadForm


def page_of_store(
    store: StoreSettings,
    *,
    outbox: BulkDesk,
    records: ImportedFiles,
    archive: Uploads,
    page_url: str,
    language: Language,
    now: datetime,
) -> StorePage:
    """Gather one store's page, and nothing of any other."""
    url, fields = archive.upload_form(export_key(store.id, now), f"{page_url}?uploaded=1")
    return StorePage(
        bulk=None if store.api_url else _bulk(store.id, outbox, page_url),
        imports=tuple(
            _import(one, page_url, language) for one in records.newest(store.id, IMPORTS_SHOWN)
        ),
        upload=UploadForm(url=url, fields=fields),
    )


def store_file_to_download(
    store: str, kind: str, name: str, *, outbox: BulkDesk, records: ImportedFiles
) -> tuple[str, str] | None:
    """Return key and shown name of one of the store's files; None when it has no such file."""
    if kind == "bulk":
        file = outbox.file(store, name)
        return (file.file_key, file.file_name) if file and file.file_key else None
    if kind == "imports":
        for one in records.newest(store, IMPORTS_SHOWN):
            if one.result_key and _import_name(one) == name:
                return one.result_key, f"result-{one.uploaded_at:%Y%m%d-%H%M%S}.xlsx"
    return None


def export_key(store: str, now: datetime) -> str:
    """Where the next sheet of a store goes: keys sort by time, and no two forms share one."""
    return f"exports/{store}/{now:%Y%m%dT%H%M%S%f}/{UNNAMED}"


def _bulk(store: str, outbox: BulkDesk, page_url: str) -> StoreFiles:
    state = outbox.state(store)
    waiting = {
        row.order
        for batch in range(state.written + 1, state.open + 1)
        for row in outbox.rows(store, batch)
    }
    return StoreFiles(
        entries=tuple(_file(file, page_url) for file in outbox.files(store, FILES_SHOWN)),
        waiting=len(waiting),
        make_url=f"{page_url}/file",
        every_minutes=BULK_MINUTES,
    )


def _file(file: BulkFile, page_url: str) -> BulkEntry:
    return BulkEntry(
        number=file.number,
        made_at=file.written_at,
        row_count=file.row_count,
        order_count=file.order_count,
        url=f"{page_url}/bulk/{file.number}" if file.file_key else "",
        left_out=file.left_out,
    )


def _import(one: ImportedFile, page_url: str, language: Language) -> ImportEntry:
    return ImportEntry(
        # The page's own form gives every file one name: its time tells it from others.
        file_name=one.file_name
        if one.file_name != UNNAMED
        else say(language, "page.imports.unnamed"),
        at=one.uploaded_at,
        state=one.state.value,
        orders=one.orders,
        refused=one.refused,
        refusals=tuple(
            Refusal(cell=cell.cell, message=cell.zh if language == "zh" else cell.en)
            for cell in one.refusals
        ),
        reason=one.reason if one.state is ImportState.REFUSED else "",
        url=f"{page_url}/imports/{_import_name(one)}" if one.result_key else "",
    )


def _import_name(one: ImportedFile) -> str:
    """An import's name in an address."""
    return hashlib.sha256(one.import_id.encode()).hexdigest()[:16]
