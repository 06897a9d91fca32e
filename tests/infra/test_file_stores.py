"""What publishing settings does for a store without an API: its schedule, its page's address."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from hedan.errors import SettingsInvalid
from hedan.links import read_link_token
from hedan.settings import Settings, StoreSettings, SupplierSettings
from infra.publish_settings import read_settings
from infra.settings_schedules import align_schedules
from infra.stack import Stack
from infra.store_link import store_link

REGION = "us-east-1"
ACCOUNT = "123456789012"
KEY = "k" * 43
FILED = StoreSettings(id="paper", platform="taobao", name="纸店", shop_id="1")
API = FILED.but(id="cups", platform="doudian", api_url="https://example.com")
FUNCTIONS = ("PollStore", "CertifyDay", "SnapshotDay", "WriteBulkFile", "WaveWorkflow")


@pytest.fixture
def stack() -> Iterator[Stack]:
    """A stack's outputs, its schedule group and its links' key."""
    with mock_aws():
        session = boto3.Session(region_name=REGION)
        session.client("scheduler").create_schedule_group(Name="hedan")
        session.client("secretsmanager").create_secret(
            Name="hedan/links", SecretString=json.dumps({"key": KEY})
        )
        arns = {name: f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}" for name in FUNCTIONS}
        role = f"arn:aws:iam::{ACCOUNT}:role/schedules"
        failures = f"arn:aws:sqs:{REGION}:{ACCOUNT}:failures"
        outputs = {"ScheduleGroup": "hedan", "ScheduleRole": role, "ScheduleFailures": failures}
        url = {"ApiUrl": "https://api.example.com"}
        yield Stack(name="hedan", session=session, outputs=outputs | arns | url)


def settings(*stores: StoreSettings) -> Settings:
    return Settings(stores=stores, suppliers=(SupplierSettings(id="f", name="f"),))


def test_store_without_an_api_is_not_polled_but_its_files_are_written(stack: Stack) -> None:
    names = align_schedules(settings(FILED, API), stack)
    assert {name for name in names if name.startswith(("poll-", "bulk-"))} == {
        "poll-cups",
        "bulk-paper",
    }
    scheduler = stack.session.client("scheduler")
    made = scheduler.get_schedule(GroupName="hedan", Name="bulk-paper")
    assert made["ScheduleExpression"] == "rate(30 minutes)"
    assert made["Target"]["Arn"] == stack["WriteBulkFile"]
    assert json.loads(made["Target"]["Input"]) == {"store": "paper"}


def test_store_that_gets_an_api_stops_writing_files(stack: Stack) -> None:
    align_schedules(settings(FILED), stack)
    names = align_schedules(settings(FILED.but(api_url="https://example.com")), stack)
    assert "poll-paper" in names
    listed = stack.session.client("scheduler").list_schedules(GroupName="hedan")["Schedules"]
    assert "bulk-paper" not in {one["Name"] for one in listed}


def test_link_leads_to_the_stores_page_for_as_long_as_the_settings_say(stack: Stack) -> None:
    url = store_link(FILED.but(link_days=3, link_generation=4), stack)
    assert url.startswith("https://api.example.com/o/paper.")
    now = datetime.now(UTC)
    token = read_link_token([KEY.encode()], url.rpartition("/")[2], "store", now)
    assert (token.subject, token.generation) == ("paper", 4)
    assert timedelta(days=3) <= token.expires_at - now + timedelta(minutes=1)
    assert token.expires_at - now <= timedelta(days=3, hours=1)


@pytest.mark.parametrize(
    ("option", "value"), [("bulk_kind", "xls"), ("bulk_carriers", "zto"), ("bulk_rows_max", "0")]
)
def test_options_that_describe_no_file_are_not_published(
    tmp_path: Path, option: str, value: str
) -> None:
    file = tmp_path / "settings.yaml"
    wanted = settings(FILED.but(options={option: value}))
    file.write_text(wanted.model_dump_json(), encoding="utf-8")
    with pytest.raises(SettingsInvalid, match=f"paper, options.{option}"):
        read_settings(file)
