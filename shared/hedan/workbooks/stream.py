"""A sheet designed by openpyxl, its rows streamed in: fast, in constant memory, repeatable.

openpyxl makes the workbook once with one sample row; the finished XML is cut around the sample,
and every real row is put there as text. Measured against openpyxl's own writers this is ten
times as fast (see infra/local/bench_work.py).
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, BinaryIO, NamedTuple

from openpyxl import Workbook

from hedan.workbooks.cells import escape

SHEET = "xl/worksheets/sheet{}.xml"  # Counted from 1, in the order of the book.
BOOK = "xl/workbook.xml"
CORE = "docProps/core.xml"
TYPES = "[Content_Types].xml"
# In a design this row number means "the last row of this sheet", whatever it turns out to be.
LAST_ROW = 987_654
# The oldest time that a zip file can hold: the same content has the same bytes whenever written.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READ_WRITE = 0o600 << 16
# Measured on such a sheet: half the time of level 6, a tenth larger.
DEFLATE_LEVEL = 3
ROWS_AT_ONCE = 500

_PLACE = re.compile(rf"\[\[(\w+)\]\]|{LAST_ROW}")
_CELL = re.compile(r'<c r="([A-Z]+)\d+"(?: s="(\d+)")?')
# A print area and the like: of the sheet that its number names, counted from 0.
_NAME_OF_SHEET = re.compile(r'<definedName\b[^>]*\blocalSheetId="(\d+)"[^>]*>[^<]*')


@dataclass(frozen=True, slots=True)
class Sample:
    """One designed row: which style each of its columns has."""

    attributes: str  # Of the row itself, its number apart.
    styles: Mapping[str, str]  # Column letters to style number.


@dataclass(frozen=True, slots=True)
class Cut:
    """A sheet, cut where its rows go."""

    head: str
    samples: tuple[Sample, ...]
    tail: str
    first_row: int


@dataclass(frozen=True, slots=True)
class Design(Cut):
    """A finished workbook, its first sheet cut, and the ones after it where rows go there too."""

    parts: Mapping[str, str]  # The other files in the zip.
    beside: tuple[Cut, ...] = ()


class Filling(NamedTuple):
    """What goes into a further sheet: its rows as finished XML, and words of its own."""

    rows: Iterable[str]
    words: Mapping[str, str]


def cut(
    book: Workbook, first_sample: int, samples: int, beside: Sequence[tuple[int, int]] = ()
) -> Design:
    """Save the workbook and cut its first sheet around the sample rows, which must be its last.

    beside: first sample and number of samples of each of the next sheets; the others are whole
    as they are.
    """
    # There is nothing to compute, and programs asked to compute ask people to save.
    book.calculation.fullCalcOnLoad = False
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as parts:
        texts = {name: parts.read(name).decode() for name in sorted(parts.namelist())}
    texts[CORE] = _without_times(texts[CORE])
    texts[BOOK] = _NAME_OF_SHEET.sub(_last_row_named, texts[BOOK])
    cuts = [
        _cut(texts.pop(SHEET.format(position)), *where)
        for position, where in enumerate(((first_sample, samples), *beside), start=1)
    ]
    ship = cuts[0]
    return Design(
        head=ship.head,
        samples=ship.samples,
        tail=ship.tail,
        first_row=ship.first_row,
        beside=tuple(cuts[1:]),
        parts=texts,
    )


def _last_row_named(found: re.Match[str]) -> str:
    return found[0].replace(str(LAST_ROW), place(_last_of(int(found[1]))))


def _last_of(sheet: int) -> str:
    """Return the name of the place for a sheet's last row; the first sheet is 0."""
    return f"last_{sheet}"


def _cut(sheet: str, first_sample: int, samples: int) -> Cut:
    start = sheet.index(f'<row r="{first_sample}"')
    end = sheet.index("</sheetData>")
    rows = re.findall(r'<row r="\d+"([^>]*)>(.*?)</row>', sheet[start:end])
    assert len(rows) == samples, f"{len(rows)} rows from row {first_sample} on, not {samples}"
    return Cut(
        # The size of the sheet is not known before its last row; the element may be left out.
        head=re.sub(r"<dimension [^>]*/>", "", sheet[:start]),
        samples=tuple(Sample(attributes, dict(_CELL.findall(row))) for attributes, row in rows),
        tail=sheet[end:],
        first_row=first_sample,
    )


def put_in(
    design: Design,
    rows: Iterator[str],
    out: BinaryIO,
    *,
    before: Mapping[str, str],
    after: Callable[[], tuple[int, Mapping[str, str]]],
    beside: Iterable[Filling] = (),
) -> str:
    """Write the workbook with these rows (finished XML) and return the SHA-256 of its bytes.

    before holds the words for the placeholders above the rows; after is called when the last
    row has been written and gives that row's number and more words. beside: one filling for
    each further sheet that the design has cut.
    """
    hashed = _Hashed(out)
    with zipfile.ZipFile(hashed, "w") as target:
        with target.open(_entry(SHEET.format(1)), "w") as sheet:
            sheet.write(_worded(design.head, before).encode())
            _stream(iter(rows), sheet)
            last_row, more = after()
            words = {**before, **more, _last_of(0): str(last_row)}
            sheet.write(_worded(design.tail, words, last_row).encode())
        for position, (its_cut, filling) in enumerate(
            zip(design.beside, beside, strict=True), start=1
        ):
            with target.open(_entry(SHEET.format(position + 1)), "w") as sheet:
                last_row = _fill(its_cut, filling, words, sheet)
            words[_last_of(position)] = str(last_row)
        # The table of contents first among the rest, as other writers do.
        for name in sorted(design.parts, key=lambda name: (name != TYPES, name)):
            with target.open(_entry(name), "w") as part:
                part.write(_worded(design.parts[name], words).encode())
    return hashed.digest()


def _fill(sheet: Cut, filling: Filling, words: Mapping[str, str], out: IO[bytes]) -> int:
    """Write one further sheet and return the number of its last row."""
    words = {**words, **filling.words}
    out.write(_worded(sheet.head, words).encode())
    count = _stream(iter(filling.rows), out)
    last_row = sheet.first_row - 1 + max(count, 1)
    out.write(_worded(sheet.tail, words, last_row).encode())
    return last_row


def _stream(rows: Iterator[str], sheet: IO[bytes]) -> int:
    """Write the rows and return how many they were."""
    count = 0
    while block := list(islice(rows, ROWS_AT_ONCE)):
        sheet.write("".join(block).encode())
        count += len(block)
    return count


def place(name: str) -> str:
    """Return the placeholder that a design holds for a text."""
    return f"[[{name}]]"


class _Hashed(io.RawIOBase):
    """Passes bytes on and hashes them; cannot go back, so a zip file is written straight on."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._hash = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        assert isinstance(data, bytes | bytearray | memoryview)
        self._hash.update(data)
        self._out.write(data)
        return len(data)

    def digest(self) -> str:
        return self._hash.hexdigest()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIP_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.compress_level = DEFLATE_LEVEL
    entry.create_system = UNIX
    entry.external_attr = READ_WRITE
    return entry


def _worded(text: str, words: Mapping[str, str], last_row: int = LAST_ROW) -> str:
    """Fill in all placeholders in one pass, so that no word is taken for a placeholder."""

    def word(found: re.Match[str]) -> str:
        return escape(words[found[1]]) if found[1] else str(last_row)

    return _PLACE.sub(word, text)


def _without_times(core: str) -> str:
    return re.sub(r"<dcterms:(created|modified)[^>]*>.*?</dcterms:\1>", "", core)
