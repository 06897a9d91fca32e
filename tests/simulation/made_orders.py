"""An order as a buyer of this shop makes it."""

from datetime import timedelta

from hedan.domain.base import OrderKey
from hedan.domain.orders import Line, Order, OrderStatus, Receiver
from tests.simulation.world import STORE, World

VIRTUAL = 0.4  # Of the lines, where virtual goods are sold.
STILL_HERE = 0.4  # Of the orders, where goods go again: the others have left before.


def make_order(world: World, number: int, lines_count: int | None = None) -> Order:
    """Return one order of one of few buyers, of one to three lines unless more are wanted."""
    chance = world.chance
    buyer = f"buyer-{chance.randrange(2)}"
    order_id = f"69{number:04d}"
    lines = tuple(
        Line(
            line_id=f"{order_id}{position}",
            sku=chance.choice(("CUP", "CUP", "MUG", "BRUSH")),
            product_id="346",
            name="杯",
            spec="红",
            quantity=chance.choice((1, 1, 2)),
            unit_price_minor=1000,
            paid_minor=1000 + position,
            status=OrderStatus.TO_SHIP,
            deadline=world.now + timedelta(hours=chance.choice((24, 48))),
            is_virtual=world.sells_virtual and chance.random() < VIRTUAL,
        )
        for position in range(1, (lines_count or chance.choice((1, 2, 2, 3))) + 1)
    )
    return Order(
        key=OrderKey(platform="doudian", store=STORE, order_id=order_id),
        status=OrderStatus.TO_SHIP,
        lines=lines,
        currency="CNY",
        paid_minor=sum(line.paid_minor for line in lines),
        postage_minor=0,
        buyer_id=buyer,
        buyer_remark=chance.choice(("", "", "轻放", "hold 一下")),
        seller_memo="",
        receiver=Receiver(
            address_id=f"address-{buyer}",
            name="张*",
            phone="1********00",
            province="浙江省",
            city="杭州市",
            district="滨江区",
            street="",
            detail="江****号",
        ),
        created_at=world.now,
        paid_at=world.now,
        changed_at=world.now,
    )


def left_before(world: World, order: Order) -> Order:
    """Return the order as somebody else has sent it before we heard of it, or as it is.

    Only where goods go again: there is something to exchange from the first minute on.
    """
    if not world.buyers_want_goods_again or world.chance.random() < STILL_HERE:
        return order
    lines = tuple(line.but(status=OrderStatus.SHIPPED) for line in order.lines)
    return order.but(lines=lines, status=OrderStatus.SHIPPED)
