"""Order workflow, Route: which supplier ships which line."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.base import OrderKey
from hedan.usecases.route_order import route_order


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return the supplier of each line, and findings for lines that have none."""
    routed = route_order(
        OrderKey.parse(event["order"]),
        desk=runtime.desk(),
        settings=runtime.settings(),
        now=runtime.now(),
    )
    return routed.model_dump(mode="json") | {"outcome": "missing" if routed.findings else "routed"}
