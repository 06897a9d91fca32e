"""What the settings make EventBridge Scheduler do: polls, sweeps, nightly records, waves."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from hedan.domain.bulk_files import BULK_MINUTES
from hedan.settings import Settings, StoreSettings, SupplierSettings

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient

# When little is bought, by the store's clock; the certificate comes when the sweep has settled.
SWEEP_AT = (3, 10)
CERTIFY_AT = (4, 40)
SWEEP_DAYS = 3
# By then yesterday's orders are decided, late payers' included.
SNAPSHOT_AT = (5, 10)
# The group's other schedules are one-shot and belong to single orders and waves.
OURS = ("poll-", "sweep-", "certify-", "snapshot-", "bulk-", "wave-")


class Targets(NamedTuple):
    """What schedules begin, by ARN, as whom, and where it goes when it cannot be begun."""

    group: str
    role: str
    failures: str
    poll_store: str
    certify_day: str
    snapshot_day: str
    write_bulk_file: str
    wave_workflow: str


class Schedules:
    """The schedules of one stack."""

    def __init__(self, client: "EventBridgeSchedulerClient", targets: Targets) -> None:
        self._client = client
        self._targets = targets

    def align(self, settings: Settings) -> list[str]:
        """Make the schedules what the settings say, and return their names. Repeatable."""
        group = self._targets.group
        wanted = {str(schedule["Name"]): schedule for schedule in self._wanted(settings)}
        pages = self._client.get_paginator("list_schedules").paginate(GroupName=group)
        names = [schedule["Name"] for page in pages for schedule in page["Schedules"]]
        known = {name for name in names if name.startswith(OURS)}
        for name in known - set(wanted):
            self._client.delete_schedule(Name=name, GroupName=group)
        for name, schedule in wanted.items():
            write = self._client.update_schedule if name in known else self._client.create_schedule
            write(GroupName=group, FlexibleTimeWindow={"Mode": "OFF"}, **schedule)
        return sorted(wanted)

    def wave_once(self, supplier: str, at: datetime) -> None:
        """Begin one wave of a supplier at an instant; its schedule deletes itself afterwards."""
        self._client.create_schedule(
            Name=f"once-{supplier}-{at:%Y%m%d%H%M%S}",
            GroupName=self._targets.group,
            ScheduleExpression=f"at({at.astimezone(UTC):%Y-%m-%dT%H:%M:%S})",
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target=self._target(self._targets.wave_workflow, {"supplier": supplier}),
        )

    def _wanted(self, settings: Settings) -> Iterator[dict[str, Any]]:
        for store in settings.stores:
            yield from self._of_store(store)
        for supplier in settings.suppliers:
            for cut_off in supplier.cut_offs:
                yield self._wave(supplier, cut_off)

    def _of_store(self, store: StoreSettings) -> Iterator[dict[str, Any]]:
        """Yield a store's schedules: polls all day, the sweep and what is kept by night."""
        targets = self._targets
        yield self._nightly(f"certify-{store.id}", CERTIFY_AT, targets.certify_day, store, {})
        yield self._nightly(f"snapshot-{store.id}", SNAPSHOT_AT, targets.snapshot_day, store, {})
        if not store.api_url:
            yield self._every(f"bulk-{store.id}", BULK_MINUTES, targets.write_bulk_file, store)
            return
        yield self._every(f"poll-{store.id}", store.poll_minutes, targets.poll_store, store)
        sweep = {"sweep_days": SWEEP_DAYS}
        yield self._nightly(f"sweep-{store.id}", SWEEP_AT, targets.poll_store, store, sweep)

    def _nightly(
        self,
        name: str,
        at: tuple[int, int],
        function: str,
        store: StoreSettings,
        more: dict[str, int],
    ) -> dict[str, Any]:
        hour, minute = at
        return {
            "Name": name,
            "ScheduleExpression": f"cron({minute} {hour} * * ? *)",
            "ScheduleExpressionTimezone": store.time_zone,
            "Target": self._target(function, {"store": store.id, **more}),
        }

    def _every(
        self, name: str, minutes: int, function: str, store: StoreSettings
    ) -> dict[str, Any]:
        return {
            "Name": name,
            "ScheduleExpression": f"rate({minutes} minute{'' if minutes == 1 else 's'})",
            "Target": self._target(function, {"store": store.id}),
        }

    def _wave(self, supplier: SupplierSettings, cut_off: str) -> dict[str, Any]:
        hour, minute = cut_off.split(":")
        return {
            "Name": f"wave-{supplier.id}-{hour}{minute}",
            "ScheduleExpression": f"cron({int(minute)} {int(hour)} * * ? *)",
            "ScheduleExpressionTimezone": supplier.time_zone,
            "Target": self._target(self._targets.wave_workflow, {"supplier": supplier.id}),
        }

    def _target(self, arn: str, payload: dict[str, Any]) -> Any:
        return {
            "Arn": arn,
            "RoleArn": self._targets.role,
            "Input": json.dumps(payload),
            "DeadLetterConfig": {"Arn": self._targets.failures},
            "RetryPolicy": {"MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 600},
        }
