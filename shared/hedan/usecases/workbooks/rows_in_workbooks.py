"""Where things stand in workbooks that were written: each list of rows is read once, let go."""

import re
from collections import defaultdict
from collections.abc import Iterable

from hedan.domain.base import LineKey
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.ports import Archive, Desk

# Of these the rows are told; in older ones people find a parcel by its number.
MANIFESTS_READ_MAX = 20
# In a manifest as the model writes it: a line; the number of its row stands before it.
_TEXT = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
_LINE = re.compile(
    rb'\{"order":\{"platform":"[a-z]+","store":"[a-z0-9-]+","order_id":'
    + _TEXT
    + rb'\},"line_id":'
    + _TEXT
    + rb"\}"
)
_ROW = b'"sheet_row":'


class Rows:
    """The rows of lines in the workbooks of one supplier."""

    def __init__(self, found: dict[tuple[str, LineKey], tuple[int, ...]]) -> None:
        self._found = found

    def of(self, workbook: str, lines: Iterable[LineKey]) -> tuple[int, ...]:
        """Return the rows of these lines in this workbook; none where they are not known."""
        rows = {row for line in lines for row in self._found.get((workbook, line), ())}
        return tuple(sorted(rows))

    def of_stop(self, stop: Stop) -> tuple[int, ...]:
        """Return where the supplier finds what to stop."""
        return self.of(stop.workbook, (line.key for line in stop.lines))

    def of_parcel(self, parcel: Parcel) -> tuple[int, ...]:
        """Return where the supplier filled in the number."""
        return self.of(parcel.workbook, (line.key for line in parcel.lines))


def rows_in_workbooks(
    supplier: str,
    stops: Iterable[Stop],
    parcels: Iterable[Parcel],
    known: Iterable[WorkbookFile],
    *,
    desk: Desk,
    archive: Archive,
) -> Rows:
    """Find the rows of these stops and parcels. known: workbooks that were read already."""
    wanted: defaultdict[str, set[LineKey]] = defaultdict(set)
    for stop in stops:
        wanted[stop.workbook] |= {line.key for line in stop.lines}
    for parcel in parcels:
        wanted[parcel.workbook] |= {line.key for line in parcel.lines}
    files = {file.number: file for file in known}
    found: dict[tuple[str, LineKey], tuple[int, ...]] = {}
    for number in sorted(wanted, reverse=True)[:MANIFESTS_READ_MAX]:
        file = files.get(number) or desk.workbook(supplier, number)
        if file is None or file.state is not WorkbookState.WRITTEN:
            continue
        for line, rows in rows_of_lines(archive, file, wanted[number]).items():
            found[number, line] = tuple(rows)
    return Rows(found)


def rows_of_lines(
    archive: Archive, file: WorkbookFile, lines: Iterable[LineKey]
) -> dict[LineKey, list[int]]:
    """Return the rows of these lines in a workbook, from the list as it lies in the bucket.

    Of a hundred thousand rows a few are asked for: making objects of all of them took 170 MB
    and ten times as long as looking through the text, which takes nothing beside it.
    """
    wanted = {line.model_dump_json().encode(): line for line in lines}
    found: defaultdict[LineKey, list[int]] = defaultdict(list)
    listed = archive.get(file.manifest_key)
    for match in _LINE.finditer(listed):
        line = wanted.get(match[0])
        if line is not None:
            start = listed.rindex(_ROW, 0, match.start()) + len(_ROW)
            found[line].append(int(listed[start : listed.index(b",", start)]))
    return found
