"""Settings as a workbook that people edit: a sheet for each subject, in their language.

Drawn cell by cell: it is written a few times a year, and each cell has its format and its list.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.base import Frozen
from hedan.errors import SettingsInvalid
from hedan.settings import Settings
from hedan.settings.problems import NAMED_BY
from hedan.settings_files.book_sheets import ENOUGH_HEADINGS
from hedan.settings_files.cell_values import cell_of
from hedan.settings_files.kinds import Kind, Shape
from hedan.settings_files.sheets import (
    GENERAL,
    HELP,
    SHEETS,
    Column,
    Sheet,
    action_shape,
    group_rows,
)
from hedan.texts import Language
from hedan.texts.settings import heading_for, note_for, word_for
from hedan.texts.settings_columns import SHEETS as SHEET_NAMES
from hedan.texts.settings_groups import GROUPS
from hedan.texts.settings_words import READ_ME
from hedan.workbooks.cells import SURELY_FITS, column_letters
from hedan.workbooks.heights import lines_of, points_for, room_in
from hedan.workbooks.looks import FONT, HEADING, TEXT
from hedan.workbooks.ship_design import WHOLE_NUMBER

TITLE_ROW, NOTE_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3, 4
# Rows below the last one in which the lists still help.
ROWS_TO_COME = 500
INLINE_LIST_CHARACTERS = 250  # Excel's limit for a list that stands in the cell's rule: 255.
WIDTHS = {
    Kind.WHOLE: 14,
    Kind.DECIMAL: 14,
    Kind.YES_NO: 10,
    Kind.CODE: 18,
    Kind.DATE: 14,
    Kind.INSTANT: 24,
}
WIDTH = 24
WIDE = {"when": 60, "value": 40, "note": 30, "key": 30, "zh": 40, "en": 40, "number_pattern": 30}
# Names and conditions, and what they mean.
HELP_WIDTHS = (56, 80)
GENERAL_COLUMNS = ("name", "value", "note", "key")

# SpreadsheetML writes a character so; a text that looks like it must not become one.
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

type CellValue = str | int
type HelpRow = tuple[str, str]


def settings_workbook(
    settings: Settings, language: Language | None = None, more_help: Sequence[HelpRow] = ()
) -> bytes:
    """Return settings as an .xlsx file, in their own language unless another is asked for.

    more_help is put below the help of ours: the names that a rule's condition may ask. A row of it
    without a second text is a title.
    Raises SettingsInvalid when a value is too long for a cell.
    """
    return _Writing(settings, language or settings.language).file(more_help)


class _Writing:
    """One workbook in the making."""

    def __init__(self, settings: Settings, language: Language) -> None:
        self._settings, self._language = settings, language
        self._book = Workbook()
        self._text = Font(name=FONT, size=10)
        self._bold = Font(name=FONT, size=10, bold=True, color="FFFFFF")

    def file(self, more_help: Sequence[HelpRow]) -> bytes:
        """Draw every sheet and return the file."""
        self._general(self._book.worksheets[0])
        for sheet in SHEETS:
            self._subject(sheet)
        self._help(more_help)
        self._book.calculation.fullCalcOnLoad = False
        out = io.BytesIO()
        self._book.save(out)
        return out.getvalue()

    def _general(self, sheet: Worksheet) -> None:
        columns = [Column(name, Shape(Kind.TEXT)) for name in GENERAL_COLUMNS]
        self._top(sheet, GENERAL, columns)
        for row, group in enumerate(group_rows(), start=FIRST_ROW):
            value: Any = self._settings
            for step in group.path:
                value = getattr(value, step)
            name, note = GROUPS.get(group.key, (None, None))
            texts = (
                self._said(name) if name else group.key,
                cell_of(value, group.shape, self._language),
                self._said(note) if note else "",
                group.key,
            )
            for position, text in enumerate(texts, start=1):
                self._write(sheet, row, position, text)
            if choices := self._choices(group.shape):
                self._offer(sheet, f"B{row}", choices)

    def _subject(self, sheet: Sheet) -> None:
        drawn = self._book.create_sheet()
        columns = sheet.all_columns
        self._top(drawn, sheet.name, columns)
        row = HEADING_ROW
        for row, cells in enumerate(self._rows(sheet), start=FIRST_ROW):
            for position, value in enumerate(cells, start=1):
                if value != "":
                    self._write(drawn, row, position, value)
        last = row + ROWS_TO_COME
        for position, column in enumerate(columns, start=1):
            letters = column_letters(position)
            self._offer(drawn, f"{letters}{FIRST_ROW}:{letters}{last}", self._list_for(column))
            if column.shape.kind is not Kind.WHOLE:
                drawn.column_dimensions[letters].number_format = TEXT
        drawn.auto_filter.ref = (
            f"A{HEADING_ROW}:{column_letters(len(columns))}{max(row, FIRST_ROW)}"
        )

    def _rows(self, sheet: Sheet) -> Iterator[list[CellValue]]:
        if sheet.of:
            for owner in getattr(self._settings, sheet.of):
                name = getattr(owner, NAMED_BY[sheet.of])
                for one in getattr(owner, sheet.fills):
                    cell = cell_of(name, sheet.columns[0].shape, self._language)
                    yield [cell, *self._cells(one, sheet.columns[1:])]
            return
        for entry in getattr(self._settings, sheet.subject):
            own = self._cells(entry, sheet.columns)
            if not sheet.parts:
                yield own
                continue
            parts = [self._part(sheet, part) for part in getattr(entry, sheet.parts)]
            without: list[CellValue] = [""] * len(sheet.part_columns)
            for number, part in enumerate(parts or [without]):
                shown = own if number == 0 else self._keys_only(sheet, own)
                yield [*shown, *part]

    def _keys_only(self, sheet: Sheet, own: list[CellValue]) -> list[CellValue]:
        """Repeat in a further row only what the entry is known by."""
        return [
            cell if column.name in sheet.keys else ""
            for column, cell in zip(sheet.columns, own, strict=True)
        ]

    def _part(self, sheet: Sheet, part: Frozen) -> list[CellValue]:
        if sheet.subject != "rules":
            return self._cells(part, sheet.part_columns)
        column, *others = sheet.part_columns
        do = str(getattr(part, column.name))
        cells: list[CellValue] = [cell_of(do, column.shape, self._language)]
        for other in others:
            shaped = action_shape(do, other.name)
            if shaped is None:
                cells.append("")
            else:
                field, shape = shaped
                cells.append(cell_of(getattr(part, field), shape, self._language))
        return cells

    def _cells(self, entry: Frozen, columns: Iterable[Column]) -> list[CellValue]:
        return [cell_of(getattr(entry, c.name), c.shape, self._language) for c in columns]

    def _top(self, sheet: Worksheet, name: str, columns: Sequence[Column]) -> None:
        sheet.title = self._said(SHEET_NAMES[name])
        assert len(columns) >= ENOUGH_HEADINGS, "a sheet could not be found by its headings"
        title = self._write(sheet, TITLE_ROW, 1, sheet.title)
        title.font = Font(name=FONT, size=16, bold=True)
        small = Font(name=FONT, size=8, color="606060")
        for position, column in enumerate(columns, start=1):
            letters = column_letters(position)
            note = self._write(
                sheet,
                NOTE_ROW,
                position,
                note_for(self._language, name, column.name) or self._parts_note(column),
            )
            note.font = small
            heading = self._write(sheet, HEADING_ROW, position, self._heading(name, column.name))
            heading.font = self._bold
            heading.fill = PatternFill("solid", start_color=HEADING, end_color=HEADING)
            heading.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            width = WIDE.get(column.name) or WIDTHS.get(column.shape.kind, WIDTH)
            sheet.column_dimensions[letters].width = width
        sheet.row_dimensions[TITLE_ROW].height = 26
        sheet.row_dimensions[NOTE_ROW].height = 36
        sheet.row_dimensions[HEADING_ROW].height = 28
        sheet.freeze_panes = f"B{FIRST_ROW}"

    def _heading(self, name: str, column: str) -> str:
        return heading_for(self._language, name, column)

    def _parts_note(self, column: Column) -> str:
        return note_for(self._language, "parts", column.name)

    def _help(self, more: Sequence[HelpRow]) -> None:
        sheet = self._book.create_sheet(self._said(SHEET_NAMES[HELP]))
        rows = [*((self._said(left), self._said(right)) for left, right in READ_ME), *more]
        for letters, width in zip("AB", HELP_WIDTHS, strict=True):
            sheet.column_dimensions[letters].width = width
        for row, texts in enumerate(rows, start=1):
            for position, text in enumerate(texts, start=1):
                cell = self._write(sheet, row, position, text)
                cell.alignment = _TOP_WRAPPED
                if not texts[1]:
                    cell.font = self._bold
                    cell.fill = PatternFill("solid", start_color=HEADING, end_color=HEADING)
            # Not every program makes room for a wrapped text by itself.
            pairs = zip(texts, HELP_WIDTHS, strict=True)
            lines = max(lines_of(text, room_in(width)) for text, width in pairs)
            sheet.row_dimensions[row].height = points_for(lines)

    def _list_for(self, column: Column) -> str:
        """Return what a column's cells may be chosen from, as a rule of the cell says it."""
        if column.refers:
            target = next(one for one in SHEETS if one.subject == column.refers)
            names = [one.name for one in target.columns]
            letters = column_letters(names.index(NAMED_BY[column.refers]) + 1)
            rows = len(getattr(self._settings, column.refers)) + ROWS_TO_COME
            title = self._said(SHEET_NAMES[target.name])
            return f"'{title}'!${letters}${FIRST_ROW}:${letters}${FIRST_ROW + rows}"
        return self._choices(column.shape)

    def _choices(self, shape: Shape) -> str:
        values = ("yes", "no") if shape.kind is Kind.YES_NO else shape.choices
        listed = ",".join(word_for(self._language, value) for value in values)
        return f'"{listed}"' if 0 < len(listed) <= INLINE_LIST_CHARACTERS else ""

    def _offer(self, sheet: Worksheet, cells: str, formula: str) -> None:
        if formula:
            # A hint and no wall: whatever is typed is judged when the file comes back.
            rule = DataValidation(
                type="list", formula1=formula, allow_blank=True, errorStyle="warning", sqref=cells
            )
            rule.showErrorMessage = True
            sheet.add_data_validation(rule)

    def _write(self, sheet: Worksheet, row: int, column: int, value: CellValue) -> Cell:
        cell = sheet.cell(row, column)
        assert isinstance(cell, Cell)
        if isinstance(value, int):
            cell.value = value
            cell.number_format = WHOLE_NUMBER
        else:
            if len(value) > SURELY_FITS:
                raise SettingsInvalid(f"{sheet.title}!{cell.coordinate}: too long for a cell")
            # The type is said, not guessed: nothing that starts with = becomes a formula here.
            cell.value = _LOOKS_ESCAPED.sub("_x005F_", value)
            cell.data_type = "s"
            cell.number_format = TEXT
        cell.font = self._text
        cell.alignment = _TOP_WRAPPED if isinstance(value, str) and "\n" in value else _TOP
        return cell

    def _said(self, text: Any) -> str:
        return str(text.zh if self._language == "zh" else text.en)


_TOP = Alignment(vertical="top")
_TOP_WRAPPED = Alignment(vertical="top", wrap_text=True)
