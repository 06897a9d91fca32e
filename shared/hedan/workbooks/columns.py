"""The columns of the Ship sheet: which, in what order, how wide, filled in by whom."""

from enum import StrEnum

from hedan.domain.base import Frozen
from hedan.workbooks.cells import column_letters


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
    NOTE = "note"
    STORE = "store_name"
    ORDER = "order_id"
    REASONS = "reasons"
    KEY = "row_key"

    # An enumeration's own hash is a call into Python, and these are looked up for every cell.
    __hash__ = str.__hash__


class Column(Frozen):
    """One column as a supplier sees it."""

    field: Field
    width: float  # In digits of the standard font, as spreadsheets count; a Chinese sign is two.
    fill_in: bool = False  # The supplier writes here, nowhere else.
    number: bool = False
    wrap: bool = False
    centre: bool = False


COLUMNS: tuple[Column, ...] = (
    Column(field=Field.PARCEL, width=16),
    Column(field=Field.PART, width=6, centre=True),
    Column(field=Field.SKU, width=14, wrap=True),
    Column(field=Field.NAME, width=28, wrap=True),
    Column(field=Field.SPEC, width=18, wrap=True),
    Column(field=Field.QUANTITY, width=6, number=True, centre=True),
    Column(field=Field.GIFT, width=6, centre=True),
    Column(field=Field.RECEIVER_NAME, width=11, wrap=True),
    Column(field=Field.RECEIVER_PHONE, width=15),
    Column(field=Field.REGION, width=20, wrap=True),
    Column(field=Field.ADDRESS, width=34, wrap=True),
    Column(field=Field.REMARKS, width=34, wrap=True),
    Column(field=Field.PACKAGE, width=12, wrap=True),
    Column(field=Field.INSERTS, width=14, wrap=True),
    Column(field=Field.DEADLINE, width=17, centre=True),
    Column(field=Field.CARRIER, width=13, fill_in=True),
    Column(field=Field.NUMBER, width=22, fill_in=True),
    Column(field=Field.NOTE, width=18, fill_in=True, wrap=True),
    Column(field=Field.STORE, width=14, wrap=True),
    Column(field=Field.ORDER, width=22),
    Column(field=Field.REASONS, width=30, wrap=True),
    Column(field=Field.KEY, width=20),
)

LETTERS: dict[Field, str] = {
    column.field: column_letters(position) for position, column in enumerate(COLUMNS, start=1)
}

# The cells that must stay together in one row; the key cell's check covers them in this order.
CHECKED_WITH_KEY = (Field.PARCEL, Field.ORDER, Field.RECEIVER_NAME, Field.RECEIVER_PHONE)
