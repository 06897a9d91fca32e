"""Times as interfaces outside China write them: with an offset, or GMT without saying so."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator

from hedan.platforms.calling.extras import or_none


def in_utc(moment: datetime) -> datetime:
    """Return an aware time in UTC. Raises ValueError at the calendar's ends."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as exc:
        raise ValueError("not a time") from exc


def _instant(value: object) -> datetime | None:
    if value == "":
        return None
    if not isinstance(value, str):
        raise ValueError("not a time")
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a time without its offset")
    return in_utc(moment)


def _gmt(value: object) -> datetime | None:
    if value == "":
        return None
    if not isinstance(value, str):
        raise ValueError("not a time")
    moment = datetime.fromisoformat(value)
    # The field's name says that it is GMT; some versions also write the Z.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else in_utc(moment)


Moment = Annotated[datetime, BeforeValidator(_instant)]
Instant = Annotated[datetime | None, BeforeValidator(_instant)]
"""A moment, or None for an empty text."""
ExtraInstant = Annotated[datetime | None, BeforeValidator(or_none(_instant))]
GmtMoment = Annotated[datetime, BeforeValidator(_gmt)]
GmtInstant = Annotated[datetime | None, BeforeValidator(_gmt)]
