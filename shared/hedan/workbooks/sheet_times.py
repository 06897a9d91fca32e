"""Instants as a supplier's clock shows them, on the sheets beside the Ship sheet."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hedan.texts.words import moment

TIME_SHOWN = "%Y-%m-%d %H:%M"


class Clock(NamedTuple):
    """One supplier's clock, and what it says now."""

    at: datetime
    time_zone: str

    @property
    def now(self) -> str:
        """The instant of the file, with its zone."""
        return moment(self.at, self.time_zone)

    def shown(self, at: datetime) -> str:
        """Return an instant without its zone: the sheet's head names it."""
        return at.astimezone(ZoneInfo(self.time_zone)).strftime(TIME_SHOWN)
