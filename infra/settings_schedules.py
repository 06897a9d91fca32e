"""What the settings make in AWS, from outside: see adapters/schedules.py and subscriptions.py.

The function follow_settings does the same by itself whenever settings are published; here it is
done at once, so that whoever publishes by hand sees it.
"""

from datetime import datetime

from hedan.adapters.schedules import Schedules, Targets
from hedan.adapters.subscriptions import Aligned, Subscriptions
from hedan.settings import Settings
from infra.stack import Stack


def align_schedules(settings: Settings, stack: Stack) -> list[str]:
    """Give every store its poll and every cut-off its wave; remove what is no longer wanted."""
    return _schedules(stack).align(settings)


def align_subscriptions(settings: Settings, stack: Stack) -> Aligned:
    """Subscribe suppliers and contacts to what concerns them; return what became of each."""
    sns = stack.session.client("sns", endpoint_url=stack.endpoint_url)
    return Subscriptions(sns, stack["NoticeTopic"], stack["NoticeFailures"]).align(settings)


def wave_once(supplier: str, at: datetime, stack: Stack) -> None:
    """Begin one wave of a supplier at an instant."""
    _schedules(stack).wave_once(supplier, at)


def _schedules(stack: Stack) -> Schedules:
    targets = Targets(
        group=stack["ScheduleGroup"],
        role=stack["ScheduleRole"],
        failures=stack["ScheduleFailures"],
        poll_store=stack["PollStore"],
        certify_day=stack["CertifyDay"],
        snapshot_day=stack["SnapshotDay"],
        write_bulk_file=stack["WriteBulkFile"],
        wave_workflow=stack["WaveWorkflow"],
    )
    client = stack.session.client("scheduler", endpoint_url=stack.endpoint_url)
    return Schedules(client, targets)
