"""Tell a stop: say it at one level, unless somebody has answered; then note that it was said."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from hedan.domain.base import Frozen
from hedan.domain.stops import Stop, StopLevel, StopTelling
from hedan.domain.workbook_files import WorkbookState
from hedan.notices import stop_notice
from hedan.ports import Archive, Change, Desk, Notices
from hedan.settings import Settings
from hedan.usecases.again import until_settled
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
    if level not in {telling.level for telling in stop.told}:
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
    return _outcome(level, settings)


def stopped_rows(stop: Stop, desk: Desk, archive: Archive) -> tuple[int, ...]:
    """Return the rows of the stop's lines in its workbook; none while the file is unwritten."""
    file = desk.workbook(stop.supplier, stop.workbook)
    if file is None or file.state is not WorkbookState.WRITTEN:
        return ()
    return load_manifest(archive, file).rows_of({line.key for line in stop.lines})


def _note(supplier: str, stop_id: str, level: StopLevel, desk: Desk, now: datetime) -> None:
    stop = desk.stop(supplier, stop_id)
    if stop is None or level in {telling.level for telling in stop.told}:
        return
    told = stop.but(told=(*stop.told, StopTelling(level=level, at=now)))
    if level is StopLevel.ESCALATION:
        told = told.but(escalated_at=now)
    desk.commit(Change(puts=(told,)))


def _outcome(level: StopLevel, settings: Settings) -> StopTold:
    match level:
        case StopLevel.NOTICE:
            return StopTold(outcome="waiting", wait_seconds=settings.stop.reminder_seconds)
        case StopLevel.REMINDER:
            return StopTold(outcome="waiting", wait_seconds=settings.stop.escalation_seconds)
        case StopLevel.ESCALATION | StopLevel.CALL:
            return StopTold(outcome="escalated")
        case StopLevel.WITHDRAWN:
            return StopTold(outcome="withdrawn")
