"""Our caller against the simulated chats: each kind's signature, words, sizes and pace."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hedan.adapters.robot_calls import (
    PER_MINUTE_MAX,
    RobotCalls,
    RobotRefused,
    RobotSecret,
    check_address,
)
from hedan.errors import PlatformBusy, SettingsInvalid
from hedan.notices.robots import message
from hedan.platforms.outside import Clock, Outside
from infra.local.robots import Chat, RobotChats
from infra.local.simulated.clock import SetClock
from infra.local.simulated.web import DirectPool

START = datetime(2026, 11, 11, 2, 30, tzinfo=UTC)
KINDS = ("wecom", "dingtalk", "feishu")
STOP = "截停：第 6 行，订单 …9012\n\n请取出。\nhttps://hedan.example/a/x?y=1\n"


class Talk:
    """A caller, the chats, and the one clock of both."""

    def __init__(self) -> None:
        self.clock = SetClock(START)
        self.chats = RobotChats(self.clock)
        self.calls = self.fresh_caller()

    def fresh_caller(self, wrong_by: timedelta = timedelta(0)) -> RobotCalls:
        """Another container: it remembers nothing of what the first one said."""
        clock = Clock(
            now=lambda: self.clock() + wrong_by, monotonic=lambda: self.clock().timestamp()
        )
        pool: Any = DirectPool(self.chats.handle)
        return RobotCalls(Outside(http=pool, clock=clock), is_local=True)

    def say(self, chat: Chat, text: str = STOP, **changed: str) -> None:
        secret = {"secret": chat.secret, "keyword": chat.keyword, **changed}
        opened = RobotSecret(url=self.chats.address(chat), **secret)
        self.calls.say(chat.kind, opened, text)


@pytest.fixture
def talk() -> Talk:
    return Talk()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_the_whole_notice_signed(talk: Talk, kind: str) -> None:
    chat = talk.chats.open_chat(kind, "k", secret="" if kind == "wecom" else "SECabc")
    talk.say(chat)
    (heard,) = chat.heard
    assert heard.split() == STOP.split()


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
def test_a_wrong_key_or_a_clock_far_off_is_refused(talk: Talk, kind: str) -> None:
    chat = talk.chats.open_chat(kind, "k", secret="SECabc")
    with pytest.raises(RobotRefused, match="sign"):
        talk.say(chat, secret="SECxyz")
    talk.calls = talk.fresh_caller(wrong_by=timedelta(minutes=61))
    with pytest.raises(RobotRefused, match="timestamp"):
        talk.say(chat)
    talk.calls = talk.fresh_caller(wrong_by=timedelta(minutes=-10))
    talk.say(chat)
    assert len(chat.heard) == 1


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
def test_the_word_that_a_robot_wants_is_in_every_message(talk: Talk, kind: str) -> None:
    chat = talk.chats.open_chat(kind, "k", keyword="合单")
    talk.say(chat)
    assert "合单" in chat.heard[0]
    with pytest.raises(RobotRefused):
        talk.say(chat, keyword="")


@pytest.mark.parametrize("kind", KINDS)
def test_a_robot_that_was_removed_is_refused_and_not_tried_again(talk: Talk, kind: str) -> None:
    with pytest.raises(RobotRefused):
        talk.say(Chat(kind, "gone"))


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_says_more_than_a_chat_takes_in_a_minute(talk: Talk, kind: str) -> None:
    chat = talk.chats.open_chat(kind, "k")
    for _ in range(PER_MINUTE_MAX):
        talk.say(chat)
        talk.clock.advance(timedelta(seconds=1))
    with pytest.raises(PlatformBusy):
        talk.say(chat)
    assert chat.calls == PER_MINUTE_MAX  # What would be too much was not even asked.
    talk.clock.advance(timedelta(minutes=1))
    talk.say(chat)


def test_what_another_container_said_counts_at_the_platform(talk: Talk) -> None:
    chat = talk.chats.open_chat("dingtalk", "k")
    for _ in range(20):
        talk.calls = talk.fresh_caller()
        talk.say(chat)
    talk.calls = talk.fresh_caller()
    with pytest.raises(PlatformBusy, match="130101"):
        talk.say(chat)
    talk.clock.advance(timedelta(minutes=9))
    with pytest.raises(PlatformBusy, match="130101"):
        talk.say(chat)
    talk.clock.advance(timedelta(minutes=2))
    talk.say(chat)
    assert len(chat.heard) == 21


lines = st.lists(st.text(max_size=700), max_size=60)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(title="长" * 900, lines=["字" * 600] * 60, kind="wecom")
@example(title="长" * 900, lines=["字" * 600] * 60, kind="feishu")
@example(title="长" * 900, lines=['"' * 600] * 60, kind="dingtalk")
@given(title=st.text(min_size=1, max_size=900), lines=lines, kind=st.sampled_from(KINDS))
def test_however_long_a_notice_is_it_arrives_with_its_address(
    title: str, lines: list[str], kind: str
) -> None:
    talk = Talk()
    chat = talk.chats.open_chat(kind, "k", keyword="" if kind == "wecom" else "合单")
    link = "https://hedan.example/a/" + "x" * 200
    talk.say(chat, "\n".join(["截停 " + " ".join(title.split()), *lines, link]))
    assert len(chat.heard) == 1
    assert link in chat.heard[0]
    assert "截停" in chat.heard[0].split("\n")[0]


def test_a_remark_cannot_call_a_whole_feishu_group(talk: Talk) -> None:
    chat = talk.chats.open_chat("feishu", "k")
    talk.say(chat, '截停\n留言：<at user_id="all">所有人</at>')
    body = message("feishu", '截停\n<at user_id="all"></at>')
    tags = {part["tag"] for line in body["content"]["post"]["zh_cn"]["content"] for part in line}
    assert tags == {"text"}


@pytest.mark.parametrize(
    "url",
    [
        "http://oapi.dingtalk.com/robot/send?access_token=x",
        "https://oapi.dingtalk.com.evil.example/robot/send",
        "https://oapi.dingtalk.com@169.254.169.254/latest/meta-data",
        "https://oapi.dingtalk.com:8443/robot/send",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x",
        "http://127.0.0.1:8080/robot/send",
        "file:///etc/passwd",
    ],
)
def test_an_address_elsewhere_is_never_posted_to(url: str) -> None:
    with pytest.raises(SettingsInvalid):
        check_address("dingtalk", url)
