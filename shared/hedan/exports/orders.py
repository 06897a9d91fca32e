"""Rows of an export sheet put together to orders: each whole, or refused with its cells."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from hedan.domain.after_sales import AfterSale, AfterSaleLine, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.imported_files import RefusedCell
from hedan.domain.orders import LINES_PER_ORDER_MAX, Line, Order, OrderStatus, Payment
from hedan.exports.dialects import LineIds, Manner
from hedan.exports.fields import Field
from hedan.exports.refusals import refused_cell, refused_file
from hedan.exports.rows import RowRefused, read_row
from hedan.exports.sheets import Export, ExportRow, read_export
from hedan.exports.told import Goods, ReadRow

# What one message may carry (SQS: 256 KB), with room for its envelope.
ORDER_BYTES_MAX = 180_000
AFTER_SALE_PREFIX = "file-"

_STILL_OPEN = frozenset(
    {AfterSaleStatus.REQUESTED, AfterSaleStatus.AGREED, AfterSaleStatus.UNKNOWN}
)
_OVER = frozenset({OrderStatus.SHIPPED, OrderStatus.DONE, OrderStatus.CANCELLED})
# What one line says of its whole order, the most important first.
_DECIDES_ALONE = (OrderStatus.UNKNOWN, OrderStatus.UNPAID, OrderStatus.IN_REVIEW)

type Named = tuple[str, Goods, ReadRow]
"""A line with its id, and the row that tells of it."""


@dataclass(frozen=True, slots=True)
class FileOrder:
    """One order as a sheet tells it, with the refunds that its words tell of."""

    order: Order
    after_sales: tuple[AfterSale, ...]


@dataclass(frozen=True, slots=True)
class ReadExport:
    """A whole file: every row of it is in an order or in the refusals."""

    export: Export
    rows: int
    orders: tuple[FileOrder, ...]  # By number.
    refusals: tuple[RefusedCell, ...]  # As they stand in the file; one a row.


class _OrderRefused(Exception):
    """An order whose rows do not fit together, at the cells of these fields."""

    def __init__(self, code: str, *fields: Field) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields


def read_orders(data: bytes, manner: Manner, now: datetime) -> ReadExport:
    """Read a store's export sheet. The order of rows and columns makes no difference.

    Raises WorkbookRefused when the file as a whole is not taken.
    """
    export = read_export(data, manner.dialect)
    by_order: dict[str, list[ReadRow]] = defaultdict(list)
    refusals: dict[tuple[str, int], RefusedCell] = {}
    tainted: set[str] = set()
    rows = 0
    for row in export.rows():
        rows += 1
        try:
            read = read_row(row, manner, now)
            by_order[read.order_id].append(read)
        except RowRefused as refused:
            refusals[_place(row)] = refused.refusal
            tainted.add(refused.order_id)
    if not rows:
        raise refused_file("NO_ROWS")
    orders: list[FileOrder] = []
    for order_id, of_order in sorted(by_order.items()):
        try:
            if order_id in tainted:
                raise _OrderRefused("ORDER_INCOMPLETE", Field.ORDER_ID)
            orders.append(_order(order_id, of_order, manner))
        except _OrderRefused as refused:
            refusals |= {_place(one.row): _refusal(one.row, refused) for one in of_order}
    places = {_place(row): position for position, row in enumerate(export.rows())}
    told = sorted(refusals.items(), key=lambda item: places[item[0]])
    return ReadExport(export, rows, tuple(orders), tuple(refusal for _, refusal in told))


def _place(row: ExportRow) -> tuple[str, int]:
    return row.sheet.table.name, row.number


def _refusal(row: ExportRow, refused: _OrderRefused) -> RefusedCell:
    fields = refused.fields
    value = next((row.cell(field) for field in fields if row.has(field)), "")
    return refused_cell(row.address(*fields), row.number, refused.code, value)


def _order(order_id: str, rows: Sequence[ReadRow], manner: Manner) -> FileOrder:
    # Sorted by content: where a row stands must leave no trace.
    rows = sorted(rows, key=lambda row: repr(row.facts))
    named = sorted(_named(order_id, rows, manner), key=lambda one: (len(one[0]), one[0]))
    if len(named) > LINES_PER_ORDER_MAX:
        raise _OrderRefused("TOO_MANY_LINES", Field.ORDER_ID)
    try:
        order = _assembled(order_id, named, manner)
        after_sales = tuple(_after_sales(order, named))
    except ValidationError as exc:
        raise _OrderRefused("ODD_VALUE", Field.ORDER_ID) from exc
    size = sum(len(one.model_dump_json().encode()) for one in (order, *after_sales))
    if size > ORDER_BYTES_MAX:
        raise _OrderRefused("ORDER_TOO_LARGE", Field.ORDER_ID)
    return FileOrder(order, after_sales)


# --- which lines --------------------------------------------------------------------------------


def _named(order_id: str, rows: Sequence[ReadRow], manner: Manner) -> list[Named]:
    """Return the lines with their ids. A row that stands there twice counts once."""
    rule = manner.dialect.line_ids
    if rule is LineIds.FIRST or all(one.line_id for row in rows for one in row.goods):
        rows = list({row.facts: row for row in rows}.values())
    goods = [(one, row) for row in rows for one in row.goods]
    if rule is LineIds.FIRST:
        if len(goods) > 1:
            raise _OrderRefused("LINE_TWICE", Field.ORDER_ID)
        return [(f"{order_id}-1", *goods[0])]
    named = [
        (one.line_id or _derived(order_id, one, row, len(goods), manner), one, row)
        for one, row in goods
    ]
    ids = [line_id for line_id, _, _ in named]
    if len(set(ids)) < len(ids):
        without = not all(one.line_id for one, _ in goods)
        if without and manner.has_api:
            # A hint is all it is: the lines are read from the platform.
            return [(f"{line_id}-{n}", *rest) for n, (line_id, *rest) in enumerate(named, 1)]  # type: ignore[misc] # Goods and row.
        code = "LINE_ID_MISSING" if without else "LINE_TWICE"
        raise _OrderRefused(code, Field.LINE_ID, Field.ORDER_ID)
    return named


def _derived(order_id: str, one: Goods, row: ReadRow, lines: int, manner: Manner) -> str:
    """Return the id of a line that the sheet leaves unnamed."""
    rule = manner.dialect.line_ids
    if manner.has_api:
        return order_id
    single = lines == 1 and row.kinds in (None, 1)
    if single and rule in (LineIds.OWN_OR_ORDER, LineIds.OWN_OR_PLACE):
        return order_id
    if len(row.goods) == lines and rule is LineIds.OWN_OR_PLACE:
        return f"{order_id}-{one.place}"
    raise _OrderRefused("LINE_ID_MISSING", Field.LINE_ID, Field.ORDER_ID)


# --- what they say together ---------------------------------------------------------------------


def _assembled(order_id: str, named: Sequence[Named], manner: Manner) -> Order:
    rows = list({id(row): row for _, _, row in named}.values())
    if len({row.currency for row in rows}) > 1:
        raise _OrderRefused("CURRENCY_DIFFERS", Field.LINE_PAID, Field.ORDER_PAID)
    paid, of_lines = _paid(rows, named)
    lines = tuple(
        _line(line_id, one, row, share)
        for (line_id, one, row), share in zip(named, of_lines, strict=True)
    )
    waiting = [line.deadline for line in lines if line.status not in _OVER and line.deadline]
    return Order(
        key=OrderKey(platform=manner.dialect.platform, store=manner.store.id, order_id=order_id),
        status=_status(lines),
        lines=lines,
        currency=rows[0].currency,
        paid_minor=paid,
        postage_minor=max(row.postage_minor for row in rows),
        payment=_payment(rows, lines),
        logistics_method=_first(row.logistics_method for row in rows),
        carrier_wished=_first(row.carrier_wished for row in rows),
        invoice_wished=_first(row.invoice_wished for row in rows),
        buyer_id=_first(row.buyer_id for row in rows),
        buyer_remark=_all(row.buyer_remark for row in rows),
        seller_memo=_all(row.seller_memo for row in rows),
        receiver=max((row.receiver for row in rows), key=lambda one: len(one.model_dump_json())),
        created_at=min(row.created_at for row in rows),
        paid_at=min((row.paid_at for row in rows if row.paid_at), default=None),
        changed_at=max(row.changed_at for row in rows),
        deadline=min(waiting, default=None),
        not_before=max((row.not_before for row in rows if row.not_before), default=None),
        purchase_id=_first(row.purchase_id for row in rows if row.purchase_id != "0"),
        unknown=tuple(dict.fromkeys(value for row in rows for value in row.standing.unknown)),
    )


def _line(line_id: str, one: Goods, row: ReadRow, paid_minor: int) -> Line:
    price = one.unit_price_minor
    return Line(
        line_id=line_id,
        sku=one.sku,
        sku_id=one.sku_id,
        product_id=one.product_id,
        name=one.name,
        spec=one.spec,
        quantity=one.quantity,
        unit_price_minor=paid_minor // one.quantity if price is None else price,
        paid_minor=paid_minor,
        status=row.standing.status,
        is_gift=one.is_gift,
        is_virtual=one.is_virtual,
        in_after_sale=row.standing.after_sale in _STILL_OPEN,
        deadline=row.deadline,
    )


def _payment(rows: Sequence[ReadRow], lines: Sequence[Line]) -> Payment:
    if _status(lines) is not OrderStatus.UNPAID:
        return Payment.FULL
    return Payment.DEPOSIT if any(row.standing.deposit_in for row in rows) else Payment.NONE


def _paid(rows: Sequence[ReadRow], named: Sequence[Named]) -> tuple[int, list[int]]:
    """Return what was paid for the order, and for each line.

    Where the sheet tells only the whole, it is divided by the lines' prices: nothing is lost.
    """
    whole = {row.order_paid_minor for row in rows if row.order_paid_minor is not None}
    if len(whole) > 1:
        raise _OrderRefused("MONEY_DIFFERS", Field.ORDER_PAID)
    own = [row.line_paid_minor for _, _, row in named]
    each = [share for share in own if share is not None]
    if len(each) == len(own) and len(rows) == len(named):
        return (whole.pop() if whole else sum(each)), each
    if not whole:
        if len(rows) > 1 or not each:
            raise _OrderRefused("MONEY_MISSING", Field.LINE_PAID)
        whole = {each[0]}  # One row with several goods: the row's money is the order's.
    (total,) = whole
    weights = [(one.unit_price_minor or 0) * one.quantity for _, one, _ in named]
    if not any(weights):
        weights = [one.quantity for _, one, _ in named]
    return total, divided(total, weights)


def divided(total: int, weights: Sequence[int]) -> list[int]:
    """Divide an amount by weights; the remainder goes to the largest rests."""
    sum_of_weights = sum(weights)
    shares = [total * weight // sum_of_weights for weight in weights]
    rests = [-(total * weight % sum_of_weights) for weight in weights]
    for position in sorted(range(len(shares)), key=rests.__getitem__)[: total - sum(shares)]:
        shares[position] += 1
    return shares


def _status(lines: Sequence[Line]) -> OrderStatus:
    """Return where the order stands as a whole; cancelled lines count only if all are."""
    statuses = {line.status for line in lines}
    for decisive in _DECIDES_ALONE:
        if decisive in statuses:
            return decisive
    if len(live := statuses - {OrderStatus.CANCELLED, OrderStatus.REPLACED}) > 1:
        all_left = live <= {OrderStatus.SHIPPED, OrderStatus.DONE}
        return OrderStatus.SHIPPED if all_left else OrderStatus.PART_SHIPPED
    return next(iter(live or sorted(statuses)))


def _after_sales(order: Order, named: Sequence[Named]) -> Iterator[AfterSale]:
    """Yield a case for each line whose words tell of one: each may stand elsewhere."""
    for position, (line_id, one, row) in enumerate(named):
        standing = row.standing
        if standing.after_sale is None or standing.kind is None:
            continue
        told_before = any(before is row for _, _, before in named[:position])
        yield AfterSale(
            order=order.key,
            after_sale_id=f"{AFTER_SALE_PREFIX}{line_id}",
            kind=standing.kind,
            status=standing.after_sale,
            lines=(AfterSaleLine(line_id=line_id, quantity=one.quantity),),
            refund_minor=0 if told_before else row.refund_minor,
            reason="",
            asked_at=row.changed_at,
            changed_at=row.changed_at,
            unknown=tuple(value for value in standing.unknown if value.startswith("after_sale")),
        )


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _all(texts: Iterable[str]) -> str:
    """Join what differs: no remark is lost because another row has its own."""
    return "\n".join(dict.fromkeys(text for text in texts if text))
