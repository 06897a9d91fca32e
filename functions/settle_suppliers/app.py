"""Every hour: the days that are over by their suppliers' clocks are billed, and scorecards made."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.bills import BillDay
from hedan.settings import SupplierSettings
from hedan.usecases.accounts.age_returns import age_returns
from hedan.usecases.accounts.close_day import close_due_days
from hedan.usecases.accounts.make_scorecard import make_scorecard


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Settle every supplier whose midnight has passed. A closed day is not closed again.

    One supplier that cannot be settled keeps no other from it; then the run fails, and is retried.
    """
    closed: dict[str, list[str]] = {}
    failed: list[str] = []
    for supplier in runtime.settings().suppliers:
        try:
            days = _settle(supplier)
        except Exception:  # Raised at the end: the other suppliers come first.
            runtime.logger.exception("supplier_not_settled", supplier=supplier.id)
            failed.append(supplier.id)
            continue
        if days:
            closed[supplier.id] = [day.day.isoformat() for day in days]
    if failed:
        raise RuntimeError(f"not settled: {', '.join(failed)}")
    return {"closed": closed}


def _settle(supplier: SupplierSettings) -> tuple[BillDay, ...]:
    days = close_due_days(
        supplier,
        desk=runtime.desk(),
        archive=runtime.archive(),
        settings=runtime.settings(),
        now=runtime.now(),
    )
    if not days:
        return ()
    make_scorecard(supplier, desk=runtime.desk(), archive=runtime.archive(), now=runtime.now())
    aged = age_returns(
        supplier.id, desk=runtime.desk(), settings=runtime.settings(), now=runtime.now()
    )
    differences = sum(day.differences for day in days)
    runtime.logger.info(
        "supplier_settled",
        supplier=supplier.id,
        days=len(days),
        entries=sum(day.entry_count for day in days),
        differences=differences,
        aged_returns=len(aged),
    )
    if differences:
        runtime.metrics.add_metric("BillDifferences", MetricUnit.Count, differences)
    return days
