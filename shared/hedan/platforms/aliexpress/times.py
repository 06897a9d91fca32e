"""AliExpress' clock: US Pacific with daylight saving, written without its offset.

One hour of every autumn is written twice. Reading such a time takes the later of the two instants
that is not in the future: a change is then never older than one that was read before it, and
nothing newer is taken for old news. Asking for a window never begins or ends within that hour.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
FORMAT = "%Y-%m-%d %H:%M:%S"
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def instants(wall: datetime) -> tuple[datetime, ...]:
    """Return the instants (UTC) that are written so in Pacific time: one, or two in autumn."""
    found = (wall.replace(tzinfo=PACIFIC, fold=fold).astimezone(UTC) for fold in (0, 1))
    return tuple(dict.fromkeys(found))


def happened_at(wall: datetime, now: datetime) -> datetime:
    """Return when something written so happened, as seen at now."""
    known = instants(wall)
    return max((instant for instant in known if instant <= now), default=known[0])


def due_at(wall: datetime) -> datetime:
    """Return the instant of a deadline: the earlier one where two are written so."""
    return min(instants(wall))


def wall_of(instant: datetime) -> datetime:
    """Return the Pacific wall time, to the second, without its zone."""
    return instant.astimezone(PACIFIC).replace(tzinfo=None, microsecond=0, fold=0)


def asked_range(since: datetime, until: datetime) -> tuple[datetime, datetime]:
    """Return wall times between which everything of the window is written, and perhaps more."""
    begin, end = wall_of(since), wall_of(until)
    if _is_written_twice(begin):
        begin = begin.replace(minute=0, second=0) - SECOND
    if _is_written_twice(end):
        end = end.replace(minute=0, second=0) + HOUR
    return begin, end


def within(wall: datetime, since: datetime, until: datetime) -> datetime | None:
    """Return the instant within the window that is written so, both ends included, or None."""
    first = since.replace(microsecond=0)
    inside = [instant for instant in instants(wall) if first <= instant <= until]
    return max(inside, default=None)


def _is_written_twice(wall: datetime) -> bool:
    return len(instants(wall)) > 1 and instants(wall)[0] < instants(wall)[1]
