"""What came back in a workbook: rows that can be believed, and cells that cannot."""

from collections.abc import Mapping
from dataclasses import dataclass

from hedan.domain.workbook_columns import Field
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

    @property
    def is_answered(self) -> bool:
        """Whether the supplier wrote anything into it."""
        return bool(self.carrier_text or self.number_text or self.note)


@dataclass(frozen=True, slots=True)
class CellRefusal:
    """One cell that cannot be believed; its whole row is left out of the rows."""

    sheet: str
    sheet_row: int
    cell: str  # "O7"
    field: Field
    code: str
    value: str = ""
    more: str = ""

    def message(self, language: Language) -> str:
        """Say what is wrong and what to do."""
        shown = self.value
        if len(shown) > VALUE_SHOWN_CHARACTERS:
            shown = f"{shown[:VALUE_SHOWN_CHARACTERS]}…"
        return refusal_text(self.code, language, value=shown, more=self.more)


@dataclass(frozen=True, slots=True)
class ReturnedWorkbook:
    """A file as it came back. Every row of ours is in rows or in refusals, filled in or not."""

    file_name: str
    number: str  # Empty when the supplier deleted it; the row keys still tell whose rows they are.
    rows: tuple[ReturnedRow, ...]
    refusals: tuple[CellRefusal, ...]
    table: Table  # The sheet as it is, for the result.
    heading_row: int
    columns: Mapping[Field, int]  # Counted from 1.
