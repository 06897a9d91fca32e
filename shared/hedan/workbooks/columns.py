"""The columns that a Ship sheet can have: how wide, filled in by whom; and the usual ones."""

from types import MappingProxyType
from typing import Final

from hedan.domain.base import Frozen
from hedan.domain.workbook_columns import Field
from hedan.workbooks.cells import column_letters


class Column(Frozen):
    """One column as a supplier sees it."""

    field: Field | None  # None: a column of the supplier's own, the same in every row.
    width: float  # In digits of the standard font, as spreadsheets count; a Chinese sign is two.
    fill_in: bool = False  # The supplier writes here, nowhere else.
    number: bool = False
    wrap: bool = False
    centre: bool = False
    hidden: bool = False  # For reading back: it travels with its row and is not printed.
    heading: str = ""  # The supplier's own; empty: the field's.
    fixed: str = ""  # What every row says, where it is no field.


# Narrow enough that a page of A4 across still prints them in a size that one can read.
COLUMN_OF: Final = MappingProxyType(
    {
        column.field: column
        for column in (
            Column(field=Field.PARCEL, width=15),
            Column(field=Field.PART, width=6, centre=True),
            Column(field=Field.SKU, width=12, wrap=True),
            Column(field=Field.NAME, width=22, wrap=True),
            Column(field=Field.SPEC, width=13, wrap=True),
            Column(field=Field.QUANTITY, width=6, number=True, centre=True),
            Column(field=Field.GIFT, width=6, centre=True),
            Column(field=Field.RECEIVER_NAME, width=9, wrap=True),
            Column(field=Field.RECEIVER_PHONE, width=13, wrap=True),
            Column(field=Field.REGION, width=12, wrap=True),
            Column(field=Field.ADDRESS, width=24, wrap=True),
            Column(field=Field.REMARKS, width=24, wrap=True),
            Column(field=Field.PACKAGE, width=9, wrap=True),
            Column(field=Field.INSERTS, width=10, wrap=True),
            Column(field=Field.DEADLINE, width=12, wrap=True, centre=True),
            Column(field=Field.CARRIER, width=12, fill_in=True),
            Column(field=Field.NUMBER, width=18, fill_in=True),
            Column(field=Field.EXPECTED, width=13, fill_in=True, wrap=True),
            Column(field=Field.PRICE, width=12, fill_in=True),
            Column(field=Field.NOTE, width=14, fill_in=True, wrap=True),
            Column(field=Field.STORE, width=14, wrap=True),
            Column(field=Field.ORDER, width=22, wrap=True),
            Column(field=Field.REASONS, width=28, wrap=True),
            Column(field=Field.KEY, width=20),
        )
    }
)

# What a supplier needs to pack, ship and answer. What else there is to know of a row is said in
# these: that it is a gift before its name, what is merged or split among the remarks.
USUAL: Final = (
    *(Field.PARCEL, Field.PART, Field.SKU, Field.NAME, Field.SPEC, Field.QUANTITY),
    *(Field.RECEIVER_NAME, Field.RECEIVER_PHONE, Field.REGION, Field.ADDRESS, Field.REMARKS),
    *(Field.PACKAGE, Field.INSERTS, Field.DEADLINE),
    *(Field.CARRIER, Field.NUMBER, Field.EXPECTED, Field.NOTE),
)
# Without these no number can be believed: where they are not to be seen they are there hidden.
ALWAYS: Final = (Field.PARCEL, Field.ORDER, Field.KEY)

COLUMNS: Final = (
    *(COLUMN_OF[field] for field in USUAL),
    *(COLUMN_OF[field].but(hidden=True) for field in ALWAYS if field not in USUAL),
)
LETTERS: dict[Field, str] = {
    column.field: column_letters(position)
    for position, column in enumerate(COLUMNS, start=1)
    if column.field
}

# The cells that must stay together in one row; the key cell's check covers them in this order.
CHECKED_WITH_KEY = (Field.PARCEL, Field.ORDER, Field.RECEIVER_NAME, Field.RECEIVER_PHONE)
