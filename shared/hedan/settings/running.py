"""How long stops wait, and what has to happen before settings are put in force."""

from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

from pydantic import Field, PositiveInt

from hedan.domain.base import Frozen
from hedan.domain.calendars import Calendar, at_work
from hedan.domain.stops import StopLevel

# However long the holiday: all waits of a stop end before its workflow does, after fourteen days.
CLOSED_MAX: Final = timedelta(days=4)


class PublishRules(Frozen):
    """What has to happen before rules are put in force."""

    dry_run_days: Annotated[int, Field(ge=1, le=90)] = 7
    four_eyes_publish: bool = False  # Somebody else approves settings,
    four_eyes_release: bool = False  # and every release of a hold that forbids shipping.


class StopSettings(Frozen):
    """How long a stop waits at each level before it becomes louder, and how fast it shall be."""

    reminder_seconds: PositiveInt = 600
    escalation_seconds: PositiveInt = 600
    call_seconds: PositiveInt = 600  # After the escalation: then somebody has to phone.
    # A reminder and a call wait for the supplier's working hours; never the first notice.
    in_working_hours: bool = False
    told_target_seconds: PositiveInt = 60  # From seen to told: slower ones are counted.
    settled_target_seconds: PositiveInt = 1800  # From told to the supplier's answer.
    # Goods that left too late to be stopped: who has the carrier bring them back.
    intercept: Literal["never", "ask", "always"] = "ask"
    return_days: Annotated[int, Field(ge=1, le=90)] = 10  # Then goods should be back.

    def louder_at(self, level: StopLevel, supplier: Calendar, now: datetime) -> datetime | None:
        """Return when a stop that is told at this level now becomes louder; None: not any more."""
        seconds = {
            StopLevel.NOTICE: self.reminder_seconds,
            StopLevel.REMINDER: self.escalation_seconds,
            StopLevel.ESCALATION: self.call_seconds,
        }.get(level)
        if seconds is None:
            return None
        due = now + timedelta(seconds=seconds)
        if not self.in_working_hours:
            return due
        latest = due + CLOSED_MAX
        return min(at_work(supplier, due) or latest, latest)
