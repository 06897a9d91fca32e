"""Finding our sheets and headings in a settings workbook that people have rearranged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hedan.settings.problems import Problem, nearest
from hedan.settings_files.mistakes import Mistake
from hedan.texts.settings import heading_for
from hedan.texts.settings_columns import SHEETS as SHEET_NAMES
from hedan.workbooks.headings import ROWS_SEARCHED, plain
from hedan.workbooks.tables import Table

# Fewer headings of ours in a row than this, and it is some other row.
ENOUGH_HEADINGS = 2


class Grid(NamedTuple):
    """One of our sheets: where its headings stand and where each column is."""

    table: Table
    heading_row: int
    columns: Mapping[str, int]  # Counted from 1.

    def cell(self, row: int, column: str) -> str:
        """Return one cell's text, '' where there is none."""
        position = self.columns.get(column, 0)
        cells = self.table.rows.get(row, ())
        return cells[position - 1] if 0 < position <= len(cells) else ""

    def place(self, row: int, column: str) -> str:
        """Return where a cell is: SKUs!D7."""
        return self.table.place(row, self.columns[column])

    def rows(self) -> Iterator[int]:
        """Yield the rows below the headings that say something in a column of ours."""
        for row in sorted(self.table.rows):
            if row > self.heading_row and any(self.cell(row, one).strip() for one in self.columns):
                yield row


def find_grid(
    tables: Sequence[Table], sheet: str, subject: str, columns: Iterable[str]
) -> tuple[Grid | None, list[Mistake]]:
    """Return a sheet of ours and what it lacks; None when there is no such sheet."""
    both = SHEET_NAMES[sheet]
    named = [t for t in tables if plain(t.name) in (plain(both.zh), plain(both.en))]
    if len(named) != 1:
        code = "SHEET_TWICE" if named else "SHEET_MISSING"
        values = {"value": f"{both.zh} {both.en}"}
        strange = [t.name for t in tables if not _is_ours(t.name)]
        near = nearest(both.zh, strange) or nearest(both.en, strange)
        return None, [Mistake(both.zh, Problem((subject,), code, values, near))]
    table = named[0]
    grid = _most_headings(table, subject, tuple(columns))
    if grid is None:
        return None, [Mistake(table.name, Problem((subject,), "NO_HEADINGS"))]
    return grid, list(_lacking(grid, subject, tuple(columns)))


def _is_ours(name: str) -> bool:
    return any(plain(name) in (plain(text.zh), plain(text.en)) for text in SHEET_NAMES.values())


def _most_headings(table: Table, subject: str, columns: Sequence[str]) -> Grid | None:
    names = {
        plain(heading): column
        for column in columns
        for heading in (
            column,
            heading_for("en", subject, column),
            heading_for("zh", subject, column),
        )
    }
    best = Grid(table, 0, {})
    for row in sorted(row for row in table.rows if row <= ROWS_SEARCHED):
        found: dict[str, int] = {}
        for position, cell in enumerate(table.rows[row], start=1):
            column = names.get(plain(cell)) if cell.strip() else None
            if column is not None:
                found.setdefault(column, position)
        if len(found) > len(best.columns):
            best = Grid(table, row, found)
    return best if len(best.columns) >= min(ENOUGH_HEADINGS, len(columns)) else None


def _lacking(grid: Grid, subject: str, columns: Sequence[str]) -> Iterator[Mistake]:
    """Yield each column that is not there: without it everything in it would be set back."""
    cells = grid.table.rows[grid.heading_row]
    strange = {
        cell.strip(): position
        for position, cell in enumerate(cells, start=1)
        if cell.strip() and position not in grid.columns.values()
    }
    for column in columns:
        words = {language: heading_for(language, subject, column) for language in ("zh", "en")}
        ours = {plain(word) for word in words.values()}
        values = {"value": " ".join(dict.fromkeys(words.values()))}
        if column not in grid.columns:
            near = nearest(words["zh"], strange) or nearest(words["en"], strange)
            place = grid.table.name
            if near:
                place = grid.table.place(grid.heading_row, strange[near[0]])
            yield Mistake(place, Problem((subject, column), "HEADING_MISSING", values))
        elif again := [at for text, at in strange.items() if plain(text) in ours]:
            place = grid.table.place(grid.heading_row, again[0])
            yield Mistake(place, Problem((subject, column), "HEADING_TWICE", values))
