"""Spreadsheets that are zip files, opened only when their sizes are harmless."""

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from hedan.workbooks.tables import Table, refused

ENTRIES_MAX = 1_000
# Ours with 100,000 rows unpacks to 125 MB.
UNPACKED_BYTES_MAX = 300_000_000
# A sheet of very similar rows packs to a fiftieth; deflate can do a thousandth at most.
RATIO_MAX = 200
RATIO_MATTERS_FROM = 20_000_000
READ_BYTES = 1 << 16
CELL_CHARACTERS_MAX = 40_000  # Spreadsheets stop at 32,767; more is made to do harm.

ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


class Parts:
    """The files inside a zip, each read at most to the size that was checked."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = frozenset(archive.namelist())

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
        except (expat.ExpatError, zlib.error, zipfile.BadZipFile, EOFError) as exc:
            raise refused("NOT_READABLE", f"{name}: {exc}") from exc

    def read(self, name: str, bytes_max: int) -> bytes:
        """Return a small part whole."""
        with self._archive.open(name) as part:
            return part.read(bytes_max)


def read_zipped(data: bytes) -> list[Table]:
    """Read an .xlsx or .ods. Raises WorkbookRefused, for a bomb before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive.infolist(), len(data))
            return _read(Parts(archive))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as exc:
        raise refused("NOT_READABLE", str(exc)) from exc


def _read(parts: Parts) -> list[Table]:
    if "xl/workbook.xml" in parts.names:
        from hedan.workbooks.xlsx import read_xlsx

        return read_xlsx(parts)
    if "mimetype" in parts.names and parts.read("mimetype", 100).strip() == ODS_TYPE:
        from hedan.workbooks.ods import read_ods

        return read_ods(parts)
    raise refused("NOT_READABLE", "zip")


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
