"""A settings workbook becomes the same plain data as settings.yaml, each value with its cell."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hedan.settings.problems import NAMED_BY, Path, Problem, nearest
from hedan.settings_files.book_sheets import Grid, find_grid
from hedan.settings_files.cell_values import value_in
from hedan.settings_files.kinds import Kind, Shape
from hedan.settings_files.mistakes import Mistake
from hedan.settings_files.sheets import (
    ACTIONS,
    GENERAL,
    SHEETS,
    Column,
    GroupRow,
    Sheet,
    action_shape,
    group_rows,
)
from hedan.texts.settings import value_of_word, word_for
from hedan.workbooks.filled_cells import CellRefused
from hedan.workbooks.headings import plain
from hedan.workbooks.tables import Table

GENERAL_COLUMNS = ("key", "value")


class Book:
    """What was read beside the data: where each value stands, and what was no value at all."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self._cells: dict[Path, str] = {}
        self._refused: set[Path] = set()
        self._unreadable: set[str] = set()  # Subjects whose names are not all known.

    def put(self, path: Path, place: str) -> None:
        """Remember where a value stands."""
        self._cells.setdefault(path, place)

    def refuse(self, place: str, problem: Problem) -> None:
        """Note a mistake that the cell itself shows."""
        self.mistakes.append(Mistake(place, problem))
        self._refused.add(problem.path)
        subject, *inside = problem.path
        if not inside or inside[-1] == NAMED_BY.get(str(subject)):
            self._unreadable.add(str(subject))

    def refuse_quietly(self, path: Path) -> None:
        """Note that what is at a path was refused by a mistake that is told elsewhere."""
        self._refused.add(path)
        if len(path) == 1:
            self._unreadable.add(str(path[0]))

    def knows(self, problem: Problem) -> bool:
        """Tell whether a problem is only the echo of a cell that was refused already."""
        if problem.code == "NO_SUCH" and problem.values["what"] in self._unreadable:
            return True
        path = problem.path
        own, column = path[:2], path[:1]
        # What is wrong with an entry as a whole is so by its cells.
        if problem.code == "FOUND_BY_NOTHING" or (problem.code == "OTHER" and path == own):
            return any(one[:2] == own or one[:-1] == column for one in self._refused)
        echoes = (path[:size] in self._refused for size in range(1, len(path) + 1))
        # A missing column is a value missing in each of its rows.
        return any(echoes) or (len(path) > 1 and (path[0], path[-1]) in self._refused)

    def mistake(self, problem: Problem) -> Mistake:
        """Return the problem with its cell, or the one of what it is missing in."""
        path = problem.path
        while path and path not in self._cells:
            path = path[:-1]
        return Mistake(self._cells.get(path, "?"), problem)


def read_book(tables: Sequence[Table]) -> tuple[dict[str, Any], Book]:
    """Return a workbook's plain data and where they stand; what is wrong is in the book."""
    book = Book()
    raw: dict[str, Any] = {}
    _read_general(tables, raw, book)
    for sheet in SHEETS:
        names = [column.name for column in sheet.all_columns]
        grid, lacking = find_grid(tables, sheet.name, sheet.name, names)
        for mistake in lacking:
            book.refuse(*mistake)
        if (sheet.parts or sheet.of) and lacking:
            # Which rows belong together cannot be told: nothing in them is judged.
            book.refuse_quietly((sheet.subject,))
        elif grid is not None:
            rows = _Rows(sheet, grid, book)
            if sheet.of:
                rows.put_inside(raw)
            else:
                raw[sheet.subject] = rows.entries()
                book.put((sheet.subject,), grid.table.name)
    return raw, book


