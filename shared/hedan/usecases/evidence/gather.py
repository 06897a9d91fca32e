"""Gathers the evidence of a case: what is kept, from wherever it is kept, and what is missing."""

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.cases import Case
from hedan.domain.commits import HistoryBroken, StoredEvent, commits_of, in_order
from hedan.domain.evidence import (
    Attachment,
    Evidence,
    Missing,
    NoticeSaid,
    PolicySaid,
    RowSaid,
    SheetSaid,
    Way,
)
from hedan.domain.history import History, place_of
from hedan.domain.line_steps import walked_back
from hedan.domain.parcels import Parcel, Tracking
from hedan.domain.stops import Stop, StopLevel
from hedan.domain.workbook_files import WorkbookFile
from hedan.errors import HedanError, VersionConflict
from hedan.notices import stop_notice
from hedan.platforms.platform import TrackingStep
from hedan.ports import Archive, CaseBook, Desk, OrderFile
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.cases.judge import judged
from hedan.usecases.cases.work_case import case_of
from hedan.usecases.evidence.entries import EventBook, entries_of
from hedan.usecases.workbooks.rows_in_workbooks import rows_of_lines
from hedan.workbooks.files import read_tables
from hedan.workbooks.headings import find_sheet

# In the place of the signed link of a notice: whoever reads the bundle must not act by it.
NO_LINK = "…"
PHOTO_BYTES_MAX = 96 * 1024 * 1024  # Of all together: see BUNDLE_BYTES_MAX.

type Track = Callable[[OrderKey, Tracking], Sequence[TrackingStep] | None]
"""What the platform tells of a parcel's way; None where it tells nothing of ways."""


class Sources(NamedTuple):
    """Where evidence lies."""

    desk: Desk
    cases: CaseBook
    events: EventBook
    archive: Archive
    settings: Settings
    track: Track


def gather_evidence(key: OrderKey, case_id: str, sources: Sources) -> Evidence:
    """Gather all of it.

    Raises KeyError for a case that nobody knows, TryAgain when the order keeps changing meanwhile
    or when its history does not add up: then nothing in here would be evidence.
    """
    return until_settled(lambda: _attempt(key, case_id, sources))


def _attempt(key: OrderKey, case_id: str, sources: Sources) -> Evidence:
    desk = sources.desk
    case = case_of(key, case_id, book=sources.cases, desk=desk)
    file, told = desk.order_file(key), desk.history(key)
    try:
        History(file.members, told)
    except HistoryBroken as broken:
        raise VersionConflict(str(broken)) from broken
    parcels = tuple(desk.parcels(_parcel_ids(file, told, case)).values())
    stops = tuple(_stops(key, parcels, desk))
    missing: list[Missing] = []
    workbooks = tuple(_workbooks(parcels, desk))
    after_sale = file.after_sales.get(case_id)
    raw = tuple(_raw(file, told, sources.archive, missing))
    lines = {line.key for parcel in parcels for line in parcel.lines if line.key.order == key}
    store = sources.settings.store(key.store)
    return Evidence(
        store_name=store.name,
        zone=store.time_zone,
        case=case,
        after_sale=after_sale,
        order=file.order,
        parcels=parcels,
        stops=stops,
        entries=entries_of(case, after_sale, told, parcels, stops, workbooks, sources.events),
        sheets=tuple(_sheets(workbooks, lines, sources.archive, missing)),
        notices=tuple(_notices(stops, workbooks, sources, missing)),
        ways=tuple(_ways(key, parcels, sources.track, missing)),
        policy=_policy(case, file, parcels, sources.settings),
        raw=raw,
        photos=tuple(_photos(case, sources.archive, missing)),
        missing=tuple(missing),
    )


def _parcel_ids(file: OrderFile, told: Iterable[StoredEvent], case: Case) -> list[str]:
    """Return every parcel that a line of the order is in, or was in."""
    now = [work.parcel_id for work in file.works if work.parcel_id]
    once = [stored.event.facts.get("parcel", "") for stored in told]
    replaced = case.replacement.old_parcels if case.replacement else ()
    return sorted({name for name in (*now, *once, *replaced) if name})


def _stops(key: OrderKey, parcels: Iterable[Parcel], desk: Desk) -> Iterator[Stop]:
    for supplier in dict.fromkeys(parcel.supplier for parcel in parcels):
        own = [stop for stop in desk.stops(supplier) if stop.order == key]
        yield from sorted(own, key=lambda stop: (stop.fenced_at, stop.stop_id))


def _workbooks(parcels: Iterable[Parcel], desk: Desk) -> Iterator[WorkbookFile]:
    for supplier, number in dict.fromkeys((one.supplier, one.workbook) for one in parcels):
        file = desk.workbook(supplier, number) if number else None
        if file is not None and file.written_at is not None:
            yield file


# --- What came from the platform ------------------------------------------------------------------


def _raw(
    file: OrderFile, told: Sequence[StoredEvent], archive: Archive, missing: list[Missing]
) -> Iterator[Attachment]:
    """Yield every payload of the order and its after-sales that is still kept."""
    commits = in_order(commits_of(told))
    for member in (file.order, *file.after_sales.values()):
        if member is None:
            continue
        name = place_of(member)[1]
        places = {member.version: member.raw}
        for _, tree, version in walked_back(name, member, member.version, commits):
            if version:
                places[version] = tree.get("raw", "")
        earlier = ""
        for version, place in sorted(places.items()):
            if place and place != earlier:
                yield from _payload(f"{safe(name)}-v{version}.json", place, archive, missing)
            earlier = place


