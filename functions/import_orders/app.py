"""Import queue: an export sheet was dropped. Its orders become hints like any other door's."""

import json
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.imported_files import ImportedFile
from hedan.errors import TryAgain
from hedan.usecases.intake.import_orders import import_orders, refuse_unknown_store


class Dropped(NamedTuple):
    """One file as S3 tells of it."""

    key: str
    at: datetime  # The event's own time: the same when the event is delivered again.


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer with the messages to deliver again."""
    failed: list[dict[str, str]] = []
    for record in event["Records"]:
        try:
            for dropped in _dropped(record["body"]):
                _import(dropped)
        except TryAgain as later:
            runtime.logger.warning("import_later", error=str(later))
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _dropped(body: str) -> list[Dropped]:
    """Return the files; S3 greets a new queue with a test event that has none."""
    told = [
        Dropped(unquote_plus(one["s3"]["object"]["key"]), datetime.fromisoformat(one["eventTime"]))
        for one in json.loads(body).get("Records", [])
    ]
    # Consoles make folders as empty files.
    return [dropped for dropped in told if not dropped.key.endswith("/")]


def _import(dropped: Dropped) -> None:
    body = runtime.archive().get(dropped.key)
    imported = _imported(dropped, body)
    runtime.logger.info(
        "sheet_imported",
        file_key=dropped.key,
        state=imported.state,
        orders=imported.orders,
        refused=imported.refused,
        reason=imported.reason_code,
    )
    runtime.metrics.add_metric("OrdersImported", MetricUnit.Count, imported.orders)
    runtime.metrics.add_metric("ImportRowsRefused", MetricUnit.Count, imported.refused)


def _imported(dropped: Dropped, body: bytes) -> ImportedFile:
    store_id = dropped.key.split("/")[1]
    try:
        store = runtime.settings().store(store_id)
    except KeyError:
        return refuse_unknown_store(
            store_id, dropped.key, body, imports=runtime.import_records(), now=dropped.at
        )
    return import_orders(
        store,
        dropped.key,
        body,
        queue=runtime.intake_queue(),
        archive=runtime.archive(),
        imports=runtime.import_records(),
        now=dropped.at,
    )
