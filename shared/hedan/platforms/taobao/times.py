"""Taobao's times: text without a zone, always of China (GMT+8, no summer time). Light."""

from datetime import UTC, datetime, timedelta, timezone

ZONE = timezone(timedelta(hours=8))
FORMAT = "%Y-%m-%d %H:%M:%S"
# Whatever lies outside is a default or a mistake, and near the calendar's ends sums fail.
YEARS = range(2000, 2101)


def written(moment: datetime) -> str:
    """Return an instant as the platform writes it, to the second."""
    return moment.astimezone(ZONE).strftime(FORMAT)


def read(text: str) -> datetime:
    """Return the instant that a text of the platform's means. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip())
    if moment.year not in YEARS:
        raise ValueError("not a time of this century")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZONE)
    return moment.astimezone(UTC)
