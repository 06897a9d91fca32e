"""How fast calls may come: one bucket for each app and method, one for each shop."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from infra.local.doudian.errors import Refused


@dataclass(frozen=True)
class Rates:
    """Calls a second; also the size of the burst that a rested bucket allows.

    No source gives the platform's numbers: they are set per app and interface in its console.
    """

    per_method: float = 50.0
    per_shop: float = 50.0


@dataclass
class _Bucket:
    level: float
    filled_at: float


class RateLimiter:
    """Refuses a call when a bucket it draws from is empty."""

    def __init__(self, rates: Rates, clock: Callable[[], float] = time.monotonic) -> None:
        self.rates = rates
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, ...], _Bucket] = {}

    def admit(self, app_key: str, method: str, shop_id: str) -> None:
        """Count one call. Raises Refused (60000) if it is one too many; then it counts nowhere."""
        with self._lock:
            buckets = [self._filled(("method", app_key, method), self.rates.per_method)]
            if shop_id:
                buckets.append(self._filled(("shop", app_key, shop_id), self.rates.per_shop))
            if any(bucket.level < 1.0 for bucket in buckets):
                raise throttled()
            for bucket in buckets:
                bucket.level -= 1.0

    def _filled(self, key: tuple[str, ...], rate: float) -> _Bucket:
        """The bucket of this key with what has run into it until now."""
        now, size = self._clock(), max(rate, 1.0)
        bucket = self._buckets.setdefault(key, _Bucket(size, now))
        bucket.level = min(size, bucket.level + (now - bucket.filled_at) * rate)
        bucket.filled_at = now
        return bucket


def throttled() -> Refused:
    """The answer to a call too many; the sub code is ours, the code is documented."""
    return Refused(60000, "isp.call-limited", "请求过于频繁,请稍后再试")
