"""What people do in a store of the played days: buyers, and the seller who ships."""

from typing import TYPE_CHECKING

from hedan.errors import PlatformRejected
from hedan.platforms.platform import ShipLine, Shipment
from tests.days.market import Desk
from tests.days.script import Act, What, goods_of, person_of

if TYPE_CHECKING:
    from tests.days.world import World


def act_in(world: "World", desk: Desk, act: Act) -> None:
    """Let one thing happen in one store."""
    key = (desk.shop.store.id, act.order)
    if act.what is What.PLACE:
        goods, person = goods_of(world.seed, act.order), person_of(world.seed, act.order)
        order_id = world.market.place(desk.shop, goods, person, world.clock())
        world.ids[key] = order_id
        world.placed_at[order_id] = world.clock()
        world.acts[act.what] += 1
        return
    order_id = world.ids[key]
    try:
        match act.what:
            case What.ADDRESS:
                moved = person_of(world.seed, act.order, "moved")
                world.market.change_address(order_id, moved)
            case What.REFUND:
                world.market.request_refund(order_id)
            case What.WITHDRAW:
                world.market.withdraw_refund(order_id)
            case What.AGREE:
                world.market.agree_refund(order_id)
            case What.SHIP:
                _ship(world, desk, order_id, act.order)
    except (ValueError, PlatformRejected):
        world.skipped[act.what] += 1  # Not possible in its state, in a quiet run neither.
    else:
        world.acts[act.what] += 1


def _ship(world: "World", desk: Desk, order_id: str, number: int) -> None:
    order = desk.clear.read_order(order_id).value
    lines = tuple(
        ShipLine(order=order.key, line_id=line.line_id, quantity=line.quantity)
        for line in order.lines
    )
    desk.clear.ship(
        Shipment(
            request_id=f"P{number}",
            tracking=world.market.tracking(number),
            lines=lines,
            whole_order=True,
        )
    )
