"""The file door: each order of an export sheet becomes a hint like any other door's.

A store without an API has no other truth than its sheets: their orders travel inside the hints.
For a store with one, a sheet only says which orders to read.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from hedan.domain.imported_files import ImportedFile, ImportState
from hedan.domain.intake import Hint
from hedan.errors import WorkbookRefused
from hedan.exports.dialects import Manner, manner_of
from hedan.exports.orders import FileOrder, ReadExport, read_orders
from hedan.exports.refusals import refused_file
from hedan.exports.result import RESULT_TYPE, write_result
from hedan.ports import Archive, Queue
from hedan.settings import StoreSettings

# What the record shows; all of them stand in the result file.
REFUSALS_KEPT_MAX = 200
# Of one call to the queue, in messages and in bytes (SQS: 10, and 256 KB together).
SEND_MESSAGES_MAX = 10
SEND_BYTES_MAX = 200_000
MESSAGE_ID_CHARACTERS = 32

type Message = tuple[str, str, str]


class Imports(Protocol):
    """What became of the uploads."""

    def first(self, store: str, sha256: str) -> str | None:
        """Return which import took these bytes first, or None."""
        ...

    def claim(self, file: ImportedFile) -> str:
        """Say that this import took its bytes; return who was first, perhaps another."""
        ...

    def get(self, store: str, import_id: str) -> ImportedFile | None:
        """Return what became of one upload."""
        ...

    def keep(self, file: ImportedFile) -> None:
        """Remember what became of an upload; the same again is harmless."""
        ...


def import_orders(
    store: StoreSettings,
    file_key: str,
    body: bytes,
    *,
    queue: Queue,
    archive: Archive,
    imports: Imports,
    now: datetime,
) -> ImportedFile:
    """Queue the orders of an export sheet and return what became of it. now: of the upload.

    Dying anywhere is harmless: the same upload again queues the same messages. The same bytes in
    another upload queue nothing. Raises TryAgain when the queue took less than all.
    """
    fresh = _fresh(store.id, file_key, body, now)
    first = imports.first(store.id, fresh.sha256)
    if first is not None:
        known = imports.get(store.id, fresh.import_id)
        if known is not None:
            return known
        if first != fresh.import_id:
            return _kept(fresh.but(state=ImportState.REPEATED, repeats=first), imports)
    try:
        manner = _manner(store)
        read = read_orders(body, manner, now)
    except WorkbookRefused as refused:
        return _kept(_refused(fresh, refused), imports)
    for some in _batches(_hint(one, manner, now).queued for one in read.orders):
        queue.send(some)
    done = _done(fresh, read, manner, archive)
    if read.orders:
        # Without an order taken, the same bytes may succeed once the settings are corrected.
        imports.claim(done)
    return _kept(done, imports)


def refuse_unknown_store(
    store: str, file_key: str, body: bytes, *, imports: Imports, now: datetime
) -> ImportedFile:
    """Record a file that lies in a folder of no store."""
    fresh = _fresh(store, file_key, body, now)
    return _kept(_refused(fresh, refused_file("STORE_UNKNOWN", store)), imports)


def _fresh(store: str, file_key: str, body: bytes, now: datetime) -> ImportedFile:
    return ImportedFile(
        store=store,
        file_key=file_key,
        file_name=file_key.rpartition("/")[2],
        sha256=hashlib.sha256(body).hexdigest(),
        uploaded_at=now,
        state=ImportState.TAKEN,
    )


def _manner(store: StoreSettings) -> Manner:
    try:
        return manner_of(store)
    except KeyError as exc:
        raise refused_file("NO_SHEETS", store.platform) from exc
    except ValueError as exc:
        raise refused_file("OPTION_WRONG", str(exc)) from exc


def _done(fresh: ImportedFile, read: ReadExport, manner: Manner, archive: Archive) -> ImportedFile:
    result_key = ""
    if read.refusals:
        result_key = f"imports/{fresh.store}/{fresh.import_id.replace('#', '-')}.result.xlsx"
        archive.put(result_key, write_result(read), RESULT_TYPE)
    return fresh.but(
        platform=manner.dialect.platform,
        rows=read.rows,
        orders=len(read.orders),
        refused=len(read.refusals),
        refusals=read.refusals[:REFUSALS_KEPT_MAX],
        result_key=result_key,
    )


def _refused(fresh: ImportedFile, refused: WorkbookRefused) -> ImportedFile:
    return fresh.but(state=ImportState.REFUSED, reason_code=refused.code, reason=str(refused))


def _kept(file: ImportedFile, imports: Imports) -> ImportedFile:
    imports.keep(file)
    return file


def _hint(told: FileOrder, manner: Manner, now: datetime) -> Hint:
    """Return the message: the same for the same facts, from whatever file they come."""
    order = told.order.model_dump_json()
    after_sales = tuple(one.model_dump_json() for one in told.after_sales)
    facts = hashlib.sha256("\x1f".join((order, *after_sales)).encode()).hexdigest()
    return Hint(
        door="file",
        platform=told.order.key.platform,
        store=told.order.key.store,
        kind="order",
        message_id=f"file:{facts[:MESSAGE_ID_CHARACTERS]}",
        seen_at=now,
        shop_id=manner.store.shop_id,
        order_id=told.order.key.order_id,
        told=None if manner.has_api else order,
        told_after_sales=() if manner.has_api else after_sales,
    )


def _batches(messages: Iterable[Message]) -> Iterator[list[Message]]:
    """Yield what one call to the queue may carry."""
    some: list[Message] = []
    size = 0
    for message in messages:
        bytes_more = len(message[2].encode())
        if some and (len(some) == SEND_MESSAGES_MAX or size + bytes_more > SEND_BYTES_MAX):
            yield some
            some, size = [], 0
        some.append(message)
        size += bytes_more
    if some:
        yield some
