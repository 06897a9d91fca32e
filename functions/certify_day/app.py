"""A nightly schedule: write what the pull ledger proves about a store's day."""

from datetime import date
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.usecases.intake.certify_day import certify_day


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Certify yesterday, or the day that the event names, of the store that it names."""
    settings = runtime.settings()
    store = settings.store(event["store"])
    certificate = certify_day(
        store,
        runtime.capabilities_of(store).listings,
        windows=runtime.ledger_table(),
        archive=runtime.archive(),
        language=settings.language,
        now=runtime.now(),
        day=date.fromisoformat(event["day"]) if event.get("day") else None,
    )
    if not certificate.is_complete and not certificate.lists_nothing:
        runtime.logger.warning("day_incomplete", store_id=store.id, day=certificate.day)
        runtime.metrics.add_metric("DayIncomplete", MetricUnit.Count, 1)
    return {"day": certificate.day, "complete": certificate.is_complete}
