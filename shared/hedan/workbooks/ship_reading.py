"""One pass over the rows of a Ship sheet: what each says, and what of it cannot be believed."""

import re
from datetime import date

from hedan.domain.workbook_columns import Field
from hedan.workbooks.cells import CHECK_PARTS, check_of, unmark
from hedan.workbooks.columns import CHECKED_WITH_KEY
from hedan.workbooks.csv_file import NAME as CSV
from hedan.workbooks.expected_cells import Shortage, shortage_in
from hedan.workbooks.filled_cells import (
    CellRefused,
    carrier_in,
    id_in,
    note_in,
    numbers_in,
    price_in,
)
from hedan.workbooks.headings import Headings
from hedan.workbooks.returned import CellRefusal, ReturnedRow, UnprovedRow
from hedan.workbooks.sheet_cells import SheetCells
from hedan.workbooks.tables import Table

FILL_INS = (Field.CARRIER, Field.NUMBER, Field.EXPECTED, Field.PRICE, Field.NOTE)
# A text table holds no numbers, only what a program showed of them: 15 digits, then zeros.
_ZEROS_AFTER_15 = re.compile(r"\d{15}0+")


class ShipReading:
    """One pass over the rows of one sheet."""

    def __init__(
        self, table: Table, headings: Headings, today: date | None, minor_digits: int
    ) -> None:
        self.rows: list[ReturnedRow] = []
        self.unproved: list[UnprovedRow] = []
        # Rows that are whose they say, but are refused for what was filled in: by their keys.
        self.refused_keys: dict[str, int] = {}
        self._sheet = SheetCells(table, headings.row, headings.columns)
        self._month_first = headings.is_chinese
        self._today = today
        self._minor_digits = minor_digits
        self._is_text = table.name == CSV
        self._is_whole = all(name in headings.columns for name in CHECKED_WITH_KEY)
        self._told_letters = {name.value: at for name, at in self._sheet.letters.items()}

    @property
    def refusals(self) -> list[CellRefusal]:
        """Return what has been refused so far."""
        return self._sheet.refusals

    @property
    def letters(self) -> dict[Field, str]:
        """Return which column holds what."""
        return self._sheet.letters

    def run(self) -> None:
        """Read every row below the headings."""
        # Ids may be merged by whoever likes a tidy sheet: the check of each row proves them.
        self._sheet.unmerge(CHECKED_WITH_KEY)
        self._sheet.unmerge(FILL_INS, alike=Field.PARCEL)
        for sheet_row in self._sheet.rows():
            self._read_row(sheet_row)

    def _read_row(self, sheet_row: int) -> None:
        """Keep the row, unless it is none of ours or is refused."""
        known = len(self.refusals)
        key_cell = self._sheet.cell(sheet_row, Field.KEY)
        if not key_cell.strip():
            if any(self._sheet.cell(sheet_row, name).strip() for name in FILL_INS):
                self._sheet.refuse(sheet_row, Field.KEY, "KEY_MISSING")
            return
        row_key, check = self._row_key(sheet_row, key_cell)
        row = self._row(sheet_row, row_key)
        if len(self.refusals) > known:
            if row.row_key and self._holds(sheet_row, row_key, check):
                self.refused_keys[row_key] = sheet_row
            return
        refusal = self._unproved(sheet_row, row_key, check)
        if not refusal:
            self.rows.append(row)
            return
        beside = {
            name: self._sheet.cell(sheet_row, name)
            for name in CHECKED_WITH_KEY
            if name in self._sheet.columns
        }
        self.unproved.append(UnprovedRow(row, check, beside, refusal))

    def _row(self, sheet_row: int, row_key: str) -> ReturnedRow:
        numbers = self._numbers(sheet_row)
        short, (unit_minor, price_text) = self._short(sheet_row), self._price(sheet_row)
        if numbers and short:
            self._sheet.refuse(sheet_row, Field.EXPECTED, "NUMBER_AND_SHORT", short.text)
        return ReturnedRow(
            sheet_row=sheet_row,
            row_key=row_key,
            parcel_id=self._id(sheet_row, Field.PARCEL),
            order_id=self._id(sheet_row, Field.ORDER),
            carrier_text=self._text(sheet_row, Field.CARRIER),
            number_text=numbers[0] if numbers else "",
            more_numbers=numbers[1:],
            short=short,
            unit_minor=unit_minor,
            price_text=price_text,
            note=self._text(sheet_row, Field.NOTE),
            cells={name: f"{letters}{sheet_row}" for name, letters in self._told_letters.items()},
        )

    def _row_key(self, sheet_row: int, cell: str) -> tuple[str, str]:
        """Return the key of the row and its check."""
        try:
            row_key, parts, check = id_in(cell).rpartition(CHECK_PARTS)
        except CellRefused as exc:
            self._sheet.refuse(sheet_row, Field.KEY, exc.code, cell)
            return "", ""
        if not parts or not row_key:
            self._sheet.refuse(sheet_row, Field.KEY, "KEY_DAMAGED", cell)
        return row_key, check

    def _unproved(self, sheet_row: int, row_key: str, check: str) -> CellRefusal | None:
        """Return why the row's check does not hold; None: it holds, the row is whose it says.

        A column that is not there counts as empty: a template may leave the receiver out.
        """
        if self._holds(sheet_row, row_key, check):
            return None
        for name in (Field.PARCEL, Field.ORDER):
            cell = self._sheet.cell(sheet_row, name)
            try:
                id_in(cell)
            except CellRefused as exc:
                return self._sheet.refuse(sheet_row, name, exc.code, cell)
        code = "ROW_MIXED" if self._is_whole else "ROW_UNPROVED"
        return self._sheet.refuse(sheet_row, Field.KEY, code, row_key)

    def _holds(self, sheet_row: int, row_key: str, check: str) -> bool:
        beside = [self._sheet.cell(sheet_row, name) for name in CHECKED_WITH_KEY]
        return check_of(row_key, *beside) == check

    def _id(self, sheet_row: int, name: Field) -> str:
        # Its check has proved it, or the row waits for the manifest to do so.
        return "".join(unmark(self._sheet.cell(sheet_row, name)).split())

    def _numbers(self, sheet_row: int) -> tuple[str, ...]:
        cell = self._fill_in(sheet_row, Field.NUMBER)
        try:
            if self._is_text and _ZEROS_AFTER_15.fullmatch(cell.strip()):
                raise CellRefused("DIGITS_LOST")
            return numbers_in(cell) if cell else ()
        except CellRefused as exc:
            self._sheet.refuse(sheet_row, Field.NUMBER, exc.code, cell, exc.more)
            return ()

    def _short(self, sheet_row: int) -> Shortage | None:
        cell = self._fill_in(sheet_row, Field.EXPECTED)
        if not cell.strip():
            return None
        try:
            if self._today is None:
                raise CellRefused("EXPECTED_UNCLEAR")
            return shortage_in(cell, self._today, month_first=self._month_first)
        except CellRefused as exc:
            self._sheet.refuse(sheet_row, Field.EXPECTED, exc.code, cell, exc.more)
            return None

    def _price(self, sheet_row: int) -> tuple[int | None, str]:
        cell = self._fill_in(sheet_row, Field.PRICE)
        if not cell.strip():
            return None, ""
        try:
            return price_in(cell, self._minor_digits), unmark(cell.strip())
        except CellRefused as exc:
            self._sheet.refuse(sheet_row, Field.PRICE, exc.code, cell, exc.more)
            return None, ""

    def _text(self, sheet_row: int, name: Field) -> str:
        cell = self._fill_in(sheet_row, name)
        try:
            return _READERS[name](cell) if cell else ""
        except CellRefused as exc:
            self._sheet.refuse(sheet_row, name, exc.code, cell, exc.more)
            return ""

    def _fill_in(self, sheet_row: int, name: Field) -> str:
        cell = self._sheet.cell(sheet_row, name)
        if self._sheet.merged_across and (sheet_row, name) in self._sheet.merged_across:
            self._sheet.refuse(sheet_row, name, "MERGED_CELLS", cell)
            return ""
        return cell


_READERS = {Field.CARRIER: carrier_in, Field.NOTE: note_in}
