"""A nightly schedule: keep a store's last days for dry runs, and fold how its SKUs were bought."""

from datetime import UTC, date, timedelta
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.base import OrderKey
from hedan.usecases.dry_runs.fold_histories import fold_histories
from hedan.usecases.dry_runs.snapshot_day import snapshot_day

# Many orders of an evening are paid and decided only after midnight.
LOOK_BACK_DAYS = 2


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Keep the last days, or the one that the event names, of the store that it names."""
    store, desk = event["store"], runtime.desk()
    today = runtime.now().astimezone(UTC).date()
    kept = [
        snapshot_day(store, day, desk=desk, archive=runtime.archive(), report=_report)
        for day in _days(event, today)
    ]
    stores = [one.id for one in runtime.settings().stores]
    skus = fold_histories(stores, today, archive=runtime.archive())
    days = [one.model_dump(mode="json") for one in kept]
    runtime.logger.info("days_kept", days=days, skus=len(skus))
    return {"days": days, "skus": len(skus)}


def _report(order: OrderKey, unclear: Exception) -> None:
    runtime.logger.warning("order_left_out", order=str(order), error=str(unclear))


def _days(event: dict[str, Any], today: date) -> list[date]:
    if event.get("day"):
        return [date.fromisoformat(event["day"])]
    return [today - timedelta(days=back) for back in range(1, LOOK_BACK_DAYS + 1)]
