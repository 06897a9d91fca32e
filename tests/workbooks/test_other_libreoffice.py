"""The sheets beside the Ship sheet in a real spreadsheet program: inert, and answered in it."""

import io
import re
import zipfile
from collections.abc import Mapping

import pytest
from openpyxl import load_workbook

from hedan.domain.returns import ReturnState
from hedan.domain.stops import StopAnswer
from hedan.workbooks.files import read_tables
from hedan.workbooks.other_columns import (
    ANSWER_OF,
    ANSWERS,
    NOTE_OF,
    OTHER_COLUMNS,
    SEEN,
    OtherField,
    SheetKind,
)
from hedan.workbooks.other_sheet import FIRST_ROW
from hedan.workbooks.other_texts import answer_word, other_sheet
from hedan.workbooks.reader import read_workbook
from hedan.workbooks.renewed import renewed
from tests.workbooks.other_samples import empty_sheets, full_sheets, written_with
from tests.workbooks.samples import HEAD
from tests.workbooks.test_libreoffice import SOFFICE, convert

HOSTILE = '=HYPERLINK("http://evil.test","x")\n+1+1'
SAVED_AS = ("xlsx", "xls", "ods")

pytestmark = pytest.mark.skipif(
    SOFFICE is None,
    reason="LibreOffice (soffice) is not installed: apt-get install libreoffice-calc",
)


@pytest.fixture(scope="module")
def answered() -> bytes:
    """A renewed file for goods with hostile names, filled in with the lists' words."""
    sheets = full_sheets(name=HOSTILE)
    data = renewed(written_with(empty_sheets()), sheets, number=HEAD.number, language="zh")
    book = load_workbook(io.BytesIO(data))
    for kind, field in ANSWER_OF.items():
        fields = [one.field for one in OTHER_COLUMNS[kind]]
        asked = 0
        for row in book[other_sheet(kind, "zh")].iter_rows(min_row=FIRST_ROW):
            if row[fields.index(OtherField.KEY)].value:
                word = ANSWERS[kind][asked % len(ANSWERS[kind])]
                row[fields.index(field)].value = answer_word(kind, word, "zh")
                row[fields.index(NOTE_OF[kind])].value = f"note {asked}"
                asked += 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def saved(answered: bytes, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The same file saved by LibreOffice in each format."""
    folder = tmp_path_factory.mktemp("libreoffice")
    return {target: convert(answered, "xlsx", target, folder) for target in SAVED_AS}


def test_libreoffice_sees_no_formula_and_no_link(saved: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(saved["ods"])) as parts:
        content = parts.read("content.xml").decode()
    tables = content.partition("</table:content-validations>")[2]
    assert "evil.test" in tables
    assert not re.search(r"table:formula|xlink:href|text:a[ >]", tables)


@pytest.mark.parametrize("target", SAVED_AS)
def test_every_cell_says_what_it_said(
    answered: bytes, saved: Mapping[str, bytes], target: str
) -> None:
    again = {table.name: table.rows for table in read_tables(saved[target])}
    for table in read_tables(answered):
        assert again[table.name] == table.rows


@pytest.mark.parametrize("target", SAVED_AS)
def test_the_answers_come_back_from_every_sheet(saved: Mapping[str, bytes], target: str) -> None:
    returned = read_workbook(saved[target], f"back.{target}")
    assert not returned.refusals
    given: dict[SheetKind, list[tuple[str, str]]] = {kind: [] for kind in ANSWER_OF}
    for one in returned.others:
        given[one.sheet].append((one.answer, one.note))
    assert given == {
        SheetKind.STOP: [(one.value, f"note {n}") for n, one in enumerate(StopAnswer)],
        SheetKind.CHANGED: [(SEEN, "note 0")],
        SheetKind.RETURNS: [
            (ReturnState.RECEIVED.value, "note 0"),
            (ANSWERS[SheetKind.RETURNS][1], "note 1"),
        ],
    }
