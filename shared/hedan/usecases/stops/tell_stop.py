"""Tell a stop: say it at one level, unless somebody has answered; then note that it was said."""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from hedan.domain.base import Frozen
from hedan.domain.events import Event, EventKind
from hedan.domain.stops import Stop, StopLevel, StopTelling
from hedan.domain.workbook_files import WorkbookState
from hedan.notices import stop_notice
from hedan.ports import Archive, Change, Desk, Notices
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.stops.stop_clock import learned
from hedan.usecases.workbooks.manifest import load_manifest

type LinkOf = Callable[[Stop], str]


class StopTold(Frozen):
    """What the workflow goes on with."""

    outcome: Literal["waiting", "answered", "withdrawn", "escalated"]
    wait_seconds: int = 0


def tell_stop(  # noqa: PLR0913 - every port it needs, each by its name.
    supplier: str,
    stop_id: str,
    level: StopLevel,
    *,
    desk: Desk,
    archive: Archive,
    notices: Notices,
    settings: Settings,
    link_of: LinkOf,
    now: datetime,
) -> StopTold:
    """Say it. A crash between saying and noting says it twice, never not at all."""
    stop = desk.stop(supplier, stop_id)
    if stop is None:
        raise KeyError(f"stop {stop_id} of {supplier}")
    if stop.answer is not None:
        return StopTold(outcome="answered")
    if stop.withdrawn_at is not None and level is not StopLevel.WITHDRAWN:
        return StopTold(outcome="withdrawn")
    if not _is_told(stop, level):
        notices.publish(
            stop_notice(
                stop,
                level,
                settings=settings,
                rows=stopped_rows(stop, desk, archive),
                link=link_of(stop),
                now=now,
            )
        )
        until_settled(lambda: _note(supplier, stop_id, level, desk, now))
    return _outcome(supplier, level, settings, now)


def stopped_rows(stop: Stop, desk: Desk, archive: Archive) -> tuple[int, ...]:
    """Return the rows of the stop's lines in its workbook; none while the file is unwritten."""
    file = desk.workbook(stop.supplier, stop.workbook)
    if file is None or file.state is not WorkbookState.WRITTEN:
        return ()
    return load_manifest(archive, file).rows_of({line.key for line in stop.lines})


def _is_told(stop: Stop, level: StopLevel) -> bool:
    return level in {telling.level for telling in stop.told}


def _note(supplier: str, stop_id: str, level: StopLevel, desk: Desk, now: datetime) -> None:
    stop = desk.stop(supplier, stop_id)
    if stop is None or _is_told(stop, level):
        return
    told = stop.but(told=(*stop.told, StopTelling(level=level, at=now)))
    if level is StopLevel.ESCALATION:
        told = told.but(escalated_at=now)
    if level is StopLevel.CALL and not stop.is_settled:
        told = told.but(call_due_at=now)
    facts = {
        "stop": stop_id,
        "supplier": supplier,
        "order": str(stop.order),
        "level": level.value,
        "call": str(told.needs_a_call),
        **learned(stop, told),
    }
    event = Event(kind=EventKind.STOP_TOLD, at=now, facts=facts)
    desk.commit(Change(puts=(told,), events=((told, event),)))


def _outcome(supplier: str, level: StopLevel, settings: Settings, now: datetime) -> StopTold:
    if level is StopLevel.WITHDRAWN:
        return StopTold(outcome="withdrawn")
    louder_at = settings.stop.louder_at(level, settings.supplier(supplier), now)
    if louder_at is None:
        return StopTold(outcome="escalated")
    wait = math.ceil((louder_at - now).total_seconds())
    return StopTold(outcome="waiting", wait_seconds=wait)
