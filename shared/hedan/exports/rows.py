"""One row of an export sheet, read: what it says of its order and of its line, or why not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from hedan.domain.imported_files import RefusedCell
from hedan.domain.orders import Receiver
from hedan.exports.dialects import Manner
from hedan.exports.fields import Field
from hedan.exports.items import Item, items_of
from hedan.exports.masking import HIDDEN, readable
from hedan.exports.refusals import refused_cell
from hedan.exports.sheets import ExportRow
from hedan.exports.told import Goods, ReadRow
from hedan.exports.values import (
    REMARK_CHARACTERS_MAX,
    Money,
    count_of,
    id_of,
    minor_of,
    money_of,
    text_of,
    time_of,
    word_of,
)
from hedan.exports.words import Standing
from hedan.platforms.calling.addresses import address_id
from hedan.workbooks.filled_cells import CellRefused
from hedan.workbooks.headings import plain

# Clocks differ a little; half a day and more is another time zone or another calendar.
AHEAD_MAX = timedelta(hours=2)
# One cell with a whole address: "province city district rest".
ADDRESS_PARTS = 4
COUNTRY_LETTERS = 2
_YES = frozenset(map(plain, ("是", "yes", "true", "1", "y", "赠品")))
_BETWEEN_IDS = (";", "；", ",", "，")


class RowRefused(Exception):
    """A row that cannot be trusted."""

    def __init__(self, refusal: RefusedCell, order_id: str) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.order_id = order_id  # Empty when the row does not even say whose it is.


def read_row(row: ExportRow, manner: Manner, now: datetime) -> ReadRow:
    """Read one row. Raises RowRefused at the first cell that cannot be trusted."""
    return _Reading(row, manner, now).run()


class _Reading:
    """One row being read; every refusal knows its cell and, if possible, its order."""

    def __init__(self, row: ExportRow, manner: Manner, now: datetime) -> None:
        self._row = row
        self._manner = manner
        self._latest = now + AHEAD_MAX
        self._order_id = ""

    def run(self) -> ReadRow:
        row = self._row
        self._order_id = self._id_of_order()
        self._check_store()
        standing = self._standing()
        currency, line_paid, order_paid = self._paid()
        times = {field: self._past(field) for field in _PAST}
        created_at = times[Field.CREATED_AT] or times[Field.PAID_AT]
        if created_at is None:
            raise self._refused("TIME_MISSING", Field.CREATED_AT, Field.PAID_AT)
        moments = [moment for moment in times.values() if moment]
        return ReadRow(
            row=row,
            order_id=self._order_id,
            purchase_id=self._read(Field.PURCHASE_ID, id_of),
            goods=self._goods(currency),
            kinds=self._read(Field.KINDS, count_of),
            standing=standing,
            line_paid_minor=line_paid,
            order_paid_minor=order_paid,
            postage_minor=self._minor(Field.POSTAGE, currency) or 0,
            refund_minor=self._minor(Field.REFUND, currency) or 0,
            currency=currency,
            created_at=created_at,
            paid_at=times[Field.PAID_AT],
            changed_at=times[Field.CHANGED_AT] or max(moments),
            deadline=self._time(Field.DEADLINE),
            not_before=self._time(Field.NOT_BEFORE),
            receiver=self._receiver(),
            buyer_id=self._read(Field.BUYER_ID, id_of),
            buyer_remark=text_of(row.cell(Field.BUYER_REMARK), REMARK_CHARACTERS_MAX),
            seller_memo=text_of(row.cell(Field.SELLER_MEMO), REMARK_CHARACTERS_MAX),
            logistics_method=text_of(row.cell(Field.LOGISTICS_METHOD)),
            carrier_wished=text_of(row.cell(Field.CARRIER_WISHED)),
            invoice_wished=text_of(row.cell(Field.INVOICE)),
        )

    # --- whose it is ------------------------------------------------------------------------------

    def _id_of_order(self) -> str:
        order_id = self._read(Field.ORDER_ID, id_of).upper()
        if not order_id:
            raise self._refused("ID_MISSING", Field.ORDER_ID)
        if not self._manner.dialect.order_id.fullmatch(order_id):
            raise self._refused("ID_WRONG", Field.ORDER_ID)
        return self._read(Field.ORDER_ID, id_of)

    def _check_store(self) -> None:
        named = self._read(Field.STORE, word_of)
        if named and plain(named) not in {plain(name) for name in self._manner.called}:
            raise self._refused("OTHER_STORE", Field.STORE)

    # --- what it says -----------------------------------------------------------------------------

    def _standing(self) -> Standing:
        word = self._read(Field.STATUS, word_of)
        if not word:
            raise self._refused("STATUS_MISSING", Field.STATUS)
        return self._manner.dialect.words.standing(
            word, self._read(Field.AFTER_SALE, word_of), self._read(Field.AFTER_SALE_KIND, word_of)
        )

    def _paid(self) -> tuple[str, int | None, int | None]:
        """Return the currency, and what was paid for the line and for the order."""
        line, order = (self._read(field, money_of) for field in (Field.LINE_PAID, Field.ORDER_PAID))
        if line is None and order is None:
            raise self._refused("MONEY_MISSING", Field.LINE_PAID, Field.ORDER_PAID)
        told = self._read(Field.CURRENCY, word_of).upper()
        named = [name for name in (told, _mark(line), _mark(order)) if name]
        if len(set(named)) > 1:
            raise self._refused("CURRENCY_DIFFERS", Field.LINE_PAID, Field.ORDER_PAID)
        currency = named[0] if named else self._manner.currency
        return (
            currency,
            self._minor(Field.LINE_PAID, currency),
            self._minor(Field.ORDER_PAID, currency),
        )

    def _goods(self, currency: str) -> tuple[Goods, ...]:
        line_id = self._read(Field.LINE_ID, id_of)
        if any(mark in line_id for mark in _BETWEEN_IDS):
            raise self._refused("MANY_IN_CELL", Field.LINE_ID)
        quantity = self._read(Field.QUANTITY, count_of)
        items = self._row.cell(Field.ITEMS).strip()
        if quantity is None and items:
            found = self._read(Field.ITEMS, items_of)
            return tuple(self._good(item, line_id if len(found) == 1 else "") for item in found)
        if quantity is None:
            raise self._refused("QUANTITY_MISSING", Field.QUANTITY)
        return (self._good(self._item(quantity), line_id, self._unit_price(quantity, currency)),)

    def _item(self, quantity: int) -> Item:
        row = self._row
        return Item(
            place=1,
            name=text_of(row.cell(Field.NAME)),
            sku=self._read(Field.SKU, word_of),
            spec=text_of(row.cell(Field.SPEC)),
            quantity=quantity,
        )

    def _good(self, item: Item, line_id: str, unit_price_minor: int | None = None) -> Goods:
        return Goods(
            line_id=line_id,
            place=item.place,
            sku=item.sku[:128],
            sku_id=self._read(Field.SKU_ID, id_of),
            product_id=self._read(Field.PRODUCT_ID, id_of),
            name=item.name,
            spec=item.spec,
            quantity=item.quantity,
            unit_price_minor=unit_price_minor,
            is_gift=plain(self._row.cell(Field.IS_GIFT)) in _YES,
            is_virtual=plain(self._row.cell(Field.IS_VIRTUAL)) in _YES,
        )

    def _unit_price(self, quantity: int, currency: str) -> int | None:
        price = self._minor(Field.UNIT_PRICE, currency)
        if price is not None:
            return price
        total = self._minor(Field.GOODS_TOTAL, currency)
        return None if total is None else total // quantity

    def _receiver(self) -> Receiver:
        row = self._row
        names = (Field.PROVINCE, Field.CITY, Field.DISTRICT, Field.STREET)
        province, city, district, street = (text_of(row.cell(field)) for field in names)
        detail = text_of(row.cell(Field.ADDRESS))
        parts = detail.split(maxsplit=ADDRESS_PARTS - 1)
        if not (province or city) and len(parts) == ADDRESS_PARTS:
            province, city, district, detail = parts
        country = text_of(row.cell(Field.COUNTRY))
        name, phone, detail = (
            readable(text_of(row.cell(Field.RECEIVER_NAME))),
            readable(text_of(row.cell(Field.RECEIVER_PHONE))),
            readable(detail),
        )
        province = readable(province)
        return Receiver(
            # No sheet tells the id by which a platform compares addresses; masks give none.
            address_id=address_id(name, phone, province, city, district, street, detail),
            name=name,
            phone=phone,
            province="" if province == HIDDEN else province,
            city=city,
            district=district,
            street=street,
            detail=detail,
            country=country.upper() if len(country) == COUNTRY_LETTERS else "",
            postcode=text_of(row.cell(Field.POSTCODE)),
        )

    # --- cells ------------------------------------------------------------------------------------

    def _minor(self, field: Field, currency: str) -> int | None:
        def minor(cell: str) -> int | None:
            money = money_of(cell)
            if money is None:
                return None
            if money.currency not in ("", currency):
                raise CellRefused("CURRENCY_DIFFERS")
            return minor_of(money, currency)

        return self._read(field, minor)

    def _time(self, field: Field) -> datetime | None:
        return self._read(field, lambda cell: time_of(cell, self._manner.zone))

    def _past(self, field: Field) -> datetime | None:
        moment = self._time(field)
        if moment is not None and moment > self._latest:
            raise self._refused("TIME_AHEAD", field)
        return moment

    def _read[R](self, field: Field, reader: Callable[[str], R]) -> R:
        try:
            return reader(self._row.cell(field))
        except CellRefused as refused:
            raise self._refused(refused.code, field) from refused

    def _refused(self, code: str, *fields: Field) -> RowRefused:
        row = self._row
        value = next((row.cell(field) for field in fields if row.has(field)), "")
        refusal = refused_cell(row.address(*fields), row.number, code, value)
        return RowRefused(refusal, self._order_id)


_PAST = (Field.CREATED_AT, Field.PAID_AT, Field.SHIPPED_AT, Field.DONE_AT, Field.CHANGED_AT)


def _mark(money: Money | None) -> str:
    return "" if money is None or money.amount == Decimal(0) else money.currency
