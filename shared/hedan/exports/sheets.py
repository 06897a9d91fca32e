"""Finding an export sheet's headings and its rows, whatever stands above, beside and below."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hedan.exports.dialects import DIALECTS, REQUIRED, Dialect
from hedan.exports.fields import Field, Synonyms
from hedan.exports.refusals import refused_file
from hedan.workbooks.cells import Number, column_letters
from hedan.workbooks.csv_file import SUSPECT_DIGITS
from hedan.workbooks.files import OLE_MAGIC, ZIP_MAGIC, read_tables
from hedan.workbooks.headings import plain
from hedan.workbooks.tables import Table

# A month of a busy small store; a table is read into memory.
EXPORT_BYTES_MAX = 30_000_000
# Above the headings exporters put titles, filters and notes, but not pages of them.
ROWS_SEARCHED = 20
# More steps than unmerging any honest sheet takes.
UNMERGED_CELLS_MAX = 300_000
# How the rows below the last order begin.
FOOTERS = frozenset(map(plain, ("合计", "总计", "小计", "汇总", "total", "sum", "subtotal")))


@dataclass(frozen=True, slots=True)
class ExportSheet:
    """One sheet with orders."""

    table: Table
    heading_row: int
    columns: Mapping[Field, int]  # Counted from 1.


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One row below the headings."""

    sheet: ExportSheet
    number: int
    cells: Sequence[str]
    prefix: str  # "Sheet2!" where the orders stand on several sheets.

    def cell(self, field: Field) -> str:
        """Return what stands in a field's column; empty when there is no such column."""
        column = self.sheet.columns.get(field, 0)
        return self.cells[column - 1] if 0 < column <= len(self.cells) else ""

    def has(self, field: Field) -> bool:
        """Whether the sheet has a column for this field."""
        return field in self.sheet.columns

    def address(self, *fields: Field) -> str:
        """Return where the first of these fields that has a column stands: "C17"."""
        columns = self.sheet.columns
        column = next((columns[field] for field in fields if field in columns), 1)
        return f"{self.prefix}{column_letters(column)}{self.number}"

    def places(self) -> Iterator[tuple[str, str]]:
        """Yield each cell with where it stands."""
        for column, cell in enumerate(self.cells, start=1):
            yield f"{self.prefix}{column_letters(column)}{self.number}", cell


@dataclass(frozen=True, slots=True)
class Export:
    """A file as far as it is a platform's export."""

    sheets: tuple[ExportSheet, ...]

    def rows(self) -> Iterator[ExportRow]:
        """Yield the rows that hold something, sheet by sheet; sums below the orders left out."""
        for sheet in self.sheets:
            prefix = f"{sheet.table.name}!" if len(self.sheets) > 1 else ""
            merged = _unmerged(sheet)
            for number in sorted(n for n in sheet.table.rows if n > sheet.heading_row):
                row = ExportRow(sheet, number, _filled(sheet, number, merged), prefix)
                if any(cell.strip() for cell in row.cells) and not _is_footer(row):
                    yield row


def read_export(data: bytes, dialect: Dialect) -> Export:
    """Read a platform's export: .xlsx, .xls, .ods or .csv, whatever its name says.

    Raises WorkbookRefused, in words for the seller, when the file as a whole is not taken.
    """
    if not data:
        raise refused_file("EMPTY_FILE")
    if len(data) > EXPORT_BYTES_MAX:
        raise refused_file("TOO_LARGE", f"{len(data) // 1_000_000} MB")
    tables = read_tables(data)
    sheets = [sheet for table in tables if (sheet := _sheet(table, dialect.columns))]
    if not data.startswith((OLE_MAGIC, ZIP_MAGIC)):
        for sheet in sheets:
            _believe_zeros(sheet)
    if sheets:
        return Export(tuple(sheets))
    if other := platform_of(tables):
        raise refused_file("OTHER_PLATFORM", other)
    raise refused_file("HEADINGS_MISSING", _missing(tables, dialect.columns))


def platform_of(tables: Sequence[Table]) -> str:
    """Guess whose export it is by the headings that fit best; empty if nobody's."""
    fits = {
        platform: max(
            (len(s.columns) for t in tables if (s := _sheet(t, dialect.columns))), default=0
        )
        for platform, dialect in DIALECTS.items()
    }
    best = max(fits, key=fits.__getitem__)
    return best if fits[best] else ""


