"""Puts the seller's settings in force: `python -m infra.publish_settings [settings.yaml]`.

Checks the file as a whole, stores it as the next version, and brings the schedules of stores and
suppliers and the suppliers' e-mail subscriptions into line with it.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.exceptions import ClientError
from pydantic import ValidationError

from hedan.adapters.settings_table import SettingsTable
from hedan.errors import SettingsInvalid
from hedan.platforms.callbacks import WITH_CALLBACKS
from hedan.platforms.filed.formats import carrier_words, format_of
from hedan.settings import Settings, StoreSettings, SupplierSettings
from hedan.usecases.store_files import BULK_MINUTES
from infra.stack import Stack, find_stack
from infra.store_link import store_link

SETTINGS_FILE = Path("settings.yaml")
# When little is bought, by the store's clock; the certificate comes when the sweep has settled.
SWEEP_AT = (3, 10)
CERTIFY_AT = (4, 40)
SWEEP_DAYS = 3


def read_settings(file: Path) -> Settings:
    """Read and check a settings file. Raises SettingsInvalid, which names the places."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise SettingsInvalid(f"{file}: {error}") from error
    try:
        settings = Settings.model_validate(content)
    except ValidationError as error:
        places = "\n".join(
            f"  {'.'.join(str(step) for step in found['loc']) or 'settings'}: {found['msg']}"
            for found in error.errors()
        )
        raise SettingsInvalid(f"{file}: not published, the old settings go on\n{places}") from error
    for store in settings.stores:
        if not store.api_url:
            # Its options must describe a file.
            carrier_words(store, format_of(store), settings.carriers)
    return settings


def publish(settings: Settings, stack: Stack, *, drop: bool = False) -> Settings:
    """Store the settings as the next version unless they are in force already.

    Raises SettingsInvalid when a store or supplier would vanish, unless drop allows it: its orders
    under way could not be told of any more.
    """
    client = stack.session.client("dynamodb", endpoint_url=stack.endpoint_url)
    table = SettingsTable(client, stack["SettingsTable"])
    try:
        current = table.settings()
    except KeyError:
        current = None
    if current is not None and current.but(version=0) == settings.but(version=0):
        return current
    if current is not None and not drop:
        _refuse_dropped(current, settings)
    return table.publish(settings.but(version=current.version if current else 0))


def _refuse_dropped(current: Settings, wanted: Settings) -> None:
    left = {("store", store.id) for store in wanted.stores}
    left |= {("supplier", supplier.id) for supplier in wanted.suppliers}
    known = [("store", store.id) for store in current.stores]
    known += [("supplier", supplier.id) for supplier in current.suppliers]
    gone = [f"{what} {name}" for what, name in known if (what, name) not in left]
    if gone:
        raise SettingsInvalid(
            f"not published: {', '.join(gone)} would vanish with whatever is still under way there;"
            " finish it first, then publish with --drop"
        )


def align_schedules(settings: Settings, stack: Stack) -> list[str]:
    """Give every store its poll and every cut-off its wave; remove what is no longer wanted."""
    scheduler = stack.session.client("scheduler", endpoint_url=stack.endpoint_url)
    group = stack["ScheduleGroup"]
    wanted = {
        str(schedule["Name"]): schedule
        for schedule in [
            *(schedule for store in settings.stores for schedule in _of_store(store, stack)),
            *(
                _wave(supplier, cut_off, stack)
                for supplier in settings.suppliers
                for cut_off in supplier.cut_offs
            ),
        ]
    }
    pages = scheduler.get_paginator("list_schedules").paginate(GroupName=group)
    names = [schedule["Name"] for page in pages for schedule in page["Schedules"]]
    # The group's one-shot schedules belong to single orders and waves.
    known = {
        name for name in names if name.startswith(("poll-", "sweep-", "certify-", "bulk-", "wave-"))
    }
    for name in known - set(wanted):
        scheduler.delete_schedule(Name=name, GroupName=group)
    for name, schedule in wanted.items():
        write = scheduler.update_schedule if name in known else scheduler.create_schedule
        write(GroupName=group, FlexibleTimeWindow={"Mode": "OFF"}, **schedule)
    return sorted(wanted)


def align_subscriptions(settings: Settings, stack: Stack) -> None:
    """Subscribe each supplier's address to its own notices. SNS asks each to confirm, once."""
    sns = stack.session.client("sns", endpoint_url=stack.endpoint_url)
    for supplier in settings.suppliers:
        if supplier.email:
            # The same address and filter again is no second subscription.
            sns.subscribe(
                TopicArn=stack["NoticeTopic"],
                Protocol="email",
                Endpoint=supplier.email,
                Attributes={
                    "FilterPolicy": f'{{"audience": ["supplier"], "supplier": ["{supplier.id}"]}}',
                    "RedrivePolicy": f'{{"deadLetterTargetArn": "{stack["NoticeFailures"]}"}}',
                },
            )


