"""AWS clients with time-outs shorter than any Lambda's, and few attempts: ours decide the rest."""

from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from hedan.adapters.metering import meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

# design.md, budgets: connect 1 s, read 1 to 2 s, at most 3 attempts. Virtual host style would need
# DNS for every bucket; SigV4 because SigV2, the default for presigned URLs in some regions, refuses
# response headers and KMS-encrypted objects.
CONFIG = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 3},
    tcp_keepalive=True,
    max_pool_connections=4,
)
# A file of some megabytes takes longer than a table's answer.
FILE_CONFIG = CONFIG.merge(Config(read_timeout=20, signature_version="s3v4"))


@cache
def dynamodb() -> "DynamoDBClient":
    """The tables."""
    return meter(boto3.client("dynamodb", config=CONFIG))


@cache
def s3() -> "S3Client":
    """The files."""
    return meter(boto3.client("s3", config=FILE_CONFIG))


@cache
def sns() -> "SNSClient":
    """The notices."""
    return meter(boto3.client("sns", config=CONFIG))


@cache
def sqs() -> "SQSClient":
    """The queues."""
    return meter(boto3.client("sqs", config=CONFIG))


@cache
def step_functions() -> "SFNClient":
    """The workflows."""
    return meter(boto3.client("stepfunctions", config=CONFIG))


@cache
def functions() -> "LambdaClient":
    """The functions that are begun and not waited for."""
    return meter(boto3.client("lambda", config=CONFIG))


@cache
def secrets_manager() -> "SecretsManagerClient":
    """The secrets."""
    return meter(boto3.client("secretsmanager", config=CONFIG))


@cache
def scheduler() -> "EventBridgeSchedulerClient":
    """The clocks."""
    return meter(boto3.client("scheduler", config=CONFIG))
