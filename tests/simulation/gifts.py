"""What gifts promise: no more than so many orders of a day get one, and each of them is counted."""

from collections import defaultdict

from hedan.domain.base import OrderKey
from hedan.domain.line_work import HOLDING_STOCK, LineWork
from hedan.domain.rules import AddGift, Rule
from hedan.domain.tallies import Tally
from hedan.ports import Aggregate
from tests.simulation.broken import require
from tests.simulation.world import HOME, World

# Given to nobody for any other reason.
FIRST_GIFT = "PIN"
FIRST_PER_DAY = 2
# Of these an order gets one.
EXCLUDING = frozenset({"BOW", "BAG"})
GIFT_RULES = tuple(
    Rule(id=rule_id, author="li", when=when, then=(gift,))
    for rule_id, when, gift in (
        ("first", "true", AddGift(sku=FIRST_GIFT, first_per_day=FIRST_PER_DAY)),
        ("ladder-1", "order.units >= 3", AddGift(sku="BOW", exclusive="units")),
        ("ladder-2", "order.units >= 2", AddGift(sku="BAG", exclusive="units")),
    )
)


class GiftWatch:
    """Remembers who was ever reserved with the gift of the first."""

    def __init__(self, world: World, *, in_parts: bool) -> None:
        self._world = world
        self._in_parts = in_parts  # Lines go before others of their order: it is counted then.
        self._begun: set[str] = set()
        self._of_day: defaultdict[str, set[OrderKey]] = defaultdict(set)

    def see(self, one: Aggregate) -> None:
        """Check one write. Raises Broken."""
        if not isinstance(one, LineWork) or one.state not in HOLDING_STOCK:
            return
        self._begun.add(str(one.key.order))
        gifts = [part.sku for part in one.parts if part.is_gift]
        require(not set(gifts) >= EXCLUDING, "6 gifts that exclude each other", one)
        if FIRST_GIFT in gifts:
            order = self._world.desk.orders([one.key.order])[one.key.order]
            day = (order.paid_at or order.created_at).astimezone(HOME).date().isoformat()
            self._of_day[day].add(order.key)
            require(len(self._of_day[day]) <= FIRST_PER_DAY, "6 more gifts than promised", one)

    def at_rest(self) -> None:
        """Check that exactly those are counted. Raises Broken.

        Where an order goes in parts it is counted with the first of them; of those that began so,
        the lines with the gift may have been refunded before it was their turn.
        """
        counted = {
            member
            for tally in self._world.desk.all(Tally)
            if tally.name.endswith(f":{FIRST_GIFT}")
            for member in tally.counts
        }
        given = {str(order) for orders in self._of_day.values() for order in orders}
        never_given = counted - given
        excused = not never_given or (self._in_parts and never_given <= self._begun)
        require(given <= counted and excused, "6 a gift that is not counted", (counted, given))
