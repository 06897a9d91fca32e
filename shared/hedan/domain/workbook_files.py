"""A workbook as a thing with a life: numbered, written once, told, fetched or taken back."""

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, Id, SupplierId


class WorkbookState(StrEnum):
    """Where a workbook stands."""

    OPEN = "open"  # Numbered; parcels are being claimed for it.
    WRITTEN = "written"  # The file lies in S3.
    EMPTY = "empty"  # Nothing could be claimed: there is no file.
    RECALLED = "recalled"  # Taken back before its supplier had it: its lines go elsewhere.


class WorkbookFile(Frozen):
    """One file for one supplier. Numbered in the order of its waves, each with its predecessor."""

    number: Id
    supplier: SupplierId
    wave_id: str
    predecessor: str
    opened_at: AwareDatetime
    state: WorkbookState = WorkbookState.OPEN
    file_key: str = ""  # Where the file lies in the bucket.
    manifest_key: str = ""  # Where the list of what its rows stand for lies.
    sha256: str = ""
    row_count: NonNegativeInt = 0
    parcel_count: NonNegativeInt = 0
    written_at: AwareDatetime | None = None
    told_at: AwareDatetime | None = None
    downloaded_at: AwareDatetime | None = None  # The first time: from here on it is the supplier's.
    silent_at: AwareDatetime | None = None  # When it was told of for too long without a download.
    # Its sheets beside the Ship sheet as they were handed out last; the rows are the same.
    news: str = ""  # What those sheets say, as a fingerprint.
    renewed_at: AwareDatetime | None = None
    renewed_key: str = ""  # Empty: the file as it was written is the newest.
    renewed_sha256: str = ""
    recalled_at: AwareDatetime | None = None
    recalled_by: str = ""
    recall_told_at: AwareDatetime | None = None  # When the supplier knew that it is void.
    version: NonNegativeInt = 0

    @property
    def newest_key(self) -> str:
        """Where the file lies that a supplier gets now."""
        return self.renewed_key or self.file_key


class SupplierDesk(Frozen):
    """What is counted per supplier."""

    supplier: SupplierId
    last_number: NonNegativeInt = 0
    last_written: str = ""
    # Parcels that waves took on one day of its clock: counted only where a day has a limit.
    counted_on: date | None = None
    counted: NonNegativeInt = 0
    silent_since: AwareDatetime | None = None  # Told of a workbook then, and has not looked at it.
    version: NonNegativeInt = 0


class Wave(Frozen):
    """Parcels handed to one supplier together. Named by its execution: a repeat is the same."""

    wave_id: Id
    supplier: SupplierId
    workbook: Id
    granted: NonNegativeInt | None = None  # So many parcels it may claim; None: any number.
    granted_on: date | None = None  # Of which day's limit, by the supplier's clock.
    version: NonNegativeInt = 0


class ReturnedFile(Frozen):
    """A file that a supplier sent back, and what became of it."""

    file_key: str
    supplier: SupplierId
    file_name: str
    received_at: AwareDatetime
    workbook: str = ""
    accepted: NonNegativeInt = 0
    refused: NonNegativeInt = 0
    refusals: tuple[str, ...] = ()  # "发货!K7: …", the first ones, for the page.
    result_key: str = ""
    # What of it the owner had to hear: "numbers|P1|78001", "short|P1|7"; see tell_return.
    told: tuple[str, ...] = ()
    version: NonNegativeInt = 0


def workbook_number(supplier: str, count: int) -> str:
    """Name the count-th workbook of a supplier: factory-a-000012."""
    return f"{supplier}-{count:06d}"
