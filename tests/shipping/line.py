"""The line to a simulated platform on a bad day: time-outs, refusals, stale reads, and our death.

Every call of an upload passes here. What happens to it follows from a seed.
"""

import random
from collections import Counter
from collections.abc import Callable

from infra.local.simulated.trade import Outage
from infra.local.simulated.web import WebAnswer, WebRequest
from tests.days.market import Market
from tests.fakes.gates import Crash

# Of a hundred calls so many meet each of these while it storms.
DIES_BEFORE = 1.0  # We die, and the platform never hears of it.
DIES_AFTER = 1.5  # We die, and the platform has done it.
TIME_OUT = 1.5  # The call never arrives.
LOST_ANSWER = 2.0
# In the platform's own words, by its own rules of when.
OUTAGES = (
    (1.0, Outage.UNAVAILABLE),
    (1.5, Outage.THROTTLED),
    (1.0, Outage.BAD_GATEWAY),
    (0.2, Outage.ACCESS_ENDED),
)
STALE = 3.0  # An order is shown as it was when it was last read.
MEDDLED = 2.0  # Somebody buys, refunds, or is heard of, while the call is on its way.


class StormyLine:
    """Serves the calls of uploads. quiet: nothing goes wrong any more."""

    def __init__(self, market: Market, chance: random.Random, meddle: Callable[[], None]) -> None:
        self.quiet = True
        self.orders: tuple[str, ...] = ()  # Of the parcel in hand.
        self.happened: Counter[str] = Counter()
        self.shown: dict[str, str] = {}
        """What was last told of each order to whoever asked over this line."""
        self._market, self._chance, self._meddle = market, chance, meddle

    def __call__(self, request: WebRequest) -> WebAnswer:
        """Serve one call. Raises Crash where we die."""
        order = self._order_read(request)
        if self.quiet:
            return self._served(request, order)
        if self._is(MEDDLED):
            self._meddle()
        roll = self._chance.random() * 100
        for share, dies, name in (
            (DIES_BEFORE, True, "died before a call"),
            (TIME_OUT, False, "a call never arrived"),
        ):
            if roll < share:
                return self._lost(name, dies=dies)
            roll -= share
        for share, dies, name in (
            (DIES_AFTER, True, "died after a call"),
            (LOST_ANSWER, False, "an answer was lost"),
        ):
            if roll < share:
                self._served(request, None)
                return self._lost(name, dies=dies)
            roll -= share
        for share, outage in OUTAGES:
            if roll < share:
                self._market.outage(outage, calls=1)
                self.happened[f"outage: {outage}"] += 1
                break
            roll -= share
        if order and order in self.shown and self._is(STALE):
            self.happened["a stale read"] += 1
            return WebAnswer(self.shown[order].encode())
        return self._served(request, order)

    def _lost(self, name: str, *, dies: bool) -> WebAnswer:
        self.happened[name] += 1
        if dies:
            raise Crash
        return WebAnswer(b"", sent=False)

    def _served(self, request: WebRequest, order: str | None) -> WebAnswer:
        answer = self._market.handle(request)
        self._market.end_outages()
        if order and answer.status == 200:
            self.shown[order] = answer.body.decode()
        return answer

    def _order_read(self, request: WebRequest) -> str | None:
        found = (one for one in self.orders if self._market.is_detail(request, one))
        return next(found, None)

    def _is(self, share: float) -> bool:
        return self._chance.random() * 100 < share
