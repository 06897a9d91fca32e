"""The answer to a returned workbook: the same rows at the same places, each with its verdict.

Headings, keys and addresses stay where they were, so the supplier can correct the marked cells
in this very file and hand it back. A last sheet says how each heading was understood.
"""

import io
from collections import Counter
from collections.abc import Iterator, Mapping

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from hedan.workbooks.cells import column_letters, unmark, xml_text
from hedan.workbooks.columns import COLUMN_OF
from hedan.workbooks.heights import lines_of, points_for, room_in
from hedan.workbooks.looks import EDGES, FONT, HEADING, TEXT, fit_page
from hedan.workbooks.other_columns import OTHER_COLUMNS, OtherField
from hedan.workbooks.result_sheets import ResultSheet, Verdict, heading_rows, own_title
from hedan.workbooks.returned import ReturnedWorkbook
from hedan.workbooks.rows import Language
from hedan.workbooks.stream import LAST_ROW, Cut, Filling, cut, put_in
from hedan.workbooks.texts import SHIP_SHEET, label

__all__ = ["Verdict", "write_result"]

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


def write_result(
    returned: ReturnedWorkbook,
    verdicts: Mapping[int, Verdict],
    language: Language,
    others: Mapping[tuple[str, int], Verdict] | None = None,
) -> bytes:
    """Return the result workbook.

    verdicts are by row of the Ship sheet, others by name and row of the sheets beside it. A row
    that the reader refused has its verdict from there; one with neither was not filled in.
    """
    sheets = list(_sheets(returned, verdicts, language, others or {}))
    written = [_Writing(sheet, returned.number, language) for sheet in sheets]
    design = cut(_book(written), 1, 1, [(1, 1)] * len(written[1:]))
    first, *beside = written
    out = io.BytesIO()
    put_in(
        design,
        first.xml_of(design),
        out,
        before={},
        after=lambda: (max(first.sheet.table.rows), {}),
        beside=[
            Filling(sheet.xml_of(its_cut), {})
            for sheet, its_cut in zip(beside, design.beside, strict=True)
        ],
    )
    return out.getvalue()


def _sheets(
    returned: ReturnedWorkbook,
    verdicts: Mapping[int, Verdict],
    language: Language,
    others: Mapping[tuple[str, int], Verdict],
) -> Iterator[ResultSheet]:
    if returned.table.rows:
        yield ResultSheet(
            title=own_title(returned.table.name, SHIP_SHEET[language]),
            table=returned.table,
            heading_row=returned.heading_row,
            waiting=frozenset(row.sheet_row for row in returned.rows),
            widths={at: COLUMN_OF[name].width for name, at in returned.columns.items()},
        ).judged(verdicts, returned.refusals, language)
    for other in returned.other_sheets:
        name, key = other.table.name, other.columns[OtherField.KEY]
        widths = {column.field: column.width for column in OTHER_COLUMNS[other.kind]}
        of_sheet = {row: verdict for (sheet, row), verdict in others.items() if sheet == name}
        yield ResultSheet(
            title=own_title(name, other.kind.value),
            table=other.table,
            heading_row=other.heading_row,
            waiting=frozenset(
                row
                for row, cells in other.table.rows.items()
                if row > other.heading_row and any(cells[key - 1 : key])
            ),
            widths={at: widths.get(field, OTHER_WIDTH) for field, at in other.columns.items()},
        ).judged(of_sheet, returned.refusals, language)
    yield heading_rows(returned, language)


class _Writing:
    """The rows of one sheet of the result."""

    def __init__(self, sheet: ResultSheet, number: str, language: Language) -> None:
        self.sheet = sheet
        self._verdicts = sheet.verdicts or {}
        self._number = number
        self._language = language
        self.widths = self._all_widths()
        self._rooms = {column: room_in(width) for column, width in self.widths.items()}
        self._result, self._reason = len(self.widths) - 1, len(self.widths)

    def xml_of(self, its_cut: Cut) -> Iterator[str]:
        """Yield every row as XML."""
        styles = dict(zip(LOOKS, its_cut.samples[0].styles.values(), strict=True))
        for row in sorted(self.sheet.table.rows):
            looks = [*enumerate(self._looks(row), start=1), *self._verdict(row)]
            cells = "".join(
                _cell(f"{column_letters(column)}{row}", text, styles[look])
                for column, (text, look) in looks
            )
            yield f'<row r="{row}" ht="{self._height(row, looks)}">{cells}</row>'

    def _height(self, row: int, looks: list[tuple[int, Look]]) -> float:
        if row < self.sheet.heading_row:
            return points_for(1)
        return points_for(max(lines_of(text, self._rooms[column]) for column, (text, _) in looks))

    def _looks(self, row: int) -> Iterator[Look]:
        heading_row = self.sheet.heading_row
        base = TOP if row < heading_row else "heading" if row == heading_row else "plain"
        for column, text in enumerate(self.sheet.table.rows[row], start=1):
            if self.sheet.is_judged and row == 1 < heading_row and column == 1:
                yield self._summary(), base
            elif f"{column_letters(column)}{row}" in self.sheet.marked:
                yield text, "refused"
            else:
                yield text, base

    def _verdict(self, row: int) -> Iterator[tuple[int, Look]]:
        language = self._language
        if not self.sheet.is_judged:
            return
        if row == self.sheet.heading_row:
            yield self._result, (label("result", language), "heading")
            reason = label("reason", language)
            # Without a row above the headings there is no other place for the summary.
            said = reason if row > 1 else f"{reason}: {self._summary()}"
            yield self._reason, (said, "heading")
        elif verdict := self._verdicts.get(row):
            look = "accepted" if verdict.accepted else "refused"
            yield self._result, (label(look, language), look)
            yield self._reason, (verdict.message, "plain")
        elif row in self.sheet.waiting:
            yield self._result, (label("unanswered", language), "unanswered")
            yield self._reason, ("", "plain")

    def _summary(self) -> str:
        counts = Counter(verdict.accepted for verdict in self._verdicts.values())
        unanswered = len(self.sheet.waiting - self._verdicts.keys())
        language, number = self._language, self._number
        said = "   ".join(
            f"{label(name, language)} {count}"
            for name, count in (
                ("accepted", counts[True]),
                ("refused", counts[False]),
                ("unanswered", unanswered),
            )
        )
        return f"{label('number', language)} {number}   {said}" if number else said

    def _all_widths(self) -> dict[int, float]:
        """Return the width of every column, result and reason last."""
        last = max(map(len, self.sheet.table.rows.values()), default=0)
        widths = {at: self.sheet.widths.get(at, OTHER_WIDTH) for at in range(1, last + 1)}
        if self.sheet.is_judged:
            widths |= {last + 1: RESULT_WIDTH, last + 2: REASON_WIDTH}
        return widths


def _book(written: list[_Writing]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for writing in written:
        _draw(book.create_sheet(writing.sheet.title), writing)
    return book


def _draw(sheet: Worksheet, writing: _Writing) -> None:
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
    for position, width in writing.widths.items():
        sheet.column_dimensions[column_letters(position)].width = width
    heading_row = writing.sheet.heading_row
    sheet.freeze_panes = f"A{heading_row + 1}"
    last = column_letters(len(writing.widths))
    sheet.auto_filter.ref = f"A{heading_row}:{last}{LAST_ROW}"
    sheet.print_title_rows = f"{heading_row}:{heading_row}"
    fit_page(sheet)


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
