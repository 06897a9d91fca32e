"""The platform's bad moments, ordered by whoever plays the day: errors, silence, lost answers."""

import threading
import time
from dataclasses import dataclass
from enum import StrEnum

from infra.local.doudian.errors import Refused
from infra.local.doudian.limits import throttled


class OutageKind(StrEnum):
    """What happens to a call during an outage."""

    UNAVAILABLE = "unavailable"  # envelope 20000
    TIMED_OUT = "timed_out"  # envelope 20001
    THROTTLED = "throttled"  # envelope 60000
    BAD_IP = "bad_ip"  # envelope 30002
    BAD_GATEWAY = "bad_gateway"  # HTTP 502 with an HTML body
    SILENCE = "silence"  # nothing is done; no answer until the outage ends, then the line closes
    LOST_ANSWER = "lost_answer"  # the call is served, its answer never arrives


REFUSALS = {
    OutageKind.UNAVAILABLE: Refused(20000, "isp.service-error:1", "服务暂不可用"),
    OutageKind.TIMED_OUT: Refused(20001, "dop.service-error", "服务超时"),
    OutageKind.THROTTLED: throttled(),
    OutageKind.BAD_IP: Refused(30002, "isv.invalid_ip", "请求 IP 不在白名单"),
}


@dataclass
class _Outage:
    kind: OutageKind
    calls_left: int | None
    ends_at: float | None
    method: str | None

    def over(self, now: float) -> bool:
        return self.calls_left == 0 or (self.ends_at is not None and now >= self.ends_at)


class Outages:
    """The outages in force."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._outages: list[_Outage] = []
        self._generation = 0
        self._silent = 0  # Callers that wait for an answer.

    def begin(
        self,
        kind: OutageKind,
        *,
        calls: int | None = None,
        seconds: float | None = None,
        method: str | None = None,
    ) -> None:
        """Order an outage for so many calls, for so long, or until `end`; of one method or all."""
        ends_at = None if seconds is None else time.monotonic() + seconds
        with self._changed:
            self._outages.append(_Outage(OutageKind(kind), calls, ends_at, method))

    def end(self, *, when_waited_for: bool = False) -> None:
        """All is well again; whoever waits in silence is let go. Or only once somebody waits."""
        with self._changed:
            self._changed.wait_for(lambda: self._silent or not when_waited_for)
            self._outages.clear()
            self._generation += 1
            self._changed.notify_all()

    def strike(self, method: str) -> OutageKind | None:
        """What happens to this call; counts it."""
        now = time.monotonic()
        with self._changed:
            self._outages = [outage for outage in self._outages if not outage.over(now)]
            for outage in self._outages:
                if outage.method in {None, method}:
                    if outage.calls_left is not None:
                        outage.calls_left -= 1
                    return outage.kind
        return None

    def keep_silent(self, seconds_max: float) -> None:
        """Wait until `end`, at most so long."""
        with self._changed:
            generation = self._generation
            self._silent += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._generation != generation, seconds_max)
            self._silent -= 1
