"""Newer sheets in a finished workbook: they alone are replaced, the Ship sheet stays byte for byte.

The new sheets are written as a small workbook of their own, whose styles are then added to those
of the file: it does not matter which version of us wrote the file.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple
from xml.etree.ElementTree import fromstring

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.workbooks.beside import Look, SheetBeside, draw_beside, fillings, looks_of
from hedan.workbooks.rows import Language
from hedan.workbooks.stream import BOOK, DEFLATE_LEVEL, SHEET, ZIP_TIME, Design, cut, put_in
from hedan.workbooks.texts import label

STYLES: Final = "xl/styles.xml"
RELATIONS: Final = "xl/_rels/workbook.xml.rels"
FORMATS: Final = "cellXfs"
DESIGNS_KEPT = 4

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ACTIVE: Final = re.compile(r'activeTab="\d+"')
_STYLED: Final = re.compile(r'(<(?:c|row|col)\b[^>]*?\b(?:s|style)=")(\d+)(")')
# What a cell format of a styles part counts its fonts, fills and borders by.
_COUNTED: Final = (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId"))


def renewed(
    content: bytes,
    sheets: Sequence[SheetBeside],
    *,
    number: str,
    language: Language,
    open_at: str | None = None,
) -> bytes:
    """Return the workbook with these sheets instead of its own of the same names.

    A sheet that the file does not have is left out: a file from before there were such sheets
    stays as it is. open_at: the sheet that a program shows first; None: as it was.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        places = _places(old)
        wanted = [sheet for sheet in sheets if sheet.title in places]
        if not wanted:
            return content
        parts = _parts(old, wanted, places, number, language)
        if open_at in places:
            tab = list(places).index(open_at)
            book = old.read(BOOK).decode()
            parts[BOOK] = _ACTIVE.sub(f'activeTab="{tab}"', book, count=1).encode()
        return _replaced(content, old.infolist(), parts)


def _places(book: zipfile.ZipFile) -> dict[str, str]:
    """Return the name of every sheet with its part, in the order of the tabs."""
    relations = fromstring(book.read(RELATIONS))
    targets = {one.attrib["Id"]: one.attrib["Target"].removeprefix("/") for one in relations}
    sheets = fromstring(book.read(BOOK)).iterfind(f"{_MAIN}sheets/{_MAIN}sheet")
    return {one.attrib["name"]: targets[one.attrib[_RELATION]] for one in sheets}


def _parts(
    old: zipfile.ZipFile,
    sheets: Sequence[SheetBeside],
    places: Mapping[str, str],
    number: str,
    language: Language,
) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(_small_book(sheets, number, language))) as new:
        styles, offset = _joined(old.read(STYLES).decode(), new.read(STYLES).decode())
        parts = {STYLES: styles.encode()}
        for position, sheet in enumerate(sheets, start=1):
            text = new.read(SHEET.format(position)).decode()
            parts[places[sheet.title]] = _restyled(text, offset).encode()
    return parts


def _small_book(sheets: Sequence[SheetBeside], number: str, language: Language) -> bytes:
    """Write a workbook of nothing but these sheets."""
    design = _design(looks_of(sheets), language)
    cuts = (design, *design.beside)
    first, *others = fillings(sheets, cuts)
    rows = list(first.rows)
    title = {"title": f"{label('number', language)} {number}"}
    out = io.BytesIO()
    put_in(
        design,
        iter(rows),
        out,
        before=title | dict(first.words),
        after=lambda: (design.first_row - 1 + max(len(rows), 1), {}),
        beside=others,
    )
    return out.getvalue()


@lru_cache(maxsize=DESIGNS_KEPT)
def _design(looks: tuple[Look, ...], language: Language) -> Design:
    book = Workbook()
    empty = book.worksheets[0]
    assert isinstance(empty, Worksheet)
    book.remove(empty)
    first, *others = draw_beside(book, looks, language)
    return cut(book, *first, others)


def _restyled(sheet: str, offset: int) -> str:
    return _STYLED.sub(lambda found: f"{found[1]}{int(found[2]) + offset}{found[3]}", sheet)


def _joined(old: str, new: str) -> tuple[str, int]:
    """Return the old styles with the new ones behind them, and by how much those are moved."""
    offset = _group(old, FORMATS).size
    formats = _group(new, FORMATS)
    for name, counted_by in _COUNTED:
        formats = formats.moved(counted_by, _group(old, name).size)
        old = _with_more(old, name, _group(new, name))
    return _with_more(old, FORMATS, formats), offset


class _Group(NamedTuple):
    """The fonts, fills, borders or formats of a styles part."""

    size: int
    members: str

    def moved(self, name: str, by: int) -> "_Group":
        """Return them with one of their numbers counted on."""
        counted = re.compile(rf'\b({name}=")(\d+)')
        members = counted.sub(lambda found: f"{found[1]}{int(found[2]) + by}", self.members)
        return _Group(self.size, members)


def _group(styles: str, name: str) -> _Group:
    found = _grouped(name).search(styles)
    assert found is not None, f"no {name} in the styles of a file of ours"
    return _Group(int(found[1]), found[2])


def _with_more(styles: str, name: str, more: _Group) -> str:
    was = _group(styles, name)
    both = f'<{name} count="{was.size + more.size}">{was.members}{more.members}</{name}>'
    return _grouped(name).sub(lambda _: both, styles, count=1)


def _grouped(name: str) -> re.Pattern[str]:
    return re.compile(rf'<{name} count="(\d+)">(.*?)</{name}>', re.DOTALL)


def _replaced(
    content: bytes, entries: Sequence[zipfile.ZipInfo], parts: Mapping[str, bytes]
) -> bytes:
    """Return the zip file with these parts; all others are copied as they lie there, packed."""
    ends = _ends(content, entries)
    view = memoryview(content)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for entry in entries:
            if entry.filename in parts:
                target.writestr(_entry(entry.filename), parts[entry.filename])
                continue
            # The library unpacks whatever it copies, so the packed bytes are put there by hand.
            kept = copy(entry)
            kept.header_offset = out.tell()
            out.write(view[entry.header_offset : ends[entry.header_offset]])
            target.filelist.append(kept)
            target.NameToInfo[kept.filename] = kept
            target.start_dir = out.tell()
    return out.getvalue()


def _ends(content: bytes, entries: Sequence[zipfile.ZipInfo]) -> dict[int, int]:
    """Return where each entry ends: where the next one begins, or the table of contents does."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        starts = [*sorted(entry.header_offset for entry in entries), book.start_dir]
    return dict(pairwise(starts))


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIP_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.compress_level = DEFLATE_LEVEL
    return entry
