"""What counted work costs at AWS's list prices, us-east-1, without any free allowance.

Every price is one constant. Not in the bill, because it comes by the month and not by the order:
storage, backups, secrets, metrics, schedules, the pollers' empty receives.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from infra.local.bench_log import NO_FUNCTION, Call, Invocation, typical

MILLION = 1_000_000
GIGABYTE = 1024**3
MEGABYTES_OF_A_GIGABYTE = 1024

# aws.amazon.com/lambda/pricing, arm64
LAMBDA_REQUEST = 0.20 / MILLION
LAMBDA_GB_SECOND = 0.0000133334
# aws.amazon.com/api-gateway/pricing: HTTP APIs, bodies up to 512 KB
HTTP_API_REQUEST = 1.00 / MILLION
# aws.amazon.com/sqs/pricing: FIFO; a batch up to 64 KB is one request
SQS_FIFO_REQUEST = 0.50 / MILLION
# aws.amazon.com/dynamodb/pricing/on-demand, since November 2024; streams read by Lambda are free
WRITE_UNIT = 0.625 / MILLION
READ_UNIT = 0.125 / MILLION
# aws.amazon.com/step-functions/pricing: Express by request and memory in steps of 64 MB and 100 ms
STANDARD_TRANSITION = 25.0 / MILLION
EXPRESS_REQUEST = 1.00 / MILLION
EXPRESS_GB_SECOND = 0.00001667
EXPRESS_MEGABYTES = 64
EXPRESS_STEP_MS = 100
# aws.amazon.com/s3/pricing: Standard
S3_PUT = 0.005 / 1_000
S3_GET = 0.0004 / 1_000
# aws.amazon.com/sns/pricing
SNS_PUBLISH = 0.50 / MILLION
SNS_EMAIL = 2.00 / 100_000
# aws.amazon.com/cloudwatch/pricing: ingested
LOG_GIGABYTE = 0.50
# aws.amazon.com/secrets-manager/pricing
SECRET_CALL = 0.05 / 10_000

# A workflow's own time beside its steps' Lambdas, each step: an estimate, for Express only.
EXPRESS_MS_PER_STEP = 30
SQS_POLLED = {"TakeIn", "UploadTracking"}  # Each batch is received once and deleted once.
BATCHED = {"TakeIn", "FollowEvents"}  # Theirs take as long as their batches are.
# One access log line of the API, with the template's format filled in.
ACCESS_LOG_BYTES = 26 + len(
    '{"time":"28/Sep/2026:04:00:00 +0000","route":"POST /callbacks/{platform}/{store}",'
    '"status":"200","ms":"12","ip":"203.0.113.200"}'
)


@dataclass(frozen=True)
class Item:
    """One line of a bill."""

    service: str
    count: float
    unit: str
    usd: float

    def times(self, factor: float) -> "Item":
        """Return the same for more or less of it."""
        return Item(self.service, self.count * factor, self.unit, self.usd * factor)


def bill(
    invocations: Iterable[Invocation], durations: Mapping[str, float], *, transitions: int = 0
) -> list[Item]:
    """Return what these invocations and what started them cost.

    durations are milliseconds by function; transitions are those of Standard workflows, which
    leave no trace in the functions' log.
    """
    invocations = list(invocations)
    calls = [call for one in invocations for call in one.calls]
    return [
        *_lambda(invocations, durations),
        *_doors(invocations, calls),
        *_table(calls),
        *_workflows(invocations, calls, durations, transitions),
        *_files_and_people(calls),
        *_logs(invocations),
    ]


def priced_durations(
    invocations: Iterable[Invocation], undisturbed: Iterable[Invocation], emulator_ms: float
) -> dict[str, float]:
    """Return the milliseconds to price by function: medians, without the emulator's own part.

    In a peak everything waits for this machine's processors, as on AWS it would not: what does the
    same work for every message is priced as it was without the crowd.
    """
    durations = typical(invocations)
    durations |= {
        name: min(calm, durations[name])
        for name, calm in typical(undisturbed).items()
        if name in durations and name not in BATCHED
    }
    durations[NO_FUNCTION] = 0.0  # The emulator holds what says nothing for 50 ms, in vain.
    # Lambda bills whole milliseconds, one at least.
    return {name: max(1.0, taken - emulator_ms) for name, taken in durations.items()}


def total(items: Iterable[Item]) -> float:
    """Return US$."""
    return sum(item.usd for item in items)


def _lambda(invocations: list[Invocation], durations: Mapping[str, float]) -> Iterator[Item]:
    yield _item("Lambda", len(invocations), "invocations", LAMBDA_REQUEST)
    gb_seconds = sum(
        one.megabytes / MEGABYTES_OF_A_GIGABYTE * durations[one.function] / 1000
        for one in invocations
    )
    yield _item("Lambda", gb_seconds, "GB-s, arm64", LAMBDA_GB_SECOND)


def reported_gb_seconds(invocations: Iterable[Invocation]) -> float:
    """Return what the emulator's own reports add up to, cold starts and its overhead included."""
    return sum(
        one.megabytes / MEGABYTES_OF_A_GIGABYTE * one.milliseconds / 1000 for one in invocations
    )


