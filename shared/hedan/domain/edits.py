"""What a person decided about one order: no rule run and no platform message overwrites it."""

import re
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, NonNegativeInt, model_validator

from hedan.domain.base import Frozen, OrderKey


class EditField(StrEnum):
    """What a person may decide. A line's: SUPPLIER, CARRIER, PACKAGE, SKU, TRAVELS, NOTE."""

    SUPPLIER = "supplier"
    CARRIER = "carrier"
    PACKAGE = "package"
    SKU = "sku"  # What a line whose code nobody knows is: "CUP-1" or "CUP-1*2,BOX*1".
    TRAVELS = "travels"  # with_buyer, with_order, alone.
    COMPANY = "company"  # A word: orders of one store and one word travel together.
    NOTE = "note"  # For the supplier.
    TAG = "tag"  # "+vip" puts one on, "-vip" takes it off.
    PRIORITY = "priority"  # Hours earlier, as a whole number.


# These speak of the whole order only.
OF_ORDER = frozenset({EditField.TAG, EditField.PRIORITY})
# What a decision may say; the others name what the settings know, which only they can tell.
VALUES = {
    EditField.TRAVELS: re.compile(r"with_buyer|with_order|alone"),
    EditField.TAG: re.compile(r"[+-][^\s,#|]{1,32}"),
    EditField.PRIORITY: re.compile(r"[+-]?\d{1,3}"),
}
ANYTHING = re.compile(r".{1,500}", re.DOTALL)


class Edit(Frozen):
    """One decision of a person."""

    field: EditField
    line_id: str = ""  # Empty: every line of the order.
    value: str  # Empty: the decision is taken back, the rules decide again.
    by: str
    at: AwareDatetime
    reason: str = ""
    order_version: NonNegativeInt = 0  # What of the order the person saw.
    saw: str = ""  # The goods it speaks of, as the person saw them; empty: not compared.

    @model_validator(mode="after")
    def _can_be_meant(self) -> Self:
        if self.value and not VALUES.get(self.field, ANYTHING).fullmatch(self.value):
            raise ValueError(f"'{self.value}' says nothing about {self.field}")
        if self.line_id and self.field in OF_ORDER:
            raise ValueError(f"{self.field} is decided for the whole order")
        return self


class Edits(Frozen):
    """All decisions of people about an order, the latest for each field and line."""

    order: OrderKey
    edits: tuple[Edit, ...] = ()
    version: NonNegativeInt = 0

    def standing(self, field: EditField, line_id: str = "") -> Edit | None:
        """Return the decision that counts: the line's own before the order's."""
        if not self.edits:
            return None
        for wanted in dict.fromkeys((line_id, "")):
            for edit in self.edits:
                if edit.field is field and edit.line_id == wanted and edit.value:
                    return edit
        return None

    def tags(self) -> dict[str, Edit]:
        """Return the decisions about tags, by the tag."""
        return {edit.value[1:]: edit for edit in self.edits if edit.field is EditField.TAG}

    def plus(self, edit: Edit) -> "Edits":
        """Return the decisions with one more, which takes the place of what was said before.

        A decision without a value takes an earlier one back; of tags, all of them.
        """
        kept = tuple(known for known in self.edits if not _replaces(edit, known))
        return self.but(edits=(*kept, edit) if edit.value else kept)


def _replaces(edit: Edit, known: Edit) -> bool:
    if (edit.field, edit.line_id) != (known.field, known.line_id):
        return False
    return edit.field is not EditField.TAG or not edit.value or edit.value[1:] == known.value[1:]
