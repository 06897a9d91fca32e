"""Messages on their way to a callback address, as unreliably as the seed says, until accepted.

Two ways to empty the queue: a thread that sends over HTTP (`start`), or a day played in seconds
that hands every due message to a function (`deliver`). Both go by the platform's clock.
"""

import heapq
import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from infra.local.simulated.posting import Post, over_http, through
from infra.local.simulated.trade import Faults
from infra.local.simulated.web import WebRequest

# How often a thread looks at a clock that only a test moves.
LOOK_AGAIN_SECONDS = 0.05


log = logging.getLogger(__name__)


def _is_200(status: int) -> bool:
    return status == HTTPStatus.OK


@dataclass(frozen=True)
class PushPolicy:
    """When a message counts as refused, and when it comes again: one pause per repetition."""

    answer_seconds: float  # An answer after that is no answer.
    pauses_seconds: tuple[float, ...] = ()
    accepts: Callable[[int], bool] = _is_200
    jitter: float = 0.0  # A pause grows by up to this share of itself, as the seed says.


@dataclass(frozen=True)
class Message:
    """One message. `key` decides its faults; `order_id` is our system's id of the order."""

    key: str
    to: str  # Whose callback address it goes to: an application, a webhook, an endpoint.
    order_id: str
    topic: str
    payload: bytes = b""  # Empty where the platform writes it at the moment of sending.
    probe: bool = False  # An address check: suffers no faults and never comes again.


@dataclass(frozen=True)
class Delivery:
    """One attempt. `status` is None where nothing answered; `problem` is empty when accepted."""

    message: Message
    at: datetime
    attempt: int
    status: int | None
    problem: str
    last: bool  # Accepted, or refused as often as the policy allows.

    @property
    def accepted(self) -> bool:
        return not self.problem


type Compose = Callable[[Message, int], Post | None]
"""Writes a message for its attempt; None: it has no address (any more), it is lost."""


