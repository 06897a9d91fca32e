"""Past decisions as files, so that other rules can be tried on them without touching any order.

One file a store and day: gzip, one JSON object a line. What equals its default is left out, which
halves both the file and the time to read it.
"""

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from datetime import date

from pydantic import BaseModel, ConfigDict

from hedan.domain.base import Frozen
from hedan.domain.decisions import Case, Decision
from hedan.domain.facts import Facts

SNAPSHOT_TYPE = "application/gzip"
GZIP_LEVEL = 4
GZIP_BITS = 31  # zlib: the largest window, with the head and tail of a gzip file.


class Snapshot(Frozen):
    """One order as it was decided, and what was decided. The decision's facts are the case's."""

    case: Case
    decision: Decision


class _CaseOnly(BaseModel):
    """What a dry run reads of a line: checking the recorded decision would be a third more work."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    case: Case


def snapshot_key(store: str, day: date) -> str:
    """Where the snapshots of a store's UTC day lie."""
    return f"{snapshot_prefix(store)}{day.isoformat()}.jsonl.gz"


def snapshot_prefix(store: str) -> str:
    """What the keys of a store's snapshots begin with."""
    return f"snapshots/{store}/"


def snapshot_place(key: str) -> tuple[str, date]:
    """Return store and UTC day of a snapshot's key. Raises ValueError for any other key."""
    folder, store, name = key.split("/")
    day, dot, ending = name.partition(".")
    if folder != "snapshots" or dot + ending != ".jsonl.gz":
        raise ValueError(f"{key}: not the key of a snapshot")
    return store, date.fromisoformat(day)


class SnapshotWriter:
    """Packs snapshots as they come: only the packed bytes are held in memory."""

    def __init__(self) -> None:
        # No time in it: the same snapshots are the same file, so that a repeat changes nothing.
        self._pack = zlib.compressobj(GZIP_LEVEL, wbits=GZIP_BITS)
        self._packed: list[bytes] = []

    def add(self, one: Snapshot) -> None:
        """Put one more into the file."""
        bare = one.but(decision=one.decision.but(facts=Facts()))
        line = bare.model_dump_json(exclude_defaults=True).encode() + b"\n"
        self._packed.append(self._pack.compress(line))

    def packed(self) -> bytes:
        """Return the file; nothing can be added to it any more."""
        self._packed.append(self._pack.flush())
        return b"".join(self._packed)


def packed(snapshots: Iterable[Snapshot]) -> bytes:
    """Return the file of these snapshots."""
    writer = SnapshotWriter()
    for one in snapshots:
        writer.add(one)
    return writer.packed()


def snapshots_in(body: bytes) -> Iterator[Snapshot]:
    """Yield what packed() wrote. Raises ValueError for anything else."""
    for line in _lines(body):
        one = Snapshot.model_validate_json(line)
        yield one.but(decision=one.decision.but(facts=one.case.facts))


def cases_in(body: bytes) -> Iterator[Case]:
    """Yield the cases of what packed() wrote. Raises ValueError for anything else."""
    for line in _lines(body):
        yield _CaseOnly.model_validate_json(line).case


def _lines(body: bytes) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
        yield from file
