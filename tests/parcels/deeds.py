"""Everybody who acts: buyers, the platforms, queues, workflows, suppliers, the seller's people.

Each deed takes two numbers, which choose among what there is: whoever generates runs needs to know
nothing of the shop, and a deed without anything to act on does nothing.
"""

from collections.abc import Callable, Sequence
from random import Random

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.edits import EditField
from hedan.domain.findings import Hold
from hedan.domain.orders import Order, OrderStatus
from hedan.domain.waves import WaveLane
from hedan.domain.workbook_files import WorkbookState
from hedan.errors import HedanError, TryAgain
from hedan.usecases.intake.take_in import take_in
from hedan.usecases.orders.edit_order import EditRefused, Wish, edit_order
from hedan.usecases.orders.hold_by_hand import hold_by_hand
from hedan.usecases.orders.release_hold import release_hold
from hedan.usecases.waves.begin_wave import begin_wave_by_hand
from hedan.usecases.waves.recall_wave import RecallRefused, recall_workbook
from hedan.usecases.waves.silent_suppliers import find_silent
from tests.fakes.gates import Crash
from tests.parcels.catalogue import COUNTED, SUPPLIERS
from tests.parcels.orders import Wanted, home, placed
from tests.parcels.supplying import Supplying, nth

ORDERS_MAX = 7
AFTER_SALES_MAX = 7
ADDRESSES = ("dormitory", "dormitory", "parents")
WORDS = ("", "party")
MOVES: dict[AfterSaleStatus, tuple[AfterSaleStatus, ...]] = {
    AfterSaleStatus.REQUESTED: (
        AfterSaleStatus.SUCCEEDED,
        AfterSaleStatus.CLOSED,
        AfterSaleStatus.REFUSED,
        AfterSaleStatus.AGREED,
    ),
    AfterSaleStatus.AGREED: (AfterSaleStatus.SUCCEEDED, AfterSaleStatus.CLOSED),
    AfterSaleStatus.REFUSED: (),
    AfterSaleStatus.CLOSED: (AfterSaleStatus.REQUESTED,),
    AfterSaleStatus.SUCCEEDED: (),
}
EDITS: tuple[tuple[EditField, Sequence[str]], ...] = (
    (EditField.SUPPLIER, SUPPLIERS),
    (EditField.TRAVELS, ("with_buyer", "with_order", "alone")),
    (EditField.COMPANY, WORDS),
    (EditField.NOTE, ("小心", "")),
    (EditField.CARRIER, ("zto", "")),
)


