"""What the functions' logs tell of a metered run: invocations, AWS calls, bytes logged."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from infra.local.waiting import wait_for
from infra.local.world import World

REPORT = re.compile(r"^REPORT .*Billed Duration: (\d+) ms\tMemory Size: (\d+) MB")
# What the emulator writes around each invocation. On AWS the template's SystemLogLevel drops them.
PLATFORM = ("START RequestId", "END RequestId", "REPORT RequestId")
# CloudWatch Logs counts so many bytes more for each event.
LOG_EVENT_BYTES = 26
# The log says nothing new in so many looks: nothing runs any more.
QUIET_LOOKS = 12
QUIET_SECONDS_MAX = 90.0
NO_FUNCTION = "(asked AWS nothing)"


@dataclass(frozen=True)
class Call:
    """One metered AWS call."""

    operation: str  # "dynamodb.Query"
    at: datetime  # When AWS had answered.
    to: str  # A queue's or a machine's name.
    messages: int
    write_units: int
    index_units: int
    read_units: float


@dataclass(frozen=True)
class Invocation:
    """One invocation of one function."""

    function: str
    milliseconds: int
    megabytes: int
    said: tuple[str, ...]  # Its own log lines, without the meter's.
    calls: tuple[Call, ...]

    @property
    def log_bytes(self) -> int:
        """What CloudWatch Logs would take in."""
        return sum(len(line.encode()) + LOG_EVENT_BYTES for line in self.said)


class Logs:
    """The log group that all functions share, phase by phase."""

    def __init__(self, world: World) -> None:
        self._client = world.client("logs")
        self._group = world.stack["FunctionLogs"]
        self._read: set[str] = set()

    def phase(self) -> list[Invocation]:
        """Wait until nothing runs any more; return what was invoked since the last phase."""
        streams = self._quiet()
        fresh = {name: lines for name, lines in streams.items() if name not in self._read}
        self._read |= set(fresh)
        return [found for lines in fresh.values() if (found := invocation(lines))]

    def _quiet(self) -> Mapping[str, list[str]]:
        seen: list[int] = []

        def look() -> Mapping[str, list[str]]:
            streams = self._streams()
            seen.append(sum(len(lines) for lines in streams.values()))
            latest = seen[-QUIET_LOOKS:]
            return streams if len(latest) == QUIET_LOOKS and len(set(latest)) == 1 else {}

        return wait_for("the stack comes to rest", look, seconds=QUIET_SECONDS_MAX)

    def _streams(self) -> Mapping[str, list[str]]:
        """Return the lines of every stream; the emulator gives each invocation one of its own."""
        streams: defaultdict[str, list[str]] = defaultdict(list)
        pages = self._client.get_paginator("filter_log_events").paginate(logGroupName=self._group)
        for page in pages:
            for event in page["events"]:
                streams[event["logStreamName"]].append(event["message"])
        return streams


def invocation(lines: Iterable[str]) -> Invocation | None:
    """Read one invocation; None while it has not ended."""
    calls: list[Call] = []
    functions: set[str] = set()
    own: list[str] = []
    report: re.Match[str] | None = None
    for line in lines:
        if line.startswith('{"metered"'):
            told = json.loads(line)
            functions.add(told["function"])
            calls.append(_call(told))
        elif line.startswith(PLATFORM):
            report = REPORT.match(line) or report
        else:
            own.append(line)
    if report is None:
        return None
    (function,) = functions or {NO_FUNCTION}
    return Invocation(
        function=_logical(function),
        milliseconds=int(report[1]),
        megabytes=int(report[2]),
        said=tuple(own),
        calls=tuple(calls),
    )


def _call(told: Mapping[str, str | int | float]) -> Call:
    return Call(
        operation=str(told["metered"]),
        at=datetime.fromtimestamp(float(told["at"]), UTC),
        to=re.split("[:/]", str(told["to"]))[-1],
        messages=int(told["messages"]),
        write_units=int(told["write_units"]),
        index_units=int(told["index_units"]),
        read_units=float(told["read_units"]),
    )


def _logical(physical: str) -> str:
    """Return the template's name of a function: <stack>-<name>-<random>."""
    parts = physical.split("-")
    return parts[1] if len(parts) > 1 else physical


def milliseconds(invocations: Iterable[Invocation]) -> dict[str, list[int]]:
    """Return the durations by function."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for one in invocations:
        found[one.function].append(one.milliseconds)
    return found


def typical(invocations: Iterable[Invocation]) -> dict[str, float]:
    """Return the median duration by function: cold starts are few, and no measure of the rest."""
    return {name: median(taken) for name, taken in milliseconds(invocations).items()}


def operations(invocations: Iterable[Invocation]) -> Counter[tuple[str, str]]:
    """Count AWS calls by function and operation."""
    return Counter((one.function, call.operation) for one in invocations for call in one.calls)
