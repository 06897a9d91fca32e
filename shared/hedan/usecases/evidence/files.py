"""The evidence of a case as one ZIP: the same evidence is the same bytes, wherever it is made."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from hedan.domain.evidence import BUNDLE_BYTES_MAX, Attachment, Evidence
from hedan.domain.stops import Stop
from hedan.pages.evidence import evidence_page
from hedan.usecases.evidence.gather import safe

MANIFEST: Final = "manifest.sha256"
# Of every file in the archive: when it was packed is no evidence of anything.
PACKED_AT: Final = (1980, 1, 1, 0, 0, 0)
_BOM: Final = "\ufeff"  # Excel reads a CSV as UTF-8 only with it.
_FILE_RIGHTS: Final = 0o644 << 16
_PLACE_OF_RIGHTS: Final = 3  # As Unix writes it: else what unpacks it decides.
# Cells that begin so are formulas to a spreadsheet.
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
_INSTANTS: Final = (
    *("asked_at", "seen_at", "fenced_at", "acknowledged_at", "label_printed_at", "answered_at"),
    *("withdrawn_at", "withdrawal_seen_at", "escalated_at", "call_due_at"),
)


def bundled(evidence: Evidence) -> bytes:
    """Return the archive: manifest.sha256 names every other file, as sha256sum -c reads it.

    Raises ValueError for more than BUNDLE_BYTES_MAX.
    """
    files = sorted(_files(evidence))
    listed = [f"{hashlib.sha256(one.body).hexdigest()}  {one.name}" for one in files]
    page = Attachment("summary.html", evidence_page(evidence, listed).encode())
    listed.append(f"{hashlib.sha256(page.body).hexdigest()}  {page.name}")
    listed.sort(key=lambda line: line.partition("  ")[2])
    manifest = Attachment(MANIFEST, ("\n".join(listed) + "\n").encode())
    return _packed([*files, manifest, page])


def _packed(files: Sequence[Attachment]) -> bytes:
    size = sum(len(one.body) for one in files)
    if size > BUNDLE_BYTES_MAX:
        raise ValueError(f"{size} bytes of evidence")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for one in sorted(files):
            entry = zipfile.ZipInfo(one.name, PACKED_AT)
            entry.create_system, entry.external_attr = _PLACE_OF_RIGHTS, _FILE_RIGHTS
            is_picture = one.name.startswith("photos/")
            entry.compress_type = zipfile.ZIP_STORED if is_picture else zipfile.ZIP_DEFLATED
            archive.writestr(entry, one.body)
    return out.getvalue()


def _files(evidence: Evidence) -> Iterator[Attachment]:
    yield Attachment("timeline.csv", _timeline(evidence))
    if evidence.stops:
        yield Attachment("stops.csv", _stops(evidence.stops))
    for sheet in evidence.sheets:
        head = ["row", *sheet.headings]
        about = ["workbook", sheet.number, "sha256", sheet.sha256, _iso(sheet.written_at)]
        rows = [[str(row.sheet_row), *row.cells] for row in sheet.rows]
        yield Attachment(f"workbooks/{safe(sheet.number)}.csv", _csv([about, head, *rows]))
    for notice in evidence.notices:
        name = f"notices/{safe(notice.stop_id)}-{notice.level.value}.txt"
        yield Attachment(name, _notice(notice.at, notice.body))
    for way in evidence.ways:
        rows = [[_iso(at), code, text] for at, text, code in way.steps]
        name = f"tracking/{safe(way.carrier)}-{safe(way.number)}.csv"
        yield Attachment(name, _csv([["at", "code", "text"], *rows]))
    if evidence.policy is not None:
        yield Attachment("policy.txt", f"{evidence.policy.zh}\n{evidence.policy.en}\n".encode())
    for folder, attached in (("raw", evidence.raw), ("photos", evidence.photos)):
        for one in attached:
            yield Attachment(f"{folder}/{one.name}", one.body)


def _timeline(evidence: Evidence) -> bytes:
    head = ["at_utc", "of", "what", "by", "facts"]
    rows = (
        [
            _iso(entry.at),
            entry.of,
            entry.kind,
            entry.by,
            "; ".join(f"{name}={value}" for name, value in sorted(entry.facts.items())),
        ]
        for entry in evidence.entries
    )
    return _csv([head, *rows])


def _stops(stops: Iterable[Stop]) -> bytes:
    """Write each stop with who acknowledged and answered it."""
    head = ["stop", "parcel", "supplier", "workbook", "lines", "cause", *_INSTANTS]
    who = ["acknowledged_by", "answer", "answered_by", "told"]
    rows = (
        [
            *(stop.stop_id, stop.parcel_id, stop.supplier, stop.workbook),
            ", ".join(line.key.line_id for line in stop.lines),
            stop.cause.value,
            *(_iso(getattr(stop, name)) for name in _INSTANTS),
            stop.acknowledged_by,
            stop.answer.value if stop.answer else "",
            stop.answered_by,
            ", ".join(f"{one.level.value} {_iso(one.at)}" for one in stop.told),
        ]
        for stop in stops
    )
    return _csv([[*head, *who], *rows])


def _notice(at: datetime, body: str) -> bytes:
    marked = (
        f"[{_iso(at)}] 发出时刻有记录，正文按当时的数据重新生成，链接已略去。\n"
        f"[{_iso(at)}] The instant is kept; the text is written anew from what was known then, its "
        "link left out.\n\n"
    )
    return (marked + body).encode()


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return (_BOM + out.getvalue()).encode()


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULAS) else value


def _iso(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds") if at else ""
