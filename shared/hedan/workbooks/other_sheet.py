"""How a sheet beside the Ship sheet looks, and how its rows become XML. Every cell is text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Final, NamedTuple

from openpyxl.styles import Alignment, Font, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hedan.texts import say
from hedan.workbooks.beside import Draw, SampleRows, SheetBeside
from hedan.workbooks.cells import column_letters, key_text, shown_text, xml_text
from hedan.workbooks.heights import lines_of, points_for, room_in
from hedan.workbooks.looks import (
    EDGES,
    FILL_IN,
    FILL_IN_HEADING,
    FONT,
    HEADING,
    count_pages,
    fit_page,
    solid,
    write_cell,
)
from hedan.workbooks.other_columns import (
    ANSWER_OF,
    ANSWERS,
    CHECKED_WITH_OTHER_KEY,
    OTHER_COLUMNS,
    OtherColumn,
    OtherField,
    SheetKind,
)
from hedan.workbooks.other_texts import answer_word, other_heading, other_sheet
from hedan.workbooks.rows import Language
from hedan.workbooks.stream import LAST_ROW, Cut, Sample, place

TITLE_ROW = 1
HINT_ROW = 2
HEADING_ROW = 3
FIRST_ROW = 4
# More than anybody reads; what asks for an answer stands there whatever its number.
ROWS_SHOWN_MAX: Final = 2_000
QUIET: Final = "606060"
# The tabs that are looked at before anything ships.
TAB: Final = {SheetKind.STOP: "C00000", SheetKind.CHANGED: "ED7D31"}
_ROW_NUMBER: Final = "\x00"  # In a row's format; no text of ours or theirs can hold it.


class RowLook(Enum):
    """What a row looks like; the value is the place of its sample in the design."""

    ASKS = 0  # With cells to fill in.
    TELLS = 1
    OVER = 2  # Answered: so that a list on paper agrees.
    SUM = 3


_SHADES: Final = {
    RowLook.ASKS: "FFFFFF",
    RowLook.TELLS: "FFFFFF",
    RowLook.OVER: "EFEFEF",
    RowLook.SUM: "D9E2F3",
}


class OtherRow(NamedTuple):
    """One row: what its cells say, and whose answer it asks for."""

    texts: Mapping[OtherField, str]
    subject_id: str = ""  # Of a stop or a return; empty: nothing is asked, the row is to be read.
    look: RowLook = RowLook.TELLS  # Of one that asks nothing.


def sheet_of(
    kind: SheetKind, draw: Draw, rows: Sequence[OtherRow], language: Language, as_of: str
) -> SheetBeside:
    """Return a sheet with these rows; what is asked comes first. as_of: an instant in words."""
    asked = [row for row in rows if row.subject_id]
    told = [row for row in rows if not row.subject_id]
    room = max(ROWS_SHOWN_MAX - len(asked), 0)
    shown = asked + told[:room]
    if len(told) > room:
        shown.append(_line(kind, say(language, "sheet.more", count=len(told) - room)))
    if not shown:
        shown = [_line(kind, say(language, "sheet.nothing"))]

    def xml_of(cut: Cut) -> Iterator[str]:
        return _rows_xml(kind, shown, cut)

    words = {"as_of": say(language, "sheet.as_of", at=as_of)}
    return SheetBeside(other_sheet(kind, language), draw, xml_of, words)


def draw_sheet(kind: SheetKind, sheet: Worksheet, language: Language) -> SampleRows:
    """Draw an empty sheet of this kind, with a sample row of every look."""
    columns = OTHER_COLUMNS[kind]
    name = other_sheet(kind, language)
    title = Font(name=FONT, size=18, bold=True)
    write_cell(sheet, TITLE_ROW, 1, f"{name}  {place('title')}", title)
    hint = f"{place('as_of')}    {say(language, f'sheet.{kind.value}.hint')}"
    write_cell(sheet, HINT_ROW, 1, hint, Font(name=FONT, size=10, color="404040"))
    sheet.row_dimensions[TITLE_ROW].height = 30
    sheet.row_dimensions[HINT_ROW].height = 18
    sheet.row_dimensions[HEADING_ROW].height = 24
    for position, column in enumerate(columns, start=1):
        _heading(sheet, position, column, language)
        dimension = sheet.column_dimensions[column_letters(position)]
        dimension.width = column.width
        dimension.hidden = column.field is OtherField.KEY  # It means nothing to people.
        for look in RowLook:
            _sample(sheet, position, column, look)
    if kind in ANSWER_OF:
        sheet.add_data_validation(_answer_list(kind, language))
    _page(sheet, kind, columns)
    return SampleRows(FIRST_ROW, len(RowLook))


def _heading(sheet: Worksheet, position: int, column: OtherColumn, language: Language) -> None:
    font = Font(name=FONT, size=10, bold=True, color="000000" if column.fill_in else "FFFFFF")
    words = other_heading(column.field, language)
    cell = write_cell(sheet, HEADING_ROW, position, words, font)
    cell.fill = solid(FILL_IN_HEADING if column.fill_in else HEADING)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = EDGES


def _sample(sheet: Worksheet, position: int, column: OtherColumn, look: RowLook) -> None:
    is_key = column.field is OtherField.KEY
    font = Font(
        name=FONT,
        size=8 if is_key else 10,
        bold=look is RowLook.SUM,
        color=QUIET if is_key or look is RowLook.OVER else "000000",
    )
    cell = write_cell(sheet, FIRST_ROW + look.value, position, "", font)
    is_open = look is RowLook.ASKS and column.fill_in
    cell.fill = solid(FILL_IN if is_open else _SHADES[look])
    cell.alignment = Alignment(
        horizontal="center" if column.centre else "left", vertical="center", wrap_text=column.wrap
    )
    cell.border = EDGES
    cell.protection = Protection(locked=not is_open)


def _answer_list(kind: SheetKind, language: Language) -> DataValidation:
    # A warning, not a stop: what people write instead is understood too.
    words = [answer_word(kind, answer, language) for answer in ANSWERS[kind]]
    fields = [column.field for column in OTHER_COLUMNS[kind]]
    letters = column_letters(fields.index(ANSWER_OF[kind]) + 1)
    return DataValidation(
        type="list",
        formula1=f'"{",".join(words)}"',
        allow_blank=True,
        sqref=f"{letters}{FIRST_ROW}:{letters}{LAST_ROW}",
        errorStyle="warning",
        showErrorMessage=True,
        errorTitle=other_heading(ANSWER_OF[kind], language),
        error=" / ".join(words),
    )


def _page(sheet: Worksheet, kind: SheetKind, columns: Sequence[OtherColumn]) -> None:
    if kind in TAB:
        sheet.sheet_properties.tabColor = TAB[kind]
    sheet.freeze_panes = f"A{FIRST_ROW}"
    # The same for every number of rows, so that a sheet can be put into a finished file.
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    fit_page(sheet)
    count_pages(sheet)
    # Against slips only, hence no password; in this element of the format, False is what allows.
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def _line(kind: SheetKind, text: str) -> OtherRow:
    return OtherRow({OTHER_COLUMNS[kind][0].field: text}, look=RowLook.OVER)


def _rows_xml(kind: SheetKind, rows: Iterable[OtherRow], cut: Cut) -> Iterator[str]:
    columns = OTHER_COLUMNS[kind]
    formats = [_row_format(sample) for sample in cut.samples]
    for number, row in enumerate(rows, start=FIRST_ROW):
        texts, look = dict(row.texts), row.look
        if row.subject_id:
            look = RowLook.ASKS
            beside = (shown_text(texts.get(field, "")) for field in CHECKED_WITH_OTHER_KEY)
            texts[OtherField.KEY] = key_text(row.subject_id, *beside)
        written = formats[look.value].replace(_ROW_NUMBER, str(number))
        cells = (xml_text(texts.get(one.field, ""), keep_lines=True) for one in columns)
        yield written % (_height(texts, columns), *cells)


def _row_format(sample: Sample) -> str:
    """Return a %-format for one row: its height, and a text for every cell."""
    cells = "".join(
        f'<c r="{letters}{_ROW_NUMBER}" s="{style}" t="inlineStr"><is><t>%s</t></is></c>'
        for letters, style in sample.styles.items()
    )
    return f'<row r="{_ROW_NUMBER}" ht="%s" customHeight="1">{cells}</row>'


def _height(texts: Mapping[OtherField, str], columns: Iterable[OtherColumn]) -> float:
    wrapped = ((texts.get(one.field, ""), one.width) for one in columns if one.wrap)
    return points_for(max(lines_of(text, room_in(width)) for text, width in wrapped))
