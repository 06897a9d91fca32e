"""What the tests of every adapter need: a scripted platform, time that stands still, a vault."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast

import urllib3

from hedan.domain.base import OrderKey
from hedan.domain.parcels import Tracking
from hedan.errors import Locked
from hedan.platforms.access import Token
from hedan.platforms.outside import Clock, Outside
from hedan.platforms.platform import ShipLine, Shipment

NOW = datetime(2026, 10, 1, 4, 0, tzinfo=UTC)


class Script[Call, Reply]:
    """What was asked, and what is answered: the replies given, in turn, the last one for ever."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._names: list[str] = []
        self._replies: dict[str, deque[Reply | Callable[[Call], Reply]]] = defaultdict(deque)
        self._lock = threading.Lock()

    def answers(self, name: str, *replies: Reply | Callable[[Call], Reply]) -> None:
        """Set what a call answers from now on."""
        self._replies[name] = deque(replies)

    def methods(self) -> list[str]:
        """Return what was called, in turn."""
        return list(self._names)

    def calls_of(self, name: str) -> list[Call]:
        """Return every call of one name."""
        return [call for known, call in zip(self._names, self.calls, strict=True) if known == name]

    def reply_to(self, name: str, call: Call) -> Reply | None:
        """Write a call down, and return what it is answered; None where nothing was set."""
        with self._lock:
            self._names.append(name)
            self.calls.append(call)
            replies = self._replies[name]
            if not replies:
                return None
            reply = replies.popleft() if len(replies) > 1 else replies[0]
        return reply(call) if callable(reply) else reply


@dataclass
class TestClock:
    """Time that passes only by waiting."""

    __test__ = False

    moment: datetime = NOW
    slept: list[float] = field(default_factory=list)

    def clock(self) -> Clock:
        """Return it as an adapter wants it."""
        return Clock(now=lambda: self.moment, monotonic=self._monotonic, sleep=self.sleep)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)

    def _monotonic(self) -> float:
        return self.moment.timestamp()


class MemoryVault:
    """A vault for one process; locks like the real one: at once or not at all."""

    def __init__(self, token: Token | None = None) -> None:
        self.token = token
        self.saved: list[Token] = []
        self.held = threading.Lock()

    def read(self) -> Token | None:
        """Return the newest token."""
        return self.token

    def save(self, token: Token) -> None:
        """Keep a new token."""
        self.token = token
        self.saved.append(token)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to refresh."""
        if not self.held.acquire(blocking=False):
            raise Locked("the vault is locked")
        try:
            yield
        finally:
            self.held.release()


def token_until(expires_at: datetime, name: str = "a1") -> Token:
    """Return a token of that name."""
    return Token(access_token=name, refresh_token=f"r-{name}", expires_at=expires_at)


def outside_of(pool: object, clock: TestClock) -> Outside:
    """Return an outside world in which every address leads to the pool."""
    return Outside(http=cast(urllib3.PoolManager, pool), clock=clock.clock())


def shipment(
    *lines: tuple[str, str, int],
    platform: str,
    number: str = "SF1",
    carrier: str = "SF",
    whole: bool = False,
) -> Shipment:
    """Return a parcel of lines, each as order id, line id, quantity."""
    return Shipment(
        request_id="PARCEL1",
        tracking=Tracking(carrier=carrier, number=number),
        lines=tuple(
            ShipLine(
                order=OrderKey(platform=platform, store="tea", order_id=order_id),
                line_id=line_id,
                quantity=quantity,
            )
            for order_id, line_id, quantity in lines
        ),
        whole_order=whole,
    )
