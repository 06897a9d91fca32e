"""The WakeUps port on EventBridge Scheduler: one-shot schedules that delete themselves."""

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient


class ScheduledWakeUps:
    """Starts the order workflow again at an instant."""

    def __init__(
        self, client: "EventBridgeSchedulerClient", group: str, role_arn: str, workflow_arn: str
    ) -> None:
        self._client = client
        self._group = group
        self._role_arn = role_arn
        self._workflow_arn = workflow_arn

    def wake(self, order: str, at: datetime) -> None:
        """Look at an order again at that instant. Asking for the same twice is harmless."""
        instant = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
        digest = hashlib.sha256(f"{order} {instant}".encode()).hexdigest()[:32]
        try:
            self._client.create_schedule(
                Name=f"wake-{digest}",
                GroupName=self._group,
                ScheduleExpression=f"at({instant})",
                FlexibleTimeWindow={"Mode": "OFF"},
                ActionAfterCompletion="DELETE",
                Target={
                    "Arn": self._workflow_arn,
                    "RoleArn": self._role_arn,
                    "Input": json.dumps({"order": order}),
                },
            )
        except self._client.exceptions.ConflictException:
            return
