"""Waves of the local run: started by hand or by a schedule, waited for, their workbooks fetched."""

import json
from datetime import UTC, datetime

from infra.local.scenes import WORK_SECONDS_MAX, Day, WorkflowFailed
from infra.local.waiting import wait_for
from infra.settings_schedules import wave_once


def waves_by_hand(day: Day) -> None:
    """Start a wave for each supplier, and wait until all have ended well."""
    states = day.world.client("stepfunctions")
    for supplier in day.world.suppliers:
        states.start_execution(
            stateMachineArn=day.world.stack["WaveWorkflow"],
            name=f"{supplier}-by-hand",
            input=json.dumps({"supplier": supplier}),
        )
    _waves_end(day, len(day.world.suppliers))


def waves_by_schedule(day: Day) -> None:
    """Let a schedule start a second wave for each supplier, and wait likewise."""
    for supplier in day.world.suppliers:
        wave_once(supplier, datetime.now(UTC), day.world.stack)
    _waves_end(day, 2 * len(day.world.suppliers))


def _waves_end(day: Day, count: int) -> None:
    """Wait until so many waves have ended well, and look at the suppliers' pages."""
    wait_for(f"{count} waves have ended", lambda: _ended(day, count), seconds=WORK_SECONDS_MAX)
    for supplier_id, supplier in day.world.suppliers.items():
        if supplier.mails("workbook"):
            day.workbooks[supplier_id] = supplier.workbooks()


def _ended(day: Day, count: int) -> bool:
    found = day.world.client("stepfunctions").list_executions(
        stateMachineArn=day.world.stack["WaveWorkflow"]
    )["executions"]
    for wave in found:
        if wave["status"] not in ("RUNNING", "SUCCEEDED"):
            raise WorkflowFailed(f"wave {wave['name']}: {wave['status']}")
    return len([wave for wave in found if wave["status"] == "SUCCEEDED"]) >= count
