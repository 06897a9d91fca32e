"""What the columns of a supplier's workbook can hold: settings choose among them."""

from collections.abc import Iterable
from enum import StrEnum


class Field(StrEnum):
    """What a column holds; the value is the column's name in code, not its heading."""

    PARCEL = "parcel_id"
    PART = "part"
    SKU = "sku"
    NAME = "name"
    SPEC = "spec"
    QUANTITY = "quantity"
    GIFT = "is_gift"
    RECEIVER_NAME = "receiver_name"
    RECEIVER_PHONE = "receiver_phone"
    REGION = "region"
    ADDRESS = "address"
    REMARKS = "remarks"
    PACKAGE = "package"
    INSERTS = "inserts"
    DEADLINE = "deadline"
    CARRIER = "carrier"
    NUMBER = "number"
    EXPECTED = "expected"  # Out of stock, and from when it is there again: the supplier's answer.
    PRICE = "price"  # What the supplier asks for a unit, where it is not the agreed price.
    NOTE = "note"
    STORE = "store_name"
    ORDER = "order_id"
    REASONS = "reasons"
    KEY = "row_key"

    # An enumeration's own hash is a call into Python, and these are looked up for every cell.
    __hash__ = str.__hash__


class RowPer(StrEnum):
    """What one row of the Ship sheet stands for."""

    LINE = "line"  # One SKU of one line: what a packer ticks off.
    ORDER = "order"  # All that one order has in one parcel.
    PARCEL = "parcel"  # A whole parcel: its goods stand in one cell.


class SortBy(StrEnum):
    """What the rows of the Ship sheet are sorted by; a parcel's rows always stay together."""

    PLAN = "plan"  # As the wave planned them.
    DEADLINE = "deadline"
    STORE = "store"
    SKU = "sku"
    SHELF = "shelf"
    REGION = "region"


def order_text(order_ids: Iterable[str]) -> str:
    """Return what the order cell of a row with these orders says; each is said once.

    No space and no comma parts them: both may be added to or dropped from a number by programs.
    """
    return "+".join(dict.fromkeys(order_ids))
