"""Keeps one process below a store's call rate; the platform's own "throttled" catches the rest."""

import threading

from hedan.platforms.outside import Clock


class TokenBucket:
    """Lets calls through at a steady rate, and a second's worth of them at once after a pause."""

    def __init__(self, calls_per_second: float, clock: Clock) -> None:
        self._rate = calls_per_second
        self._room = max(1.0, calls_per_second)
        self._clock = clock
        self._lock = threading.Lock()
        self._left = self._room
        self._filled_at = clock.monotonic()

    def take(self) -> None:
        """Wait until one more call is allowed."""
        with self._lock:
            now = self._clock.monotonic()
            self._left = min(self._room, self._left + (now - self._filled_at) * self._rate)
            self._filled_at = now
            # Below zero is a place in the queue: whoever comes next waits longer.
            self._left -= 1
            wait = max(0.0, -self._left / self._rate)
        if wait > 0:
            self._clock.sleep(wait)
