"""What makes a claimed line leave its parcel, beside refunds: people change their minds."""

from hedan.domain.edits import EditField
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order, OrderStatus
from hedan.usecases.orders.edit_order import EditRefused, Wish, edit_order
from hedan.usecases.orders.hold_by_hand import hold_by_hand
from tests.simulation.world import SETTINGS, SUPPLIERS, World


class Changes:
    """Orders are called off, get another address, another supplier, or a person's hold."""

    world: World

    def call_off(self) -> None:
        """The platform cancels an order, or one line of it, and no after-sale says so."""
        world = self.world
        order = self._some_order()
        if order is None:
            return
        whole = world.chance.random() < 0.5
        named = world.chance.choice(order.lines).line_id
        lines = tuple(
            line.but(status=OrderStatus.CANCELLED) if whole or line.line_id == named else line
            for line in order.lines
        )
        is_over = all(line.status is OrderStatus.CANCELLED for line in lines)
        status = OrderStatus.CANCELLED if is_over else order.status
        world.platform.change_order(order.key.order_id, world.now, lines=lines, status=status)
        world.hint(order.key.order_id)

    def change_address(self) -> None:
        """A buyer moves; at times back to where it was."""
        world = self.world
        order = self._some_order()
        if order is None:
            return
        home = f"address-{order.buyer_id}"
        address = world.chance.choice((home, f"{home}-{world.number()}"))
        receiver = order.receiver.but(address_id=address)
        world.receivers.setdefault(order.key, {order.receiver}).add(receiver)
        world.platform.change_order(order.key.order_id, world.now, receiver=receiver)
        world.hint(order.key.order_id)

    def reroute(self) -> None:
        """A person wants another supplier for a line; too late for some."""
        world = self.world
        order = self._some_order()
        if order is None or world.desk.order_file(order.key).order is None:
            return
        line = world.chance.choice(order.lines)
        wish = Wish(
            field=EditField.SUPPLIER,
            line_id=line.line_id,
            value=world.chance.choice(SUPPLIERS),
        )
        try:
            edit_order(
                order.key,
                [wish],
                "wang",
                "faster there",
                desk=world.desk,
                settings=SETTINGS,
                now=world.now,
            )
        except EditRefused:
            world.log.append("reroute: refused")

    def hold_back(self) -> None:
        """A person holds an order and wants what is promised of it stopped, too."""
        world = self.world
        order = self._some_order()
        if order is not None and world.desk.order_file(order.key).order is not None:
            hold_by_hand(
                order.key, "wait", "wang", stop_promised=True, desk=world.desk, now=world.now
            )

    def _some_order(self) -> Order | None:
        """Rather one with a line in a parcel: there it matters."""
        world = self.world
        works = world.desk.all(LineWork)
        claimed = {work.key.order for work in works if work.state is LineState.CLAIMED}
        orders = world.platform.orders
        chosen = [order for order in orders if order.key in claimed] or list(orders)
        return world.chance.choice(chosen) if chosen else None
