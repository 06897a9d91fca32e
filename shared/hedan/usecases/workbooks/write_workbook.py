"""Write workbook: what was claimed, as a file for the supplier, once.

The claim is the instruction; the file renders it. A line that was fenced between the two is left
out, and its stop is answered on the spot: nobody outside has heard of it.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from hedan.domain.base import LineKey
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Parcel
from hedan.domain.stops import StopAnswer
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.errors import VersionConflict
from hedan.ports import Archive, Change, Desk
from hedan.settings import Settings, SupplierSettings
from hedan.usecases.again import until_settled
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.waves.daily_cap import give_back
from hedan.usecases.waves.wave_files import Claimed, load
from hedan.usecases.workbooks.gather_news import News, gather_news
from hedan.usecases.workbooks.manifest import XLSX, Manifest, ManifestRow
from hedan.usecases.workbooks.sheet_rows import Piece, sheet_rows
from hedan.usecases.workbooks.supplier_news import sheets_of
from hedan.usecases.workbooks.workbook_rows import picks_of, rows_of
from hedan.workbooks.beside import SheetBeside
from hedan.workbooks.layout import layout_of
from hedan.workbooks.pick_sheet import pick_rows, pick_sheet
from hedan.workbooks.rows import WorkbookHead
from hedan.workbooks.writer import write_workbook as write_rows

type Works = dict[LineKey, LineWork]

# Who answers for lines that were fenced before their workbook was written.
LEFT_OUT = "left out of the workbook"


def write_workbook(
    supplier: str,
    wave_id: str,
    *,
    desk: Desk,
    archive: Archive,
    settings: Settings,
    page_url: str,
    now: datetime,
) -> WorkbookFile | None:
    """Write the file of a wave and return it; None when nothing was claimed."""
    return until_settled(
        lambda: _attempt(supplier, wave_id, desk, archive, settings, page_url, now)
    )


def _attempt(
    supplier: str,
    wave_id: str,
    desk: Desk,
    archive: Archive,
    settings: Settings,
    page_url: str,
    now: datetime,
) -> WorkbookFile | None:
    wave = desk.wave(wave_id)
    file = desk.workbook(supplier, wave.workbook) if wave else None
    if file is None or file.state is not WorkbookState.OPEN:
        return file
    parcel_ids = load(archive, wave_id, Claimed).parcel_ids
    parcels = desk.parcels(parcel_ids)
    works = desk.lines(line.key for parcel in parcels.values() for line in parcel.lines)
    _take_out_fenced(supplier, parcels, works, desk, now)
    live = list(_live_pieces([parcels[parcel_id] for parcel_id in parcel_ids], works))
    counters = desk.supplier_desk(supplier)
    if not live:
        empty = file.but(state=WorkbookState.EMPTY)
        desk.commit(Change(puts=(empty, give_back(counters, wave, kept=0))))
        return None
    written = _write(file, live, desk, archive, settings, page_url, now)
    counters = give_back(counters, wave, kept=written.parcel_count)
    desk.commit(Change(puts=(written, counters.but(last_written=written.number))))
    return written.but(version=written.version + 1)


def _take_out_fenced(
    supplier: str, parcels: dict[str, Parcel], works: Works, desk: Desk, now: datetime
) -> None:
    """Answer the stops of lines that no supplier will ever hear of: they stay here.

    Else a withdrawn refund would bring back a line that stands in no workbook. Raises
    VersionConflict when there were any, since the lines are to be read again.
    """
    fenced = {
        work.key
        for work in works.values()
        if work.state is LineState.STOPPING and work.parcel_id in parcels
    }
    if not fenced:
        return
    for stop in desk.stops(supplier):
        mine = stop.parcel_id in parcels and any(line.key in fenced for line in stop.lines)
        if mine and not stop.is_settled:
            answer_stop(supplier, stop.stop_id, StopAnswer.STOPPED, LEFT_OUT, desk=desk, now=now)
    raise VersionConflict(f"{len(fenced)} lines were taken out of the workbook")


def _live_pieces(parcels: list[Parcel], works: Works) -> Iterator[Piece]:
    for parcel in parcels:
        for line in parcel.lines:
            if _is_live(works.get(line.key), parcel):
                for place, part in enumerate(line.contents):
                    yield Piece(parcel, line, part, place)


def _is_live(work: LineWork | None, parcel: Parcel) -> bool:
    return (
        work is not None
        and work.state is LineState.CLAIMED
        and work.parcel_id == parcel.parcel_id
        and work.may_ship
    )


def _write(
    file: WorkbookFile,
    live: list[Piece],
    desk: Desk,
    archive: Archive,
    settings: Settings,
    page_url: str,
    now: datetime,
) -> WorkbookFile:
    supplier, template = settings.supplier(file.supplier), settings.template(file.supplier)
    layout = layout_of(template, packages=bool(settings.packages), inserts=bool(settings.inserts))
    rows = sheet_rows(file.number, live, template, settings)
    news = gather_news(supplier, desk=desk, now=now)
    out = BytesIO()
    written = write_rows(
        _head(file, supplier, settings, page_url, now),
        rows_of(rows, template, layout, settings, desk),
        out,
        _beside(live, news, desk, archive, settings, now),
        layout=layout,
    )
    content = out.getvalue()
    manifest = Manifest(
        number=file.number,
        supplier=file.supplier,
        rows=tuple(
            ManifestRow(
                sheet_row=written.row_numbers[row.row_key],
                row_key=row.row_key,
                parcel_id=row.parcel.parcel_id,
                lines=row.lines,
            )
            for row in rows
        ),
    )
    digest = hashlib.sha256(content).hexdigest()
    place = f"workbooks/{file.supplier}/{file.number}-{digest[:12]}"
    archive.put(f"{place}.xlsx", content, XLSX)
    archive.put(f"{place}.json", manifest.model_dump_json().encode(), "application/json")
    return file.but(
        state=WorkbookState.WRITTEN,
        file_key=f"{place}.xlsx",
        manifest_key=f"{place}.json",
        sha256=digest,
        row_count=len(rows),
        parcel_count=len({piece.parcel.parcel_id for piece in live}),
        written_at=now,
        news=news.fingerprint,
    )


def _head(
    file: WorkbookFile,
    supplier: SupplierSettings,
    settings: Settings,
    page_url: str,
    now: datetime,
) -> WorkbookHead:
    return WorkbookHead(
        number=file.number,
        supplier_id=supplier.id,
        supplier_name=supplier.name,
        predecessor=file.predecessor,
        made_at=now,
        language=supplier.language,
        time_zone=supplier.time_zone,
        page_url=page_url,
        carriers=tuple(carriers_as_named(supplier.id, settings)),
    )


def carriers_as_named(supplier: str, settings: Settings) -> Iterator[str]:
    """Yield every carrier by the name that this supplier uses, or else by its own."""
    for carrier in settings.carriers:
        own = (
            one.name
            for one in settings.carrier_names
            if (one.supplier, one.carrier) == (supplier, carrier.code)
        )
        yield next(own, carrier.name)


def _beside(
    live: list[Piece], news: News, desk: Desk, archive: Archive, settings: Settings, now: datetime
) -> tuple[SheetBeside, ...]:
    """Return the sheets after the Ship sheet, in their order."""
    supplier = settings.supplier(news.supplier)
    sheets = sheets_of(news, desk=desk, archive=archive, settings=settings, now=now)
    if not supplier.pick_list:
        return sheets
    return (*sheets, pick_sheet(pick_rows(picks_of(live, settings)), supplier.language))
