"""What stands on the sheets of a result workbook, before anything of it is a cell."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hedan.workbooks.cells import column_letters
from hedan.workbooks.other_texts import HEADINGS_BESIDE
from hedan.workbooks.returned import CellRefusal, ReturnedWorkbook
from hedan.workbooks.rows import Language
from hedan.workbooks.tables import Table
from hedan.workbooks.texts import HEADINGS, label, remark_text

# What spreadsheets allow in the name of a sheet (Excel's published limits).
TITLE_CHARACTERS_MAX = 31
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_HEADING_WIDTHS = {1: 14.0, 2: 8.0, 3: 28.0, 4: 64.0}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one row."""

    accepted: bool
    code: str = ""
    message: str = ""  # In the language of the result.
    cell: str = ""  # The cell to mark when it was refused: "O7".


@dataclass(frozen=True, slots=True)
class ResultSheet:
    """One sheet of the result: that of the file, and what became of its rows."""

    title: str
    table: Table
    heading_row: int
    waiting: frozenset[int]  # Rows of ours; without a verdict they were not filled in.
    widths: Mapping[int, float]
    verdicts: Mapping[int, Verdict] | None = None  # None: nothing is said of its rows.
    marked: frozenset[str] = frozenset()  # Refused cells: "O7".

    @property
    def is_judged(self) -> bool:
        """Whether each row has a verdict beside it."""
        return bool(self.waiting or self.verdicts)

    def judged(
        self,
        verdicts: Mapping[int, Verdict],
        refusals: Iterable[CellRefusal],
        language: Language,
    ) -> "ResultSheet":
        """Return the sheet with its verdicts: those given, and what the reader refused of it."""
        by_row: dict[int, list[CellRefusal]] = defaultdict(list)
        for refusal in refusals:
            if refusal.sheet == self.table.name:
                by_row[refusal.sheet_row].append(refusal)
        marked = {verdict.cell for verdict in verdicts.values() if not verdict.accepted}
        marked |= {one.cell for found in by_row.values() for one in found}
        refused = {row: _refused(found, language) for row, found in by_row.items()}
        return replace(self, verdicts={**verdicts, **refused}, marked=frozenset(marked))


def _refused(found: list[CellRefusal], language: Language) -> Verdict:
    said = " ".join(f"{one.cell}: {one.message(language)}" for one in found)
    return Verdict(False, found[0].code, said, found[0].cell)


def heading_rows(returned: ReturnedWorkbook, language: Language) -> ResultSheet:
    """Return the sheet that says how each heading was read, and what was seen in the file."""
    table = Table(label("columns", language))
    for code in returned.remarks:
        table.put_row(len(table.rows) + 1, [remark_text(code, language)])
    heading_row = len(table.rows) + 1
    headings = ("sheet", "column", "as_found", "understood")
    table.put_row(heading_row, [label(name, language) for name in headings])
    understood = [
        (
            returned.table,
            returned.heading_row,
            {at: HEADINGS[field][language] for field, at in returned.columns.items()},
        ),
        *(
            (
                other.table,
                other.heading_row,
                {at: HEADINGS_BESIDE[field][language] for field, at in other.columns.items()},
            )
            for other in returned.other_sheets
        ),
    ]
    for sheet, row, read_as in understood:
        for at, found in enumerate(sheet.rows.get(row, ()), start=1):
            if found:
                read = read_as.get(at, label("not_read", language))
                cells = [sheet.name, column_letters(at), str(found), read]
                table.put_row(len(table.rows) + 1, cells)
    return ResultSheet(
        title=label("columns", language),
        table=table,
        heading_row=heading_row,
        waiting=frozenset(),
        widths=_HEADING_WIDTHS,
    )


def own_title(name: str, otherwise: str) -> str:
    """Return a sheet's own name, as spreadsheets allow it: refusals name it."""
    title = _NOT_IN_TITLE.sub(" ", name).strip()[:TITLE_CHARACTERS_MAX].strip()
    return title or otherwise
