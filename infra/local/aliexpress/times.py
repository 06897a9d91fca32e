"""The platform's two wall clocks: Pacific with daylight saving for orders, GMT+8 for stamps."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
CHINA = timezone(timedelta(hours=8))
FORMAT = "%Y-%m-%d %H:%M:%S"


def pacific(moment: datetime) -> str:
    """A time of an order. In autumn one hour of text stands for two hours of time."""
    return moment.astimezone(PACIFIC).strftime(FORMAT)


def pacific_or_none(moment: datetime | None) -> str | None:
    """A time that may not have come."""
    return pacific(moment) if moment else None


def china(moment: datetime) -> str:
    """A `time_stamp` of an answer."""
    return moment.astimezone(CHINA).strftime(FORMAT)


def window(start: str, end: str) -> tuple[datetime, datetime]:
    """What a question means by two Pacific texts, to the second, both ends included.

    Raises ValueError for anything else than `yyyy-MM-dd HH:mm:ss`.
    """
    return _instant(start), _instant(end)


def _instant(text: str) -> datetime:
    """A text of the hour that comes twice means its second coming.

    No source says how the platform reads it. So do the usual date classes of Java, and it is the
    reading that loses rows for a caller who did not think of it.
    """
    return datetime.strptime(text, FORMAT).replace(tzinfo=PACIFIC, fold=1).astimezone(UTC)
