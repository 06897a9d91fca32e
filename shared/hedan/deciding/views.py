"""A case as the seller's conditions see it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hedan.deciding.rule_book import RuleBook
from hedan.domain.classes import earliest_deadline
from hedan.domain.decisions import Case
from hedan.domain.orders import PAID_AND_OPEN, Line, OrderStatus
from hedan.domain.parts import Part
from hedan.rules.view import BuyerView, LineView, OrderView, StoreView, TimeView, View
from hedan.settings import SkuSettings

type Goods = Mapping[str, tuple[Part, ...] | None]

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
FAR_HOURS = 1e6
HOUR, MONTH = timedelta(hours=1), timedelta(days=30)
# Of money nobody paid everything is lost, and of a thousandfold loss nobody needs the digits.
MARGIN_MIN = -100_000


def view_of(
    case: Case, book: RuleBook, lines: Sequence[Line], goods: Goods, tags: Iterable[str]
) -> View:
    """Return what rules may ask. lines: those still to be shipped; tags: the classes so far."""
    order = case.order
    store = book.stores.get(order.key.store)
    return View(
        order=_order(case, book, lines, goods, tags),
        store=StoreView(
            id=order.key.store,
            platform=order.key.platform,
            name=store.name if store else order.key.store,
        ),
        buyer=_buyer(case),
        time=_time(case.at, book.zone(order.key.store)),
    )


def _order(
    case: Case, book: RuleBook, lines: Sequence[Line], goods: Goods, tags: Iterable[str]
) -> OrderView:
    order = case.order
    seen = [_line(line, goods.get(line.line_id), book.goods.skus) for line in lines]
    costs = [line.cost for line in seen]
    deadline = earliest_deadline(order, lines)
    receiver = order.receiver
    return OrderView(
        id=order.key.order_id,
        total=order.paid_minor,
        payable=order.paid_minor if order.payable_minor is None else order.payable_minor,
        postage=order.postage_minor,
        discount=order.discount_minor,
        currency=order.currency,
        payment=order.payment.value,
        units=sum([line.quantity for line in lines]),
        lines=seen,
        skus=list(dict.fromkeys([sku for line in seen for sku in line.skus])),
        suppliers=list(dict.fromkeys([line.supplier for line in seen if line.supplier])),
        tags=list(tags),
        remark=order.buyer_remark,
        memo=order.seller_memo,
        flag=order.flag,
        country=receiver.country,
        province=receiver.province,
        city=receiver.city,
        district=receiver.district,
        postcode=receiver.postcode,
        carrier_wished=order.carrier_wished,
        logistics_method=order.logistics_method,
        invoice_wished=order.invoice_wished,
        gift_wrap=order.gift_wrap,
        margin_percent=_margin(sum([line.paid for line in seen]), sum(costs) if all(costs) else 0),
        weight_grams=sum([line.weight_grams for line in seen]),
        created=order.created_at,
        paid=order.paid_at or order.created_at,
        has_deadline=deadline is not None,
        deadline=deadline or NEVER,
        hours_left=FAR_HOURS if deadline is None else _hours(deadline - case.at),
    )


def _line(line: Line, parts: tuple[Part, ...] | None, skus: Mapping[str, SkuSettings]) -> LineView:
    parts = parts or ()
    known = [(part.quantity, skus[part.sku]) for part in parts if part.sku in skus]
    costs = [count * sku.cost_minor for count, sku in known if sku.cost_minor is not None]
    cost = sum(costs) if len(costs) == len(parts) else 0
    return LineView(
        id=line.line_id,
        sku=line.sku,
        skus=[part.sku for part in parts],
        product_id=line.product_id,
        name=line.name,
        spec=line.spec,
        quantity=line.quantity,
        unit_price=line.unit_price_minor,
        list_price=line.list_price_minor or 0,
        discount=line.discount_minor,
        paid=line.paid_minor,
        cost=cost,
        margin_percent=_margin(line.paid_minor, cost),
        weight_grams=sum([count * sku.weight_grams for count, sku in known]),
        supplier=known[0][1].supplier if known else "",
        is_gift=line.is_gift,
        is_virtual=line.is_virtual,
        fixed_packing=any(sku.fixed_packing for _, sku in known),
    )


def _margin(paid: int, cost: int) -> int:
    if cost == 0:
        return 100
    return MARGIN_MIN if paid <= 0 else max(MARGIN_MIN, (paid - cost) * 100 // paid)


def _buyer(case: Case) -> BuyerView:
    others, created_at, month_ago = case.facts.buyer.orders, case.order.created_at, case.at - MONTH
    real = [one for one in others if one.status is not OrderStatus.CANCELLED]
    instants = [one.ordered_at for one in others]
    before = [instant for instant in instants if instant < created_at]
    return BuyerView(
        id=case.order.buyer_id,
        is_new=not real,
        orders=len(others),
        orders_30_days=len([instant for instant in instants if instant >= month_ago]),
        paid=sum([one.paid_minor for one in real]),
        cancelled=len(others) - len(real),
        open_orders=len([one for one in real if one.status in PAID_AND_OPEN]),
        hours_since_last=_hours(created_at - max(before)) if before else FAR_HOURS,
    )


def _time(at: datetime, zone: ZoneInfo) -> TimeView:
    local = at.astimezone(zone)
    return TimeView(
        now=at,
        date=local.date().isoformat(),
        hour=local.hour,
        minute=local.minute,
        weekday=local.isoweekday(),
        day=local.day,
        month=local.month,
    )


def _hours(span: timedelta) -> float:
    return span / HOUR
