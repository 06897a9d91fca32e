"""Write workbook: what was claimed, as a file for the supplier, once.

The claim is the instruction; the file renders it. A line that was fenced between the two is left
out, and its stop is answered on the spot: nobody outside has heard of it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

from hedan.domain.base import short_id
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Parcel, ParcelLine
from hedan.domain.parts import Part
from hedan.domain.stops import StopAnswer
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.errors import VersionConflict
from hedan.ports import Archive, Change, Desk
from hedan.settings import Settings
from hedan.texts import Language, reasons_in_words, say
from hedan.usecases.again import until_settled
from hedan.usecases.answer_stop import answer_stop
from hedan.usecases.manifest import XLSX, Manifest, ManifestRow
from hedan.usecases.wave_files import Claimed, load
from hedan.workbooks.rows import WorkbookHead, WorkbookRow
from hedan.workbooks.writer import write_workbook as write_rows

# Who answers for lines that were fenced before their workbook was written.
LEFT_OUT = "left out of the workbook"


class _Piece(NamedTuple):
    """One row: a part of a line of a parcel. A combo has a row for each of its SKUs."""

    parcel: Parcel
    line: ParcelLine
    part: Part
    place: int  # Which part of its line.

    def row_key(self, workbook: str) -> str:
        """Name the row: the same piece in another file has another key."""
        piece = (str(self.line.key), str(self.place)) if self.place else (str(self.line.key),)
        return short_id("R", workbook, self.parcel.parcel_id, *piece)


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
    _take_out_fenced(supplier, parcels, desk, now)
    live = list(_live_pieces([parcels[parcel_id] for parcel_id in parcel_ids], desk))
    if not live:
        desk.commit(Change(puts=(file.but(state=WorkbookState.EMPTY),)))
        return None
    written = _write(file, live, archive, settings, page_url, now)
    counters = desk.supplier_desk(supplier)
    desk.commit(Change(puts=(written, counters.but(last_written=written.number))))
    return written.but(version=written.version + 1)


def _take_out_fenced(supplier: str, parcels: dict[str, Parcel], desk: Desk, now: datetime) -> None:
    """Answer the stops of lines that no supplier will ever hear of: they stay here.

    Else a withdrawn refund would bring back a line that stands in no workbook. Raises
    VersionConflict when there were any, since the lines are to be read again.
    """
    works = desk.lines(line.key for parcel in parcels.values() for line in parcel.lines)
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


def _live_pieces(parcels: list[Parcel], desk: Desk) -> Iterator[_Piece]:
    works = desk.lines(line.key for parcel in parcels for line in parcel.lines)
    for parcel in parcels:
        for line in parcel.lines:
            if _is_live(works.get(line.key), parcel):
                for place, part in enumerate(line.contents):
                    yield _Piece(parcel, line, part, place)


def _is_live(work: LineWork | None, parcel: Parcel) -> bool:
    return (
        work is not None
        and work.state is LineState.CLAIMED
        and work.parcel_id == parcel.parcel_id
        and work.may_ship
    )


def _write(
    file: WorkbookFile,
    live: list[_Piece],
    archive: Archive,
    settings: Settings,
    page_url: str,
    now: datetime,
) -> WorkbookFile:
    supplier = settings.supplier(file.supplier)
    head = WorkbookHead(
        number=file.number,
        supplier_id=supplier.id,
        supplier_name=supplier.name,
        predecessor=file.predecessor,
        made_at=now,
        language=supplier.language,
        time_zone=supplier.time_zone,
        page_url=page_url,
        carriers=tuple(carrier.name for carrier in settings.carriers),
    )
    out = BytesIO()
    written = write_rows(head, _rows(file, live, settings), out)
    content = out.getvalue()
    manifest = Manifest(
        number=file.number,
        supplier=file.supplier,
        rows=tuple(
            ManifestRow(
                sheet_row=written.row_numbers[piece.row_key(file.number)],
                row_key=piece.row_key(file.number),
                parcel_id=piece.parcel.parcel_id,
                line=piece.line.key,
            )
            for piece in live
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
        row_count=len(live),
        parcel_count=len({piece.parcel.parcel_id for piece in live}),
        written_at=now,
    )


def _rows(file: WorkbookFile, live: list[_Piece], settings: Settings) -> Iterator[WorkbookRow]:
    totals = Counter(piece.parcel.parcel_id for piece in live)
    counts: Counter[str] = Counter()
    language = settings.supplier(file.supplier).language
    for piece in live:
        parcel, line, part = piece.parcel, piece.line, piece.part
        counts[parcel.parcel_id] += 1
        receiver = parcel.receiver
        yield WorkbookRow(
            row_key=piece.row_key(file.number),
            parcel_id=parcel.parcel_id,
            part=f"{counts[parcel.parcel_id]}/{totals[parcel.parcel_id]}",
            order_id=line.key.order.order_id,
            store_name=settings.store(parcel.store).name,
            sku=part.sku,
            name=part.name or line.name,
            spec=line.spec if part.sku == line.sku else "",
            quantity=part.quantity,
            is_gift=line.is_gift or part.is_gift,
            receiver_name=receiver.name,
            receiver_phone=receiver.phone,
            region=receiver.region,
            address=receiver.detail,
            remarks="\n".join(_remarks(parcel, settings, language)),
            deadline=parcel.deadline,
            reasons=reasons_in_words(language, parcel.reasons),
        )


def _remarks(parcel: Parcel, settings: Settings, language: Language) -> Iterator[str]:
    """Yield what the seller asks for the whole parcel, then every word of buyers and sellers."""
    handlings = [line.handling for line in parcel.lines]
    for code in dict.fromkeys(one.carrier for one in handlings if one.carrier):
        carrier = settings.carrier(code)
        yield say(language, "row.carrier", carrier=carrier.name if carrier else code)
    for package in dict.fromkeys(one.package for one in handlings if one.package):
        yield say(language, "row.package", package=package)
    yield from dict.fromkeys(note for one in handlings for note in one.notes)
    yield from (f"{remark.order.order_id}: {remark.text}" for remark in parcel.remarks)
