"""How long stops wait, and what has to happen before settings are put in force."""

from typing import Annotated

from pydantic import Field, PositiveInt

from hedan.domain.base import Frozen


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