class Deeds(Supplying):
    """Acts on a shop, one thing at a time, or two at once."""

    # --- Buyers and their platforms -----------------------------------------------------------

    def place(self, wanted: Wanted) -> None:
        """A buyer pays."""
        shop = self.shop
        if len(shop.orders) < ORDERS_MAX:
            order = placed(wanted, shop.number(), shop.now)
            shop.platform_of(order.key.store).place(order)
            shop.hint(order.key)

    def ask_refund(self, a: int, b: int) -> None:
        """A buyer wants money back: for some lines, for some units of one, for all."""
        shop, order = self.shop, self._order(a)
        if order is None or len(shop.after_sales) >= AFTER_SALES_MAX:
            return
        chance, name = Random(b), f"71{shop.number():03d}"
        lines = [line.line_id for line in order.lines if not line.is_gift]
        chosen = chance.sample(lines, chance.randrange(1, len(lines) + 1))
        kind = chance.choice((AfterSaleKind.REFUND_UNSHIPPED, AfterSaleKind.REFUND_ONLY))
        platform = shop.platform_of(order.key.store)
        case = platform.ask_refund(name, order.key.order_id, chosen, shop.now, kind)
        if chance.random() < 0.25:
            platform._after_sales[name] = _of_fewer_units(case, order)
        shop.hint(order.key, name)
        shop.hint(order.key)

    def move_refund(self, a: int, b: int) -> None:
        """A case goes on: agreed, withdrawn, refused, paid, asked again."""
        shop = self.shop
        case = nth([one for one in shop.after_sales if MOVES[one.status]], a)
        if case is not None:
            status = MOVES[case.status][b % len(MOVES[case.status])]
            platform = shop.platform_of(case.order.store)
            platform.change_after_sale(case.after_sale_id, status, shop.now)
            shop.hint(case.order, case.after_sale_id)
            shop.hint(case.order)  # It changes, too: a poll would find it.

    def call_off(self, a: int, b: int) -> None:
        """The platform cancels an order, or a line of it, and no after-sale says so."""
        order = self._order(a)
        if order is None:
            return
        named = None if b % 2 else order.lines[b // 2 % len(order.lines)].line_id
        lines = tuple(
            line.but(status=OrderStatus.CANCELLED) if named in (None, line.line_id) else line
            for line in order.lines
        )
        is_over = all(line.status is OrderStatus.CANCELLED for line in lines)
        self._change(order, lines=lines, **({"status": OrderStatus.CANCELLED} if is_over else {}))

    def change_address(self, a: int, b: int) -> None:
        """A buyer moves; at times back."""
        order = self._order(a)
        if order is not None:
            country = order.receiver.country
            receiver = home(ADDRESSES[b % len(ADDRESSES)]).but(country=country)
            self._change(order, receiver=receiver)

    def change_memo(self, a: int, b: int) -> None:
        """The seller's service writes something."""
        order = self._order(a)
        if order is not None:
            self._change(order, seller_memo=("", "老客户", "VIP")[b % 3])

    def _change(self, order: Order, **changes: object) -> None:
        shop, order_id = self.shop, order.key.order_id
        shop.platform_of(order.key.store).change_order(order_id, shop.now, **changes)
        shop.hint(order.key)

    def _order(self, a: int) -> Order | None:
        """Rather one with a line in a parcel: there it matters."""
        orders = self.shop.orders
        promised = {key for parcel in self.watch.parcels.values() for key in parcel.orders}
        return nth([order for order in orders if order.key in promised] * 2 + orders, a)

    # --- The seller's people ------------------------------------------------------------------

    def edit(self, a: int, b: int) -> None:
        """A person decides about a line or a whole order; too late for some."""
        order = self._known_order(a)
        if order is None:
            return
        field, values = EDITS[b % len(EDITS)]
        line = order.lines[b // 5 % len(order.lines)].line_id if b % 3 else ""
        wish = Wish(field=field, line_id=line, value=values[b // 7 % len(values)])
        try:
            edit_order(
                order.key, [wish], "wang", "better", **self.shop.ports("desk", "settings", "now")
            )
        except EditRefused:
            self.shop.log.append("edit: refused")

    def hold(self, a: int, b: int) -> None:
        """A person holds an order; at times what is promised of it is to be stopped, too."""
        order = self._known_order(a)
        if order is not None:
            ports = self.shop.ports("desk", "now")
            hold_by_hand(order.key, "wait", "wang", stop_promised=bool(b % 2), **ports)

    def release(self, a: int, _: int) -> None:
        """Somebody looks at a hold and lets the order go."""
        held = self.holds()
        one = nth(held, a)
        if one is not None:
            key, hold = one
            release_hold(key, hold.hold_id, "owner", **self.shop.ports("desk", "now"))

    def begin_wave(self, a: int, b: int) -> None:
        """A cut-off time, or a person who does not wait for it."""
        shop, supplier = self.shop, SUPPLIERS[a % len(SUPPLIERS)]
        if b % 4:
            shop.start("wave", f"wave-{shop.number()}", {"supplier": supplier})
        else:
            lane = WaveLane.URGENT if b % 8 else WaveLane.ALL
            begin_wave_by_hand(
                shop.settings.supplier(supplier), lane, str(shop.number()), "wang", workflows=shop
            )

    def recall(self, a: int, _: int) -> None:
        """A person takes a workbook back."""
        file = nth(self.files(WorkbookState.WRITTEN), a)
        if file is not None:
            try:
                recall_workbook(
                    file.supplier, file.number, "wang", "mistake", **self.shop.ports("desk", "now")
                )
            except RecallRefused as refused:
                self.shop.log.append(f"recall: {refused.code}")

    def count_stock(self, a: int, b: int) -> None:
        """Goods come in."""
        self.shop.count_in(COUNTED[a % len(COUNTED)], 1 + b % 3)

    def wait(self, a: int, b: int) -> None:
        """Time passes; somebody notices who does not look at a workbook."""
        shop = self.shop
        shop.tick((60, 1800, 3 * 3600, 26 * 3600)[min(a, b) % 4])
        shop.ring()
        for supplier in shop.settings.suppliers:
            find_silent(supplier, **shop.ports("desk", "now"))

    def _known_order(self, a: int) -> Order | None:
        order = self._order(a)
        return order if order is not None and order.key in self.watch.orders else None

    def holds(self) -> list[tuple[OrderKey, Hold]]:
        """Every open hold."""
        return [(one.order, hold) for one in self.watch.holds.values() for hold in one.open]

    # --- Doors --------------------------------------------------------------------------------

    def deliver(self, a: int, b: int) -> None:
        """Some hints arrive, in any order; some come again."""
        shop, chance = self.shop, Random(a * 1009 + b)
        batch = chance.sample(shop.mail, min(len(shop.mail), chance.randrange(1, 4)))
        answers = take_in(
            batch,
            marks=shop.marks,
            **shop.ports("desk", "platform_of", "archive", "now"),
        )
        for hint, answer in zip(batch, answers, strict=True):
            if isinstance(answer, HedanError):
                if not isinstance(answer, TryAgain):
                    raise AssertionError(f"refused for ever: {hint} {answer!r}")
            elif hint in shop.mail and chance.random() < 0.9:
                shop.mail.remove(hint)

    # --- One deed -----------------------------------------------------------------------------

    def attempt(self, name: str, act: Callable[[], object]) -> None:
        """Do it; what dies is done again by whoever is in charge of it, without more trouble."""
        shop = self.shop
        shop.tick()
        try:
            act()
        except (Crash, TryAgain) as trouble:
            shop.log.append(f"{name}: {trouble!r}")
            shop.gate.calm()
            again, shop.gate.interlude = shop.gate.interlude, None
            try:
                act()
            except TryAgain as busy:
                shop.log.append(f"{name} again: {busy!r}")
            finally:
                shop.gate.interlude = again
        else:
            shop.log.append(name)


def _of_fewer_units(case: AfterSale, order: Order) -> AfterSale:
    """Return a case of one unit of its first line: the others stay bought."""
    first = case.lines[0].line_id
    paid = order.line(first).paid_minor // order.line(first).quantity
    return case.but(lines=(AfterSaleLine(line_id=first, quantity=1),), refund_minor=paid)