class Outbox:
    """The queue of one platform. Safe to use from many threads; one message travels at a time."""

    def __init__(
        self,
        *,
        seed: int,
        clock: Callable[[], datetime],
        faults: Faults,
        policy: PushPolicy,
        compose: Compose,
        settled: Callable[[Delivery], None] = lambda _delivery: None,
    ) -> None:
        """`settled` hears of every attempt, so that a platform may switch an address off."""
        self.faults = faults
        self.policy = policy
        self._seed, self._clock = seed, clock
        self._compose, self._settled = compose, settled
        self._changed = threading.Condition()
        self._queue: list[tuple[datetime, int, int, Message]] = []
        self._sequence = 0
        self._travelling = False
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._to_drop: list[str] = []
        self._sent: list[Message] = []
        self._lost: list[Message] = []
        self._deliveries: list[Delivery] = []
        self._crashes: list[Exception] = []

    # --- in -----------------------------------------------------------------------------

    def put(self, message: Message) -> None:
        """Queue one message; the seed and its key say whether it is lost, doubled, overtaken."""
        chance = random.Random(f"{self._seed}:{message.key}")
        drop, late, twice = (chance.random() for _ in range(3))
        behind = timedelta(seconds=chance.uniform(0, self.faults.reorder_seconds_max))
        now = self._clock()
        with self._changed:
            self._sent.append(message)
            if message.probe:
                self._push(now, 1, message)
                return
            if message.order_id in self._to_drop:
                self._to_drop.remove(message.order_id)
                self._lost.append(message)
                return
            if drop < self.faults.drop_probability:
                self._lost.append(message)
                return
            overtaken = late < self.faults.reorder_probability
            self._push(now + behind if overtaken else now, 1, message)
            if twice < self.faults.duplicate_probability:
                self._push(now + behind, 1, message)

    def drop_next(self, order_id: str) -> None:
        """Lose the next message about an order."""
        with self._changed:
            self._to_drop.append(order_id)

    # --- out ----------------------------------------------------------------------------

    def start(self, name: str) -> None:
        """Send over HTTP from now on."""
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Send nothing more and wait for the attempt under way."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread:
            self._thread.join()

    def due_messages(self) -> list[Message]:
        """What would be sent now, in its order; what comes later or again later is not here."""
        now = self._clock()
        with self._changed:
            return [
                entry[3] for entry in sorted(self._queue, key=lambda e: e[:2]) if entry[0] <= now
            ]

    def next_due(self) -> datetime | None:
        """When the next message leaves, so that a test can move its clock there."""
        with self._changed:
            return self._queue[0][0] if self._queue else None

    def deliver(self, sink: Callable[[WebRequest], int]) -> int:
        """Hand everything due to a function that answers an HTTP status; return how many went.

        A TimeoutError of the sink is an answer that came too late.
        """
        count = 0
        while (entry := self._take_due()) is not None:
            count += self._attempt(entry, lambda post: through(sink, post))
        return count

    def wait_until_quiet(self, timeout_seconds: float) -> bool:
        """Wait until nothing is due or travels; False if the time ran out first."""
        ends = time.monotonic() + timeout_seconds
        while True:
            with self._changed:
                busy = self._travelling or (
                    bool(self._queue) and self._queue[0][0] <= self._clock()
                )
                if not busy:
                    return True
                if time.monotonic() >= ends:
                    return False
                self._changed.wait(LOOK_AGAIN_SECONDS)

    # --- what happened ------------------------------------------------------------------

    @property
    def sent(self) -> list[Message]:
        """Every message that the platform meant to send, address checks included."""
        with self._changed:
            return list(self._sent)

    @property
    def lost(self) -> list[Message]:
        """Messages that a fault swallowed or that had no address to go to."""
        with self._changed:
            return list(self._lost)

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt so far, in order."""
        with self._changed:
            return list(self._deliveries)

    @property
    def crashes(self) -> list[Exception]:
        """Mistakes of the simulator itself, made by the sending thread."""
        with self._changed:
            return list(self._crashes)

    # --- the way ------------------------------------------------------------------------

    def _push(self, due: datetime, attempt: int, message: Message) -> None:
        self._sequence += 1
        heapq.heappush(self._queue, (due, self._sequence, attempt, message))
        self._changed.notify_all()

    def _take_due(self) -> tuple[int, Message] | None:
        now = self._clock()
        with self._changed:
            if not self._queue or self._queue[0][0] > now:
                return None
            _due, _sequence, attempt, message = heapq.heappop(self._queue)
            self._travelling = True
            return attempt, message

    def _work(self) -> None:
        while not self._stopping:
            entry = self._take_due()
            if entry is not None:
                try:
                    self._attempt(entry, lambda post: over_http(post, self.policy.answer_seconds))
                except Exception as crash:
                    # The thread goes on; whoever looks at the platform sees the mistake.
                    log.exception("the simulated platform could not send a message")
                    with self._changed:
                        self._crashes.append(crash)
                continue
            with self._changed:
                if not self._stopping:
                    self._changed.wait(LOOK_AGAIN_SECONDS)

    def _attempt(
        self, entry: tuple[int, Message], send: Callable[[Post], tuple[int | None, str]]
    ) -> bool:
        """Send one message once; whether it left at all."""
        attempt, message = entry
        try:
            post = self._compose(message, attempt)
            if post is None:
                with self._changed:
                    self._lost.append(message)
                return False
            self._settle(attempt, message, *send(post))
            return True
        finally:
            with self._changed:
                self._travelling = False
                self._changed.notify_all()

    def _settle(self, attempt: int, message: Message, status: int | None, problem: str) -> None:
        if not problem and (status is None or not self.policy.accepts(status)):
            problem = f"HTTP {status}"
        pauses = () if message.probe else self.policy.pauses_seconds
        again = bool(problem) and attempt <= len(pauses)
        delivery = Delivery(message, self._clock(), attempt, status, problem, last=not again)
        with self._changed:
            self._deliveries.append(delivery)
            if again:
                chance = random.Random(f"{self._seed}:{message.key}:{attempt}")
                longer = 1 + chance.uniform(0, self.policy.jitter)
                pause = timedelta(seconds=pauses[attempt - 1] * longer)
                self._push(delivery.at + pause, attempt + 1, message)
        self._settled(delivery)
