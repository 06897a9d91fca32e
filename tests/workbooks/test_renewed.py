"""Newer sheets in a finished file: nothing else of it changes, whoever wrote it."""

import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from hedan.workbooks.other_columns import SheetKind
from hedan.workbooks.other_texts import other_sheet
from hedan.workbooks.renewed import renewed
from hedan.workbooks.rows import Language
from tests.workbooks.other_samples import empty_sheets, full_sheets, written_with
from tests.workbooks.samples import HEAD

LANGUAGES: tuple[Language, ...] = ("zh", "en")
CHANGED_PARTS = {f"xl/worksheets/sheet{n}.xml" for n in (2, 3, 4, 5)} | {"xl/styles.xml"}


def renew(data: bytes, language: Language = "zh", open_at: str | None = None) -> bytes:
    sheets = full_sheets(language)
    return renewed(data, sheets, number=HEAD.number, language=language, open_at=open_at)


def packed(data: bytes) -> dict[str, bytes]:
    """Return every part as it lies in the file, with what stands before and after it."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        starts = {one.header_offset: one.filename for one in book.infolist()}
        ends = [*sorted(starts)[1:], book.start_dir]
    return {starts[at]: data[at:end] for at, end in zip(sorted(starts), ends, strict=True)}


def without_styles(xml: bytes) -> bytes:
    return re.sub(rb' (s|style)="\d+"', b"", xml)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_other_parts_are_the_same_bytes(language: Language) -> None:
    old = packed(written_with(empty_sheets(language), language))
    new = packed(renew(written_with(empty_sheets(language), language), language))
    assert list(old) == list(new)
    assert {name for name in old if old[name] != new[name]} == CHANGED_PARTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheets_are_those_of_a_file_written_now(language: Language) -> None:
    data = renew(written_with(empty_sheets(language), language), language)
    fresh = written_with(full_sheets(language), language)
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(io.BytesIO(fresh)) as other:
        assert book.testzip() is None
        for name in sorted(CHANGED_PARTS - {"xl/styles.xml"}):
            assert without_styles(book.read(name)) == without_styles(other.read(name))


def test_they_look_as_in_a_file_written_now() -> None:
    data = renew(written_with(empty_sheets()))
    book, fresh = (load_workbook(io.BytesIO(one)) for one in (data, written_with(full_sheets())))
    for kind in SheetKind:
        title = other_sheet(kind, "zh")
        for row, wanted_row in zip(book[title], fresh[title], strict=True):
            for cell, wanted in zip(row, wanted_row, strict=True):
                assert cell.fill.start_color.rgb == wanted.fill.start_color.rgb
                assert (cell.font.b, cell.font.sz) == (wanted.font.b, wanted.font.sz)
                assert cell.protection.locked == wanted.protection.locked
                assert cell.number_format == wanted.number_format
                assert cell.alignment.wrap_text == wanted.alignment.wrap_text


def test_a_file_can_be_renewed_again() -> None:
    once = renew(written_with(empty_sheets()))
    twice = renew(once)
    assert packed(twice)["xl/worksheets/sheet1.xml"] == packed(once)["xl/worksheets/sheet1.xml"]
    assert load_workbook(io.BytesIO(twice)).sheetnames == load_workbook(io.BytesIO(once)).sheetnames


def test_it_opens_on_the_stop_sheet_when_told_to() -> None:
    data = renew(written_with(empty_sheets()), open_at=other_sheet(SheetKind.STOP, "zh"))
    book = load_workbook(io.BytesIO(data))
    assert book.active is not None
    assert book.active.title == other_sheet(SheetKind.STOP, "zh")
    # No sheet is selected beside it: what is typed goes into one sheet alone.
    assert not [one.title for one in book.worksheets if one.sheet_view.tabSelected]


def test_a_file_from_before_there_were_such_sheets_stays_as_it_is() -> None:
    old = written_with([])
    assert renew(old) == old


def test_the_same_news_makes_the_same_file() -> None:
    old = written_with(empty_sheets())
    assert renew(old) == renew(old)
