"""What the doors put on the intake queue: a hint which order or after-sale to read."""

import hashlib
from typing import Literal

from pydantic import AwareDatetime

from hedan.domain.base import Frozen, Id, OrderKey, PlatformName, StoreId

# What a queue takes as a group's name, the same cut as the callback function makes.
GROUP_CHARACTERS_MAX = 128


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
    listed_at: AwareDatetime | None = None  # How a listing dated the change; only of the poll.
    problem: str | None = None  # Why nobody can follow it: it is kept and counted.
    data: str | None = None  # What a message said, as evidence; never believed.
    # What an export sheet told, as JSON of ours: a store without an API has no other truth.
    told: str | None = None  # Order
    told_after_sales: tuple[str, ...] = ()  # AfterSale

    @property
    def subject(self) -> str:
        """The order or after-sale that it is about; the message itself when it names neither."""
        if self.kind == "after_sale" and self.after_sale_id:
            return f"{self.order_id}/{self.after_sale_id}"
        return self.order_id or self.message_id

    @property
    def queued(self) -> tuple[str, str, str]:
        """Group, deduplication id and body on the intake queue.

        Hints of one order stay in order, by whatever door they came; the same message counts once.
        """
        group = f"{self.platform}:{self.store}:{self.order_id or self.message_id}"
        once = hashlib.sha256(f"{group}:{self.message_id}".encode()).hexdigest()
        return group[:GROUP_CHARACTERS_MAX], once, self.model_dump_json(exclude_defaults=True)

    @property
    def order(self) -> OrderKey | None:
        """The order it is about, if it names one."""
        if self.order_id is None:
            return None
        return OrderKey(platform=self.platform, store=self.store, order_id=self.order_id)


# passed: not ours, or gone before we knew it; set_aside: a person must look.
MarkOutcome = Literal["unchanged", "passed", "set_aside"]


class IntakeMark(Frozen):
    """What became of a hint that left nothing in the order table."""

    store: StoreId
    subject: str
    outcome: MarkOutcome
    reason: str
    listed_at: AwareDatetime | None  # The change that it stands for, where a listing dated it.
    at: AwareDatetime
    hint: str  # The hint as JSON, to put it on the queue again.
