"""The answer to a returned workbook: the same rows at the same places, each with its verdict.

Headings, keys and addresses stay where they were, so the supplier can correct the marked cells
in this very file and hand it back.
"""

import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from hedan.workbooks.cells import column_letters, unmark, xml_text
from hedan.workbooks.columns import COLUMNS
from hedan.workbooks.heights import lines_of, points_for, room_in
from hedan.workbooks.looks import EDGES, FONT, HEADING, TEXT, fit_page
from hedan.workbooks.returned import CellRefusal, ReturnedWorkbook
from hedan.workbooks.rows import Language
from hedan.workbooks.stream import LAST_ROW, cut, put_in
from hedan.workbooks.texts import SHIP_SHEET, label

OTHER_WIDTH = 14.0
RESULT_WIDTH = 11.0
REASON_WIDTH = 64.0
NO_FILL = PatternFill()
REFUSED = PatternFill("solid", start_color="FFC7CE", end_color="FFC7CE")
ACCEPTED = PatternFill("solid", start_color="C6EFCE", end_color="C6EFCE")
HEADINGS = PatternFill("solid", start_color=HEADING, end_color=HEADING)
TOP = "top"
# The looks of a cell: fill and whether it stands out; in the design one after another in one row.
LOOKS: Mapping[str, tuple[PatternFill, bool]] = {
    "plain": (NO_FILL, False),
    TOP: (NO_FILL, True),
    "heading": (HEADINGS, True),
    "accepted": (ACCEPTED, False),
    "refused": (REFUSED, True),
    "unanswered": (NO_FILL, False),
}

