"""When a supplier works: open days and cut-offs by its own clock. Pure; the caller brings the time.

Whatever has these four values is a calendar: the settings of a supplier are one.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

# Who has not opened for so long does not work any more: a mistake in the settings, not a holiday.
DAYS_LOOKED_AHEAD = 400
# Calendars know days and no hours: nobody is called before or after these, by the supplier's clock.
WORK_BEGINS, WORK_ENDS = time(8), time(22)


class Calendar(Protocol):
    """A supplier's days and hours."""

    @property
    def time_zone(self) -> str:
        """An IANA name."""

    @property
    def cut_offs(self) -> Collection[str]:
        """When waves go, as HH:MM of its clock."""

    @property
    def workdays(self) -> Collection[int]:
        """Monday is 1."""

    @property
    def holidays(self) -> Collection[date]:
        """Days on which it is closed, by its clock."""


def is_open(day: date, workdays: Collection[int], holidays: Collection[date]) -> bool:
    """Tell whether somebody works on this day."""
    return day.isoweekday() in workdays and day not in holidays


def next_open(day: date, workdays: Collection[int], holidays: Collection[date]) -> date | None:
    """Return this day or the first one after it that is open; None: none within a year or so."""
    return next(_open_days(day, workdays, holidays), None)


def local_day(calendar: Calendar, at: datetime) -> date:
    """Return the day that the supplier's clock shows at an instant."""
    return at.astimezone(ZoneInfo(calendar.time_zone)).date()


def works_at(calendar: Calendar, at: datetime) -> bool:
    """Tell whether the instant lies in an open day of the supplier."""
    return is_open(local_day(calendar, at), calendar.workdays, calendar.holidays)


def next_cut_off(calendar: Calendar, at: datetime) -> datetime | None:
    """Return the first cut-off after the instant, in UTC, on an open day. None: there is none."""
    hours = sorted(time.fromisoformat(cut_off) for cut_off in calendar.cut_offs)
    if not hours:
        return None
    for day in _open_days(local_day(calendar, at), calendar.workdays, calendar.holidays):
        for hour in hours:
            instant = _instant(day, hour, calendar)
            if instant > at:
                return instant
    return None


def next_opening(calendar: Calendar, at: datetime) -> datetime | None:
    """Return the midnight that begins the next open day after the one of the instant, in UTC."""
    tomorrow = local_day(calendar, at) + timedelta(days=1)
    day = next_open(tomorrow, calendar.workdays, calendar.holidays)
    return None if day is None else _instant(day, time(), calendar)


def at_work(calendar: Calendar, at: datetime) -> datetime | None:
    """Return the first instant, from this one on, at which the supplier is at work, in UTC.

    None: it does not work within a year or so.
    """
    for day in _open_days(local_day(calendar, at), calendar.workdays, calendar.holidays):
        if at < _instant(day, WORK_ENDS, calendar):
            return max(at, _instant(day, WORK_BEGINS, calendar))
    return None


def _open_days(day: date, workdays: Collection[int], holidays: Collection[date]) -> Iterator[date]:
    for ahead in range(DAYS_LOOKED_AHEAD):
        candidate = day + timedelta(days=ahead)
        if is_open(candidate, workdays, holidays):
            yield candidate


def _instant(day: date, hour: time, calendar: Calendar) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(calendar.time_zone)).astimezone(UTC)