def _read_general(tables: Sequence[Table], raw: dict[str, Any], book: Book) -> None:
    grid, lacking = find_grid(tables, GENERAL, GENERAL, GENERAL_COLUMNS)
    for mistake in lacking:
        book.refuse(*mistake)
    if grid is None or len(grid.columns) < len(GENERAL_COLUMNS):
        return
    wanted = {plain(row.key): row for row in group_rows()}
    for at in grid.rows():
        key = grid.cell(at, "key").strip()
        group = wanted.pop(plain(key), None)
        if group is not None:
            _read_group(grid, at, group, raw, book)
        elif key and grid.cell(at, "value").strip():
            known = [row.key for row in group_rows()]
            twice = plain(key) in map(plain, known)
            near = () if twice else nearest(key, known)
            problem = Problem(("", key), "KEY_TWICE" if twice else "UNKNOWN_FIELD", {"value": key})
            book.refuse(grid.place(at, "key"), problem._replace(nearest=near))
    for row in wanted.values():
        book.refuse(grid.table.name, Problem(row.path, "ROW_MISSING", {"value": row.key}))


def _read_group(grid: Grid, at: int, group: GroupRow, raw: dict[str, Any], book: Book) -> None:
    place, cell = grid.place(at, "value"), grid.cell(at, "value")
    book.put(group.path, place)
    here = raw
    for step in group.path[:-1]:
        here = here.setdefault(step, {})
        book.put(group.path[:-1], place)
    if cell.strip():
        value = _value(cell, group.shape, group.path, place, book)
        if value is not None or group.shape.default is not None:
            here[group.path[-1]] = value


def _value(cell: str, shape: Shape, path: Path, place: str, book: Book) -> Any:
    """Return what a cell says; what it cannot mean is noted and stands there as a text."""
    try:
        value = value_in(cell, shape)
    except CellRefused as refused:
        book.refuse(place, Problem(path, refused.code, {"value": str(cell)}))
        return str(cell)
    if shape.kind is Kind.CHOICE and shape.choices and value not in shape.choices:
        words = [word_for("zh", one) for one in shape.choices]
        words += [word_for("en", one) for one in shape.choices]
        values = {"value": str(value), "choices": ", ".join(dict.fromkeys(words))}
        book.refuse(place, Problem(path, "NOT_ONE_OF", values, nearest(str(value), words)))
    return value


