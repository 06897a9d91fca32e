"""What the smaller adapters promise, on moto; Archive and Queue beside their fakes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.sns.models import sns_backends

from hedan.adapters import clients, settings_table
from hedan.adapters.file_archive import FileArchive
from hedan.adapters.secrets import Secrets, StoreVault
from hedan.adapters.settings_table import SettingsTable
from hedan.adapters.sns_notices import SnsNotices
from hedan.adapters.sqs_queue import SqsQueue
from hedan.adapters.workflows import Workflows
from hedan.errors import Locked, VersionConflict
from hedan.notices import Notice
from hedan.platforms.access import Token
from hedan.ports import Archive
from tests.contracts.conftest import REGION
from tests.contracts.tables import create_table
from tests.fakes.memory_ports import MemoryArchive
from tests.simulation.world import SETTINGS

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _aws() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture
def table() -> SettingsTable:
    client = boto3.client("dynamodb", region_name=REGION)
    return SettingsTable(client, create_table(client, "SettingsTable", "settings"))


@pytest.fixture
def files() -> FileArchive:
    client = boto3.client("s3", region_name=REGION, config=clients.FILE_CONFIG)
    client.create_bucket(Bucket="files")
    return FileArchive(client, "files")


@pytest.fixture(params=["memory", "s3"])
def archive(request: pytest.FixtureRequest, files: FileArchive) -> Archive:
    return MemoryArchive() if request.param == "memory" else files


# --- Archive -----------------------------------------------------------------------------------


def test_archive_gives_back_what_was_put_last(archive: Archive) -> None:
    archive.put("a/b.json", b"first", "application/json")
    archive.put("a/b.json", b"\x00second", "application/json")
    assert archive.get("a/b.json") == b"\x00second"


def test_archive_says_which_file_is_missing(archive: Archive) -> None:
    with pytest.raises(KeyError, match="a/c"):
        archive.get("a/c")


def test_download_link_carries_a_name_that_a_person_reads(files: FileArchive) -> None:
    url = files.download_url("workbooks/a.xlsx", "交接表 1.xlsx")
    assert "workbooks/a.xlsx?" in url
    assert "response-content-disposition=attachment" in url.lower()
    assert "%25E4%25BA%25A4" in url  # 交, quoted for the header and again for the address.


def test_upload_form_is_for_one_key_and_comes_back(files: FileArchive) -> None:
    url, fields = files.upload_form("uploads/a/1/file", "https://example.com/s/t?uploaded=1")
    assert url.startswith("https://")
    assert fields["key"] == "uploads/a/1/file"
    assert fields["success_action_redirect"] == "https://example.com/s/t?uploaded=1"
    assert {"policy", "x-amz-signature"} <= set(fields)


# --- Notices -----------------------------------------------------------------------------------


def test_notice_goes_out_in_every_shape_with_its_attributes() -> None:
    client = boto3.client("sns", region_name=REGION)
    topic = client.create_topic(Name="notices")["TopicArn"]
    notice = Notice(
        title="截停",
        subject="STOP 1",
        email_body="请停止发货",
        sms="停",
        attributes={"kind": "stop_notice", "supplier": "factory-a"},
    )
    assert SnsNotices(client, topic).publish(notice)
    (sent,) = sns_backends[DEFAULT_ACCOUNT_ID][REGION].topics[topic].sent_notifications
    _, message, subject, attributes, _ = sent
    assert (json.loads(message)["sms"], subject) == ("停", "STOP 1")
    assert attributes
    assert attributes["supplier"]["Value"] == "factory-a"


# --- Settings and doors ------------------------------------------------------------------------


def test_settings_count_their_versions(table: SettingsTable) -> None:
    with pytest.raises(KeyError):
        table.settings()
    first = table.publish(SETTINGS)
    assert first.version == SETTINGS.version + 1
    assert table.settings() == first
    assert table.publish(first.but(language="en")).version == first.version + 1
    assert table.settings().language == "en"


def test_second_of_two_editors_is_refused(table: SettingsTable) -> None:
    first = table.publish(SETTINGS)
    table.publish(first.but(language="en"))
    with pytest.raises(VersionConflict):
        table.publish(first)
    assert table.settings().language == "en"


def test_one_refreshes_a_token_at_a_time(table: SettingsTable) -> None:
    with table.refresh_lock("cup-shop", "one"):
        with pytest.raises(Locked), table.refresh_lock("cup-shop", "two"):
            pytest.fail("two held it")
        with table.refresh_lock("mug-shop", "two"):
            pass
    with table.refresh_lock("cup-shop", "two"):
        pass


def test_lock_is_freed_when_its_holder_fails(table: SettingsTable) -> None:
    with pytest.raises(ZeroDivisionError), table.refresh_lock("cup-shop", "one"):
        raise ZeroDivisionError
    with table.refresh_lock("cup-shop", "two"):
        pass


def test_lapsed_lock_is_taken_and_its_late_holder_frees_nothing(
    table: SettingsTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_table, "REFRESH_LOCK_SECONDS", -1)
    with table.refresh_lock("cup-shop", "dead"):  # Lapsed from the start: its holder is slow.
        monkeypatch.setattr(settings_table, "REFRESH_LOCK_SECONDS", 30)
        second = table.refresh_lock("cup-shop", "two")
        second.__enter__()
    with pytest.raises(Locked), table.refresh_lock("cup-shop", "three"):
        pytest.fail("the late holder freed what was not its own")
    second.__exit__(None, None, None)


# --- Secrets -----------------------------------------------------------------------------------


def _secrets(**values: dict[str, Any]) -> Secrets:
    client = boto3.client("secretsmanager", region_name=REGION)
    for name, value in values.items():
        path = name.replace("__", "/").replace("_shop", "-shop")
        client.create_secret(Name=f"hedan/{path}", SecretString=json.dumps(value))
    return Secrets(client, "hedan")


def test_app_secret_leaves_out_what_it_does_not_know() -> None:
    app = {"app_key": "k", "app_secret": "s", "sign_method": "md5", "note": "by hand"}
    assert _secrets(stores__cup_shop__app=app).app("cup-shop").app_key == "k"


def test_first_link_key_signs_and_older_ones_are_accepted() -> None:
    assert _secrets(links={"key": "new", "previous": ["old"]}).link_keys() == (b"new", b"old")


def test_vault_keeps_the_newest_token(table: SettingsTable) -> None:
    secrets = _secrets(stores__cup_shop__token={})
    vault = StoreVault(secrets, table, "cup-shop", "me")
    assert vault.read() is None
    token = Token(access_token="a", refresh_token="r", expires_at=NOW)
    vault.save(token)
    assert vault.read() == token
    vault.save(token.but(access_token="b"))
    assert vault.read() == token.but(access_token="b")
    with vault.lock(), pytest.raises(Locked), vault.lock():
        pytest.fail("two held it")


# --- Queue and workflows -----------------------------------------------------------------------


def _queue() -> tuple[SqsQueue, Any, str]:
    client = boto3.client("sqs", region_name=REGION)
    url = client.create_queue(QueueName="intake.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    return SqsQueue(client, url), client, url


def test_queue_takes_more_than_one_batch_each_message_once() -> None:
    queue, client, url = _queue()
    queue.send([(f"g{n}", f"once-{n}", f"body {n}") for n in range(23)])
    queue.send([("g1", "once-1", "body 1")])
    queue.send([])
    attributes = client.get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
    )["Attributes"]
    assert attributes["ApproximateNumberOfMessages"] == "23"


def test_queue_keeps_a_group_in_order() -> None:
    queue, client, url = _queue()
    queue.send([("g", f"once-{n}", str(n)) for n in range(3)])
    received = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in received] == ["0", "1", "2"]


def test_queue_delivers_again_what_is_to_wait_only_so_long() -> None:
    queue, client, url = _queue()
    queue.send([("g", "once", "body")])
    (taken,) = client.receive_message(QueueUrl=url)["Messages"]
    assert "Messages" not in client.receive_message(QueueUrl=url)
    queue.wait_only(taken["ReceiptHandle"], 0)
    (again,) = client.receive_message(QueueUrl=url)["Messages"]
    assert again["Body"] == "body"
    client.delete_message(QueueUrl=url, ReceiptHandle=again["ReceiptHandle"])
    queue.wait_only(again["ReceiptHandle"], 10)  # Nobody has it any more.


def test_execution_of_one_name_starts_once() -> None:
    client = boto3.client("stepfunctions", region_name=REGION)
    role = f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:role/any"
    definition = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})
    arn = client.create_state_machine(name="stop", definition=definition, roleArn=role)[
        "stateMachineArn"
    ]
    workflows = Workflows(client, {"stop": arn})
    for _ in range(2):
        workflows.start("stop", "S1-notice", {"stop": "S1", "何": "截停"})
    workflows.start("stop", "S2-notice", {"stop": "S2"})
    names = {one["name"] for one in client.list_executions(stateMachineArn=arn)["executions"]}
    assert names == {"S1-notice", "S2-notice"}
