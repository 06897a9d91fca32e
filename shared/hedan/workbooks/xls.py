"""Reading .xls (BIFF8): values by calamine, and a scan of our own for what it does not tell.

The scan finds formulas and errors, and measures the sheet before calamine lays it out in memory
(facts: Microsoft's [MS-CFB] and [MS-XLS]).
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from hedan.workbooks.cells import EXACT_BELOW, Formula, Number, Odd
from hedan.workbooks.tables import (
    LAST_COLUMN_READ,
    LAST_ROW_READ,
    SHEETS_READ_MAX,
    Merge,
    Table,
    refused,
)

FAT_SECTORS_IN_HEADER = 109  # Enough for 7 MB; more would need the chain that follows it.
FAT_SECTORS_AT = 76
DIRECTORY_ENTRY_BYTES = 128
LAST_SECTOR = 0xFFFF_FFFA  # Numbers from here on are marks, not sectors.
SMALL_STREAM_BYTES = 4_096  # Smaller streams are kept in smaller sectors.
SMALL_SECTOR_BYTES = 64

BOF, EOF, SHEET, FILEPASS, BOOLERR, FORMULA = 0x0809, 0x000A, 0x0085, 0x002F, 0x0205, 0x0006
# Records that begin with row and column: LABELSST, LABEL, NUMBER, RK, MULRK, RSTRING.
VALUES = frozenset({0x00FD, 0x0204, 0x0203, 0x027E, 0x00BD, 0x00D6, BOOLERR, FORMULA})


@dataclass(slots=True)
class _Scan:
    """What a sheet holds besides values; rows and columns count from 1."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)


def read_xls(data: bytes) -> list[Table]:
    """Read every worksheet. Raises WorkbookRefused."""
    try:
        scans = _scan(_book_stream(data))
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                _table(book, name, scans.get(name, _Scan()))
                for name in book.sheet_names[:SHEETS_READ_MAX]
            ]
    except PasswordError as exc:
        raise refused("PASSWORD") from exc
    except (CalamineError, struct.error, IndexError, UnicodeDecodeError) as exc:
        raise refused("NOT_READABLE", f".xls: {exc}") from exc


def _table(book: CalamineWorkbook, name: str, scan: _Scan) -> Table:
    table = Table(name)
    sheet = book.get_sheet_by_name(name)
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        for position, value in enumerate(values, start=1):
            place = (number, position)
            text = _text(value)
            if place in scan.errors:
                table.put(*place, Odd(text))
            elif place in scan.formulas:
                table.put(*place, Formula(text))
            elif text:
                table.put(*place, text)
    for (row, column), (last_row, last_column) in sheet.merged_cell_ranges or ():
        table.merges.append(Merge(row + 1, column + 1, last_row + 1, last_column + 1))
    return table


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return Odd(str(value).upper())
    if isinstance(value, int):
        return Number(value)
    if isinstance(value, float):
        # A whole number as people write it; the rest as Python does, with its exponent.
        return Number(
            int(value) if value.is_integer() and abs(value) < EXACT_BELOW else repr(value)
        )
    return Odd(str(value))


def _scan(stream: bytes) -> dict[str, _Scan]:
    """Return what stands in each sheet. Raises WorkbookRefused for cells out of range."""
    sheets: dict[str, int] = {}
    for kind, body in _records(stream, 0):
        if kind == FILEPASS:
            raise refused("PASSWORD")
        if kind == SHEET:
            (offset,) = struct.unpack_from("<I", body)
            sheets[_sheet_name(body)] = offset
    return {name: _scan_sheet(name, stream, offset) for name, offset in sheets.items()}


def _scan_sheet(name: str, stream: bytes, offset: int) -> _Scan:
    scan = _Scan()
    for kind, body in _records(stream, offset):
        if kind not in VALUES:
            continue
        row, column = (count + 1 for count in struct.unpack_from("<HH", body))
        if row > LAST_ROW_READ or column > LAST_COLUMN_READ:
            raise refused("TOO_MANY_CELLS", Table(name).place(row, column))
        if kind == FORMULA:
            scan.formulas.add((row, column))
        elif kind == BOOLERR and body[7]:
            scan.errors.add((row, column))
    return scan


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one substream, those of charts inside it left out."""
    depth = 0
    while offset + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, offset)
        depth += (kind == BOF) - (kind == EOF)
        if depth == 0:
            return
        if depth == 1:
            yield kind, stream[offset + 4 : offset + 4 + size]
        offset += 4 + size


def _sheet_name(body: bytes) -> str:
    length, wide = body[6], body[7] & 1
    return body[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")


def _book_stream(data: bytes) -> bytes:
    """Return the workbook's stream out of the compound file."""
    sector_bytes = 1 << struct.unpack_from("<H", data, 30)[0]
    fat_sectors, directory = struct.unpack_from("<II", data, 44)
    if fat_sectors > FAT_SECTORS_IN_HEADER:
        raise refused("TOO_LARGE", ".xls")
    # Sector 0 begins where the header, itself as long as a sector, ends.
    sectors = _Sectors(data[sector_bytes:], sector_bytes)
    numbers = struct.unpack_from(f"<{fat_sectors}I", data, FAT_SECTORS_AT)
    fat = _whole_numbers(b"".join(map(sectors.one, numbers)))
    entries = sectors.chain(fat, directory)
    for at in range(0, len(entries) - DIRECTORY_ENTRY_BYTES + 1, DIRECTORY_ENTRY_BYTES):
        (name_bytes,) = struct.unpack_from("<H", entries, at + 64)
        name = entries[at : at + max(name_bytes - 2, 0)].decode("utf-16-le")
        first, size = struct.unpack_from("<II", entries, at + 116)
        if name == "EncryptedPackage":
            raise refused("PASSWORD")
        if name == "Workbook":
            if size < SMALL_STREAM_BYTES:
                (small_fat,) = struct.unpack_from("<I", data, 60)
                (holder,) = struct.unpack_from("<I", entries, 116)
                sectors_of_sectors = _whole_numbers(sectors.chain(fat, small_fat))
                small = _Sectors(sectors.chain(fat, holder), SMALL_SECTOR_BYTES)
                return small.chain(sectors_of_sectors, first)[:size]
            return sectors.chain(fat, first)[:size]
    raise refused("NOT_READABLE", ".xls")


@dataclass(frozen=True, slots=True)
class _Sectors:
    """The pieces of equal size that streams are made of."""

    data: bytes
    size: int

    def one(self, number: int) -> bytes:
        return self.data[number * self.size : (number + 1) * self.size]

    def chain(self, following: tuple[int, ...], first: int) -> bytes:
        """Join the pieces from the first on; following says which comes after which."""
        pieces: list[bytes] = []
        number = first
        while number < LAST_SECTOR:
            if len(pieces) > len(following):
                raise refused("UNSAFE", "a ring of sectors")
            pieces.append(self.one(number))
            number = following[number]
        return b"".join(pieces)


def _whole_numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
