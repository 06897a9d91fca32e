"""Upload queue: a supplier's file came back. Rows are applied one by one, each answered."""

import json
from typing import Any
from urllib.parse import unquote_plus

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.errors import TryAgain
from hedan.usecases.workbooks.read_return import read_return


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer with the messages to deliver again."""
    failed: list[dict[str, str]] = []
    for record in event["Records"]:
        try:
            for key in _uploaded(record["body"]):
                _read(key)
        except TryAgain as later:
            runtime.logger.warning("return_later", error=str(later))
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _uploaded(body: str) -> list[str]:
    """Return the keys of the files; S3 greets a new queue with a test event that has none."""
    told = json.loads(body)
    return [unquote_plus(record["s3"]["object"]["key"]) for record in told.get("Records", [])]


def _read(key: str) -> None:
    _, supplier, _ = key.split("/", 2)
    returned = read_return(
        supplier,
        key,
        desk=runtime.desk(),
        archive=runtime.archive(),
        settings=runtime.settings(),
        now=runtime.now(),
    )
    runtime.logger.info(
        "return_read", file_key=key, accepted=returned.accepted, refused=returned.refused
    )
    runtime.metrics.add_metric("RowsAccepted", MetricUnit.Count, returned.accepted)
    runtime.metrics.add_metric("RowsRefused", MetricUnit.Count, returned.refused)
