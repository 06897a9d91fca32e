"""The platform's own queue: a message comes again until it is confirmed, at most three days.

Hidden for about five minutes after it was handed out. There is no order; some come twice.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from infra.local.simulated.trade import Faults
from infra.local.taobao.topics import Message

KEPT_FOR = timedelta(days=3)


@dataclass
class _Waiting:
    message: Message
    visible_from: datetime
    handed_out: int = 0
    hides: bool = True  # False: comes once more although it was just handed out.


class MessageQueue:
    """Messages of all apps that nobody has confirmed. Its callers hold the book's lock."""

    def __init__(self, seed: int, faults: Faults, hidden_for: timedelta) -> None:
        self.faults = faults
        self.hidden_for = hidden_for
        self.put_total = 0
        self.dropped: list[Message] = []
        self.expired: list[Message] = []
        self._seed = seed
        self._drop_next: set[str] = set()
        self._waiting: dict[int, _Waiting] = {}
        self._random = random.Random(f"queue:{seed}")

    def drop_next(self, tid: str) -> None:
        """Lose the next message about a trade."""
        self._drop_next.add(tid)

    def put(self, message: Message) -> None:
        """Queue a message; what goes wrong with it depends on the seed and its name alone."""
        self.put_total += 1
        luck = random.Random(f"{self._seed}:{message.key}")
        lost, twice, late = luck.random(), luck.random(), luck.random()
        delay, twin = luck.uniform(0, self.faults.reorder_seconds_max), luck.random()
        if message.tid in self._drop_next or lost < self.faults.drop_probability:
            self._drop_next.discard(message.tid)
            self.dropped.append(message)
            return
        visible = message.published
        if late < self.faults.reorder_probability:
            visible += timedelta(seconds=delay)
        doubled = twice < self.faults.duplicate_probability
        by_another_id = doubled and twin < 1 / 2
        self._waiting[message.id] = _Waiting(message, visible, hides=not doubled or by_another_id)
        if by_another_id:
            other = replace(message, id=message.id + 1)
            self._waiting[other.id] = _Waiting(other, visible)

    def consume(self, app_key: str, quantity: int, now: datetime) -> list[Message]:
        """Hand out what is visible; it is hidden for a while."""
        self._forget_old(now)
        ready = [
            waiting
            for waiting in self._waiting.values()
            if waiting.message.app_key == app_key and waiting.visible_from <= now
        ]
        ready.sort(key=lambda waiting: waiting.visible_from)
        for waiting in ready[:quantity]:
            waiting.handed_out += 1
            if waiting.hides:
                waiting.visible_from = now + self.hidden_for * self._random.uniform(0.8, 1.2)
            waiting.hides = True
        return [waiting.message for waiting in ready[:quantity]]

    def confirm(self, app_key: str, ids: Sequence[int]) -> None:
        """Forget messages; ids that are not there change nothing."""
        for message_id in ids:
            waiting = self._waiting.get(message_id)
            if waiting and waiting.message.app_key == app_key:
                del self._waiting[message_id]

    @property
    def waiting(self) -> list[Message]:
        """What nobody has confirmed."""
        return [waiting.message for waiting in self._waiting.values()]

    def _forget_old(self, now: datetime) -> None:
        old = [
            waiting.message
            for waiting in self._waiting.values()
            if waiting.message.published < now - KEPT_FOR
        ]
        for message in old:
            del self._waiting[message.id]
        self.expired.extend(old)
