"""Pushes messages to the callback address, as unreliably as the seed says, until they are accepted.

Each message decides its own faults from the seed and its own key, not from a shared stream of
numbers, so that two runs of one seed agree even where threads interleave differently.
"""

import heapq
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from infra.local.doudian import messages
from infra.local.doudian.messages import Message
from infra.local.doudian.push import Target, push


@dataclass(frozen=True)
class Faults:
    """How badly messages travel. Probabilities are per message, times in seconds."""

    drop_probability: float = 0.0
    duplicate_probability: float = 0.0
    reorder_probability: float = 0.0
    # How long a message that is overtaken stays behind.
    reorder_seconds_max: float = 2.0
    delay_seconds: tuple[float, float] = (0.0, 0.0)
    # Due messages of one shop travel in arrays of up to so many.
    batch_max: int = 1


@dataclass(frozen=True)
class PushPolicy:
    """When a push counts as failed and when it comes again; the last pause repeats."""

    timeout_seconds: float = 5.0
    backoff_seconds: tuple[float, ...] = (1.0, 5.0, 15.0, 60.0)
    attempts_max: int = 12
    workers: int = 4


@dataclass(frozen=True)
class Delivery:
    """One attempt to push one array. `problem` is empty when it was accepted."""

    sent_at: datetime
    seconds: float
    shop_id: str
    msg_ids: tuple[str, ...]
    tags: tuple[int, ...]
    order_ids: tuple[str, ...]
    attempt: int
    http_status: int | None
    answer: str
    problem: str

    @property
    def accepted(self) -> bool:
        return not self.problem


@dataclass
class _Array:
    """Messages that travel, and are repeated, together."""

    messages: list[Message]
    attempt: int = 1