class _Rows:
    """One pass over the rows of one sheet."""

    def __init__(self, sheet: Sheet, grid: Grid, book: Book) -> None:
        self._sheet, self._grid, self._book = sheet, grid, book
        self._merged = dict(self._merged_cells())
        self._told: set[str] = set()

    def entries(self) -> list[dict[str, Any]]:
        """Return the sheet's entries; the parts of one stand in rows below each other."""
        found: list[dict[str, Any]] = []
        first = 0
        for row in self._grid.rows():
            if found and self._sheet.parts and self._goes_on(first, row):
                self._same_as_above(first, row, len(found) - 1)
            else:
                first = row
                path: Path = (self._sheet.subject, len(found))
                self._book.put(path, self._first_place(row))
                found.append(self._fields(row, self._sheet.columns, path))
                if self._sheet.parts:
                    found[-1][self._sheet.parts] = []
            if self._sheet.parts:
                self._add_part(found[-1], row, (self._sheet.subject, len(found) - 1))
        return found

    def put_inside(self, raw: Mapping[str, Any]) -> None:
        """Put what each row says into the entry that it names: a price to its carrier."""
        of, fills, (first, *others) = self._sheet.of, self._sheet.fills, self._sheet.columns
        owners = {
            entry[NAMED_BY[of]]: (at, entry)
            for at, entry in reversed(list(enumerate(raw.get(of, []))))
            if isinstance(entry.get(NAMED_BY[of]), str)
        }
        for number, row in enumerate(self._grid.rows()):
            aside: Path = (self._sheet.subject, number)
            self._book.put(aside, self._first_place(row))
            name = self._fields(row, (first,), aside).get(first.name, "")
            if name not in owners:
                self._no_owner(row, str(name), (*aside, first.name), owners)
                continue
            at, owner = owners[name]
            inside = owner.setdefault(fills, [])
            path: Path = (of, at, fills, len(inside))
            self._book.put(path, self._first_place(row))
            inside.append(self._fields(row, others, path))

    def _no_owner(self, row: int, name: str, path: Path, known: Mapping[str, Any]) -> None:
        values = {"value": name, "what": self._sheet.of}
        problem = Problem(path, "NO_SUCH", values, nearest(name, known))
        problem = problem if name else Problem(path, "MISSING")
        if not self._book.knows(problem):
            self._book.refuse(self._first_place(row), problem)

    def _goes_on(self, first: int, row: int) -> bool:
        """Tell whether a row belongs to the entry above: it names the same one, or none."""
        keys = [key for key in self._sheet.keys if key in self._grid.columns]
        own = [self._grid.cell(row, key).strip() for key in keys]
        return not any(own) or own == [self._grid.cell(first, key).strip() for key in keys]

    def _same_as_above(self, first: int, row: int, at: int) -> None:
        for column in self._sheet.columns:
            cell = self._grid.cell(row, column.name).strip()
            if cell and cell != self._grid.cell(first, column.name).strip():
                path: Path = (self._sheet.subject, at, column.name)
                problem = Problem(path, "DIFFERS", {"value": cell})
                self._book.refuse(self._grid.place(row, column.name), problem)

    def _add_part(self, entry: dict[str, Any], row: int, above: Path) -> None:
        parts = entry[self._sheet.parts]
        path: Path = (*above, self._sheet.parts, len(parts))
        columns = [one for one in self._sheet.part_columns if one.name in self._grid.columns]
        if columns:
            self._book.put(path, self._grid.place(row, columns[0].name))
            self._book.put(path[:-1], self._grid.place(row, columns[0].name))
        if self._sheet.subject == "rules":
            part = self._action(row, path)
        else:
            part = self._fields(row, self._sheet.part_columns, path)
        if part:
            parts.append(part)

    def _action(self, row: int, path: Path) -> dict[str, Any]:
        column, *others = self._sheet.part_columns
        action = self._fields(row, (column,), path)
        do = action.get("do", "")
        for other in others:
            shaped = action_shape(do, other.name) if do in ACTIONS else None
            if shaped is not None:
                field, shape = shaped
                # Read as what this action's field is, though the column holds other things too.
                action |= self._fields(row, (Column(other.name, shape),), path, field)
            elif self._grid.cell(row, other.name).strip():
                self._not_for_action(row, other.name, do, path)
        return action

    def _not_for_action(self, row: int, column: str, do: str, path: Path) -> None:
        if value_of_word(do, ACTIONS) or not do:
            code = "NOT_FOR_ACTION" if do else "MISSING"
            place = self._grid.place(row, column if do else "do")
            values = {"action": f"{word_for('zh', do)} {word_for('en', do)}"}
            where: Path = (*path, column if do else "do")
            problem = Problem(where, code, values)
            if place not in self._told:
                self._told.add(place)
                self._book.refuse(place, problem)

    def _fields(
        self, row: int, columns: Sequence[Column], above: Path, field: str = ""
    ) -> dict[str, Any]:
        """Return what the filled cells of a row say, by field."""
        values: dict[str, Any] = {}
        for column in columns:
            if column.name not in self._grid.columns:
                continue
            path: Path = (*above, field or column.name)
            place = self._grid.place(row, column.name)
            self._book.put(path, place)
            if merged := self._merged.get((row, column.name)):
                if merged not in self._told:
                    self._told.add(merged)
                    self._book.refuse(merged, Problem(path, "MERGED_CELLS"))
                self._book.refuse_quietly(path)
            cell = self._grid.cell(row, column.name)
            if cell.strip():
                value = _value(cell, column.shape, path, place, self._book)
                if value is not None or column.shape.default is not None:
                    values[field or column.name] = value
        return values

    def _first_place(self, row: int) -> str:
        at = min(self._grid.columns.values())
        return self._grid.table.place(row, at)

    def _merged_cells(self) -> Iterator[tuple[tuple[int, str], str]]:
        """Yield each cell of ours that is merged with another one, and where the whole begins."""
        grid = self._grid
        last = max(grid.table.rows)
        for merge in grid.table.merges:
            rows = range(max(merge.first_row, grid.heading_row + 1), min(merge.last_row, last) + 1)
            names = [
                name
                for name, at in grid.columns.items()
                if merge.first_column <= at <= merge.last_column
            ]
            if not rows or not names:
                continue
            first = min(names, key=lambda name: grid.columns[name])
            place = grid.place(rows[0], first)
            yield from (((row, name), place) for row in rows for name in names)
