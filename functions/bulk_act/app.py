"""Work on a bulk act that a person asked for: preview it, apply it, or undo one.

Invoked asynchronously with its id; whoever asked looks how far it is over the staff API.
"""

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.deciding.rule_book import RuleBooks
from hedan.usecases.bulk_acts.bulk_act import work_on_bulk
from hedan.usecases.orders.gather_facts import Deciding, SkuHistories

BOOKS = RuleBooks()


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Do its next step. An error is raised: Lambda begins again, and what is done stays done."""
    bulk_id = event["bulk"]
    runtime.logger.append_keys(bulk_id=bulk_id)
    deciding = Deciding(runtime.desk(), BOOKS.of(runtime.settings_in_force()), _histories())
    bulk = work_on_bulk(bulk_id, deciding=deciding, bulk_acts=runtime.bulk_acts(), now=runtime.now)
    counts = {state.value: count for state, count in bulk.counts.items()}
    runtime.logger.info("bulk_worked_on", state=bulk.state.value, found=bulk.found, counts=counts)
    return {"bulk": bulk_id, "state": bulk.state.value, "counts": counts}


@cache
def _histories() -> SkuHistories:
    return SkuHistories(runtime.archive())
