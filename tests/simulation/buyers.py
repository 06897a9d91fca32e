"""What happens at the platform: buyers pay, and some of them want their money back."""

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order
from tests.simulation.doors import Doors
from tests.simulation.made_orders import left_before, make_order
from tests.simulation.world import BIG_ORDER_LINES

ORDERS_MAX = 5
AFTER_SALES_MAX = 6
# Refunds like to come when they hurt most: claimed and not yet in a workbook, or in the upload.
WRITING = "Write workbook"
AT_ONCE = 0.3
MOVES: dict[AfterSaleStatus, tuple[AfterSaleStatus, ...]] = {
    AfterSaleStatus.REQUESTED: (
        AfterSaleStatus.AGREED,
        AfterSaleStatus.CLOSED,
        AfterSaleStatus.REFUSED,
        AfterSaleStatus.SUCCEEDED,
    ),
    AfterSaleStatus.AGREED: (AfterSaleStatus.SUCCEEDED, AfterSaleStatus.CLOSED),
    AfterSaleStatus.REFUSED: (),
    AfterSaleStatus.CLOSED: (AfterSaleStatus.REQUESTED,),  # Some platforms open it again.
    AfterSaleStatus.SUCCEEDED: (),
}


class Buyers(Doors):
    """Orders and their after-sales as the platform has them, with the callbacks that tell of it."""

    def place_order(self) -> None:
        """A buyer pays."""
        if len(self.world.platform.orders) < ORDERS_MAX:
            is_big = self.world.has_big_order and not self.world.platform.orders
            size = BIG_ORDER_LINES if is_big else None
            order = make_order(self.world, self.world.number(), size)
            self.world.platform.place(left_before(self.world, order))
            if self.world.chance.random() < 0.04:
                self.world.platform.poison.add(order.key.order_id)
            self.world.hint(order.key.order_id)

    def ask_refund(self) -> None:
        """A buyer wants money back for some lines of an order."""
        world = self.world
        if not world.platform.orders or len(world.platform.after_sales) >= AFTER_SALES_MAX:
            return
        order = world.chance.choice(self._endangered() or world.platform.orders)
        lines = [line.line_id for line in order.lines]
        chosen = world.chance.sample(lines, world.chance.randrange(1, len(lines) + 1))
        name = f"71{world.number():03d}"
        kind = world.chance.choice((AfterSaleKind.REFUND_UNSHIPPED, AfterSaleKind.REFUND_ONLY))
        world.platform.ask_refund(name, order.key.order_id, chosen, world.now, kind)
        self._told(order.key.order_id, name)
        if world.chance.random() < 0.5:
            world.hint(order.key.order_id)

    def _endangered(self) -> list[Order]:
        """In a dangerous moment: the orders whose lines are on their way."""
        if not self._is_dangerous():
            return []
        works = self.world.desk.all(LineWork)
        claimed = {work.key.order for work in works if work.state is LineState.CLAIMED}
        return [order for order in self.world.platform.orders if order.key in claimed]

    def _is_dangerous(self) -> bool:
        """Whether a parcel is on its way to a workbook or the platform, or news to the table."""
        return bool(self._races) or any(one.at == WRITING for one in self.world.executions)

    def move_refund(self) -> None:
        """A case goes on: agreed, withdrawn, refused, paid, asked again."""
        world = self.world
        cases = [case for case in world.platform.after_sales if MOVES[case.status]]
        if not cases:
            return
        # Rather one that is being taken in: what was read of it is old from here on.
        case = world.chance.choice(
            [one for one in cases if one.after_sale_id in self._read] or cases
        )
        status = world.chance.choice(MOVES[case.status])
        self._move(case, status)
        if self._looked_at_in_the_same_second():
            case = world.platform.after_sale(case.after_sale_id)
            # Asked again: never in the second in which it ended.
            then = [one for one in MOVES[case.status] if one is not AfterSaleStatus.REQUESTED]
            if then:
                self._move(case, world.chance.choice(then))

    def _move(self, case: AfterSale, status: AfterSaleStatus) -> None:
        self.world.platform.change_after_sale(case.after_sale_id, status, self.world.now)
        self._told(case.order.order_id, case.after_sale_id)

    def _told(self, order_id: str, after_sale_id: str) -> None:
        """The callback of a refund; at times it is taken in before anything else happens."""
        hint = self.world.hint(order_id, after_sale_id)
        if hint and (self._is_dangerous() or self.world.chance.random() < AT_ONCE):
            self._take([hint])

    def _looked_at_in_the_same_second(self) -> bool:
        """At times somebody reads between two changes that the platform dates alike."""
        if self.world.chance.random() > 0.15:
            return False
        self.poll()
        self.deliver()
        return True

    def change_memo(self) -> None:
        """The seller's service writes something: a new version of the order."""
        world = self.world
        if world.platform.orders:
            order = world.chance.choice(world.platform.orders)
            self._write_memo(order)
            if self._looked_at_in_the_same_second():
                self._write_memo(order)

    def _write_memo(self, order: Order) -> None:
        memo = self.world.chance.choice(("", "老客户", "hold"))
        now = self.world.now
        self.world.platform.change_order(order.key.order_id, now, seller_memo=memo)
        self.world.hint(order.key.order_id)

    def end_access(self) -> None:
        """The seller's authorisation runs out: the platform refuses everything."""
        self.world.platform.access_ended = True

    def renew_access(self) -> None:
        """The seller authorises again."""
        self.world.platform.access_ended = False
