"""The intake queue as it is deployed: batches, one order after another, six deliveries each."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from hedan.domain.intake import Hint
from hedan.errors import HedanError
from hedan.platforms.platform import Platform
from hedan.usecases.intake.take_in import take_in
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.memory_ledgers import MemoryLedgers
from tests.fakes.memory_ports import MemoryArchive, MemoryQueue, Message

HIDDEN_FOR = timedelta(minutes=6)
DELIVERIES_MAX = 6
BATCH = 10


class Intake:
    """Takes in what waits; what fails is hidden for a while, and dies in the end."""

    def __init__(
        self, desk: MemoryDesk, ledgers: MemoryLedgers, platform_of: Callable[[str], Platform]
    ) -> None:
        self.queue = MemoryQueue()
        self.archive = MemoryArchive()
        self.dead: list[Message] = []
        self.answers: Counter[str] = Counter()
        self._desk, self._ledgers, self._platform_of = desk, ledgers, platform_of
        self._tries: Counter[str] = Counter()
        self._hidden_until: dict[str, datetime] = {}

    def work_off(self, now: datetime, shuffle: random.Random | None = None) -> None:
        """Take in everything that may be taken now, heads of all orders first."""
        while ready := self._ready(now):
            if shuffle:
                shuffle.shuffle(ready)
            for start in range(0, len(ready), BATCH):
                self._take(ready[start : start + BATCH], now)

    def lose_one(self, chance: random.Random) -> Hint | None:
        """Let one waiting hint die on its way; return it."""
        if not self.queue.waiting:
            return None
        message = chance.choice(self.queue.waiting)
        self.queue.delete(message)
        return Hint.model_validate_json(message.body)

    def lose_pushed(self, order_ids: set[str]) -> int:
        """Lose what callbacks and messages said of these orders; return how many hints."""
        hints = [(one, Hint.model_validate_json(one.body)) for one in self.queue.waiting]
        lost = [one for one, hint in hints if hint.door == "push" and hint.order_id in order_ids]
        for message in lost:
            self.queue.delete(message)
        return len(lost)

    def _ready(self, now: datetime) -> list[Message]:
        heads = self.queue.heads()
        return [one for one in heads if self._hidden_until.get(one.once, now) <= now]

    def _take(self, messages: list[Message], now: datetime) -> None:
        hints = [Hint.model_validate_json(message.body) for message in messages]
        answers = take_in(
            hints,
            desk=self._desk,
            marks=self._ledgers,
            platform_of=self._platform_of,
            archive=self.archive,
            now=now,
        )
        for message, answer in zip(messages, answers, strict=True):
            if not isinstance(answer, HedanError):
                self.answers[answer.value] += 1
                self.queue.delete(message)
                continue
            self.answers[type(answer).__name__] += 1
            self._tries[message.once] += 1
            self._hidden_until[message.once] = now + HIDDEN_FOR
            if self._tries[message.once] >= DELIVERIES_MAX:
                self.queue.delete(message)
                self.dead.append(message)
