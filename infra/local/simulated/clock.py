"""The true time, and a clock that stands still until moved, for days played in seconds."""

import threading
from datetime import UTC, datetime, timedelta


def utc_now() -> datetime:
    """The time, for a platform that is not given another clock."""
    return datetime.now(UTC)


class SetClock:
    """Call it for the time. Safe to move from another thread."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            return self._now

    def advance(self, by: timedelta) -> None:
        """Move on; time never goes back."""
        if by < timedelta(0):
            raise ValueError("time does not go back")
        with self._lock:
            self._now += by
