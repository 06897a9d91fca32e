"""The cells of one sheet by what their columns hold, merged ones given to the rows they cover."""

from collections.abc import Iterator, Mapping, Sequence

from hedan.domain.workbook_columns import Field
from hedan.workbooks.cells import column_letters, unmark
from hedan.workbooks.other_columns import OtherField
from hedan.workbooks.returned import CellRefusal
from hedan.workbooks.tables import Table, refused

# More steps than unmerging any honest sheet takes.
UNMERGED_CELLS_MAX = 300_000


class SheetCells[F: (Field, OtherField)]:
    """One sheet and what of it has been refused so far."""

    def __init__(self, table: Table, heading_row: int, columns: Mapping[F, int]) -> None:
        self.table = table
        self.heading_row = heading_row
        self.columns: Mapping[F, int] = columns
        self.refusals: list[CellRefusal] = []
        self.letters: dict[F, str] = {name: column_letters(at) for name, at in columns.items()}
        self.merged_across: set[tuple[int, F]] = set()
        self._unmerged: dict[tuple[int, F], str] = {}

    def rows(self) -> list[int]:
        """Return the rows below the headings."""
        return sorted(row for row in self.table.rows if row > self.heading_row)

    def cell(self, sheet_row: int, name: F) -> str:
        """Return a cell as it was read; empty where there is no such column."""
        column = self.columns.get(name, 0)
        cells = self.table.rows.get(sheet_row, ())
        cell = cells[column - 1] if 0 < column <= len(cells) else ""
        if not cell and self._unmerged:
            return self._unmerged.get((sheet_row, name), "")
        return cell

    def refuse(
        self, sheet_row: int, name: F, code: str, value: str = "", more: str = ""
    ) -> CellRefusal:
        """Note that a cell is not taken, and return that."""
        cell = f"{self.letters[name]}{sheet_row}"
        refusal = CellRefusal(self.table.name, sheet_row, cell, name, code, unmark(value), more)
        self.refusals.append(refusal)
        return refusal

    def unmerge(self, names: Sequence[F], alike: F | None = None) -> None:
        """Give every row of a merged cell its value.

        alike: only where the rows have one value of that column; what is merged across others is
        in merged_across instead.
        """
        for name, rows in self._merged(names):
            value = self.cell(rows[0], name)
            if not value:
                continue
            kinds = {self.cell(row, alike) for row in rows} if alike else {value}
            for row in rows:
                if len(kinds) == 1 and "" not in kinds:
                    self._unmerged[row, name] = value
                else:
                    self.merged_across.add((row, name))

    def _merged(self, names: Sequence[F]) -> Iterator[tuple[F, range]]:
        steps, last_row = 0, max(self.table.rows, default=0)
        for merge in self.table.merges:
            first = max(merge.first_row, self.heading_row + 1)
            rows = range(first, min(merge.last_row, last_row) + 1)
            steps += len(rows)
            if steps > UNMERGED_CELLS_MAX:
                raise refused("UNSAFE", "merged cells")
            for name in names:
                column = self.columns.get(name, 0)
                if merge.first_column <= column <= merge.last_column and len(rows) > 1:
                    yield name, rows
