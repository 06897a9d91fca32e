"""What became of waves: those that took parcels, and one of them with all that it left behind."""

from enum import StrEnum
from typing import NamedTuple

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.base import Frozen
from hedan.domain.plan import Plan
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.ports import Archive, Desk
from hedan.usecases.waves.wave_files import Claimed, Gathered, load


class WaveState(StrEnum):
    """How far a wave is."""

    GATHERED = "gathered"  # Its lines are known, nothing is planned yet.
    NOTHING_TO_SEND = "nothing_to_send"  # All that it found waits.
    PLANNED = "planned"
    CLAIMING = "claiming"  # Or it died there: the queue of failures has it then.
    EMPTY = "empty"  # Everything fell out after the plan.
    WRITTEN = "written"
    TOLD = "told"
    DOWNLOADED = "downloaded"
    RECALLED = "recalled"


class WaveShown(Frozen):
    """One wave and its workbook."""

    wave: str
    state: WaveState
    workbook: str = ""
    parcels: NonNegativeInt = 0
    rows: NonNegativeInt = 0
    opened_at: AwareDatetime | None = None
    written_at: AwareDatetime | None = None
    told_at: AwareDatetime | None = None
    downloaded_at: AwareDatetime | None = None
    silent_at: AwareDatetime | None = None
    recalled_at: AwareDatetime | None = None
    recalled_by: str = ""


class OneWave(NamedTuple):
    """A wave with what its steps wrote down."""

    shown: WaveShown
    plan: Plan | None
    fell_out: tuple[str, ...]


def waves_of(supplier: str, limit: int, *, desk: Desk) -> list[WaveShown]:
    """Return the newest waves that took parcels, newest first."""
    return [_of_file(file) for file in desk.workbooks(supplier, limit)]


def one_wave(supplier: str, wave_id: str, *, desk: Desk, archive: Archive) -> OneWave:
    """Return one wave of a supplier. Raises KeyError when it has not begun to work."""
    opened = desk.wave(wave_id)
    if opened is not None and opened.supplier != supplier:
        raise KeyError(f"wave {wave_id} of {supplier}")
    file = desk.workbook(supplier, opened.workbook) if opened else None
    plan = _loaded(archive, wave_id, Plan)
    claimed = _loaded(archive, wave_id, Claimed)
    shown = _of_file(file) if file else _unopened(supplier, wave_id, plan, archive)
    return OneWave(shown, plan, claimed.dropped if claimed else ())


def _of_file(file: WorkbookFile) -> WaveShown:
    return WaveShown(
        wave=file.wave_id,
        state=_state(file),
        workbook=file.number,
        parcels=file.parcel_count,
        rows=file.row_count,
        opened_at=file.opened_at,
        written_at=file.written_at,
        told_at=file.told_at,
        downloaded_at=file.downloaded_at,
        silent_at=file.silent_at,
        recalled_at=file.recalled_at,
        recalled_by=file.recalled_by,
    )


def _state(file: WorkbookFile) -> WaveState:
    match file.state:
        case WorkbookState.OPEN:
            return WaveState.CLAIMING
        case WorkbookState.EMPTY:
            return WaveState.EMPTY
        case WorkbookState.RECALLED:
            return WaveState.RECALLED
    if file.downloaded_at:
        return WaveState.DOWNLOADED
    return WaveState.TOLD if file.told_at else WaveState.WRITTEN


def _unopened(supplier: str, wave_id: str, plan: Plan | None, archive: Archive) -> WaveShown:
    """Return a wave that has taken nothing (yet). What it gathered tells whose it is."""
    gathered = load(archive, wave_id, Gathered)
    if any(line.supplier != supplier for line in gathered.lines):
        raise KeyError(f"wave {wave_id} of {supplier}")
    if plan is None:
        state = WaveState.GATHERED if gathered.lines else WaveState.NOTHING_TO_SEND
    else:
        state = WaveState.PLANNED if plan.parcels else WaveState.NOTHING_TO_SEND
    return WaveShown(wave=wave_id, state=state)


def _loaded[M: (Plan, Claimed)](archive: Archive, wave_id: str, kind: type[M]) -> M | None:
    try:
        return load(archive, wave_id, kind)
    except KeyError:
        return None
