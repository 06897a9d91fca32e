"""What a written workbook says, kept beside it: rows by number and key, each with its line.

In a room of its own: whoever only asks for a row number must not load a workbook writer.
"""

from hedan.domain.base import Frozen, Id, LineKey
from hedan.domain.workbook_files import WorkbookFile
from hedan.ports import Archive

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ManifestRow(Frozen):
    """What one row of a workbook stands for."""

    sheet_row: int
    row_key: str
    parcel_id: Id
    line: LineKey


class Manifest(Frozen):
    """What a workbook said when it left: nothing in a returned file is believed against this."""

    number: str
    supplier: str
    rows: tuple[ManifestRow, ...]

    def rows_of(self, lines: set[LineKey]) -> tuple[int, ...]:
        """Return the Excel row numbers of these lines."""
        return tuple(row.sheet_row for row in self.rows if row.line in lines)


def load_manifest(archive: Archive, file: WorkbookFile) -> Manifest:
    """Read what a written workbook says."""
    return Manifest.model_validate_json(archive.get(file.manifest_key))
