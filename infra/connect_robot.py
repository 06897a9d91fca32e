"""Keeps what opens a chat's robot: `python -m infra.connect_robot <robot id>`.

Asks at the prompt, so that no address with its key stands in a file or a shell history, and stores
the answers in Secrets Manager. Asking again replaces them.
"""

import argparse
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import ClientError

from hedan.adapters.robot_calls import HOSTS, RobotCalls, RobotSecret, check_address
from hedan.errors import HedanError
from hedan.platforms.outside import Outside
from infra.connect_store import CannotConnect, Prompts, keep
from infra.publish_settings import settings_table
from infra.stack import Stack, find_stack

HELLO = "合单：机器人已接通。\nHedan: this robot is connected."


@dataclass(frozen=True)
class Robot:
    """Which robot is asked about."""

    id: str
    kind: str


def connect(robot: Robot, stack: Stack, prompts: Prompts, outside: Outside) -> None:
    """Ask for what opens the robot, let it say hello, and keep it.

    Raises CannotConnect for what cannot be right, and what the robot answers when it says no.
    """
    if robot.kind not in HOSTS:
        raise CannotConnect(f"nobody knows a robot of kind '{robot.kind}': {', '.join(HOSTS)}")
    secret = _asked(robot.kind, prompts)
    check_address(robot.kind, secret.url)
    if not urlsplit(secret.url).query and robot.kind != "feishu":
        raise CannotConnect("the address lacks its key: copy it whole")
    RobotCalls(outside).say(robot.kind, secret, HELLO)
    keep(f"robots/{robot.id}", secret.model_dump(), stack)


def _asked(kind: str, prompts: Prompts) -> RobotSecret:
    url = prompts.needed("the robot's webhook address", unseen=True)
    if kind == "wecom":
        return RobotSecret(url=url)
    return RobotSecret(
        url=url,
        secret=prompts.wanted("its signing key (empty: signing is off)", unseen=True),
        keyword=prompts.wanted("a word that each message must have (empty: none)"),
    )


def _robot(robot_id: str, kind: str, stack: Stack) -> Robot:
    """Return the robot as it is published, or as the command line names it before that."""
    settings = settings_table(stack).in_force()
    known = {one.id: one.kind for one in settings.robots} if settings is not None else {}
    if not kind and robot_id not in known:
        raise CannotConnect(f"robot {robot_id} is not in the published settings: name its --kind")
    return Robot(robot_id, kind or known[robot_id])


def main(prompts: Prompts | None = None) -> None:
    """Ask at the prompt."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("robot", help="the robot's id in settings.yaml")
    arguments.add_argument("--kind", default="", help="of a robot that is not published yet")
    arguments.add_argument("--stack", default="hedan")
    given = arguments.parse_args()
    try:
        stack = find_stack(given.stack, boto3.Session())
        robot = _robot(given.robot, given.kind, stack)
        connect(robot, stack, prompts or Prompts(), Outside())
    except (CannotConnect, HedanError, ClientError) as refused:
        sys.exit(f"nothing was kept: {refused}")
    print(f"kept as {stack.name}/robots/{robot.id}; look into the chat: it has said hello")


if __name__ == "__main__":
    main()
