"""What a supplier may answer to a row beside a number: it has none, or asks another price."""

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, LineKey


class AnswerKind(StrEnum):
    """What an answer is about."""

    OUT_OF_STOCK = "out_of_stock"
    PRICE = "price"  # It asks another price than the agreed one.
    NOTE = "note"


class SupplierAnswer(Frozen):
    """One answer to lines of a parcel, as it stood in a cell."""

    kind: AnswerKind
    lines: tuple[LineKey, ...]
    at: AwareDatetime
    workbook: str
    cell: str  # "P7"
    text: str = ""  # As it was written.
    expected: date | None = None  # When the goods will be there, by the supplier's clock.
    unit_minor: NonNegativeInt | None = None
