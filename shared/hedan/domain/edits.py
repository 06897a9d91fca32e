"""What a person decided about one order: no rule run and no platform message overwrites it."""

from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen, OrderKey


class EditField(StrEnum):
    """What a person may decide. A line's: SUPPLIER, CARRIER, PACKAGE, SKU, TRAVELS, NOTE."""

    SUPPLIER = "supplier"
    CARRIER = "carrier"
    PACKAGE = "package"
    SKU = "sku"  # What a line whose code nobody knows is: "CUP-1" or "CUP-1*2,BOX*1".
    TRAVELS = "travels"  # with_buyer, with_order, alone.
    NOTE = "note"  # For the supplier.
    TAG = "tag"  # "+vip" puts one on, "-vip" takes it off.
    PRIORITY = "priority"  # Hours earlier, as a whole number.


class Edit(Frozen):
    """One decision of a person."""

    field: EditField
    line_id: str = ""  # Empty: every line of the order.
    value: str  # Empty: the decision is taken back, the rules decide again.
    by: str
    at: AwareDatetime
    reason: str = ""
    order_version: NonNegativeInt = 0  # What of the order the person saw.


class Edits(Frozen):
    """All decisions of people about an order, the latest for each field and line."""

    order: OrderKey
    edits: tuple[Edit, ...] = ()
    version: NonNegativeInt = 0

    def standing(self, field: EditField, line_id: str = "") -> Edit | None:
        """Return the decision that counts: the line's own before the order's."""
        for wanted in dict.fromkeys((line_id, "")):
            for edit in self.edits:
                if edit.field is field and edit.line_id == wanted and edit.value:
                    return edit
        return None
