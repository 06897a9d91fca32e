"""Times as platforms in China write them: without a zone, always GMT+8, no summer time. Light."""

from datetime import UTC, datetime, timedelta, timezone

ZONE = timezone(timedelta(hours=8))
FORMAT = "%Y-%m-%d %H:%M:%S"
# Whatever lies outside is a default or a mistake, and near the calendar's ends sums fail.
YEARS = range(2000, 2101)


def written(moment: datetime) -> str:
    """Return an instant as the platform writes it, to the second."""
    return moment.astimezone(ZONE).strftime(FORMAT)


def read_as_written(text: str) -> datetime:
    """Return the instant of a text in exactly the spelling of written(). Raises ValueError."""
    return _in_utc(datetime.strptime(text.strip(), FORMAT).replace(tzinfo=ZONE))


def read(text: str) -> datetime:
    """Return the instant that a text of the platform's means. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip())
    return _in_utc(moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment)


def _in_utc(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise ValueError("not a time of this century")
    return moment.astimezone(UTC)
