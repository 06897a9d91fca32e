"""Visits by a link: so many a minute, counted per link once its signature was found right."""

from datetime import datetime, timedelta
from typing import Final, Protocol

# A hurried person with a page of stops presses a button a second; a program would press more.
VISITS_PER_MINUTE: Final = 60

_MINUTE: Final = timedelta(minutes=1)


class VisitCounter(Protocol):
    """Where visits are counted."""

    def one_more(self, link: str, minute: datetime, most: int) -> bool:
        """Count a visit within this minute; False when there were so many already."""
        ...


def seconds_to_wait(link: str, *, visits: VisitCounter, now: datetime) -> int:
    """Count a visit by this link, and return 0; or, where it is too many, when to come again."""
    minute = now.replace(second=0, microsecond=0)
    if visits.one_more(link, minute, VISITS_PER_MINUTE):
        return 0
    return -((now - minute - _MINUTE) // timedelta(seconds=1))  # Rounded up.
