"""Rows whose ids a spreadsheet has damaged: believed when the manifest proves whose they are.

A program that takes an id for a number keeps 15 digits of it, or shows 6.92012E+17. The digits
are not guessed: what is left of them must fit one order of ours, and the check beside the row's
key must hold with that order in place of the damaged cell.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

from hedan.domain.workbook_columns import Field, order_text
from hedan.workbooks.cells import Number, check_of, column_letters, unmark
from hedan.workbooks.repeats import without_repeats
from hedan.workbooks.returned import ReturnedRow, ReturnedWorkbook, UnprovedRow

# So many digits of a number a spreadsheet keeps; fewer it shows.
DIGITS_KEPT = 15
ZEROS_LOST_MAX = 4
DIGITS_MAX = 64

type Expected = Mapping[str, tuple[str, tuple[str, ...]]]


def repaired(returned: ReturnedWorkbook, expected: Expected) -> ReturnedWorkbook:
    """Return the workbook with every row that the manifest proves among its rows.

    expected: by row key the parcel and the orders of the row, as the file left us. The ids of a
    repaired row are those of the manifest.
    """
    proofs = _Proofs(returned, expected)
    proved = {one.refusal: row for one in returned.unproved if (row := proofs.row(one))}
    if not proved:
        return returned
    rows = sorted((*returned.rows, *proved.values()), key=lambda row: row.sheet_row)
    letters = {name: column_letters(column) for name, column in returned.columns.items()}
    kept, repeated = without_repeats(rows, returned.refused_keys, returned.table.name, letters)
    refusals = (*(one for one in returned.refusals if one not in proved), *repeated)
    remarks = returned.remarks
    if any(refusal.code == "DIGITS_LOST" for refusal in proved):
        remarks = (*remarks, "DIGITS_REPAIRED")
    return replace(
        returned,
        rows=tuple(kept),
        refusals=tuple(sorted(refusals, key=lambda refusal: refusal.sheet_row)),
        unproved=tuple(one for one in returned.unproved if one.refusal not in proved),
        remarks=remarks,
    )


class _Proofs:
    """What the manifest proves of one returned file."""

    def __init__(self, returned: ReturnedWorkbook, expected: Expected) -> None:
        self._expected = expected
        self._orders_of: dict[str, set[str]] = {}
        for parcel_id, order_ids in expected.values():
            self._orders_of.setdefault(parcel_id, set()).add(order_text(order_ids))
        # A column that was sorted alone leaves rows whose cells belong to nobody.
        self._is_mixed = any(one.code == "ROW_MIXED" for one in returned.refusals)

    def row(self, one: UnprovedRow) -> ReturnedRow | None:
        """Return the row as the manifest has it; None if it may be another's."""
        if one.row.row_key not in self._expected:
            return None
        parcel_id, order_ids = self._expected[one.row.row_key]
        orders = order_text(order_ids)
        if not self._is_this(one.beside, parcel_id, orders):
            return None
        if not self._holds(one, parcel_id, orders):
            return None
        return replace(one.row, parcel_id=parcel_id, order_id=orders)

    def _is_this(self, beside: Mapping[Field, str], parcel_id: str, orders: str) -> bool:
        """Whether what is left of the row's ids fits this parcel and order and no other one."""
        parcel, order = beside.get(Field.PARCEL, ""), beside.get(Field.ORDER, "")
        if parcel and _plain(parcel) != parcel_id:
            return False
        if _plain(order) == _plain(orders):
            return True
        near = self._orders_of[parcel_id] if parcel else set().union(*self._orders_of.values())
        if not order:
            # A deleted column says nothing: the parcel must have this order alone.
            return bool(parcel) and len(near) == 1
        return [one for one in near if may_have_been(order, one)] == [orders]

    def _holds(self, one: UnprovedRow, parcel_id: str, orders: str) -> bool:
        """Whether the check beside the key is that of the manifest's ids and this receiver."""
        beside, key = one.beside, one.row.row_key
        if Field.RECEIVER_NAME in beside and Field.RECEIVER_PHONE in beside:
            name = beside[Field.RECEIVER_NAME]
            return any(
                check_of(key, parcel_id, orders, name, phone) == one.check
                for phone in _phones(beside[Field.RECEIVER_PHONE])
            )
        # Without the receiver nobody can compute it; both ids stand for it, if all is in place.
        return not self._is_mixed


def may_have_been(cell: str, text: str) -> bool:
    """Whether a spreadsheet may have made this cell of these digits."""
    shown = unmark(unicodedata.normalize("NFKC", cell)).strip()
    if not (text.isascii() and text.isdecimal()):
        return False
    try:
        value = Decimal(shown)
    except InvalidOperation:
        return False
    # No id has so many digits; a larger exponent is made to do harm.
    if not value.is_finite() or value < 0 or value.adjusted() > DIGITS_MAX:
        return False
    if value == int(text):
        # Nothing but zeros before it: lost, where the cell is a number.
        return isinstance(cell, Number) or shown.lstrip("0") == text.lstrip("0")
    kept = min(len(value.normalize().as_tuple().digits), DIGITS_KEPT)
    shortened = {
        Context(prec=kept, rounding=rounding).create_decimal(text)
        for rounding in (ROUND_HALF_EVEN, ROUND_DOWN)
    }
    # In a number's cell programs write what their binary number holds, not only what it kept.
    return value in shortened or (isinstance(cell, Number) and float(value) == float(text))


def _phones(cell: str) -> Iterator[str]:
    """Yield a phone as it stands there, and with the zeros or the plus that a number loses."""
    yield cell
    digits = "".join(unmark(cell).split())
    if isinstance(cell, Number) and digits.isdecimal():
        yield from (f"{'0' * zeros}{digits}" for zeros in range(1, ZEROS_LOST_MAX + 1))
        yield f"+{digits}"


def _plain(cell: str) -> str:
    return "".join(unmark(unicodedata.normalize("NFKC", cell)).split())