def _doors(invocations: list[Invocation], calls: list[Call]) -> Iterator[Item]:
    callbacks = sum(one.function == "ReceiveCallback" for one in invocations)
    yield _item("API Gateway", callbacks, "requests", HTTP_API_REQUEST)
    sends = _count(calls, "sqs.SendMessageBatch", "sqs.SendMessage")
    yield _item("SQS", sends, "sends", SQS_FIFO_REQUEST)
    batches = sum(one.function in SQS_POLLED for one in invocations)
    yield _item("SQS", 2 * batches, "receives, deletes", SQS_FIFO_REQUEST)


def _table(calls: list[Call]) -> Iterator[Item]:
    yield _item("DynamoDB", sum(c.write_units for c in calls), "write units", WRITE_UNIT)
    yield _item("DynamoDB", sum(c.index_units for c in calls), "index writes", WRITE_UNIT)
    yield _item("DynamoDB", sum(c.read_units for c in calls), "read units", READ_UNIT)


def _workflows(
    invocations: list[Invocation],
    calls: list[Call],
    durations: Mapping[str, float],
    transitions: int,
) -> Iterator[Item]:
    starts = [call.to for call in calls if call.operation == "stepfunctions.StartExecution"]
    express = sum("OrderWorkflow" in machine for machine in starts)
    yield _item("Step Functions", express, "Express runs", EXPRESS_REQUEST)
    steps = [one for one in invocations if one.function == "AdvanceOrder"]
    if express and steps:
        each = durations["AdvanceOrder"] + EXPRESS_MS_PER_STEP
        run_ms = each * len(steps) / express
        billed = math.ceil(run_ms / EXPRESS_STEP_MS) * EXPRESS_STEP_MS / 1000
        gb_seconds = express * billed * EXPRESS_MEGABYTES / MEGABYTES_OF_A_GIGABYTE
        yield _item("Step Functions", gb_seconds, "Express GB-s", EXPRESS_GB_SECOND)
    yield _item("Step Functions", transitions, "Standard transitions", STANDARD_TRANSITION)


def _files_and_people(calls: list[Call]) -> Iterator[Item]:
    yield _item("S3", _count(calls, "s3.PutObject"), "puts", S3_PUT)
    yield _item("S3", _count(calls, "s3.GetObject"), "gets", S3_GET)
    told = _count(calls, "sns.Publish")
    yield _item("SNS", told, "notices", SNS_PUBLISH)
    yield _item("SNS", told, "e-mails, one each", SNS_EMAIL)
    yield _item(
        "Secrets Manager", _count(calls, "secretsmanager.GetSecretValue"), "calls", SECRET_CALL
    )


def _logs(invocations: list[Invocation]) -> Iterator[Item]:
    callbacks = sum(one.function == "ReceiveCallback" for one in invocations)
    logged = sum(one.log_bytes for one in invocations) + callbacks * ACCESS_LOG_BYTES
    yield _item("CloudWatch Logs", logged / GIGABYTE, "GB", LOG_GIGABYTE)


def _count(calls: list[Call], *operations: str) -> int:
    return sum(call.operation in operations for call in calls)


def _item(service: str, count: float, unit: str, price: float) -> Item:
    return Item(service, count, unit, count * price)
