"""A person's decision: release one hold of an order. The order is checked again at once."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.base import OrderKey
from hedan.usecases.release_hold import release_hold


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return the ids of the holds that are still open. Raises KeyError for a field left out."""
    holds = release_hold(
        OrderKey.parse(event["order"]),
        event["hold"],
        event["by"],
        desk=runtime.desk(),
        now=runtime.now(),
    )
    return {"open": [hold.hold_id for hold in holds]}
