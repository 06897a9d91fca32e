"""Every month, and when somebody asks: what became of each refund, and whether the promise held."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.settings import StoreSettings
from hedan.usecases.proofs.months import month_before
from hedan.usecases.proofs.proof_files import is_proven
from hedan.usecases.proofs.prove_month import prove_month


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Report the month of the store that the event names; else every store's last month, once.

    One store that cannot be reported keeps no other from it; then the run fails, and is retried.
    """
    if "store" in event:
        store = runtime.settings().store(event["store"])
        return {"violations": {store.id: _prove(store, event["month"])}}
    violations: dict[str, int] = {}
    failed: list[str] = []
    for store in runtime.settings().stores:
        month = month_before(store, runtime.now())
        if is_proven(store.id, month, archive=runtime.archive()):
            continue
        try:
            violations[store.id] = _prove(store, month)
        except Exception:  # Raised at the end: the other stores come first.
            runtime.logger.exception("month_not_proven", store_id=store.id, month=month)
            failed.append(store.id)
    if failed:
        raise RuntimeError(f"not proven: {', '.join(failed)}")
    return {"violations": violations}


def _prove(store: StoreSettings, month: str) -> int:
    """Return how often the promise was broken."""
    report = prove_month(
        store,
        month,
        desk=runtime.desk(),
        cases=runtime.case_book(),
        archive=runtime.archive(),
        notices=runtime.notices(),
        settings=runtime.settings(),
        now=runtime.now(),
    )
    broken = len(report.violations)
    runtime.logger.info(
        "month_proven",
        store_id=store.id,
        month=month,
        refunds=len(report.refunds),
        violations=broken,
        unread=len(report.unread),
    )
    if broken:
        runtime.metrics.add_metric("ProofViolations", MetricUnit.Count, broken)
    return broken
