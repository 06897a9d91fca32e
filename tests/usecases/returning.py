"""A workbook that a supplier fills in and hands back, over the small shop."""

from collections.abc import Mapping
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.parcels import Parcel
from hedan.domain.workbook_columns import Field
from hedan.domain.workbook_files import ReturnedFile
from hedan.settings import Settings
from hedan.usecases.workbooks.manifest import load_manifest
from hedan.usecases.workbooks.read_return import read_return
from hedan.workbooks.cells import column_letters
from hedan.workbooks.headings import plain
from hedan.workbooks.other_columns import ANSWER_OF, NOTE_OF, OtherField, SheetKind
from hedan.workbooks.other_texts import other_heading, other_sheet
from hedan.workbooks.texts import HEADINGS
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, Stage

UPLOAD = "uploads/factory-a/20261001T120000000000/file"
WORKBOOK = "factory-a-000001"
NUMBER = "78001122334455"
OTHER = "78009988776655"

NEEDED = {plain(HEADINGS[field]["zh"]) for field in (Field.CARRIER, Field.NUMBER)}

type Cells = Mapping[tuple[str, Field], str]
"""What is written, by line id and column."""


def row_of(stage: Stage, line_id: str) -> int:
    """Return the row of a line in the workbook."""
    file = stage.desk.workbook(SUPPLIER, WORKBOOK)
    assert file
    rows = load_manifest(stage.archive, file).rows
    return next(row.sheet_row for row in rows if line_id in {line.line_id for line in row.lines})


def letters(sheet: Worksheet) -> dict[Field, str]:
    """Return where each column stands, by its usual heading."""
    words = {plain(HEADINGS[field]["zh"]): field for field in HEADINGS}
    heading = next(
        row
        for row in sheet.iter_rows(max_row=10)
        if {plain(str(cell.value or "")) for cell in row}.issuperset(NEEDED)
    )
    return {
        words[plain(str(cell.value))]: column_letters(place)
        for place, cell in enumerate(heading, start=1)
        if plain(str(cell.value or "")) in words
    }


def cell_of(stage: Stage, line_id: str, field: Field) -> str:
    """Return the address of a cell, as refusals tell it."""
    return f"发货!{letters(_sheet(stage))[field]}{row_of(stage, line_id)}"


def _sheet(stage: Stage) -> Worksheet:
    file = stage.desk.workbook(SUPPLIER, WORKBOOK)
    assert file
    sheet = load_workbook(BytesIO(stage.archive.files[file.file_key]))["发货"]
    assert isinstance(sheet, Worksheet)
    return sheet


def filled(stage: Stage, cells: Cells) -> bytes:
    """Return the file that went out with these cells filled in."""
    sheet = _sheet(stage)
    columns = letters(sheet)
    for (line_id, field), text in cells.items():
        sheet[f"{columns[field]}{row_of(stage, line_id)}"] = text
    out = BytesIO()
    book = sheet.parent
    assert book
    book.save(out)
    return out.getvalue()


def answer(*line_ids: str, number: str = NUMBER) -> dict[tuple[str, Field], str]:
    """Carrier and number in the rows of these lines."""
    return {
        (line_id, field): text
        for line_id in line_ids
        for field, text in ((Field.CARRIER, "中通"), (Field.NUMBER, number))
    }


def back(
    stage: Stage, content: bytes, key: str = UPLOAD, settings: Settings = SETTINGS
) -> ReturnedFile:
    """Hand a file back."""
    stage.archive.files[key] = content
    return read_return(
        SUPPLIER, key, desk=stage.desk, archive=stage.archive, settings=settings, now=stage.now
    )


def hand_in(
    stage: Stage, cells: Cells, age: int = 0, settings: Settings = SETTINGS
) -> ReturnedFile:
    """Fill in these cells and hand the file back; age: which upload it is."""
    return back(stage, filled(stage, cells), f"{UPLOAD}{age}", settings)


def parcel_with(stage: Stage, line_id: str) -> Parcel:
    """Return the parcel that a line travels in now."""
    return next(
        parcel
        for parcel in stage.desk.all(Parcel)
        if line_id in {line.key.line_id for line in parcel.rest}
    )


def answered_beside(
    content: bytes, kind: SheetKind, word: str, note: str = "", *, place: int = 0
) -> bytes:
    """Return a file with an answer in one of the rows of a sheet beside the Ship sheet.

    place: which of the rows that wait for an answer.
    """
    book = load_workbook(BytesIO(content))
    sheet = book[other_sheet(kind, "zh")]
    columns = {
        str(cell.value): cell.column
        for row in sheet.iter_rows(max_row=10)
        for cell in row
        if cell.value and cell.column
    }
    key = columns[other_heading(OtherField.KEY, "zh")]
    waiting = [row for row in range(1, sheet.max_row + 1) if "~" in str(sheet.cell(row, key).value)]
    for field, text in ((ANSWER_OF[kind], word), (NOTE_OF[kind], note)):
        sheet.cell(waiting[place], columns[other_heading(field, "zh")]).value = text
    out = BytesIO()
    book.save(out)
    return out.getvalue()
