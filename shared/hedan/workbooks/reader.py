"""Reading a filled workbook back: every row is matched by its key or refused with its cell."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from hedan.errors import WorkbookRefused
from hedan.workbooks.files import read_file
from hedan.workbooks.headings import ROWS_SEARCHED, Headings, find_sheet, is_like_ship
from hedan.workbooks.other_reading import OtherReading, other_sheets
from hedan.workbooks.repeats import without_repeats
from hedan.workbooks.returned import CellRefusal, ReturnedWorkbook
from hedan.workbooks.ship_reading import ShipReading
from hedan.workbooks.tables import Table, refused
from hedan.workbooks.texts import LABELS

UPLOAD_BYTES_MAX = 25 * 1024 * 1024  # A full file of ours of 100,000 rows has about 12 MB.
MINOR_DIGITS = 2

_NUMBER = re.compile(
    rf"(?:{'|'.join(map(re.escape, LABELS['number'].values()))})[\s:]*([a-z0-9][a-z0-9-]*-[0-9]+)",
    re.IGNORECASE,
)


def read_workbook(
    data: bytes,
    file_name: str,
    *,
    today: date | None = None,
    minor_digits: int = MINOR_DIGITS,
) -> ReturnedWorkbook:
    """Read what a supplier handed back: .xlsx, .xls, .ods or .csv, whatever its name says.

    today: by the supplier's calendar; without it no date in a cell is taken. minor_digits: of
    the currency in which the supplier names prices.
    Raises WorkbookRefused, in words for the supplier, when the file as a whole is not taken.
    """
    if not data:
        raise refused("EMPTY_FILE")
    refuse_large(len(data))
    file = read_file(data)
    table, headings = _ship_sheet(file.tables)
    ship = ShipReading(table, headings, today, minor_digits)
    ship.run()
    others = [OtherReading(sheet) for sheet in other_sheets(file.tables, table)]
    for other in others:
        other.run()
    rows, repeated = without_repeats(ship.rows, ship.refused_keys, table.name, ship.letters)
    refusals = (*ship.refusals, *repeated)
    return ReturnedWorkbook(
        file_name=file_name,
        number=_workbook_number([table, *file.tables]),
        rows=tuple(rows),
        refusals=(*_sorted(refusals), *(one for other in others for one in other.refusals)),
        table=table,
        heading_row=headings.row,
        columns=headings.columns,
        others=tuple(answer for other in others for answer in other.answers),
        other_sheets=tuple(other.sheet for other in others),
        unproved=tuple(ship.unproved),
        refused_keys=ship.refused_keys,
        remarks=file.remarks,
    )


def refuse_large(size: int) -> None:
    """Raise WorkbookRefused for a file of more bytes than anybody may upload."""
    if size > UPLOAD_BYTES_MAX:
        raise refused("TOO_LARGE", f"{size // 1_000_000} MB")


def _ship_sheet(tables: list[Table]) -> tuple[Table, Headings]:
    """Return the Ship sheet; an empty one where only other sheets came back."""
    try:
        return find_sheet(tables)
    except WorkbookRefused as missing:
        beside = [sheet.table for sheet in other_sheets(tables, None)]
        rest = [table for table in tables if not any(table is one for one in beside)]
        if missing.code != "HEADINGS_MISSING" or not beside or any(map(is_like_ship, rest)):
            raise
        return Table(""), Headings(0, {})


def _sorted(refusals: Iterable[CellRefusal]) -> list[CellRefusal]:
    """In the order in which people find the cells: O7 stands before AB7."""
    return sorted(refusals, key=lambda one: (one.sheet_row, len(one.cell), one.cell))


def _workbook_number(tables: Iterable[Table]) -> str:
    for table in tables:
        for row, cells in sorted(table.rows.items()):
            if row > ROWS_SEARCHED:
                break
            for cell in cells:
                if found := _NUMBER.search(unicodedata.normalize("NFKC", cell)):
                    return found[1].lower()
    return ""
