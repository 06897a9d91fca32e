"""A case as the seller's conditions see it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hedan.deciding.rule_book import RuleBook
from hedan.domain.decisions import Case
from hedan.domain.facts import BuyerOrder
from hedan.domain.orders import PAID_AND_OPEN, Line, Order, OrderStatus
from hedan.domain.parts import Part
from hedan.rules.view import BuyerView, LineView, OrderView, StoreView, TimeView, View
from hedan.settings import SkuSettings

type Goods = Mapping[str, tuple[Part, ...] | None]

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
FAR_HOURS = 1e6
MONTH = timedelta(days=30)
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


def earliest_deadline(order: Order, lines: Iterable[Line]) -> datetime | None:
    """Return the ship-by instant of an order: its own or that of its most urgent line."""
    known = (order.deadline, *(line.deadline for line in lines))
    return min((instant for instant in known if instant is not None), default=None)


def _order(
    case: Case, book: RuleBook, lines: Sequence[Line], goods: Goods, tags: Iterable[str]
) -> OrderView:
    order = case.order
    seen = [_line(line, goods.get(line.line_id), book.goods.skus) for line in lines]
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
        units=sum(line.quantity for line in lines),
        lines=seen,
        skus=list(dict.fromkeys(sku for line in seen for sku in line.skus)),
        suppliers=list(dict.fromkeys(line.supplier for line in seen if line.supplier)),
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
        margin_percent=_margin(
            sum(line.paid for line in seen),
            sum(line.cost for line in seen) if all(line.cost for line in seen) else 0,
        ),
        weight_grams=sum(line.weight_grams for line in seen),
        created=order.created_at,
        paid=order.paid_at or order.created_at,
        has_deadline=deadline is not None,
        deadline=deadline or NEVER,
        hours_left=FAR_HOURS if deadline is None else _hours(deadline - case.at),
    )


def _line(line: Line, parts: tuple[Part, ...] | None, skus: Mapping[str, SkuSettings]) -> LineView:
    known = [(part, skus[part.sku]) for part in parts or () if part.sku in skus]
    costs = [part.quantity * sku.cost_minor for part, sku in known if sku.cost_minor is not None]
    is_whole = bool(parts) and len(costs) == len(parts or ())
    cost = sum(costs) if is_whole else 0
    suppliers = dict.fromkeys(sku.supplier for _, sku in known)
    return LineView(
        id=line.line_id,
        sku=line.sku,
        skus=[part.sku for part in parts or ()],
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
        weight_grams=sum(part.quantity * sku.weight_grams for part, sku in known),
        supplier=next(iter(suppliers), ""),
        is_gift=line.is_gift,
        is_virtual=line.is_virtual,
        fixed_packing=any(sku.fixed_packing for _, sku in known),
    )


def _margin(paid: int, cost: int) -> int:
    if cost == 0:
        return 100
    return MARGIN_MIN if paid <= 0 else max(MARGIN_MIN, (paid - cost) * 100 // paid)


def _buyer(case: Case) -> BuyerView:
    others = case.facts.buyer.orders
    real = [one for one in others if one.status is not OrderStatus.CANCELLED]
    before = [one.ordered_at for one in others if one.ordered_at < case.order.created_at]
    return BuyerView(
        id=case.order.buyer_id,
        is_new=not real,
        orders=len(others),
        orders_30_days=sum(case.at - one.ordered_at <= MONTH for one in others),
        paid=sum(one.paid_minor for one in real),
        cancelled=len(others) - len(real),
        open_orders=sum(_is_open(one) for one in others),
        hours_since_last=_hours(case.order.created_at - max(before)) if before else FAR_HOURS,
    )


def _is_open(one: BuyerOrder) -> bool:
    return one.status in PAID_AND_OPEN


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
    return span / timedelta(hours=1)
