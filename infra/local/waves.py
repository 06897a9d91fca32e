"""Waves of the local run: started by hand or by a schedule, waited for, their workbooks fetched.

The kitchens' waves are another matter: parcel_day.py begins them, or they begin by themselves. So
are those of the storm of refunds: storm_day.py begins them.
"""

import json
from datetime import UTC, datetime
from functools import partial

from infra.local.parcel_goods import KITCHENS
from infra.local.scenes import WORK_SECONDS_MAX, Day, WorkflowFailed
from infra.local.storm_work import SUPPLIERS as STORMED
from infra.local.waiting import wait_for
from infra.settings_schedules import wave_once

OTHERS = KITCHENS.union(STORMED.values())


def waves_by_hand(day: Day) -> None:
    """Start a wave for each supplier, and wait until all have ended well."""
    states = day.world.client("stepfunctions")
    for supplier in _suppliers(day):
        states.start_execution(
            stateMachineArn=day.world.stack["WaveWorkflow"],
            name=f"{supplier}-by-hand",
            input=json.dumps({"supplier": supplier}),
        )
    _waves_end(day, len(_suppliers(day)))


def waves_by_schedule(day: Day) -> None:
    """Let a schedule start a second wave for each supplier, and wait likewise."""
    for supplier in _suppliers(day):
        wave_once(supplier, datetime.now(UTC), day.world.stack)
    _waves_end(day, 2 * len(_suppliers(day)))


def _suppliers(day: Day) -> list[str]:
    return [supplier for supplier in day.world.suppliers if supplier not in OTHERS]


def _waves_end(day: Day, count: int) -> None:
    """Wait until so many waves have ended well, and look at the suppliers' pages."""
    for few in range(1, count + 1):  # Each gets the whole limit: one after the other ends.
        wait_for(f"{few} waves have ended", partial(_ended, day, few), seconds=WORK_SECONDS_MAX)
    for supplier_id in _suppliers(day):
        supplier = day.world.suppliers[supplier_id]
        if supplier.mails("workbook"):
            day.workbooks[supplier_id] = supplier.workbooks()


def _ended(day: Day, count: int) -> bool:
    found = day.world.client("stepfunctions").list_executions(
        stateMachineArn=day.world.stack["WaveWorkflow"]
    )["executions"]
    for wave in found:
        if wave["status"] not in ("RUNNING", "SUCCEEDED"):
            raise WorkflowFailed(f"wave {wave['name']}: {wave['status']}")
    # Whoever begins a wave of the others names it after them, and a schedule names none of them.
    ours = [wave for wave in found if not wave["name"].startswith(tuple(OTHERS))]
    return len([wave for wave in ours if wave["status"] == "SUCCEEDED"]) >= count
