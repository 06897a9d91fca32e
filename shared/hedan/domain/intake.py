"""What the doors put on the intake queue: a hint which order or after-sale to read."""

from typing import Literal

from pydantic import AwareDatetime

from hedan.domain.base import Frozen, Id, OrderKey, PlatformName, StoreId


class Hint(Frozen):
    """Something changed at the platform; the truth is read from there."""

    door: Literal["push", "poll", "file"]
    platform: PlatformName
    store: StoreId
    kind: Literal["order", "after_sale", "other"]
    message_id: str
    seen_at: AwareDatetime
    tag: int | None = None
    shop_id: str | None = None
    order_id: Id | None = None
    after_sale_id: Id | None = None
    address_change_asked_at: int | None = None  # Unix seconds.
    problem: str | None = None  # Why nobody can follow it: it is kept and counted.
    data: str | None = None  # What a message said, as evidence; never believed.
    # What an export sheet told, as JSON of ours: a store without an API has no other truth.
    told: str | None = None  # Order
    told_after_sales: tuple[str, ...] = ()  # AfterSale

    @property
    def order(self) -> OrderKey | None:
        """The order it is about, if it names one."""
        if self.order_id is None:
            return None
        return OrderKey(platform=self.platform, store=self.store, order_id=self.order_id)