def _payload(
    name: str, place: str, archive: Archive, missing: list[Missing]
) -> Iterator[Attachment]:
    key, _, position = place.rpartition("#")
    try:
        lines = gzip.decompress(archive.get(key)).decode().split("\n")
    except KeyError:
        missing.append(Missing("expired", f"raw/{name} ({place})"))
    else:
        yield Attachment(name, json.loads(lines[int(position)]).encode())


def _ways(
    key: OrderKey, parcels: Iterable[Parcel], track: Track, missing: list[Missing]
) -> Iterator[Way]:
    for parcel in parcels:
        numbers = [parcel.tracking, *parcel.more_numbers] if parcel.tracking else []
        for tracking in numbers:
            piece = f"{tracking.carrier} {tracking.number}"
            try:
                steps = track(key, tracking)
            except HedanError as refused:
                missing.append(Missing("unread", f"{piece}: {type(refused).__name__}"))
                continue
            if steps is None:
                missing.append(Missing("not_told", piece))
                continue
            yield Way(
                tracking.carrier,
                tracking.number,
                tuple((step.at, step.text, step.code) for step in steps),
            )


# --- What we wrote --------------------------------------------------------------------------------


def _sheets(
    workbooks: Iterable[WorkbookFile],
    lines: set[LineKey],
    archive: Archive,
    missing: list[Missing],
) -> Iterator[SheetSaid]:
    for file in workbooks:
        try:
            found = rows_of_lines(archive, file, lines)
            table, headings = find_sheet(read_tables(archive.get(file.file_key)))
        except KeyError as gone:
            missing.append(Missing("expired", f"{file.number} ({gone.args[0]})"))
            continue
        assert file.written_at is not None
        wanted = sorted({row for rows in found.values() for row in rows})
        yield SheetSaid(
            number=file.number,
            supplier=file.supplier,
            file_key=file.file_key,
            sha256=file.sha256,
            written_at=file.written_at,
            headings=table.rows[headings.row],
            rows=[RowSaid(row, table.rows.get(row, [])) for row in wanted],
        )


def _notices(
    stops: Iterable[Stop],
    workbooks: Sequence[WorkbookFile],
    sources: Sources,
    missing: list[Missing],
) -> Iterator[NoticeSaid]:
    files = {(file.supplier, file.number): file for file in workbooks}
    for stop in stops:
        file = files.get((stop.supplier, stop.workbook))
        rows = _rows(stop, file, sources.archive) if file else ()
        for telling in stop.told:
            try:
                notice = stop_notice(
                    _as_it_was(stop, telling.level, telling.at),
                    telling.level,
                    settings=sources.settings,
                    rows=rows,
                    link=NO_LINK,
                    now=telling.at,
                )
            except KeyError as gone:
                missing.append(Missing("settings_gone", f"{stop.stop_id}: {gone.args[0]}"))
                continue
            yield NoticeSaid(
                stop.stop_id, telling.level, telling.at, notice.title, notice.email_body
            )


def _rows(stop: Stop, file: WorkbookFile, archive: Archive) -> tuple[int, ...]:
    try:
        found = rows_of_lines(archive, file, (line.key for line in stop.lines))
    except KeyError:
        return ()  # That they are gone is said where the rows themselves are missing.
    return tuple(sorted({row for rows in found.values() for row in rows}))


def _as_it_was(stop: Stop, level: StopLevel, at: datetime) -> Stop:
    """Return a stop as it was when it was told: what was answered later is not in its words."""
    printed = stop.label_printed_at if (stop.label_printed_at or at) < at else None
    answered = stop.answer if level is StopLevel.WITHDRAWN else None
    return stop.but(label_printed_at=printed, answer=answered)


def _photos(case: Case, archive: Archive, missing: list[Missing]) -> Iterator[Attachment]:
    size = 0
    for photo in case.photos:
        ending = photo.content_type.rpartition("/")[2]
        name = f"{photo.sha256[:16]}.{safe(ending)}"
        try:
            body = archive.get(photo.file_key)
        except KeyError:
            missing.append(Missing("expired", f"photos/{name} ({photo.file_key})"))
            continue
        size += len(body)
        if size > PHOTO_BYTES_MAX:
            missing.append(Missing("too_large", f"photos/{name} ({photo.file_key})"))
            continue
        yield Attachment(name, body)


def _policy(
    case: Case, file: OrderFile, parcels: Iterable[Parcel], settings: Settings
) -> PolicySaid | None:
    after_sale = file.after_sales.get(case.case_id)
    named = after_sale.line_ids if after_sale else ()
    works = [file.line(line_id) for line_id in named]
    by_id = {parcel.parcel_id: parcel for parcel in parcels}
    judgement = judged(case, after_sale, file.order, works, by_id, settings)
    policy = next((one for one in settings.return_policies if one.id == judgement.policy), None)
    if policy is None:
        return None
    return PolicySaid(
        policy=policy.id,
        zh=policy.zh,
        en=policy.en,
        is_in_time=judgement.is_in_time,
        freight=judgement.freight or policy.freight,
        window_days=policy.window_days,
    )


def safe(name: str) -> str:
    """Return an id as a file may be named on every system."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip(".") or "_"
