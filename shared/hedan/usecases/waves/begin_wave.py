"""Begin a wave before its cut-off: enough orders wait, a line is nearly late, or a person asks.

An execution is named after the supplier's last workbook and the ten minutes it belongs to: however
many events tell of the same lines, one wave begins. Two waves of one supplier at once do no harm:
a line is claimed under the condition that it still waits, so each goes with one of them.
"""

import hashlib
from datetime import datetime, timedelta

from hedan.domain.calendars import works_at
from hedan.domain.waves import WaveLane, WaveTrigger, is_urgent
from hedan.domain.workbook_files import WorkbookState
from hedan.ports import Desk
from hedan.settings import Settings, SupplierSettings
from hedan.usecases.following.starting import Starter
from hedan.usecases.waves.daily_cap import left_today

# A wave that could send nothing is not begun again for the same lines before this.
PAUSE = timedelta(minutes=10)
# The wave workflow's own time-out: an open workbook that is older has no wave any more.
WAVE_TAKES_MAX = timedelta(hours=1)


def eager_suppliers(settings: Settings) -> frozenset[str]:
    """Return the suppliers that may take lines before their next cut-off."""
    return frozenset(supplier.id for supplier in settings.suppliers if _is_eager(supplier))


def begin_due_wave(
    supplier: SupplierSettings, at: datetime, *, desk: Desk, workflows: Starter, now: datetime
) -> str:
    """Begin the wave that the lines of a supplier ask for, and return its name; "": none.

    at is when they were seen to wait; the same at begins nothing twice. None begins while the
    supplier is closed, takes no more today, or has a wave under way, which may take these lines.
    """
    if not _is_eager(supplier) or not works_at(supplier, now):
        return ""
    trigger = _trigger(supplier, desk, now)
    if trigger is None or _is_under_way(supplier, desk, now):
        return ""
    counters = desk.supplier_desk(supplier.id)
    if left_today(counters, supplier, now) == 0:
        return ""
    name = f"{supplier.id}-{trigger}-{counters.last_number}-{at.timestamp() // PAUSE.seconds:.0f}"
    lane = WaveLane.URGENT if trigger is WaveTrigger.URGENT else WaveLane.ALL
    _start(workflows, name, supplier.id, lane, trigger)
    return name


def begin_wave_by_hand(
    supplier: SupplierSettings, lane: WaveLane, request: str, by: str, *, workflows: Starter
) -> str:
    """Begin a wave because a person says so, on a closed day, too; return its name.

    request is the asker's own name for the wish: the same one begins nothing twice.
    """
    digest = hashlib.sha256(f"{by}\x1f{request}".encode()).hexdigest()[:16]
    name = f"{supplier.id}-by-hand-{digest}"
    _start(workflows, name, supplier.id, lane, WaveTrigger.BY_HAND, by)
    return name


def is_closed(supplier: SupplierSettings, trigger: WaveTrigger, now: datetime) -> bool:
    """Tell whether a wave ends at once because nobody works there today."""
    return trigger is not WaveTrigger.BY_HAND and not works_at(supplier, now)


def _is_eager(supplier: SupplierSettings) -> bool:
    return supplier.wave_at_parcels is not None or supplier.urgent_hours is not None


def _trigger(supplier: SupplierSettings, desk: Desk, now: datetime) -> WaveTrigger | None:
    enough = supplier.wave_at_parcels
    waiting = desk.ready_orders(supplier.id, enough or 1)
    if enough is not None and len(waiting.orders) >= enough:
        return WaveTrigger.FULL
    return WaveTrigger.URGENT if is_urgent(waiting.earliest, supplier, now) else None


def _is_under_way(supplier: SupplierSettings, desk: Desk, now: datetime) -> bool:
    return any(
        file.state is WorkbookState.OPEN and now - file.opened_at < WAVE_TAKES_MAX
        for file in desk.workbooks(supplier.id, 1)
    )


def _start(
    workflows: Starter,
    name: str,
    supplier: str,
    lane: WaveLane,
    trigger: WaveTrigger,
    by: str = "",
) -> None:
    payload = {"supplier": supplier, "lane": lane.value, "trigger": trigger.value, "by": by}
    workflows.start("wave", name, {key: value for key, value in payload.items() if value})
