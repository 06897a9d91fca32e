"""An export sheet that somebody dropped at the file door, and what became of it."""

from datetime import UTC
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen

HASH_SHOWN_CHARACTERS = 8


class ImportState(StrEnum):
    """How it ended."""

    TAKEN = "taken"  # Its orders are queued, except the refused rows.
    REPEATED = "repeated"  # The very same bytes were taken before: nothing was done.
    REFUSED = "refused"  # It cannot be read at all.


class RefusedCell(Frozen):
    """A row that was not taken, at the cell that shows why."""

    cell: str  # "C17", or "Sheet2!C17" where the orders stand on several sheets.
    row: NonNegativeInt
    code: str
    zh: str
    en: str


class ImportedFile(Frozen):
    """One upload of one file."""

    store: str  # As the file's folder says; it may be in no settings.
    file_key: str
    file_name: str
    sha256: str
    uploaded_at: AwareDatetime  # What the sheet tells was so at this instant, or before.
    state: ImportState
    platform: str = ""  # Whose sheet it is, by its headings; empty if nobody's.
    rows: NonNegativeInt = 0
    orders: NonNegativeInt = 0  # Queued.
    refused: NonNegativeInt = 0  # Rows that were not taken.
    refusals: tuple[RefusedCell, ...] = ()  # The first ones; all stand in the result file.
    reason_code: str = ""  # Why the whole file was refused, and in words of both languages.
    reason: str = ""
    repeats: str = ""  # The import that took these bytes first.
    result_key: str = ""

    @property
    def import_id(self) -> str:
        """Name it so that a repeated event names the same: time of the upload, then content."""
        at = self.uploaded_at.astimezone(UTC).isoformat(timespec="milliseconds")
        return f"{at}#{self.sha256[:HASH_SHOWN_CHARACTERS]}"
