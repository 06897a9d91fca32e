"""A store's schedule: queue a hint for everything that changed since the last look."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.usecases.poll_store import poll_store


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Poll the store that the schedule names."""
    store = runtime.settings().store(event["store"])
    count = poll_store(
        store,
        platform=runtime.platform_of(store.id),
        queue=runtime.intake_queue(),
        marks=runtime.settings_table(),
        now=runtime.now(),
    )
    runtime.metrics.add_metric("PolledHints", MetricUnit.Count, count)
    return {"hints": count}
