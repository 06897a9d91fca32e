"""The columns of the Ship sheet: which, in what order, how wide, filled in by whom."""

from hedan.domain.base import Frozen
from hedan.domain.workbook_columns import Field
from hedan.workbooks.cells import column_letters


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
