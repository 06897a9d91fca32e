"""Checks each AWS call that a function made against the statements that the template gives it.

moto knows no roles; this is the part of IAM that the template uses: Allow, actions and resources.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from tests.functions.stack import ACCOUNT, REGION, Stack, function_arn
from tests.infra.template import as_list, functions, statements

# Where the API's operation and IAM's action have different names.
ACTIONS = {"sqs:SendMessageBatch": "sqs:SendMessage", "lambda:Invoke": "lambda:InvokeFunction"}
TRANSACTED = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
}


@dataclass(frozen=True)
class AwsCall:
    """One call as it left the client."""

    service: str
    operation: str
    params: dict[str, Any]


def refused(function: str, calls: list[AwsCall], stack: Stack) -> list[str]:
    """Return what the function's role would not have let it do."""
    allowed = [
        (action, stack.resolved(resource))
        for statement in statements(functions()[function])
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    ]
    return [
        f"{action} on {arn}"
        for call in calls
        for action, arn in asked(call)
        if not any(action == one and fnmatchcase(arn, pattern) for one, pattern in allowed)
    ]


def needless(function: str, done: set[tuple[str, str]], stack: Stack) -> set[tuple[str, str]]:
    """Return the statements (Sid, action) that nothing which was done has needed."""
    return {
        (statement["Sid"], action)
        for statement in statements(functions()[function])
        for action in as_list(statement["Action"])
        if not any(
            action == one and fnmatchcase(arn, stack.resolved(resource))
            for one, arn in done
            for resource in as_list(statement["Resource"])
        )
    }


def asked(call: AwsCall) -> Iterator[tuple[str, str]]:
    """Yield the action on the thing that IAM would look at."""
    action = f"{call.service}:{call.operation}"
    action = ACTIONS.get(action, action)
    match call.service:
        case "dynamodb":
            yield from _of_tables(call)
        case "s3" if call.operation == "CreateBucket":
            return  # How botocore looks up the address of a form to be signed: nothing is sent.
        case "s3" if call.operation == "ListObjectsV2":
            yield "s3:ListBucket", f"arn:aws:s3:::{call.params['Bucket']}"
        case "s3":
            yield action, f"arn:aws:s3:::{call.params['Bucket']}/{call.params['Key']}"
        case "sqs":
            queue = call.params["QueueUrl"].rpartition("/")[2]
            yield action, f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"
        case "sns":
            # Of a subscription, and of a phone, IAM knows no resource.
            yield action, call.params.get("TopicArn", "*")
        case "states":
            yield action, call.params["stateMachineArn"]
        case "lambda":
            yield action, function_arn(call.params["FunctionName"])
        case "scheduler":
            yield from _of_schedules(call)
        case "secretsmanager":
            secret = f"{call.params['SecretId']}-a1B2c3"  # Secrets Manager adds six characters.
            yield action, f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{secret}"
        case other:
            raise ValueError(f"a service that nobody expected: {other}")


def _of_schedules(call: AwsCall) -> Iterator[tuple[str, str]]:
    name = "*" if call.operation == "ListSchedules" else call.params["Name"]
    place = f"schedule/{call.params['GroupName']}/{name}"
    yield f"scheduler:{call.operation}", f"arn:aws:scheduler:{REGION}:{ACCOUNT}:{place}"
    if "Target" in call.params:
        yield "iam:PassRole", call.params["Target"]["RoleArn"]


def _of_tables(call: AwsCall) -> Iterator[tuple[str, str]]:
    match call.operation:
        case "TransactWriteItems":
            for item in call.params["TransactItems"]:
                ((kind, asked),) = item.items()
                yield f"dynamodb:{TRANSACTED[kind]}", _table(asked["TableName"])
        case "BatchGetItem":
            for name in call.params["RequestItems"]:
                yield "dynamodb:BatchGetItem", _table(name)
        case operation:
            index = call.params.get("IndexName")
            table = _table(call.params["TableName"])
            yield f"dynamodb:{operation}", f"{table}/index/{index}" if index else table


def _table(name: str) -> str:
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"
