"""The settings table's stream: schedules and subscriptions become what was just published."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.adapters import clients
from hedan.adapters.schedules import Schedules, Targets
from hedan.adapters.subscriptions import Subscriptions


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Align with the settings in force, whatever the stream tells. Repeatable."""
    settings = runtime.settings_table().in_force()
    if settings is None:
        raise LookupError("the stream tells of settings, and there are none")
    schedules = Schedules(clients.scheduler(), _targets()).align(settings)
    told = Subscriptions(
        clients.sns(), os.environ["NOTICE_TOPIC"], os.environ["NOTICE_FAILURES"]
    ).align(settings)
    if told.refused or told.opted_out:
        runtime.logger.error("nobody_hears_there", refused=told.refused, opted_out=told.opted_out)
    runtime.logger.info("settings_followed", version=settings.version, schedules=len(schedules))
    return {"version": settings.version, "schedules": schedules, "addresses": told._asdict()}


def _targets() -> Targets:
    return Targets(
        group=os.environ["SCHEDULE_GROUP"],
        role=os.environ["SCHEDULE_ROLE"],
        failures=os.environ["SCHEDULE_FAILURES"],
        poll_store=os.environ["POLL_STORE"],
        certify_day=os.environ["CERTIFY_DAY"],
        snapshot_day=os.environ["SNAPSHOT_DAY"],
        write_bulk_file=os.environ["WRITE_BULK_FILE"],
        wave_workflow=os.environ["WAVE_WORKFLOW"],
    )
