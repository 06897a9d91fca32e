"""Orders as buyers place them here: of two buyers of one dormitory, of every kind."""

from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from hedan.domain.base import OrderKey
from hedan.domain.orders import Line, Order, OrderStatus, Payment, Receiver
from tests.parcels.catalogue import PLATFORMS

type Kind = Literal["plain", "presale", "on_delivery", "abroad"]

GOODS = ("CUP", "CUP", "CUP", "SET", "SET", "MUG", "MUG", "BRUSH", "LAMP")
KINDS: tuple[Kind, ...] = ("plain",) * 12 + ("presale", "on_delivery", "abroad")
REMARKS = ("", "", "轻放", "送人", "快")
STORES = tuple(PLATFORMS)
PRESALE = timedelta(hours=20)


class Wanted(NamedTuple):
    """What a buyer puts into the basket."""

    store: int
    buyer: int
    goods: tuple[tuple[str, int], ...]  # SKU and quantity.
    has_gift: bool = False  # Of the platform, earned by the first line.
    kind: Kind = "plain"
    remark: str = ""


def placed(wanted: Wanted, number: int, now: datetime) -> Order:
    """Return the order as its platform keeps it."""
    order_id = f"69{number:04d}"
    lines = [
        _line(order_id, place, sku, count, now)
        for place, (sku, count) in enumerate(wanted.goods, start=1)
    ]
    if wanted.has_gift:
        gift = _line(order_id, len(lines) + 1, "CUP", 1, now)
        free = gift.but(paid_minor=0, unit_price_minor=0, is_gift=True, name="赠杯")
        lines.append(free.but(gift_of=(lines[0].line_id,)))
    store = STORES[wanted.store % len(STORES)]
    order = Order(
        key=OrderKey(platform=PLATFORMS[store], store=store, order_id=order_id),
        status=OrderStatus.TO_SHIP,
        lines=tuple(lines),
        currency="CNY",
        paid_minor=sum(line.paid_minor for line in lines),
        postage_minor=0,
        buyer_id=f"buyer-{wanted.buyer}",
        buyer_remark=wanted.remark,
        seller_memo="",
        receiver=home(),
        created_at=now,
        paid_at=now,
        changed_at=now,
    )
    return _of_kind(order, wanted.kind, now)


def home(address: str = "dormitory") -> Receiver:
    """Return where both buyers live."""
    return Receiver(
        address_id=address,
        name="张*",
        phone="1********00",
        province="浙江省",
        city="杭州市",
        district="滨江区",
        street="",
        detail="江****号",
    )


def _line(order_id: str, place: int, sku: str, count: int, now: datetime) -> Line:
    return Line(
        line_id=f"{order_id}{place}",
        sku=sku,
        product_id="346",
        name="杯",
        spec="红",
        quantity=count,
        unit_price_minor=1000,
        paid_minor=1000 * count - place,  # Odd cents: shares have remainders.
        status=OrderStatus.TO_SHIP,
        deadline=now + timedelta(hours=48 + 3 * place),
    )


def _of_kind(order: Order, kind: Kind, now: datetime) -> Order:
    match kind:
        case "presale":
            return order.but(not_before=now + PRESALE)
        case "on_delivery":
            return order.but(payment=Payment.ON_DELIVERY)
        case "abroad":
            return order.but(receiver=order.receiver.but(country="US"))
        case _:
            return order
