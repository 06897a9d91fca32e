"""Finding our columns in a sheet that people have rearranged."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from hedan.domain.workbook_columns import Field
from hedan.workbooks.tables import Table, refused
from hedan.workbooks.texts import HEADINGS, OTHER_HEADINGS

# Above the headings people put titles and notes, but not pages of them.
ROWS_SEARCHED = 20
REQUIRED = (Field.KEY, Field.CARRIER, Field.NUMBER)
# A row with fewer of our headings is no heading row of ours, whatever is missing in it.
ENOUGH_TO_COMPLAIN = 3
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the headings stand."""

    row: int
    columns: Mapping[Field, int]  # Counted from 1.
    is_chinese: bool = False  # Most of the headings that were understood are.


def plain(text: str) -> str:
    """Return a heading or name without what does not tell it from another."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _NOT_A_LETTER.sub("", _IN_BRACKETS.sub("", text))


def find_sheet(tables: Iterable[Table]) -> tuple[Table, Headings]:
    """Return the one sheet that has our headings.

    Raises WorkbookRefused when there is none, when there are several, or when a column that is
    needed stands there twice.
    """
    found: list[tuple[Table, Headings]] = []
    nearest: frozenset[Field] = frozenset()
    for table in tables:
        headings = _most_headings(table)
        if all(field in headings.columns for field in REQUIRED):
            found.append((table, headings))
        nearest = max(nearest, frozenset(headings.columns), key=len)
    if len(found) > 1:
        raise refused("TWO_SHEETS", "、".join(table.name for table, _ in found))
    if not found:
        near = nearest if len(nearest) >= ENOUGH_TO_COMPLAIN else frozenset[Field]()
        missing = [HEADINGS[field] for field in REQUIRED if field not in near]
        raise refused("HEADINGS_MISSING", ", ".join(f"{h['zh']} {h['en']}" for h in missing))
    return found[0]


def is_like_ship(table: Table) -> bool:
    """Whether this was a Ship sheet, of which too much is missing to be read."""
    columns = _most_headings(table).columns
    return any(field in columns for field in REQUIRED)


def most_headings[F](
    table: Table, columns_in: Callable[[list[str]], dict[F, int]]
) -> tuple[int, dict[F, int]]:
    """Return the row in the upper part of a sheet that has most headings, and its columns."""
    best: tuple[int, dict[F, int]] = (0, {})
    for row in sorted(row for row in table.rows if row <= ROWS_SEARCHED):
        columns = columns_in(table.rows[row])
        if len(columns) > len(best[1]):
            best = (row, columns)
    return best


def _most_headings(table: Table) -> Headings:
    row, columns = most_headings(table, _columns)
    titles = [table.rows[row][column - 1] for column in columns.values()]
    chinese = sum(1 for title in titles if _CHINESE.search(title))
    return Headings(row, columns, chinese * 2 > len(titles))


def _columns(cells: list[str]) -> dict[Field, int]:
    fields = [_FIELDS.get(plain(cell)) if cell else None for cell in cells]
    counts = Counter(fields)
    for required in REQUIRED:
        if counts[required] > 1 and all(counts[other] for other in REQUIRED):
            named = HEADINGS[required]
            raise refused("HEADING_TWICE", f"{named['zh']} {named['en']}")
    columns: dict[Field, int] = {}
    for position, field in enumerate(fields, start=1):
        if field is not None:
            columns.setdefault(field, position)
    return columns


_FIELDS: dict[str, Field] = {
    **{plain(text): field for field, texts in OTHER_HEADINGS.items() for text in texts},
    **{plain(text): field for field, words in HEADINGS.items() for text in words.values()},
}
