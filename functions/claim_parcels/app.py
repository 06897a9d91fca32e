"""Wave workflow, Claim: each planned parcel becomes real in one transaction, or not at all."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.usecases.waves.claim_parcels import claim_parcels


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Return how many parcels are the wave's own and how many lines fell out."""
    claimed = claim_parcels(
        event["supplier"],
        event["wave"],
        desk=runtime.desk(),
        archive=runtime.archive(),
        settings=runtime.settings(),
        known_until=runtime.after_sales_known_until,
        now=runtime.now(),
    )
    for why in claimed.dropped:
        runtime.logger.info("line_fell_out", wave=event["wave"], line=why)
    for why in claimed.stale:
        runtime.logger.warning("claims_wait", wave=event["wave"], reason=why)
        runtime.metrics.add_metric("AfterSalesStale", MetricUnit.Count, 1)
    return {"parcels": len(claimed.parcel_ids), "fell_out": len(claimed.dropped)}
