"""A workbook as it really went out, what its supplier filled in, and what is true of each row."""

import io
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from openpyxl import Workbook, load_workbook

from hedan.domain.base import LineKey
from hedan.domain.parcels import Parcel
from hedan.domain.workbook_columns import Field
from hedan.domain.workbook_files import ReturnedFile
from hedan.settings.supplying import WorkbookTemplate
from hedan.usecases.workbooks.manifest import Manifest, load_manifest
from hedan.usecases.workbooks.read_return import read_return
from hedan.workbooks.cells import column_letters
from hedan.workbooks.layout import layout_of
from hedan.workbooks.reader import read_workbook
from hedan.workbooks.repairs import Expected, repaired
from hedan.workbooks.returned import ReturnedRow, ReturnedWorkbook
from hedan.workbooks.ship_design import FIRST_ROW
from tests.domain.builders import NOW
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.memory_ports import MemoryArchive
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, WAVE, Stage
from tests.workbooks.samples import CARRIERS

UPLOAD = f"uploads/{SUPPLIER}/20261001T120000000000/file"
WORKBOOK = f"{SUPPLIER}-000001"
THE_SETTINGS = SETTINGS.but(carriers=CARRIERS)
TODAY = NOW.date()
# This shop has neither packages nor inserts.
LAYOUT = layout_of(WorkbookTemplate(supplier=SUPPLIER), packages=False, inserts=False)
COLUMN = {
    column.field: position
    for position, column in enumerate(LAYOUT.columns, start=1)
    if column.field
}
# Ids that differ after their fifteenth digit only, and some that no other one begins like.
ALIKE = tuple(f"69201234567890123{n:02d}" for n in range(9))
ORDERS = ("4711000000000000017", *ALIKE, "8150000000000000019", "E20261001-0007")
TWICE = ALIKE[0]  # The order with two lines in one parcel: rows 1 and 2.
PAIR = (1, 2)
OUT, LATER = "缺货", "2026-10-20"


class Said(NamedTuple):
    """What a row says: what a careful person would enter for it."""

    numbers: tuple[str, ...] = ()
    short: str = ""  # As written.
    note: str = ""


class Fill(NamedTuple):
    """What the supplier typed into one row."""

    carrier: str = ""
    number: str = ""
    expected: str = ""
    note: str = ""
    said: Said = Said()


def _sent(carrier: str, number: str, *numbers: str, note: str = "") -> Fill:
    return Fill(carrier, number, note=note, said=Said(numbers or (number,), note=note))


SF = "SF10000000000{:02d}"
ZTO = "780000000000{:02d}"
# By position; None: left empty. Row 2 travels in the parcel of row 1, whose number is enough.
FILLS: tuple[Fill | None, ...] = (
    _sent("顺丰", SF.format(0)),
    _sent("中通", ZTO.format(1)),
    None,
    _sent("顺丰速运", f"{SF.format(3)}、{SF.format(13)}", SF.format(3), SF.format(13)),
    _sent("ZTO", f" {ZTO.format(4)[:4]} {ZTO.format(4)[4:]}", ZTO.format(4)),
    Fill(expected=LATER, said=Said(short=LATER)),
    Fill(expected=OUT, said=Said(short=OUT)),
    _sent("SF Express", "ｓｆ10000000000０7", SF.format(7)),
    Fill(note="明天发", said=Said(note="明天发")),
    None,
    _sent("中通快递", ZTO.format(10), note="加急"),
    _sent("顺丰", f"{SF.format(11)}\n", SF.format(11)),
    None,
)
ROWS = len(FILLS)
# The order of each row, by position.
ORDER_OF = tuple(order for order in ORDERS for _ in range(2 if order == TWICE else 1))


@dataclass(frozen=True)
class World:
    """The seller's records, and the file as its supplier has filled it in."""

    desk: MemoryDesk
    archive: MemoryArchive
    manifest: Manifest
    blank: bytes
    filled: bytes
    lean: bytes  # Filled in, without the sheets between the first and the last: quick to save.

    @property
    def keys(self) -> tuple[str, ...]:
        """The rows' keys by position."""
        return tuple(row.row_key for row in self.manifest.rows)

    @property
    def expected(self) -> Expected:
        """What the manifest proves rows with."""
        return {
            row.row_key: (row.parcel_id, tuple(line.order.order_id for line in row.lines))
            for row in self.manifest.rows
        }

    def read(self, data: bytes) -> ReturnedWorkbook:
        """Read a file, and believe what the manifest proves."""
        return repaired(read_workbook(data, "back", today=TODAY), self.expected)

    def said(self, returned: ReturnedWorkbook) -> dict[int, Said]:
        """Return by position what was believed of our rows that say anything."""
        return {
            self.keys.index(row.row_key): said_by(row)
            for row in returned.rows
            if row.is_answered and row.row_key in self.keys
        }

    def numbers_after(self, *files: bytes) -> tuple[ReturnedFile, dict[LineKey, tuple[str, ...]]]:
        """Hand files in; return the last answer, and the numbers that each line travels under."""
        desk, archive = deepcopy(self.desk), deepcopy(self.archive)
        answers = []
        for count, data in enumerate(files):
            key = f"{UPLOAD}{count}"
            archive.files[key] = data
            answers.append(
                read_return(
                    SUPPLIER, key, desk=desk, archive=archive, settings=THE_SETTINGS, now=NOW
                )
            )
        return answers[-1], {
            line.key: tuple(one.number for one in (parcel.tracking, *parcel.more_numbers) if one)
            for parcel in desk.all(Parcel)
            for line in parcel.lines
        }


def said_by(row: ReturnedRow) -> Said:
    """Return what a row says."""
    return Said(row.numbers, row.short.text if row.short else "", row.note)


def truth() -> dict[int, Said]:
    """Return what is true of the undamaged file, by position."""
    return {position: fill.said for position, fill in enumerate(FILLS) if fill}


def place(field: Field, position: int) -> str:
    """Return the address of a cell by its row's position."""
    return f"{column_letters(COLUMN[field])}{FIRST_ROW + position}"


def fill_ins() -> Mapping[str, Any]:
    """Return what the supplier typed, by address."""
    return {
        place(field, position): text
        for position, fill in enumerate(FILLS)
        if fill
        for field, text in (
            (Field.CARRIER, fill.carrier),
            (Field.NUMBER, fill.number),
            (Field.EXPECTED, fill.expected),
            (Field.NOTE, fill.note),
        )
        if text
    }


@cache
def world() -> World:
    """Bring a shop to the moment when its supplier has the workbook, and has filled it in."""
    stage = Stage()
    for position, order_id in enumerate(ORDERS):
        skus = ("MUG", "MUG") if order_id == TWICE else ("MUG",)
        stage.place(*skus, order_id=order_id, buyer_id=f"buyer-{position}")
        stage.make_ready(order_id)
    stage.plan(settings=THE_SETTINGS)
    stage.claim(settings=THE_SETTINGS)
    file = stage.write(WAVE, THE_SETTINGS)
    assert file
    blank = stage.archive.files[file.file_key]
    manifest = load_manifest(stage.archive, file)
    assert tuple(row.line.order.order_id for row in manifest.rows) == ORDER_OF
    book = load_workbook(io.BytesIO(blank))
    for address, text in fill_ins().items():
        book.worksheets[0][address] = text
    filled = _saved(book)
    for sheet in book.worksheets[1:-1]:
        book.remove(sheet)
    return World(stage.desk, stage.archive, manifest, blank, filled, _saved(book))


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
