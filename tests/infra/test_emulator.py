"""The emulator that the local run and the end-to-end tests stand on: started, shut off, stopped."""

import os
import socket
import textwrap
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.local.deploy import DeployFailed, deploy
from infra.local.emulator import ENDPOINT_FILE, REGION, Emulator, EmulatorFailed

pytestmark = pytest.mark.emulator

ECHO = """
    AWSTemplateFormatVersion: "2010-09-09"
    Parameters:
      Architecture: {Type: String}
      Contact: {Type: String}
    Resources:
      Alerts: {Type: AWS::SNS::Topic}
    Outputs:
      Contact: {Value: !Ref Contact}
      Alerts: {Value: !Ref Alerts}
"""


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(tmp_path_factory.mktemp("emulator")) as running:
        yield running


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "template.yaml"
    file.write_text(textwrap.dedent(ECHO))
    return file


def test_root_user_may_and_a_stranger_may_not(emulator: Emulator) -> None:
    root = emulator.session().client("sqs", endpoint_url=emulator.endpoint_url)
    root.create_queue(QueueName="root")
    stranger = boto3.client(
        "sqs",
        endpoint_url=emulator.endpoint_url,
        region_name=REGION,
        aws_access_key_id="stranger",
        aws_secret_access_key="stranger",
    )
    with pytest.raises(ClientError) as refused:
        stranger.create_queue(QueueName="stranger")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_environment_holds_nothing_of_the_users_account(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "company")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "company")
    environment = emulator.environment()
    assert environment["AWS_ENDPOINT_URL"] == emulator.endpoint_url
    assert "company" not in environment.values()


def test_deploys_twice_with_parameters_as_written(emulator: Emulator, template: Path) -> None:
    contact = '合单 "night shift" \\ +86 138'
    first = deploy(template, emulator, {"Contact": contact}, stack="echo")
    again = deploy(template, emulator, {"Contact": contact}, stack="echo")
    assert first["Contact"] == contact
    assert again == first


def test_refused_template_tells_why(emulator: Emulator, template: Path) -> None:
    template.write_text(template.read_text().replace("AWS::SNS::Topic", "AWS::SNS::Tropic"))
    with pytest.raises(DeployFailed, match="Tropic"):
        deploy(template, emulator, {"Contact": "x"}, stack="refused")


def test_taken_port_is_an_error_with_the_reason(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        with pytest.raises(EmulatorFailed, match="already in use"):
            Emulator(tmp_path / "second", port=port).start()


def test_nothing_is_left_after_the_block(tmp_path: Path) -> None:
    with Emulator(tmp_path / "short") as emulator:
        group = emulator.pid
        assert group
        assert (emulator.state / ENDPOINT_FILE).read_text() == emulator.endpoint_url
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", emulator.port))
    assert not (emulator.state / ENDPOINT_FILE).exists()
