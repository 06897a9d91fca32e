"""What goes wrong on any platform, in no platform's words: outages, call limits, moved rows."""

import bisect
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from infra.local.simulated.trade import Outage


@dataclass
class _Ordered:
    kind: Outage
    calls_left: int | None
    method: str | None


class Outages:
    """The outages in force. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ordered: list[_Ordered] = []

    def begin(self, kind: Outage, *, calls: int | None = None, method: str | None = None) -> None:
        """Order an outage for so many calls or until `end`; of one method or all."""
        with self._lock:
            self._ordered.append(_Ordered(Outage(kind), calls, method))

    def end(self) -> None:
        """All is well again."""
        with self._lock:
            self._ordered.clear()

    def strike(self, method: str) -> Outage | None:
        """What happens to this call; counts it."""
        with self._lock:
            self._ordered = [one for one in self._ordered if one.calls_left != 0]
            for one in self._ordered:
                if one.method in {None, method}:
                    if one.calls_left is not None:
                        one.calls_left -= 1
                    return one.kind
        return None


class Rate(NamedTuple):
    """So many calls in so many seconds; also the burst that a rested bucket allows."""

    calls: int
    seconds: float


def _a_second(calls: float) -> Rate:
    burst = max(1, int(calls))
    return Rate(burst, burst / calls)


class CallRates:
    """One bucket for each method and caller.

    otherwise: calls a second of a method without a rate of its own; None never limits it.
    """

    def __init__(
        self,
        rates: Mapping[str, Rate],
        clock: Callable[[], float] = time.monotonic,
        *,
        otherwise: float | None = None,
    ) -> None:
        self.rates = rates
        self._otherwise = _a_second(otherwise) if otherwise else None
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def admits(self, method: str, who: str) -> bool:
        """Count one call; False if it is one too many, then it counts nowhere."""
        rate = self.rates.get(method, self._otherwise)
        if rate is None:
            return True
        now = self._clock()
        with self._lock:
            level, filled_at = self._buckets.get((method, who), (float(rate.calls), now))
            level = min(rate.calls, level + (now - filled_at) * rate.calls / rate.seconds)
            admitted = level >= 1.0
            self._buckets[method, who] = (level - admitted, now)
            return admitted


class _Change(NamedTuple):
    at: datetime
    serial: int
    key: str
    listed_from: datetime


class Changes:
    """Which records changed when. Only the last change of each counts, as in a platform's list."""

    def __init__(self) -> None:
        self._all: list[_Change] = []
        self._last: dict[str, _Change] = {}

    def note(self, key: str, at: datetime, listed_from: datetime | None = None) -> None:
        """Remember a change, which the list shows only from a moment on."""
        change = _Change(at, len(self._all), key, listed_from or at)
        bisect.insort(self._all, change)
        self._last[key] = change

    def between(self, since: datetime, until: datetime, now: datetime) -> list[str]:
        """Keys whose last change lies in the window, both ends included, newest first."""
        first = bisect.bisect_left(self._all, since, key=_at)
        end = bisect.bisect_right(self._all, until, key=_at)
        return [
            change.key
            for change in reversed(self._all[first:end])
            if self._last[change.key] is change and change.listed_from <= now
        ]


def _at(change: _Change) -> datetime:
    return change.at


@dataclass
class _Asked:
    window: object
    page: int
    said_total: bool


@dataclass
class PageTraps:
    """Rows that move between two pages of one window, and callers who would lose them."""

    seed: int
    before_page: Callable[[str, int], None] | None = None
    shift_probability: float = 0.0
    _asked: dict[tuple[str, str], _Asked] = field(default_factory=dict)
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(f"pages:{self.seed}")

    def reached(self, method: str, page: int) -> None:
        """Somebody asks for a page: let the test change something first. Hold no lock."""
        if self.before_page is not None:
            self.before_page(method, page)

    def shifts(self, who: str, method: str, window: object) -> bool:
        """Whether a row moves away before this page, which is not the window's first question."""
        asked = self._asked.get((who, method))
        if asked is None or asked.window != window or not self.shift_probability:
            return False
        return self._random.random() < self.shift_probability

    def paged_forwards(
        self, who: str, method: str, window: object, page: int, *, says_total: bool
    ) -> bool:
        """Note a page; True if it follows the one before it upwards.

        Page 1 asked for the total may be followed by the last page, which may be number 2.
        """
        before = self._asked.get((who, method))
        self._asked[who, method] = _Asked(window, page, says_total)
        if before is None or before.window != window or page != before.page + 1:
            return False
        return page > 2 or not before.said_total  # noqa: PLR2004 - explained above
