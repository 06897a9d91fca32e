"""What a written workbook says, kept beside it: rows by number and key, each with its lines.

In a room of its own: whoever only asks for a row number must not load a workbook writer.
"""

from typing import Annotated, Any

from pydantic import Field, model_validator

from hedan.domain.base import Frozen, Id, LineKey
from hedan.domain.workbook_columns import order_text
from hedan.domain.workbook_files import WorkbookFile
from hedan.ports import Archive

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ManifestRow(Frozen):
    """What one row of a workbook stands for."""

    sheet_row: int
    row_key: str
    parcel_id: Id
    lines: Annotated[tuple[LineKey, ...], Field(min_length=1)]  # All of this parcel.

    @model_validator(mode="before")
    @classmethod
    def _as_it_was_written_once(cls, raw: Any) -> Any:
        """Read a manifest of the time when a row stood for one line."""
        if isinstance(raw, dict) and "line" in raw:
            return {name: value for name, value in raw.items() if name != "line"} | {
                "lines": (raw["line"],)
            }
        return raw

    @property
    def line(self) -> LineKey:
        """The first of its lines."""
        return self.lines[0]

    @property
    def order_text(self) -> str:
        """What the row's order cell says."""
        return order_text(line.order.order_id for line in self.lines)


class Manifest(Frozen):
    """What a workbook said when it left: nothing in a returned file is believed against this."""

    number: str
    supplier: str
    rows: tuple[ManifestRow, ...]

    def rows_of(self, lines: set[LineKey]) -> tuple[int, ...]:
        """Return the Excel row numbers of these lines."""
        return tuple(row.sheet_row for row in self.rows if not lines.isdisjoint(row.lines))


def load_manifest(archive: Archive, file: WorkbookFile) -> Manifest:
    """Read what a written workbook says."""
    return Manifest.model_validate_json(archive.get(file.manifest_key))
