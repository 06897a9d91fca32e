"""Order workflow, Reserve: hold stock for all lines that may ship, or for none."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.base import OrderKey
from hedan.usecases.reserve_stock import reserve_stock


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return outcome and findings."""
    reserved = reserve_stock(
        OrderKey.parse(event["order"]),
        desk=runtime.desk(),
        settings=runtime.settings(),
        now=runtime.now(),
    )
    return reserved.model_dump(mode="json")
