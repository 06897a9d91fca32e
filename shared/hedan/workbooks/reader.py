"""Reading a filled workbook back: every row is matched by its key or refused with its cell."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from hedan.domain.workbook_columns import Field
from hedan.workbooks.cells import CHECK_PARTS, check_of, column_letters, unmark
from hedan.workbooks.columns import CHECKED_WITH_KEY
from hedan.workbooks.files import read_tables
from hedan.workbooks.filled_cells import CellRefused, carrier_in, id_in, note_in, number_in
from hedan.workbooks.headings import ROWS_SEARCHED, Headings, find_sheet
from hedan.workbooks.returned import CellRefusal, ReturnedRow, ReturnedWorkbook
from hedan.workbooks.tables import Table, refused
from hedan.workbooks.texts import LABELS

UPLOAD_BYTES_MAX = 10_000_000
FILL_INS = (Field.CARRIER, Field.NUMBER, Field.NOTE)
# More steps than unmerging any honest sheet takes.
UNMERGED_CELLS_MAX = 300_000

_NUMBER = re.compile(
    rf"(?:{'|'.join(map(re.escape, LABELS['number'].values()))})[\s:]*([a-z0-9][a-z0-9-]*-[0-9]+)",
    re.IGNORECASE,
)


def read_workbook(data: bytes, file_name: str) -> ReturnedWorkbook:
    """Read what a supplier handed back: .xlsx, .xls, .ods or .csv, whatever its name says.

    Raises WorkbookRefused, in words for the supplier, when the file as a whole is not taken.
    """
    if not data:
        raise refused("EMPTY_FILE")
    if len(data) > UPLOAD_BYTES_MAX:
        raise refused("TOO_LARGE", f"{len(data) // 1_000_000} MB")
    tables = read_tables(data)
    table, headings = find_sheet(tables)
    reading = _Reading(table, headings)
    reading.run()
    return ReturnedWorkbook(
        file_name=file_name,
        number=_workbook_number([table, *tables]),
        rows=tuple(reading.rows),
        refusals=tuple(sorted(reading.refusals, key=lambda refusal: refusal.sheet_row)),
        table=table,
        heading_row=headings.row,
        columns=headings.columns,
    )


def _workbook_number(tables: Iterable[Table]) -> str:
    for table in tables:
        for row, cells in sorted(table.rows.items()):
            if row > ROWS_SEARCHED:
                break
            for cell in cells:
                if found := _NUMBER.search(unicodedata.normalize("NFKC", cell)):
                    return found[1].lower()
    return ""


class _Reading:
    """One pass over the rows of one sheet."""

    def __init__(self, table: Table, headings: Headings) -> None:
        self.table = table
        self.headings = headings
        self.rows: list[ReturnedRow] = []
        self.refusals: list[CellRefusal] = []
        self._letters = {name: column_letters(at) for name, at in headings.columns.items()}
        self._told_letters = {name.value: letters for name, letters in self._letters.items()}
        self._unmerged: dict[tuple[int, Field], str] = {}
        self._merged_across: set[tuple[int, Field]] = set()

    def run(self) -> None:
        """Read every row below the headings."""
        self._unmerge()
        for sheet_row in sorted(row for row in self.table.rows if row > self.headings.row):
            row = self._read_row(sheet_row)
            if row:
                self.rows.append(row)
        self._refuse_repeated()

    def _read_row(self, sheet_row: int) -> ReturnedRow | None:
        """Return the row, or None when it is none of ours or was refused."""
        known = len(self.refusals)
        filled = {name: self._cell(sheet_row, name) for name in FILL_INS}
        key_cell = self._cell(sheet_row, Field.KEY)
        if not key_cell.strip():
            if any(cell.strip() for cell in filled.values()):
                self._refuse(sheet_row, Field.KEY, "KEY_MISSING")
            return None
        row_key = self._row_key(sheet_row, key_cell)
        row = ReturnedRow(
            sheet_row=sheet_row,
            row_key=row_key,
            parcel_id=self._id(sheet_row, Field.PARCEL),
            order_id=self._id(sheet_row, Field.ORDER),
            carrier_text=self._text(sheet_row, Field.CARRIER),
            number_text=self._text(sheet_row, Field.NUMBER),
            note=self._text(sheet_row, Field.NOTE),
            cells={name: f"{letters}{sheet_row}" for name, letters in self._told_letters.items()},
        )
        return row if len(self.refusals) == known else None

    def _row_key(self, sheet_row: int, cell: str) -> str:
        """Return the key of the row after comparing its check with the cells beside it."""
        try:
            row_key, parts, check = id_in(cell).rpartition(CHECK_PARTS)
        except CellRefused as exc:
            self._refuse(sheet_row, Field.KEY, exc.code, cell)
            return ""
        if not parts or not row_key:
            self._refuse(sheet_row, Field.KEY, "KEY_DAMAGED", cell)
            return ""
        # Where the supplier deleted a column there is nothing to compare; the key decides alone.
        if all(name in self.headings.columns for name in CHECKED_WITH_KEY):
            beside = (self._cell(sheet_row, name) for name in CHECKED_WITH_KEY)
            if check_of(row_key, *map(str, beside)) != check:
                self._refuse_mixed(sheet_row, row_key)
        return row_key

    def _refuse_mixed(self, sheet_row: int, row_key: str) -> None:
        """Refuse a row whose key is not its own, and say why if an id shows it."""
        for name in (Field.PARCEL, Field.ORDER):
            cell = self._cell(sheet_row, name)
            try:
                id_in(cell)
            except CellRefused as exc:
                self._refuse(sheet_row, name, exc.code, cell)
                return
        self._refuse(sheet_row, Field.KEY, "ROW_MIXED", row_key)

    def _id(self, sheet_row: int, name: Field) -> str:
        # Its check has proved it, or the row is refused, or the seller's own records must judge.
        return "".join(unmark(self._cell(sheet_row, name)).split())

    def _text(self, sheet_row: int, name: Field) -> str:
        cell = self._cell(sheet_row, name)
        if self._merged_across and (sheet_row, name) in self._merged_across:
            self._refuse(sheet_row, name, "MERGED_CELLS", cell)
            return ""
        try:
            return _READERS[name](cell) if cell else ""
        except CellRefused as exc:
            self._refuse(sheet_row, name, exc.code, cell)
            return ""

    def _cell(self, sheet_row: int, name: Field) -> str:
        column = self.headings.columns.get(name, 0)
        cells = self.table.rows.get(sheet_row, ())
        cell = cells[column - 1] if 0 < column <= len(cells) else ""
        if not cell and self._unmerged:
            return self._unmerged.get((sheet_row, name), "")
        return cell

    def _refuse(
        self, sheet_row: int, name: Field, code: str, value: str = "", more: str = ""
    ) -> None:
        cell = f"{self._letters[name]}{sheet_row}"
        self.refusals.append(
            CellRefusal(self.table.name, sheet_row, cell, name, code, unmark(value), more)
        )

    def _unmerge(self) -> None:
        """Give every row of a merged cell its value, when they are rows of one parcel."""
        for name, rows in self._merged_fill_ins():
            value = self._cell(rows[0], name)
            if not value:
                continue
            parcels = {self._cell(row, Field.PARCEL) for row in rows}
            for row in rows:
                if len(parcels) == 1:
                    self._unmerged[row, name] = value
                else:
                    self._merged_across.add((row, name))

    def _merged_fill_ins(self) -> Iterator[tuple[Field, range]]:
        steps, last_row = 0, max(self.table.rows)
        for merge in self.table.merges:
            first = max(merge.first_row, self.headings.row + 1)
            rows = range(first, min(merge.last_row, last_row) + 1)
            steps += len(rows)
            if steps > UNMERGED_CELLS_MAX:
                raise refused("UNSAFE", "merged cells")
            for name in FILL_INS:
                column = self.headings.columns.get(name, 0)
                if merge.first_column <= column <= merge.last_column and len(rows) > 1:
                    yield name, rows

    def _refuse_repeated(self) -> None:
        """Of rows with one key keep one, if those that are filled in say the same."""
        by_key: dict[str, list[ReturnedRow]] = defaultdict(list)
        for row in self.rows:
            by_key[row.row_key].append(row)
        dropped: set[int] = set()
        for rows in by_key.values():
            if len(rows) == 1:
                continue
            answers = {(r.carrier_text, r.number_text, r.note) for r in rows if r.is_answered}
            if len(answers) > 1:
                where = ", ".join(str(row.sheet_row) for row in rows)
                for row in rows:
                    self._refuse(row.sheet_row, Field.KEY, "KEY_TWICE", row.row_key, where)
                    dropped.add(row.sheet_row)
            else:
                kept = next((row for row in rows if row.is_answered), rows[0])
                dropped |= {row.sheet_row for row in rows if row is not kept}
        self.rows = [row for row in self.rows if row.sheet_row not in dropped]


_READERS = {
    Field.CARRIER: carrier_in,
    Field.NUMBER: number_in,
    Field.NOTE: note_in,
}
