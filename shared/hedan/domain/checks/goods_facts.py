"""What the decisions need to know about one SKU, whoever keeps it."""

from typing import Protocol


class SkuFacts(Protocol):
    """What routing needs."""

    @property
    def supplier(self) -> str:
        """Who makes and ships it."""

    @property
    def quantity_max(self) -> int | None:
        """The most units in one line that need no look; None: the general limit counts."""


class Goods(SkuFacts, Protocol):
    """What the checks need."""

    @property
    def name(self) -> str:
        """As the seller calls it."""

    @property
    def on_sale(self) -> bool:
        """Whether it may be sold at all."""

    @property
    def cost_minor(self) -> int | None:
        """What a unit costs the seller; None: not known."""

    @property
    def price_min_minor(self) -> int | None:
        """The least that a unit may sell for; None: anything."""

    @property
    def price_max_minor(self) -> int | None:
        """The most that a unit may sell for; None: anything."""
