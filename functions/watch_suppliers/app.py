"""Every five minutes: waves that became due, suppliers that owe an answer, cases nearly over."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.usecases.cases.tell_waiting import tell_waiting
from hedan.usecases.waves.watch_suppliers import watch_suppliers


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Look at every supplier whose settings ask for it, and at the cases whose time is short.

    Looking twice starts nothing twice.
    """
    watched = watch_suppliers(
        runtime.settings(),
        desk=runtime.desk(),
        workflows=runtime.wave_workflow(),
        notices=runtime.notices(),
        link_of=runtime.supplier_link,
        now=runtime.now(),
    )
    if watched.silent:
        runtime.logger.warning("supplier_silent", workbooks=watched.silent)
        runtime.metrics.add_metric("SupplierSilent", MetricUnit.Count, len(watched.silent))
    if watched.reminded:
        runtime.logger.info("changes_unanswered", reminded=watched.reminded)
    cases = tell_waiting(
        runtime.settings(),
        book=runtime.case_book(),
        desk=runtime.desk(),
        notices=runtime.notices(),
        now=runtime.now(),
    )
    if cases:
        runtime.logger.info("cases_told", cases=cases)
    return {**watched._asdict(), "cases": cases}
