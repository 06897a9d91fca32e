"""Write bulk file: what waits for a store without an API becomes files for its back office.

A batch is closed before it is read, and written down after its files lie in the bucket. Whoever
dies in between leaves a closed batch, which the next run writes again: the same rows, once.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import batched
from typing import NamedTuple

from hedan.bulk_files.rows import count_of, rows_of
from hedan.bulk_files.writing import TYPES, write_bulk
from hedan.domain.base import LineKey
from hedan.domain.bulk_files import BulkFile, BulkRow, bulk_number
from hedan.domain.line_work import LineState, LineWork
from hedan.errors import VersionConflict
from hedan.notices import bulk_file_notice
from hedan.platforms.filed.formats import BulkFormat, Cell, format_of
from hedan.platforms.filed.outbox import BulkDesk
from hedan.ports import Archive, Desk, Notices
from hedan.settings import Settings, StoreSettings

# More files than a run can have left untold: half an hour's, and those of runs that died.
FILES_LOOKED_AT = 100
LINES_AT_ONCE = 500
HASH_CHARACTERS = 8


class _Checked(NamedTuple):
    """A batch as the desk sees it now."""

    clear: list[BulkRow]
    left_out: tuple[str, ...]  # Orders whose numbers do not go, or not all of them.
    completing: frozenset[BulkRow]  # The last of their order: nothing is left to ship.


def write_bulk_file(
    store: StoreSettings,
    *,
    outbox: BulkDesk,
    desk: Desk,
    archive: Archive,
    now: datetime,
    asked: bool = False,
) -> list[BulkFile]:
    """Return the files that were written now; none when nothing waited.

    asked: whoever asked sees them at once, so that nobody need be told.
    Raises SettingsInvalid when the store's options describe no file.
    """
    bulk = format_of(store)
    state = outbox.state(store.id)
    batches = list(state.closed)
    if outbox.rows(store.id, state.open):
        _close(store.id, state.open, outbox)
        batches.append(state.open)
    files: list[BulkFile] = []
    for batch in batches:
        rows = outbox.rows(store.id, batch)
        written = [
            file.but(told_at=now if asked else None)
            for file in _files(store.id, batch, rows, bulk, desk=desk, archive=archive, now=now)
        ]
        try:
            outbox.keep(store.id, batch, written)
        except VersionConflict:
            break  # Another run is at it: it has the same rows and goes on from here.
        files += written
    return files


def tell_bulk_files(
    store: StoreSettings,
    *,
    outbox: BulkDesk,
    notices: Notices,
    settings: Settings,
    page_url: str,
    now: datetime,
) -> int:
    """Tell the owner of every file that nobody was told of; return how many there were.

    Told, then noted: a crash between the two tells twice, never not at all.
    """
    untold = [file for file in outbox.files(store.id, FILES_LOOKED_AT) if file.told_at is None]
    for file in sorted(untold, key=lambda one: one.number):
        notices.publish(bulk_file_notice(store, file, link=page_url, language=settings.language))
        outbox.told(file.but(told_at=now))
    return len(untold)


def _close(store: str, batch: int, outbox: BulkDesk) -> None:
    try:
        outbox.close(store, batch)
    except VersionConflict:
        return  # Somebody else has: it is as closed as it can be.


def _files(
    store: str,
    batch: int,
    rows: Sequence[BulkRow],
    bulk: BulkFormat,
    *,
    desk: Desk,
    archive: Archive,
    now: datetime,
) -> Iterator[BulkFile]:
    """Write the rows as files no longer than the platform takes."""
    checked = _checked(rows, bulk, desk)
    # Even when all was left out: the page and the notice must say so.
    for part, some in enumerate(_parts(checked.clear, bulk) or [[]], start=1):
        number = bulk_number(store, batch, part)
        yield BulkFile(
            number=number,
            store=store,
            batch=batch,
            file_key=_write(store, number, some, bulk, checked, archive) if some else "",
            row_count=sum(count_of(row, bulk) for row in some),
            order_count=len({row.order for row in some}),
            left_out=checked.left_out if part == 1 else (),
            written_at=now,
        )


def _write(
    store: str,
    number: str,
    rows: Sequence[BulkRow],
    bulk: BulkFormat,
    checked: _Checked,
    archive: Archive,
) -> str:
    content = write_bulk(
        (
            cells
            for row in rows
            for cells in rows_of(row, bulk, complete=row.whole_order or row in checked.completing)
        ),
        bulk,
    )
    # Two runs may differ by a fence that closed between them: neither overwrites the other's.
    digest = hashlib.sha256(content).hexdigest()[:HASH_CHARACTERS]
    key = f"bulk/{store}/{number}-{digest}.{bulk.kind}"
    archive.put(key, content, TYPES[bulk.kind])
    return key


def _parts(rows: Iterable[BulkRow], bulk: BulkFormat) -> list[list[BulkRow]]:
    parts: list[list[BulkRow]] = []
    room = 0
    for row in rows:
        count = count_of(row, bulk)
        if count > room:
            parts.append([])
            room = bulk.rows_max
        parts[-1].append(row)
        room -= count
    return parts


def _checked(rows: Sequence[BulkRow], bulk: BulkFormat, desk: Desk) -> _Checked:
    """Look at the fences once more, and at what else of each order has been shipped.

    The numbers were clear when they were told; a refund may have come since. Between this look
    and the upload by hand the platform itself is the last to refuse.
    """
    works = _works((_line_keys(row) for row in rows), desk)
    looked_at = [(row, _without_fenced(row, bulk, works)) for row in rows]
    clear = [kept for _, kept in looked_at if kept is not None]
    left_out = (row.order.order_id for row, kept in looked_at if kept != row)
    completing = _completing(clear, works, desk) if bulk.has(Cell.WHOLE) else frozenset()
    return _Checked(clear, tuple(dict.fromkeys(left_out)), completing)


def _without_fenced(
    row: BulkRow, bulk: BulkFormat, works: dict[LineKey, LineWork]
) -> BulkRow | None:
    """Return what of a row may go: all, its clear lines if the file can name lines, or nothing."""
    fenced = {key.line_id for key in _line_keys(row) if key in works and works[key].fence.is_closed}
    if not fenced:
        return row
    lines = tuple(line for line in row.lines if line.line_id not in fenced)
    if not (lines and bulk.has(Cell.LINE)):
        return None
    return row.but(lines=lines, whole_order=False)


def _completing(
    rows: Sequence[BulkRow], works: dict[LineKey, LineWork], desk: Desk
) -> frozenset[BulkRow]:
    parts = [row for row in rows if not row.whole_order]
    last = {row.order: row for row in parts}  # In the order of their telling: the last stays.
    needed = {
        key: [LineKey(order=key, line_id=line.line_id) for line in order.lines]
        for key, order in desk.orders(last).items()
    }
    known = works | _works(needed.values(), desk)
    return frozenset(
        row
        for key, row in last.items()
        if key in needed and all(_is_shipped(known, line, row) for line in needed[key])
    )


def _line_keys(row: BulkRow) -> list[LineKey]:
    return [LineKey(order=row.order, line_id=line.line_id) for line in row.lines]


def _works(keys: Iterable[list[LineKey]], desk: Desk) -> dict[LineKey, LineWork]:
    wanted = dict.fromkeys(key for some in keys for key in some)
    found: dict[LineKey, LineWork] = {}
    for some in batched(wanted, LINES_AT_ONCE, strict=False):
        found |= desk.lines(some)
    return found


def _is_shipped(works: dict[LineKey, LineWork], line: LineKey, row: BulkRow) -> bool:
    if line in _line_keys(row):
        return True
    return line in works and works[line].state is LineState.SHIPPED
