"""`make connect-robot`: asks for an address and a key, lets the robot speak, keeps what worked."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from hedan.adapters.robot_calls import RobotRefused
from hedan.adapters.secrets import Secrets
from hedan.errors import SettingsInvalid
from hedan.platforms.outside import Clock, Outside
from infra.connect_robot import HELLO, Robot, connect
from infra.connect_store import CannotConnect
from infra.local.robots import RobotChats
from infra.local.simulated.clock import utc_now
from infra.local.simulated.web import DirectPool
from infra.stack import Stack
from tests.infra.test_connect_store import Scripted

DOCK = Robot("dock", "dingtalk")
URL = "https://oapi.dingtalk.com/robot/send?access_token=k"


@pytest.fixture
def stack() -> Iterator[Stack]:
    with mock_aws():
        yield Stack(name="hedan", session=boto3.Session(region_name="us-east-1"), outputs={})


def outside(chats: RobotChats) -> Outside:
    pool: Any = DirectPool(chats.handle)
    return Outside(http=pool, clock=Clock(now=utc_now))


def test_a_robot_says_hello_and_is_kept(stack: Stack) -> None:
    chats = RobotChats(utc_now)
    chat = chats.open_chat("dingtalk", "k", secret="SEC1", keyword="Hedan")
    seller = Scripted([URL, "SEC1", "Hedan"])
    connect(DOCK, stack, seller.prompts(), outside(chats))
    assert chat.heard == [HELLO]
    assert len(seller.unseen) == 2  # The address holds a key, too.
    kept = Secrets(stack.session.client("secretsmanager"), "hedan").robot("dock")
    assert (kept.url, kept.secret, kept.keyword) == (URL, "SEC1", "Hedan")


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ([URL, "wrong", ""], RobotRefused),
        (["https://dingtalk.example/robot/send?access_token=k", "SEC1", ""], SettingsInvalid),
        (["https://oapi.dingtalk.com/robot/send", "SEC1", ""], CannotConnect),
    ],
)
def test_what_does_not_work_is_not_kept(
    stack: Stack, answers: list[str], refusal: type[Exception]
) -> None:
    chats = RobotChats(utc_now)
    chats.open_chat("dingtalk", "k", secret="SEC1")
    with pytest.raises(refusal):
        connect(DOCK, stack, Scripted(answers).prompts(), outside(chats))
    assert stack.session.client("secretsmanager").list_secrets()["SecretList"] == []
