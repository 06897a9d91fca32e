"""A workbook as a thing with a life: numbered, written once, told, and answered."""

from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, Id, SupplierId


class WorkbookState(StrEnum):
    """Where a workbook stands."""

    OPEN = "open"  # Numbered; parcels are being claimed for it.
    WRITTEN = "written"  # The file lies in S3.
    EMPTY = "empty"  # Nothing could be claimed: there is no file.


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
    version: NonNegativeInt = 0


class SupplierDesk(Frozen):
    """What is counted per supplier."""

    supplier: SupplierId
    last_number: NonNegativeInt = 0
    last_written: str = ""
    version: NonNegativeInt = 0


class Wave(Frozen):
    """Parcels handed to one supplier together. Named by its execution: a repeat is the same."""

    wave_id: Id
    supplier: SupplierId
    workbook: Id
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
    refusals: tuple[str, ...] = ()  # "K7: …", the first ones, for the page.
    result_key: str = ""
    version: NonNegativeInt = 0


def workbook_number(supplier: str, count: int) -> str:
    """Name the count-th workbook of a supplier: factory-a-000012."""
    return f"{supplier}-{count:06d}"
