"""Spreadsheets that are zip files, opened only when their sizes are harmless."""

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from hedan.workbooks.tables import refused

ENTRIES_MAX = 1_000
# Ours with 100,000 rows unpacks to 125 MB.
UNPACKED_BYTES_MAX = 300_000_000
# A sheet of very similar rows packs to a fiftieth; deflate can do a thousandth at most.
RATIO_MAX = 200
RATIO_MATTERS_FROM = 20_000_000
READ_BYTES = 1 << 16
CELL_CHARACTERS_MAX = 40_000  # Spreadsheets stop at 32,767; more is made to do harm.
# What zipfile raises for a part that it cannot unpack.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class Parts:
    """The files inside a zip, each read at most to the size that was checked."""

    def __init__(self, data: bytes) -> None:
        """Open a zip. Raises WorkbookRefused, for a bomb before anything is unpacked."""
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError) as exc:
            raise refused("NOT_READABLE", str(exc)) from exc
        _check_sizes(self._archive.infolist(), len(data))
        self.names = frozenset(self._archive.namelist())

    def parse(self, name: str, prepare: Callable[[expat.XMLParserType], None]) -> None:
        """Run an XML parser over one part; a document type is refused, so no entity expands."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype
        prepare(parser)
        try:
            with self._archive.open(name) as part:
                while block := part.read(READ_BYTES):
                    parser.Parse(block)
            parser.Parse(b"", True)
        except (*DAMAGED, expat.ExpatError, ValueError, KeyError) as exc:
            # The last two: an attribute that is missing or no number where it must be one.
            raise refused("NOT_READABLE", f"{name}: {exc}") from exc

    def read(self, name: str, bytes_max: int) -> bytes:
        """Return the beginning of a part."""
        try:
            with self._archive.open(name) as part:
                return part.read(bytes_max)
        except DAMAGED as exc:
            raise refused("NOT_READABLE", f"{name}: {exc}") from exc


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if len(entries) > ENTRIES_MAX:
        raise refused("UNSAFE", f"{len(entries)} parts")
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise refused("UNSAFE", "two parts of one name")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED_BYTES_MAX:
        raise refused("UNSAFE", f"{unpacked // 1_000_000} MB unpacked")
    if unpacked > RATIO_MATTERS_FROM and unpacked > RATIO_MAX * packed:
        raise refused("UNSAFE", f"packed {unpacked // packed} times")
    if any(entry.flag_bits & 1 for entry in entries):
        raise refused("PASSWORD")


def _no_doctype(*_: object) -> None:
    raise refused("UNSAFE", "DOCTYPE")
