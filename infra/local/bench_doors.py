"""Processor time of each callback door, warm, beside a peer that only reads and signs the body."""

import hashlib
import hmac
import json
import time
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from statistics import median

from hedan.errors import BadSignature
from hedan.platforms.callbacks import Callback, CallbackDoor, door_of
from infra.local.bench_messages import Sample, samples

ROUNDS = 9
CALLBACKS_PER_ROUND = 500
MEGABYTE = 1_000_000
MICROSECONDS = 1_000_000
# Valid JSON of a message's shape and of the size that a stranger may send.
WRONG_BODY = b'[{"tag":"101","msg_id":"1","data":{"p_id":"' + b"7" * (MEGABYTE - 47) + b'"}}]'


class DoorLetsStrangersIn(RuntimeError):
    """A door took a body that nobody signed: its times would mean nothing."""


@dataclass(frozen=True)
class DoorCost:
    """What one callback of a platform costs, and what a megabyte of a stranger does."""

    body_bytes: int
    hints: int
    us: float  # Verified and read into hints.
    peer_us: float  # json.loads and one HMAC-SHA256 of the same body.
    wrong_ms: float  # A megabyte with the signature of another body.
    unsigned_ms: float  # A megabyte without any signature.
    wrong_peak_mb: float  # Memory that the worse of the two took beside the body itself.


def door_costs() -> Mapping[str, DoorCost]:
    """Measure each door, round by round in turns with the others."""
    found = samples()
    doors = {name: door_of(name) for name in found}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in found}
    for turn in range(ROUNDS + 1):
        for name, sample in found.items():
            ours = _seconds(partial(_receive, doors[name], sample))
            peer = _seconds(partial(_peer, sample))
            if turn:  # The first warms.
                taken[name].append((ours * MICROSECONDS, peer * MICROSECONDS))
    return {name: _cost(doors[name], found[name], taken[name]) for name in found}


def _receive(door: CallbackDoor, sample: Sample) -> int:
    door.verify(sample.app, sample.callback)
    return len(door.hints(sample.callback))


def _peer(sample: Sample) -> None:
    """Do what no receiver of signed JSON can leave out."""
    body = sample.callback.body
    hmac.new(str(sample.app["app_secret"]).encode(), body, hashlib.sha256).hexdigest()
    json.loads(body)


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(CALLBACKS_PER_ROUND):
        work()
    return (time.process_time() - began) / CALLBACKS_PER_ROUND


def _cost(door: CallbackDoor, sample: Sample, taken: list[tuple[float, float]]) -> DoorCost:
    wrong = sample.with_body(WRONG_BODY)
    unsigned = wrong._replace(headers={})
    refusals = [_refusal(door, sample, one) for one in (wrong, unsigned)]
    return DoorCost(
        body_bytes=len(sample.callback.body),
        hints=_receive(door, sample),
        us=median(ours for ours, _ in taken),
        peer_us=median(peer for _, peer in taken),
        wrong_ms=refusals[0][0],
        unsigned_ms=refusals[1][0],
        wrong_peak_mb=max(peak for _, peak in refusals),
    )


def _refusal(door: CallbackDoor, sample: Sample, stranger: Callback) -> tuple[float, float]:
    """Return the median milliseconds of a refusal, and the megabytes that one took."""
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        _refused(door, sample, stranger)
        taken.append((time.process_time() - began) * 1_000)
    tracemalloc.start()
    try:
        _refused(door, sample, stranger)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return median(taken), peak / MEGABYTE


def _refused(door: CallbackDoor, sample: Sample, stranger: Callback) -> None:
    try:
        door.verify(sample.app, stranger)
    except BadSignature:
        return
    raise DoorLetsStrangersIn(door.__name__ if hasattr(door, "__name__") else repr(door))
