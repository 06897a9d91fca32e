"""What notices lead to in group chats: spread by filter, said together, put aside, said later."""

import json
from datetime import timedelta
from typing import Any

from hedan import runtime
from hedan.adapters import clients
from hedan.platforms.outside import Clock, Outside
from hedan.settings import RobotSettings
from infra.local.robots import Chat, RobotChats
from infra.local.simulated.web import DirectPool
from tests.functions.cases import case, nothing_changed
from tests.functions.stack import STACK
from tests.functions.world import NOW, World

ROBOTS = (
    RobotSettings(id="dock", kind="dingtalk", audience="supplier", suppliers=("factory-a",)),
    RobotSettings(id="cups", kind="feishu", audience="supplier", stores=("cup-house",)),
    RobotSettings(id="tea", kind="wecom", audience="supplier", suppliers=("factory-b",)),
    RobotSettings(id="alarm", kind="wecom", audience="supplier", severity="critical"),
    RobotSettings(id="desk", kind="feishu"),
)
DOCK = "https://oapi.dingtalk.com/robot/send?access_token=dock"
DESK = "https://open.feishu.cn/open-apis/bot/v2/hook/desk"
# The chats of the world that was made ready last.
chats: dict[str, Chat] = {}


def with_robots(world: World) -> None:
    """Two of the robots are connected, each to a group of its own."""
    groups = RobotChats(lambda: NOW)
    chats["dock"] = groups.open_chat("dingtalk", "dock", secret="SECdock")
    chats["desk"] = groups.open_chat("feishu", "desk", secret="SECdesk")
    pool: Any = DirectPool(groups.handle)
    outside = Outside(http=pool, clock=Clock(now=lambda: NOW))
    world.monkeypatch.setattr(runtime, "outside", lambda: outside)
    with world.seeing() as seen:
        table = seen.settings_table()
        table.publish(table.settings().but(robots=ROBOTS))
    keep("dock", url=DOCK, secret="SECdock")
    keep("desk", url=DESK, secret="SECdesk")


def keep(robot: str, **secret: str) -> None:
    clients.secrets_manager().create_secret(
        Name=f"{STACK}/robots/{robot}", SecretString=json.dumps(secret)
    )


def dock_spoke_too_much(world: World) -> None:
    with_robots(world)
    chats["dock"].silent_until = NOW + timedelta(minutes=10)


def desk_has_another_key(world: World) -> None:
    with_robots(world)
    chats["desk"].secret = "SECnew"


@case("tell_robots", "notice", prepare=with_robots)
def queues_one_message_for_each_robot_whose_filter_fits(world: World, answer: Any) -> None:
    assert answer == {"queued": 2}
    queued = world.queue("RobotQueue")
    assert {one["Attributes"]["MessageGroupId"] for one in queued} == {"dock", "cups"}
    ids = {one["Attributes"]["MessageDeduplicationId"] for one in queued}
    notice = "95df01b4-ee98-5cb9-9903-4c221d41eb5e"
    assert ids == {f"{notice}-dock", f"{notice}-cups"}  # The topic's own repetition is dropped.
    assert chats["dock"].calls == 0
    nothing_changed(world)


@case("tell_robots", "two_for_one_robot", prepare=with_robots)
def says_what_waits_for_one_robot_together(world: World, answer: Any) -> None:
    assert answer == {"batchItemFailures": []}
    (heard,) = chats["dock"].heard
    assert heard.index("第 6 行") < heard.index("第 7 行")
    assert world.queue("RobotFailures") == []


@case("tell_robots", "robot_that_is_not_heard", prepare=dock_spoke_too_much)
def only_the_robot_that_spoke_too_much_waits(world: World, answer: Any) -> None:
    (later,) = answer["batchItemFailures"]
    assert later["itemIdentifier"].startswith("1")
    assert chats["dock"].heard == []
    assert len(chats["desk"].heard) == 1  # Nor is it told again when the other one is.
    assert world.queue("RobotFailures") == []


@case("tell_robots", "wrong_key", prepare=desk_has_another_key)
def puts_aside_what_the_robot_refuses(world: World, answer: Any) -> None:
    assert answer == {"batchItemFailures": []}
    aside = [json.loads(one["Body"]) for one in world.queue("RobotFailures")]
    assert len(aside) == 2
    assert all("sign match fail" in one["why"] and one["robot"] == "desk" for one in aside)
    assert "SECdesk" not in json.dumps(aside)
    assert chats["desk"].heard == []
