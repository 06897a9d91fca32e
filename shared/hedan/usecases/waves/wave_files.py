"""What the steps of a wave hand to each other: in the bucket, since a state holds 256 KB."""

from pydantic import BaseModel

from hedan.domain.base import Frozen
from hedan.domain.plan import Plan
from hedan.domain.ready import ReadyLine
from hedan.ports import Archive

JSON = "application/json"


class Gathered(Frozen):
    """The lines that could go, as they were when the wave began."""

    lines: tuple[ReadyLine, ...]


class Claimed(Frozen):
    """The parcels that are the wave's own now, in the order of the workbook's rows."""

    parcel_ids: tuple[str, ...]
    dropped: tuple[str, ...] = ()  # "<line>: why it stayed behind".
    stale: tuple[str, ...] = ()  # Why whole stores had to wait.


def save(archive: Archive, wave_id: str, content: Gathered | Plan | Claimed) -> None:
    """Write one step's result; a repeated step writes it again."""
    archive.put(_key(wave_id, type(content)), content.model_dump_json().encode(), JSON)


def load[M: BaseModel](archive: Archive, wave_id: str, kind: type[M]) -> M:
    """Read what an earlier step wrote. Raises KeyError when it did not."""
    return kind.model_validate_json(archive.get(_key(wave_id, kind)))


def _key(wave_id: str, kind: type[BaseModel]) -> str:
    return f"waves/{wave_id}/{kind.__name__.lower()}.json"
