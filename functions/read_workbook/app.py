"""Upload queue: a supplier's file came back. Rows are applied one by one, each answered."""

import json
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.errors import TryAgain
from hedan.usecases.workbooks.read_return import read_return


class Uploaded(NamedTuple):
    """One file as S3 tells of it."""

    key: str
    size: int  # Bytes.


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer with the messages to deliver again."""
    failed: list[dict[str, str]] = []
    for record in event["Records"]:
        try:
            for uploaded in _uploaded(record["body"]):
                _read(uploaded)
        except TryAgain as later:
            runtime.logger.warning("return_later", error=str(later))
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _uploaded(body: str) -> list[Uploaded]:
    """Return the files; S3 greets a new queue with a test event that has none."""
    told = (record["s3"]["object"] for record in json.loads(body).get("Records", []))
    return [Uploaded(unquote_plus(one["key"]), one["size"]) for one in told]


def _read(uploaded: Uploaded) -> None:
    _, supplier, _ = uploaded.key.split("/", 2)
    returned = read_return(
        supplier,
        uploaded.key,
        desk=runtime.desk(),
        archive=runtime.archive(),
        settings=runtime.settings(),
        now=runtime.now(),
        size=uploaded.size,
    )
    runtime.logger.info(
        "return_read",
        file_key=uploaded.key,
        accepted=returned.accepted,
        refused=returned.refused,
    )
    runtime.metrics.add_metric("RowsAccepted", MetricUnit.Count, returned.accepted)
    runtime.metrics.add_metric("RowsRefused", MetricUnit.Count, returned.refused)