def _sheet(table: Table, synonyms: Synonyms) -> ExportSheet | None:
    """Return the sheet if it has every column that an order needs."""
    row, columns = _best_row(table, synonyms)
    if not all(any(field in columns for field in needed) for needed in REQUIRED):
        return None
    _refuse_twice(table.rows[row], columns[Field.ORDER_ID])
    return ExportSheet(table, row, columns)


def _best_row(table: Table, synonyms: Synonyms) -> tuple[int, Mapping[Field, int]]:
    best: tuple[int, Mapping[Field, int]] = (0, {})
    for row in sorted(row for row in table.rows if row <= ROWS_SEARCHED):
        columns = _columns(table.rows[row], synonyms)
        if len(columns) > len(best[1]):
            best = (row, columns)
    return best


def _columns(cells: Sequence[str], synonyms: Synonyms) -> dict[Field, int]:
    """Return where each field stands: at the most telling of its headings."""
    at: dict[str, int] = {}
    for position, cell in enumerate(cells, start=1):
        if heading := plain(cell):
            at.setdefault(heading, position)
    columns: dict[Field, int] = {}
    for field, headings in synonyms.items():
        found = next((at[name] for name in map(plain, headings) if name in at), None)
        if found is not None:
            columns[field] = found
    return columns


def _refuse_twice(cells: Sequence[str], order_column: int) -> None:
    """Two columns of order numbers: which is meant?"""
    wanted = plain(cells[order_column - 1])
    if sum(plain(cell) == wanted for cell in cells) > 1:
        raise refused_file("HEADING_TWICE", cells[order_column - 1])


def _missing(tables: Sequence[Table], synonyms: Synonyms) -> str:
    nearest = max((_best_row(table, synonyms)[1] for table in tables), key=len, default={})
    return "、".join(
        synonyms[next(field for field in needed if field in synonyms)][0]
        for needed in REQUIRED
        if not any(field in nearest for field in needed)
    )


def _believe_zeros(sheet: ExportSheet) -> None:
    """Take long numbers of a text file that end in zeros for what they are, if others do not.

    One number in ten thousand ends so by itself. A program that loses digits loses those of the
    whole column.
    """
    for field in (Field.ORDER_ID, Field.LINE_ID):
        column = sheet.columns.get(field, 0)
        rows = [cells for cells in sheet.table.rows.values() if 0 < column <= len(cells)]
        if any(_keeps_its_end(cells[column - 1]) for cells in rows):
            for cells in rows:
                if isinstance(cells[column - 1], Number):
                    cells[column - 1] = str(cells[column - 1])


def _keeps_its_end(cell: str) -> bool:
    long = len(cell) >= SUSPECT_DIGITS and cell.isdecimal()
    return long and not isinstance(cell, Number)


def _is_footer(row: ExportRow) -> bool:
    """Whether it is a row of sums: no number of an order, and the word that says so."""
    first = next(cell for cell in row.cells if cell.strip())
    return plain(first) in FOOTERS


def _filled(
    sheet: ExportSheet, number: int, merged: Mapping[tuple[int, int], str]
) -> Sequence[str]:
    cells = sheet.table.rows[number]
    if not merged:
        return cells
    width = max(len(cells), *sheet.columns.values())
    return [
        (cells[at - 1] if at <= len(cells) else "") or merged.get((number, at), "")
        for at in range(1, width + 1)
    ]


def _unmerged(sheet: ExportSheet) -> dict[tuple[int, int], str]:
    """Return what cells merged downwards say: exporters merge what rows of one order share."""
    values: dict[tuple[int, int], str] = {}
    last_row = max(sheet.table.rows)
    steps = 0
    for merge in sheet.table.merges:
        rows = range(max(merge.first_row, sheet.heading_row + 1), min(merge.last_row, last_row) + 1)
        if len(rows) < 2 or merge.first_column != merge.last_column:  # noqa: PLR2004 # Two make one.
            continue
        steps += len(rows)
        if steps > UNMERGED_CELLS_MAX:
            raise refused_file("HEADINGS_MISSING", "merged cells")
        column = merge.first_column
        top = sheet.table.rows.get(merge.first_row, [])
        value = top[column - 1] if column <= len(top) else ""
        values |= {(row, column): value for row in rows if row in sheet.table.rows}
    return values
