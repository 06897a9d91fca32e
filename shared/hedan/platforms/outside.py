"""What lies outside the process, network and time, in one place: tests hold both still."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import urllib3

# As many connections as a worker has threads; more would only meet the platform's rate limit.
CONNECTIONS_KEPT = 4


def _now() -> datetime:
    return datetime.now(UTC)


def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(maxsize=CONNECTIONS_KEPT)


@dataclass(frozen=True)
class Clock:
    """The wall clock (aware UTC), a clock that never jumps (seconds), and a way to wait."""

    now: Callable[[], datetime] = _now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Outside:
    """Connections, kept alive between calls, and time."""

    http: urllib3.PoolManager = field(default_factory=_pool)
    clock: Clock = field(default_factory=Clock)