def _of_store(store: StoreSettings, stack: Stack) -> Iterator[dict[str, Any]]:
    """Yield a store's schedules: polls all day, the sweep and the certificate by night."""
    yield _nightly(f"certify-{store.id}", CERTIFY_AT, stack["CertifyDay"], store, {}, stack)
    if store.api_url:
        yield _poll(store, stack)
        sweep = {"sweep_days": SWEEP_DAYS}
        yield _nightly(f"sweep-{store.id}", SWEEP_AT, stack["PollStore"], store, sweep, stack)
    else:
        yield _bulk(store, stack)


def _nightly(
    name: str,
    at: tuple[int, int],
    function: str,
    store: StoreSettings,
    more: dict[str, int],
    stack: Stack,
) -> dict[str, Any]:
    hour, minute = at
    return {
        "Name": name,
        "ScheduleExpression": f"cron({minute} {hour} * * ? *)",
        "ScheduleExpressionTimezone": store.time_zone,
        "Target": _target(function, json.dumps({"store": store.id, **more}), stack),
    }


def _bulk(store: StoreSettings, stack: Stack) -> dict[str, Any]:
    return {
        "Name": f"bulk-{store.id}",
        "ScheduleExpression": f"rate({BULK_MINUTES} minutes)",
        "Target": _target(stack["WriteBulkFile"], json.dumps({"store": store.id}), stack),
    }


def _poll(store: StoreSettings, stack: Stack) -> dict[str, Any]:
    minutes = store.poll_minutes
    return {
        "Name": f"poll-{store.id}",
        "ScheduleExpression": f"rate({minutes} minute{'' if minutes == 1 else 's'})",
        "Target": _target(stack["PollStore"], f'{{"store": "{store.id}"}}', stack),
    }


def wave_once(supplier: str, at: datetime, stack: Stack) -> None:
    """Begin one wave of a supplier at an instant; its schedule deletes itself afterwards."""
    scheduler = stack.session.client("scheduler", endpoint_url=stack.endpoint_url)
    scheduler.create_schedule(
        Name=f"once-{supplier}-{at:%Y%m%d%H%M%S}",
        GroupName=stack["ScheduleGroup"],
        ScheduleExpression=f"at({at.astimezone(UTC):%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        ActionAfterCompletion="DELETE",
        Target=_target(stack["WaveWorkflow"], f'{{"supplier": "{supplier}"}}', stack),
    )


def _wave(supplier: SupplierSettings, cut_off: str, stack: Stack) -> dict[str, Any]:
    hour, minute = cut_off.split(":")
    return {
        "Name": f"wave-{supplier.id}-{hour}{minute}",
        "ScheduleExpression": f"cron({int(minute)} {int(hour)} * * ? *)",
        "ScheduleExpressionTimezone": supplier.time_zone,
        "Target": _target(stack["WaveWorkflow"], f'{{"supplier": "{supplier.id}"}}', stack),
    }


def _target(arn: str, payload: str, stack: Stack) -> Any:
    return {
        "Arn": arn,
        "RoleArn": stack["ScheduleRole"],
        "Input": payload,
        "DeadLetterConfig": {"Arn": stack["ScheduleFailures"]},
        "RetryPolicy": {"MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 600},
    }


def main() -> None:
    """Publish from the command line."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("file", type=Path, nargs="?", default=SETTINGS_FILE)
    arguments.add_argument("--stack", default="hedan")
    arguments.add_argument("--drop", action="store_true", help="let stores or suppliers vanish")
    given = arguments.parse_args()
    if not given.file.exists():
        sys.exit(f"{given.file} is missing: copy infra/settings.example.yaml and make it yours")
    try:
        settings = read_settings(given.file)
        stack = find_stack(given.stack, boto3.Session())
        published = publish(settings, stack, drop=given.drop)
    except (SettingsInvalid, ClientError) as refused:
        sys.exit(str(refused))
    schedules = align_schedules(published, stack)
    align_subscriptions(published, stack)
    print(f"settings version {published.version} in force; schedules: {', '.join(schedules)}")
    for store in published.stores:
        if store.platform in WITH_CALLBACKS and store.api_url:
            address = f"{stack['ApiUrl']}/callbacks/{store.platform}/{store.id}"
            print(f"callbacks of {store.name} go to {address}")
        if not store.api_url:
            print(f"files of {store.name} come and go at {store_link(store, stack)}")


if __name__ == "__main__":
    main()
