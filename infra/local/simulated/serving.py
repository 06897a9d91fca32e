"""What simulated platforms share on their serving side: one lock, bad moments, limits, records.

A platform says what an operation is called, how it serves it, and how it words a refusal.
"""

import logging
import random
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from infra.local.simulated.push import Delivery, Message, Outbox
from infra.local.simulated.trade import Outage
from infra.local.simulated.troubles import CallRates, Outages
from infra.local.simulated.web import WebAnswer, WebRequest, WebServer

type BeforePage = Callable[[str, int], None]
"""Called with the operation and the page asked for, before the page is cut."""

BAD_GATEWAY_PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
# Outages that the platform words itself; the others happen to the line.
WORDED = frozenset(
    {Outage.UNAVAILABLE, Outage.THROTTLED, Outage.TOKEN_REFUSED, Outage.ACCESS_ENDED}
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Unrest:
    """What happens to listings between two pages, and how fast calls may come.

    before_page lets a test change something; shift_probability lets the seed touch an order of the
    shop before a later page. calls_per_second is for each operation; None: no limit.
    """

    before_page: BeforePage | None = None
    shift_probability: float = 0.0
    calls_per_second: float | None = None


@dataclass(frozen=True)
class CallRecord:
    """One API call, refused ones included."""

    at: datetime
    operation: str
    status: int
    struck_by: Outage | None


class ServedPlatform(ABC):
    """The life of a simulated platform. `handle` is its pure entry; one call at a time."""

    def __init__(
        self,
        name: str,
        *,
        seed: int,
        clock: Callable[[], datetime],
        port: int,
        unrest: Unrest,
        outbox: Outbox,
    ) -> None:
        self.seed = seed
        self.unrest = unrest
        self.lock = threading.RLock()
        self._name, self._clock, self._port = name, clock, port
        self.outbox = outbox
        self._server: WebServer | None = None
        self._outages = Outages()
        # Real time and not the platform's clock: that one may stand still for a whole day.
        self._rates = CallRates({}, otherwise=unrest.calls_per_second)
        self._calls: list[CallRecord] = []
        self._crashes: list[Exception] = []
        self._violations: list[str] = []
        self._pages_cut = 0

    # --- life ---------------------------------------------------------------------------

    def start(self) -> Self:
        """Listen on the loopback and push what is queued. Before that nothing opens a socket."""
        self._server = WebServer(self.handle, f"{self._name}-gateway", self._port)
        self._server.start()
        self.outbox.start(f"{self._name}-push")
        return self

    def stop(self) -> None:
        """End all threads and close all sockets. Messages that still wait are not sent."""
        self.outbox.stop()
        if self._server:
            self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def base_url(self) -> str:
        """Where its API answers; a name that resolves nowhere as long as it does not listen."""
        return self._server.base_url if self._server else f"http://{self._name}.invalid"

    def now(self) -> datetime:
        """The platform's time."""
        return self._clock()

    # --- calls --------------------------------------------------------------------------

    def handle(self, request: WebRequest) -> WebAnswer:
        """Answer one request; safe to call from many threads."""
        operation = self._operation(request)
        with self.lock:
            strike = self._outages.strike(operation)
            if strike is None and not self._rates.admits(operation, self._name):
                strike = Outage.THROTTLED
            answer = self._answered(request, strike)
            self._calls.append(CallRecord(self.now(), operation, answer.status, strike))
        return replace(answer, sent=answer.sent and strike is not Outage.LOST_ANSWER)

    def _answered(self, request: WebRequest, strike: Outage | None) -> WebAnswer:
        if strike is Outage.BAD_GATEWAY:
            return WebAnswer(BAD_GATEWAY_PAGE, 502, "text/html")
        try:
            if strike in WORDED:
                return self._refusal(strike, request)
            return self._serve(request)
        except Exception as crash:
            log.exception("the simulated platform failed")
            self._crashes.append(crash)
            return WebAnswer(b"", 500, "text/plain")

    @abstractmethod
    def _operation(self, request: WebRequest) -> str:
        """What outages, limits and records call this request."""

    @abstractmethod
    def _serve(self, request: WebRequest) -> WebAnswer:
        """Answer a request on a good day; the lock is held."""

    @abstractmethod
    def _refusal(self, kind: Outage, request: WebRequest) -> WebAnswer:
        """The platform's own words for one of WORDED; the lock is held."""

    # --- bad moments --------------------------------------------------------------------

    def outage(self, kind: Outage, *, calls: int | None = None, method: str | None = None) -> None:
        """Let calls fail: so many or until end_outages; of one operation or all."""
        self._outages.begin(kind, calls=calls, method=method)

    def end_outages(self) -> None:
        """All calls are served again."""
        self._outages.end()

    # --- messages -----------------------------------------------------------------------

    def drop_next_message(self, order_id: str) -> None:
        """Lose the next message about an order."""
        self.outbox.drop_next(order_id)

    def due_messages(self) -> list[Message]:
        """What would be sent now."""
        return self.outbox.due_messages()

    def deliver(self, sink: Callable[[WebRequest], int]) -> int:
        """Send everything due to a function; how many went. TimeoutError: too slow."""
        return self.outbox.deliver(sink)

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt to push so far."""
        return self.outbox.deliveries

    # --- pages --------------------------------------------------------------------------

    def before_page(self, operation: str, page: int, shop_id: str) -> None:
        """Let the world move before a page is cut, as the test or the seed wants it."""
        if self.unrest.before_page:
            self.unrest.before_page(operation, page)
        self._pages_cut += 1
        chance = random.Random(f"{self.seed}:page:{self._pages_cut}")
        if page > 1 and chance.random() < self.unrest.shift_probability:
            self._touch_one(shop_id, chance)

    @abstractmethod
    def _touch_one(self, shop_id: str, chance: random.Random) -> None:
        """Change one order of a shop in a way that means nothing but its time of change."""

    # --- what happened ------------------------------------------------------------------

    @property
    def calls(self) -> list[CallRecord]:
        """Every API call so far."""
        with self.lock:
            return list(self._calls)

    @property
    def crashes(self) -> list[Exception]:
        """Mistakes of the simulator itself; assert that there are none."""
        with self.lock:
            return self._crashes + self.outbox.crashes

    @property
    def violations(self) -> list[str]:
        """What a careful seller would not have done."""
        with self.lock:
            return list(self._violations)

    def accuse(self, what: str) -> None:
        """Note a careless act that the platform let pass."""
        with self.lock:
            self._violations.append(what)