class Outbox:
    """The queue of messages and the threads that empty it."""

    def __init__(
        self, *, seed: int, clock: Callable[[], datetime], faults: Faults, policy: PushPolicy
    ) -> None:
        self.faults = faults
        self.policy = policy
        self._seed = seed
        self._clock = clock
        self._changed = threading.Condition()
        self._queue: list[tuple[float, int, _Array]] = []
        self._sequence = 0
        self._in_flight = 0
        self._stopping = False
        self._threads: list[threading.Thread] = []
        self._to_drop: list[tuple[str, int | None]] = []
        self._sent: list[Message] = []
        self._dropped: list[Message] = []
        self._given_up: list[Message] = []
        self._deliveries: list[Delivery] = []

    def start(self, resolve: Callable[[str], Target | None]) -> None:
        """Begin to push; `resolve` names the target of a shop at the moment of each attempt."""
        for number in range(self.policy.workers):
            thread = threading.Thread(
                target=self._work, args=(resolve,), name=f"doudian-push-{number}", daemon=True
            )
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Push nothing more and wait for the attempts under way."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def put(self, message: Message) -> None:
        """Queue one message, or lose it, or queue it twice."""
        chance = random.Random(f"{self._seed}:{message.key}")
        faults = self.faults
        drop = chance.random() < faults.drop_probability
        late = chance.random() < faults.reorder_probability
        twice = chance.random() < faults.duplicate_probability
        delay = chance.uniform(*faults.delay_seconds)
        behind = chance.uniform(0, faults.reorder_seconds_max)
        with self._changed:
            self._sent.append(message)
            if self._told_to_drop(message) or drop:
                self._dropped.append(message)
                return
            self._push(delay + behind * late, _Array([message]))
            if twice:
                self._push(delay + behind, _Array([message]))

    def put_ping(self, message: Message) -> None:
        """Queue the address check, which never suffers faults."""
        with self._changed:
            self._push(0.0, _Array([message]))

    def drop_next(self, order_id: str, tag: int | None) -> None:
        """Lose the next message about an order, of any tag or of this one."""
        with self._changed:
            self._to_drop.append((order_id, tag))

    def wait_until_quiet(self, timeout_seconds: float) -> bool:
        """Wait until nothing is queued or under way; False if the time ran out first."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not self._queue and not self._in_flight, timeout_seconds
            )

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt so far, in the order in which they ended."""
        with self._changed:
            return list(self._deliveries)

    @property
    def sent(self) -> list[Message]:
        """Every message that the platform meant to send."""
        with self._changed:
            return list(self._sent)

    @property
    def dropped(self) -> list[Message]:
        """Messages that a fault swallowed or that had no address to go to."""
        with self._changed:
            return list(self._dropped)

    @property
    def given_up(self) -> list[Message]:
        """Messages that were refused as often as the policy allows."""
        with self._changed:
            return list(self._given_up)

    def _told_to_drop(self, message: Message) -> bool:
        for wish in self._to_drop:
            if wish in ((message.order_id, None), (message.order_id, message.tag)):
                self._to_drop.remove(wish)
                return True
        return False

    def _push(self, delay_seconds: float, array: _Array) -> None:
        self._sequence += 1
        heapq.heappush(self._queue, (time.monotonic() + delay_seconds, self._sequence, array))
        self._changed.notify_all()

    def _work(self, resolve: Callable[[str], Target | None]) -> None:
        while (array := self._take()) is not None:
            target = resolve(array.messages[0].shop_id)
            delivery = self._attempt(array, target) if target else None
            with self._changed:
                self._settle(array, delivery)
                self._in_flight -= 1
                self._changed.notify_all()

    def _take(self) -> _Array | None:
        """The next array that is due; None when the outbox stops."""
        with self._changed:
            while not self._stopping:
                pause = self._queue[0][0] - time.monotonic() if self._queue else None
                if pause is not None and pause <= 0:
                    array: _Array = heapq.heappop(self._queue)[2]
                    self._in_flight += 1
                    self._fill(array)
                    return array
                self._changed.wait(pause)
        return None

    def _fill(self, array: _Array) -> None:
        """Let other first attempts of the same shop that are due travel along."""
        first = array.messages[0]
        if array.attempt > 1 or first.tag == messages.PING or self.faults.batch_max <= 1:
            return
        size = random.Random(f"{self._seed}:batch:{first.key}").randint(1, self.faults.batch_max)
        now = time.monotonic()
        for entry in sorted(self._queue):
            due, _, other = entry
            company = other.messages[0]
            if len(array.messages) >= size or due > now:
                break
            if other.attempt > 1 or company.tag == messages.PING:
                continue
            if company.shop_id == first.shop_id:
                array.messages.extend(other.messages)
                self._queue.remove(entry)
        heapq.heapify(self._queue)

    def _settle(self, array: _Array, delivery: Delivery | None) -> None:
        if delivery is None:
            self._dropped.extend(array.messages)
            return
        self._deliveries.append(delivery)
        if delivery.accepted:
            return
        if array.attempt >= self.policy.attempts_max:
            self._given_up.extend(array.messages)
            return
        pauses = self.policy.backoff_seconds
        pause = pauses[min(array.attempt, len(pauses)) - 1]
        self._push(pause, _Array(array.messages, array.attempt + 1))

    def _attempt(self, array: _Array, target: Target) -> Delivery:
        sent_at, started = self._clock(), time.monotonic()
        status, answer, problem = push(
            target, messages.body(array.messages), self.policy.timeout_seconds
        )
        seconds = time.monotonic() - started
        if not problem and seconds > self.policy.timeout_seconds:
            problem = "too slow"
        return Delivery(
            sent_at=sent_at,
            seconds=seconds,
            shop_id=array.messages[0].shop_id,
            msg_ids=tuple(message.msg_id for message in array.messages),
            tags=tuple(message.tag for message in array.messages),
            order_ids=tuple(message.order_id for message in array.messages),
            attempt=array.attempt,
            http_status=status,
            answer=answer,
            problem=problem,
        )
