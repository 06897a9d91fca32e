"""Intake queue: each hint leads to what the platform says now, stored with its events."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.intake import Hint
from hedan.errors import HedanError
from hedan.usecases.take_in import Taken, take_in


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer with the messages to deliver again.

    Behind a failed message, those of the same order stay in line.
    """
    records = event["Records"]
    answers = take_in(
        [Hint.model_validate_json(record["body"]) for record in records],
        desk=runtime.desk(),
        platform_of=runtime.platform_of,
        archive=runtime.archive(),
        now=runtime.now(),
    )
    failed: list[dict[str, str]] = []
    blocked: set[str] = set()
    for record, answer in zip(records, answers, strict=True):
        group = record["attributes"]["MessageGroupId"]
        if isinstance(answer, HedanError):
            runtime.logger.warning("hint_failed", group=group, error=repr(answer))
            runtime.metrics.add_metric("HintFailed", MetricUnit.Count, 1)
            blocked.add(group)
        elif answer is Taken.KEPT:
            runtime.logger.info("hint_kept", group=group)
            runtime.metrics.add_metric("HintKept", MetricUnit.Count, 1)
        if group in blocked:
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
