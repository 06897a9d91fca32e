"""Indexes that lag behind their table, as every index of DynamoDB may: they answer as before."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.facts import BuyerOrder
from hedan.domain.parcels import Parcel
from hedan.domain.waves import ReadyOrders
from hedan.ports import SupplierNews
from tests.fakes.gates import Gate
from tests.fakes.memory_desk import MemoryDesk

# Indexes follow within a second as a rule; nothing here may hang on that.
LAG_MAX = timedelta(minutes=2)
LAGS = 0.3


class LaggingDesk(MemoryDesk):
    """A desk whose indexes answer, at times, what they answered a while ago."""

    def __init__(self, gate: Gate, chance: Random, clock: Callable[[], datetime]) -> None:
        super().__init__(gate)
        self.lags = True
        self.stale_answers = 0
        self._chance, self._clock = chance, clock
        self._answers: dict[Any, tuple[datetime, Any]] = {}

    def ready_lines(self, supplier: str) -> list[LineKey]:
        """See the port; an index's answer."""
        return list(self._late(("lines", supplier), super().ready_lines(supplier)))

    def ready_orders(self, supplier: str, most: int) -> ReadyOrders:
        """See the port; an index's answer."""
        return self._late(("ready", supplier, most), super().ready_orders(supplier, most))

    def supplier_news(self, supplier: str, since: datetime) -> SupplierNews:
        """See the port; an index's answer."""
        return self._late(("news", supplier), super().supplier_news(supplier, since))

    def parcels_to_look_at(self, until: datetime, limit: int) -> list[Parcel]:
        """See the port; an index's answer."""
        return list(self._late(("look", limit), super().parcels_to_look_at(until, limit)))

    def buyer_orders(self, key: OrderKey, buyer_id: str, limit: int = 50) -> list[BuyerOrder]:
        """See the port; an index's answer."""
        found = super().buyer_orders(key, buyer_id, limit)
        return list(self._late(("buyer", key, buyer_id), found))

    def _late[T](self, asked: Any, now: T) -> T:
        at = self._clock()
        known = self._answers.get(asked)
        if known and self.lags and at - known[0] <= LAG_MAX and self._chance.random() < LAGS:
            before: T = known[1]
            self.stale_answers += before != now
            return before
        self._answers[asked] = (at, now)
        return now
