"""Every ten minutes: numbers that do not show yet, parcels that no carrier has scanned."""

from datetime import timedelta
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.usecases.uploads.watch_parcels import watch_parcels

# Short of the function's own time: what is found last is still told.
LOOKS_FOR = timedelta(seconds=240)


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Look at the parcels whose time has come. What is left over is the next run's."""
    watched = watch_parcels(
        runtime.settings(),
        desk=runtime.desk(),
        platform_of=runtime.platform_of,
        now=runtime.now,
        until=runtime.now() + LOOKS_FOR,
    )
    done = watched.model_dump(mode="json")
    if watched.looked or watched.postponed:
        runtime.logger.info("parcels_watched", **done)
    if watched.is_cut_off:
        runtime.logger.warning("parcels_left_over")
        runtime.metrics.add_metric("ParcelsLeftOver", MetricUnit.Count, 1)
    if watched.postponed:
        runtime.metrics.add_metric("LooksPostponed", MetricUnit.Count, watched.postponed)
    return done
