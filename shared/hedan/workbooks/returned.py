"""What came back in a workbook: rows that can be believed, and cells that cannot."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hedan.domain.workbook_columns import Field
from hedan.workbooks.expected_cells import Shortage
from hedan.workbooks.other_columns import OtherField, SheetKind
from hedan.workbooks.rows import Language
from hedan.workbooks.tables import Table
from hedan.workbooks.texts import refusal_text

VALUE_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row as the supplier hands it back; parcel and order are what its cells say."""

    sheet_row: int
    row_key: str
    parcel_id: str  # Empty where the supplier deleted the column, like order_id.
    order_id: str
    carrier_text: str
    number_text: str
    note: str
    cells: Mapping[str, str]  # The fields read, each with its address: "number" is "O7".
    more_numbers: tuple[str, ...] = ()  # Of further boxes, beside number_text.
    short: Shortage | None = None  # It is out of stock, and until when.
    unit_minor: int | None = None  # What a unit costs, in the supplier's opinion.
    price_text: str = ""  # As it was written.

    @property
    def is_answered(self) -> bool:
        """Whether the supplier wrote anything into it."""
        return bool(
            self.carrier_text
            or self.number_text
            or self.note
            or self.short
            or self.unit_minor is not None
        )

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return every number of the row, the first one first."""
        return (self.number_text, *self.more_numbers) if self.number_text else ()

    @property
    def answer(self) -> tuple[object, ...]:
        """Return what the supplier wrote: two rows with one key must say the same."""
        said = (self.carrier_text, self.numbers, self.short, self.unit_minor)
        return (*said, self.note)


@dataclass(frozen=True, slots=True)
class ReturnedAnswer:
    """One answered row of a sheet beside the Ship sheet."""

    sheet: SheetKind
    subject_id: str  # A stop (Stop, Changed) or a return (Returns).
    answer: str  # One of other_columns.ANSWERS.
    note: str
    sheet_name: str
    sheet_row: int
    cell: str  # Of the answer: "J7".


@dataclass(frozen=True, slots=True)
class CellRefusal:
    """One cell that cannot be believed; its whole row is left out of the rows."""

    sheet: str
    sheet_row: int
    cell: str  # "O7"
    field: Field | OtherField
    code: str
    value: str = ""
    more: str = ""

    @property
    def place(self) -> str:
        """Return where it is in the file: "发货!O7"."""
        return f"{self.sheet}!{self.cell}"

    def message(self, language: Language) -> str:
        """Say what is wrong and what to do."""
        shown = self.value
        if len(shown) > VALUE_SHOWN_CHARACTERS:
            shown = f"{shown[:VALUE_SHOWN_CHARACTERS]}…"
        return refusal_text(self.code, language, value=shown, more=self.more)


@dataclass(frozen=True, slots=True)
class UnprovedRow:
    """A row whose check does not hold with the cells beside its key as they are now.

    Ids that lost digits, or columns that were deleted: the manifest may prove it all the same
    (repairs.repaired). Until then its refusal stands.
    """

    row: ReturnedRow
    check: str
    beside: Mapping[Field, str]  # The cells of columns.CHECKED_WITH_KEY that are there, as read.
    refusal: CellRefusal


@dataclass(frozen=True, slots=True)
class ReturnedWorkbook:
    """A file as it came back. Every row of ours is in rows or in refusals, filled in or not."""

    file_name: str
    number: str  # Empty when the supplier deleted it; the row keys still tell whose rows they are.
    rows: tuple[ReturnedRow, ...]
    refusals: tuple[CellRefusal, ...]
    table: Table  # The sheet as it is, for the result; without rows if there is no Ship sheet.
    heading_row: int
    columns: Mapping[Field, int]  # Counted from 1.
    others: tuple[ReturnedAnswer, ...] = ()
    other_sheets: tuple["OtherSheet", ...] = ()  # Those that can be answered, for the result.
    unproved: tuple[UnprovedRow, ...] = ()  # Their refusals stand among the refusals.
    refused_keys: Mapping[str, int] = field(default_factory=dict)  # See repeats.without_repeats.
    remarks: tuple[str, ...] = ()  # Codes of texts.FILE_REMARKS.


@dataclass(frozen=True, slots=True)
class OtherSheet:
    """A sheet beside the Ship sheet as it came back."""

    kind: SheetKind
    table: Table
    heading_row: int
    columns: Mapping[OtherField, int]  # Counted from 1.
