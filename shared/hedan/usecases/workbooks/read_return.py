"""A workbook comes back: each filled row is checked, applied once, and answered with its cell.

Nothing in the file is believed against the manifest of the workbook that it claims to be. What its
owner has to hear of it is told once for the whole file, with the record of the file itself.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from hedan.domain.events import Event, EventKind
from hedan.domain.workbook_files import ReturnedFile, WorkbookFile, WorkbookState
from hedan.errors import WorkbookRefused
from hedan.ports import Aggregate, Archive, Change, Desk
from hedan.settings import Settings, SupplierSettings
from hedan.usecases.workbooks.apply_others import OtherVerdict, apply_others
from hedan.usecases.workbooks.apply_rows import Applied, ApplyRows
from hedan.usecases.workbooks.manifest import XLSX, Manifest, load_manifest
from hedan.usecases.workbooks.note_download import note_download
from hedan.workbooks.reader import read_workbook, refuse_large
from hedan.workbooks.repairs import repaired
from hedan.workbooks.result import Verdict, write_result
from hedan.workbooks.returned import ReturnedWorkbook
from hedan.workbooks.rows import Language
from hedan.workbooks.texts import file_refusal_text

# What the page shows; all of them stand in the result workbook.
REFUSALS_KEPT_MAX = 20
# What is told of one file; the rest of them stands with the parcels.
TOLD_MAX = 200
# So many files before this one may have told the same.
FILES_BEFORE = 20


def read_return(
    supplier: str,
    file_key: str,
    *,
    desk: Desk,
    archive: Archive,
    settings: Settings,
    now: datetime,
    size: int = 0,
) -> ReturnedFile:
    """Apply a returned file and return what became of it. The same upload twice changes nothing.

    size: its bytes as the bucket tells them, so that one too large is never read; 0: not told.
    """
    known = desk.returned_file(supplier, file_key)
    if known is not None:
        return known
    fresh = ReturnedFile(file_key=file_key, supplier=supplier, file_name=file_key, received_at=now)
    whose = settings.supplier(supplier)
    try:
        refuse_large(size)
        returned = _read(archive.get(file_key), file_key, whose, now)
        file = _own_workbook(supplier, returned.number, desk)
    except WorkbookRefused as refused:
        return _keep(fresh.but(refused=1, refusals=(f": {refused}",)), (), desk, now)
    if file.downloaded_at is None:  # However it came there: it is the supplier's from here on.
        note_download(supplier, file.number, desk=desk, now=now)
    manifest = load_manifest(archive, file)
    returned = repaired(returned, _expected(manifest))
    applied = ApplyRows(manifest, whose, settings, desk, now).run(returned)
    others = apply_others(returned.others, file.number, whose, desk=desk, now=now)
    result_key = f"results/{file_key.removeprefix('uploads/')}.xlsx"
    archive.put(result_key, _result(returned, applied, others, whose.language), XLSX)
    cells = list(_refusals(returned, applied, others, whose.language))
    verdicts = [*applied.verdicts.values(), *(one.verdict for one in others)]
    return _keep(
        fresh.but(
            workbook=file.number,
            accepted=sum(verdict.accepted for verdict in verdicts),
            refused=len(cells),
            refusals=tuple(cells[:REFUSALS_KEPT_MAX]),
            result_key=result_key,
            told=applied.told[:TOLD_MAX],
        ),
        applied.told[:TOLD_MAX],
        desk,
        now,
    )


def _read(content: bytes, name: str, supplier: SupplierSettings, now: datetime) -> ReturnedWorkbook:
    today = now.astimezone(ZoneInfo(supplier.time_zone)).date()
    return read_workbook(content, name, today=today)


def _own_workbook(supplier: str, number: str, desk: Desk) -> WorkbookFile:
    """Return the workbook that a file says it is. Raises WorkbookRefused when it does not stand."""
    file = desk.workbook(supplier, number) if number else None
    if file is not None and file.state is WorkbookState.RECALLED:
        raise WorkbookRefused("RECALLED", file_refusal_text("RECALLED", number))
    if file is None or file.state is not WorkbookState.WRITTEN:
        raise WorkbookRefused("NOT_YOURS", file_refusal_text("NOT_YOURS", number or "?"))
    return file


def _expected(manifest: Manifest) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return by row key the parcel and the orders of each row, as the file left us."""
    return {
        row.row_key: (row.parcel_id, tuple(line.order.order_id for line in row.lines))
        for row in manifest.rows
    }


def _result(
    returned: ReturnedWorkbook,
    applied: Applied,
    others: Iterable[OtherVerdict],
    language: Language,
) -> bytes:
    beside: dict[tuple[str, int], Verdict] = {
        (one.answer.sheet_name, one.answer.sheet_row): one.verdict for one in others
    }
    return write_result(returned, applied.verdicts, language, beside)


def _refusals(
    returned: ReturnedWorkbook,
    applied: Applied,
    others: Iterable[OtherVerdict],
    language: Language,
) -> Iterator[str]:
    """Yield what was refused, each with its sheet and cell."""
    for refusal in returned.refusals:
        yield f"{refusal.place}: {refusal.message(language)}"
    for verdict in applied.verdicts.values():
        if not verdict.accepted:
            yield f"{returned.table.name}!{verdict.cell}: {verdict.message}"
    for one in others:
        if not one.verdict.accepted:
            yield f"{one.answer.sheet_name}!{one.verdict.cell}: {one.verdict.message}"


def _keep(returned: ReturnedFile, told: Iterable[str], desk: Desk, now: datetime) -> ReturnedFile:
    """Keep what became of a file, with what its owner has to hear and has not heard yet.

    A file that comes again, with more rows filled in, says again what it said before.
    """
    untold = set(told)
    if untold:
        before = desk.returned_files(returned.supplier, FILES_BEFORE)
        untold -= {one for file in before for one in file.told}
    events: list[tuple[Aggregate, Event]] = []
    if untold:
        facts = {
            "supplier": returned.supplier,
            "workbook": returned.workbook,
            "file": returned.file_key,
        }
        for subject in ("numbers", "short", "prices", "notes"):
            parcels = dict.fromkeys(
                one.split("|")[1] for one in sorted(untold) if one.startswith(f"{subject}|")
            )
            if parcels:
                facts[subject] = ",".join(parcels)
        events.append((returned, Event(kind=EventKind.RETURN_ASKS, at=now, facts=facts)))
    desk.commit(Change(puts=(returned,), events=tuple(events)))
    return returned
