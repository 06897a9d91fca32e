"""Every ten minutes: start the orders whose holds are over though no message said so."""

from functools import cache
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.deciding.rule_book import RuleBooks
from hedan.usecases.orders.gather_facts import Deciding, SkuHistories
from hedan.usecases.orders.recheck_held import recheck_held

BOOKS = RuleBooks()


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Look at every order that waits. Looking twice starts nothing twice."""
    deciding = Deciding(runtime.desk(), BOOKS.of(runtime.settings()), _histories())
    started = recheck_held(deciding, runtime.workflows(), runtime.now())
    runtime.metrics.add_metric("OrdersFreed", MetricUnit.Count, started)
    return {"started": started}


@cache
def _histories() -> SkuHistories:
    return SkuHistories(runtime.archive())
