"""Notices in group chats: spread to the robots that shall say them, then said, one robot at a time.

The topic invokes it with a notice: each robot whose filter fits gets a message in a FIFO queue, its
own group. The queue invokes it with those: what waits for one robot goes together. So a robot that
is slow, too often used or gone delays no other, and no retry of one is heard from another.
"""

import json
import os
from collections import defaultdict
from functools import cache
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from hedan import runtime
from hedan.adapters import clients
from hedan.adapters.robot_calls import RobotCalls
from hedan.adapters.sqs_queue import SqsQueue
from hedan.errors import Rejected, TryAgain
from hedan.notices.robots import joined, robots_for

type Record = dict[str, Any]


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer the queue with the messages to deliver again."""
    notices = [record["Sns"] for record in event["Records"] if "Sns" in record]
    if notices:
        return {"queued": sum(_spread(notice) for notice in notices)}
    waiting: dict[str, list[Record]] = defaultdict(list)
    for record in event["Records"]:
        waiting[json.loads(record["body"])["robot"]].append(record)
    later = [record for robot, records in waiting.items() for record in _say(robot, records)]
    return {"batchItemFailures": [{"itemIdentifier": one["messageId"]} for one in later]}


def _spread(notice: Record) -> int:
    """Queue a notice for each robot that shall say it; the same notice again is dropped there."""
    attributes = {name: one["Value"] for name, one in notice["MessageAttributes"].items()}
    robots = robots_for(runtime.settings(), attributes)
    if robots:
        bodies = [{"robot": robot.id, "text": notice["Message"]} for robot in robots]
        _queue(os.environ["ROBOT_QUEUE"]).send(
            [
                (
                    body["robot"],
                    f"{notice['MessageId']}-{body['robot']}",
                    json.dumps(body, ensure_ascii=False),
                )
                for body in bodies
            ]
        )
    return len(robots)


def _say(robot_id: str, records: list[Record]) -> list[Record]:
    """Say what waits for one robot, in order; return what has to wait longer."""
    robot = next((one for one in runtime.settings().robots if one.id == robot_id), None)
    if robot is None:
        runtime.logger.warning("robot_gone", robot=robot_id, dropped=len(records))
        return []
    while records:
        text, count = joined(robot.kind, [json.loads(one["body"])["text"] for one in records])
        try:
            _calls().say(robot.kind, runtime.secrets().robot(robot_id), text)
        # Also when AWS fails us: what another robot said in this batch must not be said again.
        except (TryAgain, BotoCoreError, ClientError) as busy:
            runtime.logger.warning("robot_later", robot=robot_id, error=str(busy))
            runtime.metrics.add_metric("RobotLater", MetricUnit.Count, 1)
            return records
        except (Rejected, ValidationError) as refused:
            why = str(refused) if isinstance(refused, Rejected) else "its secret cannot be read"
            runtime.logger.error("robot_refused", robot=robot_id, error=why)
            _put_aside(records[:count], why)
        else:
            runtime.logger.info("robot_told", robot=robot_id, notices=count)
        records = records[count:]
    return []


def _put_aside(records: list[Record], why: str) -> None:
    """Keep what no retry helps where an alarm tells of it; the robot's next ones do not wait."""
    _queue(os.environ["ROBOT_FAILURES"]).send(
        [
            (
                record["attributes"]["MessageGroupId"],
                record["messageId"],
                json.dumps({**json.loads(record["body"]), "why": why}, ensure_ascii=False),
            )
            for record in records
        ]
    )


@cache
def _calls() -> RobotCalls:
    """Kept, as is its count of what each robot said."""
    return RobotCalls(runtime.outside(), is_local=bool(os.environ["LOCAL_ENDPOINT"]))


@cache
def _queue(url: str) -> SqsQueue:
    return SqsQueue(clients.sqs(), url)
