"""However orders are worked on at once: no more gifts than promised, none of what is not there."""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.line_work import HOLDING_STOCK, LineWork
from hedan.domain.rules import AddGift, Rule
from hedan.domain.stock import Stock
from hedan.domain.tallies import Tally
from hedan.errors import HedanError
from hedan.settings import SkuSettings
from tests.domain.builders import order_key
from tests.simulation.world import SETTINGS
from tests.usecases.stage import Stage

ORDERS = ("1", "2", "3", "4")
FIRST = 2
DEPTH_MAX = 3
BUSY_POINTS = ("before desk.commit", "after desk.commit", "before desk.tallies")
SKUS = ("PIN", "BOW", "BAG")
SHOP = SETTINGS.but(
    skus=(
        *SETTINGS.skus,
        *(SkuSettings(sku=sku, name="礼", supplier="factory-a", tracks_stock=True) for sku in SKUS),
    ),
    rules=tuple(
        Rule(id=rule_id, author="li", when=when, then=(gift,), priority=number)
        for number, (rule_id, when, gift) in enumerate(
            (
                ("first", "true", AddGift(sku="PIN", first_per_day=FIRST)),
                ("best", "order.units >= 2", AddGift(sku="BOW", exclusive="amount")),
                ("good", "true", AddGift(sku="BAG", exclusive="amount", if_out="hold")),
            )
        )
    ),
)
IN_PARTS = SHOP.but(split=SHOP.split.but(send_what_is_there=True))


class Crowd:
    """Orders that are worked on at once: whoever is about to write may be overtaken by others."""

    def __init__(self, stock: tuple[int, ...], choices: list[int], *, in_parts: bool) -> None:
        self.stage = Stage()
        self.settings = IN_PARTS if in_parts else SHOP
        self.given: set[str] = set()  # Orders that were ever reserved with the gift of the first.
        self._choices = list(reversed(choices))
        self._depth = 0
        self._cases = 0
        self._is_looking = False
        for sku, count in zip(("CUP", *SKUS), stock, strict=True):
            if count:
                self.stage.stock_in(count, sku)
        for order_id in ORDERS:
            self.stage.place("CUP", "CUP", order_id=order_id, buyer_id=order_id)
            self.stage.take(self.stage.hint(order_id))
        self.stage.desk.gate = self._overtaken

    def _overtaken(self, point: str) -> None:
        if self._is_looking:
            return
        self.look()
        if point not in BUSY_POINTS or self._depth == DEPTH_MAX or not self._choices:
            return
        self._depth += 1
        self.act(self._choices.pop())
        self._depth -= 1

    def act(self, choice: int) -> None:
        """Do one of the things that somebody may do now, or nothing."""
        order_id = ORDERS[choice % len(ORDERS)]
        deeds: tuple[Callable[[str], None], ...] = (self._work, self._work, self._refund, self._end)
        with suppress(HedanError):  # Overtaken too often: the workflow tries again.
            deeds[choice // len(ORDERS) % len(deeds)](order_id)

    def _work(self, order_id: str) -> None:
        self.stage.later()
        self.stage.look(order_id, self.settings)

    def _refund(self, order_id: str) -> None:
        self._cases += 1
        self.stage.refund(f"{order_id}1", order_id=order_id, case=f"7{self._cases}{order_id}")

    def _end(self, order_id: str) -> None:
        for case in self.stage.platform.after_sales:
            if case.order.order_id == order_id:
                self.stage.later()
                self.stage.platform.change_after_sale(
                    case.after_sale_id, AfterSaleStatus.CLOSED, self.stage.now
                )
                self.stage.take(self.stage.hint(order_id, case.after_sale_id))

    def look(self) -> None:
        """Check what must hold after every write."""
        if self._is_looking:
            return
        self._is_looking = True
        desk = self.stage.desk
        held = [work for work in desk.all(LineWork) if work.state in HOLDING_STOCK]
        known = desk.stock(("CUP", *SKUS))
        self._is_looking = False
        self.given |= {
            work.key.order.order_id
            for work in held
            if any(part.sku == "PIN" for part in work.parts)
        }
        assert len(self.given) <= FIRST
        for sku in ("CUP", *SKUS):
            reserved = sum(part.quantity for work in held for part in work.parts if part.sku == sku)
            stock = known.get(sku) or Stock(sku=sku)
            assert reserved == stock.reserved <= stock.on_hand
        for work in held:
            own = [part.sku for part in work.parts if part.is_gift]
            assert len(own) == len(set(own)), "a gift twice"

    def excluded(self) -> None:
        """Check that of the exclusive gifts each order has one at most."""
        for order_id in ORDERS:
            works = self.stage.desk.order_file(order_key(order_id)).lines.values()
            gifts = {part.sku for work in works for part in work.parts if part.is_gift}
            assert not {"BOW", "BAG"} <= gifts

    def at_rest(self) -> None:
        """Work on every order until nothing changes, and count."""
        self.stage.desk.gate = lambda _: self.look()
        for _ in range(2):
            for order_id in ORDERS:
                self._work(order_id)
        self.excluded()
        (*tallies,) = self.stage.desk.all(Tally)
        counted = {member for tally in tallies for member in tally.counts}
        assert counted == {str(order_key(order_id)) for order_id in self.given}
        assert all(count == 1 for tally in tallies for count in tally.counts.values())


@given(
    st.tuples(*(st.integers(0, 9) for _ in ("CUP", *SKUS))),
    st.lists(st.integers(0, 15), max_size=40),
    st.booleans(),
)
def test_eb52_no_more_get_a_gift_than_the_first_of_a_day(
    stock: tuple[int, ...], choices: list[int], in_parts: bool
) -> None:
    half = len(choices) // 2
    crowd = Crowd(stock, choices[half:], in_parts=in_parts)
    for choice in choices[:half]:
        crowd.act(choice)
    crowd.at_rest()