type Look = tuple[str, str]  # A text and the name of its looks.


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one row."""

    accepted: bool
    code: str = ""
    message: str = ""  # In the language of the result.
    cell: str = ""  # The cell to mark when it was refused: "O7".


def write_result(
    returned: ReturnedWorkbook, verdicts: Mapping[int, Verdict], language: Language
) -> bytes:
    """Return the result workbook.

    verdicts are by row of the sheet. A row that the reader refused has its verdict from there;
    one with neither was not filled in.
    """
    writing = _Writing(returned, verdicts, language)
    design = cut(_book(returned, language), 1, 1)
    styles = dict(zip(LOOKS, design.samples[0].styles.values(), strict=True))
    out = io.BytesIO()
    rows = sorted(returned.table.rows)
    put_in(
        design,
        writing.xml_of(rows, styles),
        out,
        before={},
        after=lambda: (max(rows), {}),
    )
    return out.getvalue()


class _Writing:
    """The rows of the result."""

    def __init__(
        self, returned: ReturnedWorkbook, verdicts: Mapping[int, Verdict], language: Language
    ) -> None:
        self._returned = returned
        self._language = language
        self._ours = {row.sheet_row for row in returned.rows}
        self._verdicts = dict(verdicts)
        self._marked = {(row, v.cell) for row, v in verdicts.items() if not v.accepted}
        self._add_refusals(returned.refusals)
        widths = _widths(returned)
        self._rooms = {column: room_in(width) for column, width in widths.items()}
        self._result, self._reason = len(widths) - 1, len(widths)

    def xml_of(self, rows: list[int], styles: Mapping[str, str]) -> Iterator[str]:
        """Yield every row as XML."""
        for row in rows:
            looks = [*enumerate(self._looks(row), start=1), *self._verdict(row)]
            cells = "".join(
                _cell(f"{column_letters(column)}{row}", text, styles[look])
                for column, (text, look) in looks
            )
            yield f'<row r="{row}" ht="{self._height(row, looks)}">{cells}</row>'

    def _height(self, row: int, looks: list[tuple[int, Look]]) -> float:
        if row < self._returned.heading_row:
            return points_for(1)
        return points_for(max(lines_of(text, self._rooms[column]) for column, (text, _) in looks))

    def _looks(self, row: int) -> Iterator[Look]:
        heading_row = self._returned.heading_row
        base = TOP if row < heading_row else "heading" if row == heading_row else "plain"
        for column, text in enumerate(self._returned.table.rows[row], start=1):
            if row == 1 < heading_row and column == 1:
                yield self._summary(), base
            elif (row, f"{column_letters(column)}{row}") in self._marked:
                yield text, "refused"
            else:
                yield text, base

    def _verdict(self, row: int) -> Iterator[tuple[int, Look]]:
        language = self._language
        if row == self._returned.heading_row:
            yield self._result, (label("result", language), "heading")
            reason = label("reason", language)
            # Without a row above the headings there is no other place for the summary.
            said = reason if row > 1 else f"{reason}: {self._summary()}"
            yield self._reason, (said, "heading")
        elif verdict := self._verdicts.get(row):
            look = "accepted" if verdict.accepted else "refused"
            yield self._result, (label(look, language), look)
            yield self._reason, (verdict.message, "plain")
        elif row in self._ours:
            yield self._result, (label("unanswered", language), "unanswered")
            yield self._reason, ("", "plain")

    def _summary(self) -> str:
        counts = Counter(verdict.accepted for verdict in self._verdicts.values())
        unanswered = len(self._ours - self._verdicts.keys())
        language, number = self._language, self._returned.number
        said = "   ".join(
            f"{label(name, language)} {count}"
            for name, count in (
                ("accepted", counts[True]),
                ("refused", counts[False]),
                ("unanswered", unanswered),
            )
        )
        return f"{label('number', language)} {number}   {said}" if number else said

    def _add_refusals(self, refusals: tuple[CellRefusal, ...]) -> None:
        by_row: dict[int, list[CellRefusal]] = defaultdict(list)
        for refusal in refusals:
            by_row[refusal.sheet_row].append(refusal)
            self._marked.add((refusal.sheet_row, refusal.cell))
        for row, found in by_row.items():
            said = " ".join(f"{r.cell}: {r.message(self._language)}" for r in found)
            self._verdicts[row] = Verdict(False, found[0].code, said, found[0].cell)


def _book(returned: ReturnedWorkbook, language: Language) -> Workbook:
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = SHIP_SHEET[language]
    for position, (fill, bold) in enumerate(LOOKS.values(), start=1):
        cell = sheet.cell(1, position)
        cell.number_format = TEXT
        cell.fill = fill
        cell.font = Font(
            name=FONT, size=10, bold=bold, color="FFFFFF" if fill is HEADINGS else "000000"
        )
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cell.border = EDGES
    _plain_top(sheet)
    widths = _widths(returned)
    for position, width in widths.items():
        sheet.column_dimensions[column_letters(position)].width = width
    sheet.freeze_panes = f"A{returned.heading_row + 1}"
    sheet.auto_filter.ref = f"A{returned.heading_row}:{column_letters(len(widths))}{LAST_ROW}"
    sheet.print_title_rows = f"{returned.heading_row}:{returned.heading_row}"
    fit_page(sheet)
    return book


def _widths(returned: ReturnedWorkbook) -> dict[int, float]:
    """Return the width of every column, result and reason last."""
    ours = {column.field: column.width for column in COLUMNS}
    by_column = {column: ours[name] for name, column in returned.columns.items()}
    last = max(map(len, returned.table.rows.values()))
    widths = {column: by_column.get(column, OTHER_WIDTH) for column in range(1, last + 1)}
    return widths | {last + 1: RESULT_WIDTH, last + 2: REASON_WIDTH}


def _plain_top(sheet: Worksheet) -> None:
    """A title runs over its neighbours: no wrapping, no edges."""
    cell = sheet.cell(1, list(LOOKS).index(TOP) + 1)
    cell.alignment = Alignment(vertical="center")
    cell.border = Border()


def _cell(address: str, text: str, style: str) -> str:
    if not text:
        return f'<c r="{address}" s="{style}"/>'
    # Marked texts come back marked; anything else that could be executed is marked now.
    shown = xml_text(unmark(str(text)), keep_lines=True)
    return f'<c r="{address}" s="{style}" t="inlineStr"><is><t>{shown}</t></is></c>'
